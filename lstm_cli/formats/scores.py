"""A ScoreReport as a page for people, CSV rows or JSON data."""

import math
from collections.abc import Sequence
from typing import Any, Final

from lstm_cli.evaluation.report import ScoreLine, ScoreReport
from lstm_cli.formats.json_envelope import finite
from lstm_cli.formats.measures import MEASURES, exact, measures, measures_data
from lstm_cli.formats.pit import pit_lines, pit_reading
from lstm_cli.formats.score_tables import measure_table, ratio_text, score_text
from lstm_cli.formats.style import PLAIN_STYLE, Style
from lstm_cli.formats.text import csv_line, percent, plural, printable
from lstm_cli.formats.values import two_digits
from lstm_cli.formats.verdicts import baseline_label, report_verdict
from lstm_cli.formats.wrapping import wrapped, wrapped_fields
from lstm_cli.metrics.scores import INTERVALS

__all__ = ["scores_csv", "scores_data", "scores_text"]

MAX_SERIES: Final = 12  # series that are all shown
TOP_SERIES: Final = 10  # of more: those with the largest shares in the total WIS


def scores_csv(report: ScoreReport) -> str:
    """Write a row for all, for each step and series, and for each tenth of the PIT; unknown numbers are empty."""
    rows = [["scope", "label", *MEASURES, "relative_wis_low", "relative_wis_high", "wis_share", "relative_log_wis"]]
    blank = [""] * (len(rows[0]) - 3)
    rows.append(["overall", *_fields(report.overall, report.relative_low, report.relative_high)])
    rows += [["step", *_fields(line)] for line in report.by_step]
    rows += [["series", *_fields(line)] for line in report.by_series]
    bins = len(report.pit)
    rows += [["pit", f"{k / bins:.1f}-{(k + 1) / bins:.1f}", str(n), *blank] for k, n in enumerate(report.pit)]
    return "\n".join(map(csv_line, rows)) + "\n"


def _fields(line: ScoreLine, low: float = math.nan, high: float = math.nan) -> list[str]:
    """Write the label and the numbers of a line, with the interval of the relative WIS if there is one."""
    named = measures(line)
    relative_log = named.pop("relative_log_wis")
    return [line.label, *exact([*named.values(), low, high, line.share, relative_log])]


def scores_data(report: ScoreReport) -> dict[str, Any]:
    """Return the same as JSON data."""
    return {
        "baseline": baseline_label(report.baseline),
        "cutoffs": report.cutoffs,
        "first_cutoff": report.first_cutoff,
        "last_cutoff": report.last_cutoff,
        "levels": list(report.levels),
        "overall": _data(report.overall)
        | {"relative_wis_low": finite(report.relative_low), "relative_wis_high": finite(report.relative_high)},
        "by_step": [{"step": int(line.label)} | _data(line) for line in report.by_step],
        "by_series": [{"name": line.label} | _data(line) for line in report.by_series],
        "pit": {"counts": list(report.pit), "reading": pit_reading(report.pit)},
        "verdict": report_verdict(report),
        "verdict_code": report.verdict.value,
    }


def _data(line: ScoreLine) -> dict[str, Any]:
    """Return the numbers of a line; unknown ones are null."""
    return measures_data(line) | {"wis_share": finite(line.share)}


def scores_text(
    report: ScoreReport, *, size: int = 100, style: Style = PLAIN_STYLE, parts: Sequence[str] | None = None
) -> str:
    """Show the scores within ``size`` columns: overall, by step, by series, and the histogram of the PIT.

    ``parts``: lines of another table to show in place of those by step and series.
    """
    alone = report.cutoffs == 1
    span = report.first_cutoff if alone else f"{report.first_cutoff} to {report.last_cutoff}"
    count = f"{plural(report.cells, 'forecast')} of {plural(report.series, 'series', 'series')}"
    cutoffs = f"up to {plural(report.steps, 'step')} ahead, from {plural(report.cutoffs, 'cutoff')}"
    title, *continuation = wrapped(f"{count}, {cutoffs}: {printable(span)}", size, indent=0)
    pit = "PIT: share of the outcomes in each tenth of the forecast distribution (│ marks a uniform histogram)"
    lines = [
        style.bold(count) + title.removeprefix(count),
        *continuation,
        "",
        *_overall(report, size),
        "",
        *(_tables(report, size, style) if parts is None else parts),
        "",
        *wrapped(pit, size, indent=0),
        *pit_lines(report.pit, style, size=size),
        *wrapped(pit_reading(report.pit), size),
    ]
    return "\n".join(lines) + "\n"


