"""A ScoreReport as a page for people, CSV rows or JSON data."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from lstm_cli.evaluation.report import ScoreLine, ScoreReport
from lstm_cli.formats.json_envelope import finite
from lstm_cli.formats.pit import pit_lines, pit_reading
from lstm_cli.formats.style import PLAIN_STYLE, Style
from lstm_cli.formats.text import columns, csv_line, number, percent, plural, printable, shorten, width
from lstm_cli.formats.verdicts import baseline_label, report_verdict
from lstm_cli.formats.wrapping import wrapped, wrapped_fields
from lstm_cli.metrics.scores import INTERVALS

__all__ = ["scores_data", "scores_rows", "scores_text"]

MAX_NAME: Final = 20  # columns that a name may take in a table
MAX_SERIES: Final = 12  # up to which all series are shown
TOP_SERIES: Final = 10  # of more: as many of those that add most to the total WIS
MEASURES: Final = (
    *("cells", "wis", "dispersion", "overprediction", "underprediction"),
    *("log_wis", "mae", "mase", "relative_wis"),
    *(f"coverage_{share:.0%}".rstrip("%") for share in INTERVALS),
)


def _measures(line: ScoreLine) -> dict[str, float]:
    """Give every number of a line by name, in the order of MEASURES."""
    scores = line.scores
    plain = {name: getattr(line if name == "relative_wis" else scores, name) for name in MEASURES[: -len(INTERVALS)]}
    return plain | dict(zip(MEASURES[-len(INTERVALS) :], scores.coverage, strict=True))


def scores_rows(report: ScoreReport) -> str:
    """Write a row for all, for each step and series, and for each tenth of the PIT; what is unknown is empty."""
    rows = [["scope", "label", *MEASURES, "relative_wis_low", "relative_wis_high", "wis_share"]]
    blank = [""] * (len(rows[0]) - 3)
    interval = [_exact(report.relative_low), _exact(report.relative_high)]
    rows.append(["overall", *_fields(report.overall), *interval, _exact(report.overall.share)])
    rows += [["step", *_fields(line), "", "", _exact(line.share)] for line in report.by_step]
    rows += [["series", *_fields(line), "", "", _exact(line.share)] for line in report.by_series]
    bins = len(report.pit)
    rows += [["pit", f"{k / bins:.1f}-{(k + 1) / bins:.1f}", str(n), *blank] for k, n in enumerate(report.pit)]
    return "\n".join(map(csv_line, rows)) + "\n"


def _fields(line: ScoreLine) -> list[str]:
    """Write the label and the numbers of a line."""
    return [line.label, *map(_exact, _measures(line).values())]


def _exact(value: float) -> str:
    """Write a number with six significant digits or, if it is whole, in full; nothing where it is not finite."""
    if not math.isfinite(value):
        return ""
    return str(int(value)) if float(value).is_integer() else f"{value:.6g}"


def scores_data(report: ScoreReport) -> dict[str, Any]:
    """Give the same as JSON data."""
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
    """Give the numbers of a line; what is unknown is null."""
    named = {name: finite(value) for name, value in _measures(line).items()}
    return named | {"cells": line.scores.cells, "wis_share": finite(line.share)}


def scores_text(report: ScoreReport, *, size: int = 100, style: Style = PLAIN_STYLE) -> str:
    """Show the scores within ``size`` columns: overall, by step, by series, and the histogram of the PIT."""
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
        *_table("step", report.by_step, size, style),
        "",
        *_series(report, size, style),
        "",
        *wrapped(pit, size, indent=0),
        *pit_lines(report.pit, style, size=size),
        *wrapped(pit_reading(report.pit), size),
    ]
    return "\n".join(lines) + "\n"


def _overall(report: ScoreReport, size: int) -> list[str]:
    """Write the scores over all cells, and what they mean."""
    scores, relative = report.overall.scores, report.overall.relative_wis
    parts = (
        f"{_number(scores.dispersion)} dispersion + {_number(scores.overprediction)} overprediction "
        f"+ {_number(scores.underprediction)} underprediction"
    )
    rows = [("WIS", f"{_number(scores.wis)} = {parts}")]
    if not math.isnan(relative):
        interval = f" (90 % CI {report.relative_low:.2f} to {report.relative_high:.2f})"
        interval = "" if math.isnan(report.relative_low) else interval
        label = baseline_label(report.baseline)
        rows.append(("relative", f"{relative:.2f} of the {label}'s WIS{interval}; below 1 is better"))
    rows.append(("log WIS", f"{scores.log_wis:.3f}, the WIS of log(1 + count)"))
    if not math.isnan(scores.mae):
        scaled = "" if math.isnan(scores.mase) else f", MASE {scores.mase:.2f}"
        rows.append(("median", f"MAE {_number(scores.mae)}{scaled}"))
    covered = [
        f"{100 * share:.0f} % interval covered {percent(covered)}"
        for share, covered in zip(INTERVALS, scores.coverage, strict=True)
        if not math.isnan(covered)
    ]
    if covered:
        rows.append(("coverage", ", ".join(covered)))
    rows.append(("verdict", report_verdict(report)))
    return wrapped_fields(rows, size)


def _series(report: ScoreReport, size: int, style: Style) -> list[str]:
    """Show the series by what they add to the total WIS, and of many only those that add most."""
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
    """Take a share for none where nothing has any."""
    return 0.0 if math.isnan(share) else share


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of a table: its heading, what it shows, and the rank in which columns give way to a narrow screen."""

    heading: str
    show: Callable[[ScoreLine], str]
    rank: int


