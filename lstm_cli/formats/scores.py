"""Scores to read and to go on with: a ScoreReport comes in; a page for people, CSV rows or JSON data go out."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from lstm_cli.evaluation.report import ScoreLine, ScoreReport
from lstm_cli.formats.json_envelope import finite
from lstm_cli.formats.pit import pit_lines, pit_reading
from lstm_cli.formats.style import PLAIN_STYLE, Style
from lstm_cli.formats.text import columns, csv_line, number, percent, plural, printable, shorten, width
from lstm_cli.metrics.scores import INTERVALS

__all__ = ["scores_data", "scores_rows", "scores_text"]

NAME: Final = 20  # columns that a name may take in a table
SHOWN: Final = 12  # series up to which all are shown, in their order
ENDS: Final = 5  # of more series: as many of the worst, and of the best
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
    rows = [["scope", "label", *MEASURES, "relative_wis_low", "relative_wis_high"]]
    blank = [""] * (len(rows[0]) - 3)
    interval = [_exact(report.relative_low), _exact(report.relative_high)]
    rows.append(["overall", *_fields(report.overall), *interval])
    rows += [["step", *_fields(line), "", ""] for line in report.by_step]
    rows += [["series", *_fields(line), "", ""] for line in report.by_series]
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
        "baseline": report.baseline,
        "cutoffs": report.cutoffs,
        "first_cutoff": report.first_cutoff,
        "last_cutoff": report.last_cutoff,
        "levels": list(report.levels),
        "overall": _data(report.overall)
        | {"relative_wis_low": finite(report.relative_low), "relative_wis_high": finite(report.relative_high)},
        "by_step": [{"step": int(line.label)} | _data(line) for line in report.by_step],
        "by_series": [{"name": line.label} | _data(line) for line in report.by_series],
        "pit": {"counts": list(report.pit), "reading": pit_reading(report.pit)},
        "verdict": report.verdict,
    }


def _data(line: ScoreLine) -> dict[str, Any]:
    """Give the numbers of a line; what is unknown is null."""
    named = {name: finite(value) for name, value in _measures(line).items()}
    return named | {"cells": line.scores.cells}


def scores_text(report: ScoreReport, *, size: int = 100, style: Style = PLAIN_STYLE) -> str:
    """Show the scores within ``size`` columns: overall, by step, by series, and the histogram of the PIT."""
    one = report.cutoffs == 1
    span = report.first_cutoff if one else f"{report.first_cutoff} to {report.last_cutoff}"
    title = f"{plural(report.cells, 'forecast')} of {plural(report.series, 'series', 'series')}"
    lines = [
        f"{style.bold(title)}, up to {plural(report.steps, 'step')} ahead, from {plural(report.cutoffs, 'cutoff')}: {printable(span)}",
        "",
        *_overall(report),
        "",
        *_table("step", report.by_step, size, style),
        "",
        *_series(report, size, style),
        "",
        f"PIT: how many outcomes fell into each tenth of the forecast ({style.bold('│')} where even bars would end)",
        *pit_lines(report.pit, style),
        f"  {pit_reading(report.pit)}",
    ]
    return "\n".join(lines) + "\n"


def _overall(report: ScoreReport) -> list[str]:
    """Say what the scores over all cells are, and what they mean."""
    scores, relative = report.overall.scores, report.overall.relative_wis
    parts = f"{_number(scores.dispersion)} spread + {_number(scores.overprediction)} too high + {_number(scores.underprediction)} too low"
    lines = [f"  WIS       {_number(scores.wis)} = {parts}"]
    if not math.isnan(relative):
        sure = f"; 90 % sure between {report.relative_low:.2f} and {report.relative_high:.2f}"
        sure = "" if math.isnan(report.relative_low) else sure
        lines.append(f"  relative  {relative:.2f} of the {report.baseline}'s WIS{sure}; below 1 is better")
    lines.append(f"  log WIS   {scores.log_wis:.3f}, the WIS of log(1 + count)")
    if not math.isnan(scores.mae):
        scaled = "" if math.isnan(scores.mase) else f"; {scores.mase:.2f} in units of usual past changes (MASE)"
        lines.append(f"  median    off by {_number(scores.mae)} (MAE){scaled}")
    held = [
        f"{100 * share:.0f} % held {percent(covered)}"
        for share, covered in zip(INTERVALS, scores.coverage, strict=True)
        if not math.isnan(covered)
    ]
    return [*lines, *([f"  coverage  {', '.join(held)}"] if held else []), f"  verdict   {report.verdict}"]


def _series(report: ScoreReport, size: int, style: Style) -> list[str]:
    """Show all series if they are few, else the worst and the best of them."""
    lines = report.by_series
    if len(lines) <= SHOWN:
        return _table("series", lines, size, style)
    ranked = sorted(lines, key=_badness, reverse=True)
    more = len(lines) - 2 * ENDS
    told = f"… {more} more between the {ENDS} worst and the {ENDS} best, by relative WIS; CSV has all"
    table = _table("series", [*ranked[:ENDS], *ranked[-ENDS:]], size, style)
    return [*table[: ENDS + 1], style.dim(told), *table[ENDS + 1 :]]


def _badness(line: ScoreLine) -> tuple[float, float]:
    """Rank by relative WIS; series without one come between the worst and the best, by WIS."""
    return 1.0 if math.isnan(line.relative_wis) else line.relative_wis, line.scores.wis


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


def _share(place: int) -> Callable[[ScoreLine], str]:
    """Return what shows the coverage of one interval."""
    return lambda line: "–" if math.isnan(line.scores.coverage[place]) else percent(line.scores.coverage[place])


COLUMNS: Final = (
    _Column("forecasts", lambda line: str(line.scores.cells), 9),
    _Column("relative", lambda line: _ratio(line.relative_wis), 0),
    _Column("WIS", lambda line: _number(line.scores.wis), 0),
    _Column("spread", lambda line: _number(line.scores.dispersion), 3),
    _Column("too high", lambda line: _number(line.scores.overprediction), 3),
    _Column("too low", lambda line: _number(line.scores.underprediction), 3),
    _Column("log WIS", lambda line: _ratio(line.scores.log_wis), 4),
    _Column("MAE", lambda line: _number(line.scores.mae), 7),
    _Column("MASE", lambda line: _ratio(line.scores.mase), 5),
    _Column("50 %", _share(0), 1),
    _Column("80 %", _share(1), 8),
    _Column("90 %", _share(2), 8),
    _Column("95 %", _share(3), 2),
)


def _table(label: str, lines: Sequence[ScoreLine], size: int, style: Style) -> list[str]:
    """Write a row a line, with as many columns as fit and have anything to show."""
    names = [label, *(shorten(line.label, NAME) for line in lines)]
    shown = [(one.rank, [one.heading, *map(one.show, lines)]) for one in COLUMNS]
    shown = [(rank, cells) for rank, cells in shown if set(cells[1:]) - {"–"}]
    while True:
        heading, *rows = columns(list(zip(names, *(cells for _, cells in shown), strict=True)))
        least = max((rank for rank, _ in shown), default=0)
        if least == 0 or max(map(width, (heading, *rows))) <= size:
            return [style.bold(heading), *rows]
        shown = [(rank, cells) for rank, cells in shown if rank < least]