def _overall(report: ScoreReport, size: int) -> list[str]:
    """Write the scores over all cells, with explanations."""
    scores, relative = report.overall.scores, report.overall.relative_wis
    parts = (
        f"{score_text(scores.dispersion)} dispersion + {score_text(scores.overprediction)} overprediction "
        f"+ {score_text(scores.underprediction)} underprediction"
    )
    rows = [("WIS", f"{score_text(scores.wis)} = {parts}")]
    if not math.isnan(relative):
        interval = f" (90 % CI {ratio_text(report.relative_low)} to {ratio_text(report.relative_high)})"
        interval = "" if math.isnan(report.relative_low) else interval
        label = baseline_label(report.baseline)
        rows.append(("relative", f"{ratio_text(relative)} of the {label}'s WIS{interval}; below 1 is better"))
    rows.append(("log WIS", f"{_small(scores.log_wis)}, the WIS of log(1 + {report.kind}){_of_baseline(report)}"))
    if not math.isnan(scores.mae):
        scaled = "" if math.isnan(scores.mase) else f", MASE {ratio_text(scores.mase)}"
        rows.append(("median", f"MAE {score_text(scores.mae)}{scaled}"))
    covered = [
        f"{100 * share:.0f} % interval covered {percent(covered)}"
        for share, covered in zip(INTERVALS, scores.coverage, strict=True)
        if not math.isnan(covered)
    ]
    if covered:
        rows.append(("coverage", ", ".join(covered)))
    rows.append(("verdict", report_verdict(report)))
    return wrapped_fields(rows, size)


def _tables(report: ScoreReport, size: int, style: Style) -> list[str]:
    """Show the scores by step and by series."""
    return [*_table("step", report.by_step, size, style), "", *_series(report, size, style)]


def _table(label: str, lines: Sequence[ScoreLine], size: int, style: Style) -> list[str]:
    """Show a row per line."""
    return measure_table(label, [line.label for line in lines], lines, size=size, style=style)


def _small(value: float) -> str:
    """Write a WIS of logarithms."""
    return two_digits(value) if 0 < value < 0.0005 else f"{value:.3f}"  # noqa: PLR2004 - three decimals would be 0


def _of_baseline(report: ScoreReport) -> str:
    """Write the log WIS relative to that of the baseline, if known."""
    relative = report.overall.relative_log_wis
    return "" if math.isnan(relative) else f"; {ratio_text(relative)} of the {baseline_label(report.baseline)}'s"


def _series(report: ScoreReport, size: int, style: Style) -> list[str]:
    """Show the series by their share in the total WIS; of many, only those with the largest shares."""
    ranked = sorted(report.by_series, key=lambda line: -_known(line.share))
    if len(ranked) <= MAX_SERIES:
        return _table("series", ranked, size, style)
    rest = ranked[TOP_SERIES:]
    share = percent(sum(_known(line.share) for line in rest))
    footer = (
        f"… {TOP_SERIES} of {len(ranked)} series, those that add most to the total WIS; the others add {share} of it"
    )
    return [*_table("series", ranked[:TOP_SERIES], size, style), *map(style.dim, wrapped(footer, size, indent=0))]


def _known(share: float) -> float:
    """Return a share, 0 if it is unknown."""
    return 0.0 if math.isnan(share) else share