def _number(value: float) -> str:
    """Write a score for reading."""
    if math.isnan(value):
        return "–"
    return number(value) if abs(value) >= 100 else f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"  # noqa: PLR2004 - three digits


def _ratio(value: float) -> str:
    """Write a ratio for reading."""
    return "–" if math.isnan(value) else f"{value:.2f}"


def _coverage(place: int) -> Callable[[ScoreLine], str]:
    """Return what shows the coverage of one interval."""
    return lambda line: "–" if math.isnan(line.scores.coverage[place]) else percent(line.scores.coverage[place])


COLUMNS: Final = (
    _Column("forecasts", lambda line: str(line.scores.cells), 9),
    _Column("relative", lambda line: _ratio(line.relative_wis), 0),
    _Column("WIS", lambda line: _number(line.scores.wis), 0),
    _Column("share", lambda line: "–" if math.isnan(line.share) else percent(line.share), 1),
    _Column("dispersion", lambda line: _number(line.scores.dispersion), 6),
    _Column("over", lambda line: _number(line.scores.overprediction), 6),
    _Column("under", lambda line: _number(line.scores.underprediction), 6),
    _Column("log WIS", lambda line: _ratio(line.scores.log_wis), 4),
    _Column("MAE", lambda line: _number(line.scores.mae), 7),
    _Column("MASE", lambda line: _ratio(line.scores.mase), 5),
    _Column("50 %", _coverage(0), 2),
    _Column("80 %", _coverage(1), 8),
    _Column("90 %", _coverage(2), 8),
    _Column("95 %", _coverage(3), 3),
)


def _table(label: str, lines: Sequence[ScoreLine], size: int, style: Style) -> list[str]:
    """Write a row a line, with as many columns as fit and have anything to show."""
    names = [label, *(shorten(line.label, MAX_NAME) for line in lines)]
    shown = [(column.rank, [column.heading, *map(column.show, lines)]) for column in COLUMNS]
    shown = [(rank, cells) for rank, cells in shown if set(cells[1:]) - {"–"}]
    while True:
        heading, *rows = columns(list(zip(names, *(cells for _, cells in shown), strict=True)))
        least = max((rank for rank, _ in shown), default=0)
        if least == 0 or max(map(width, (heading, *rows))) <= size:
            return [style.bold(heading), *rows]
        shown = [(rank, cells) for rank, cells in shown if rank < least]
