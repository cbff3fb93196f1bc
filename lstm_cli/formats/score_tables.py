"""Scores as a table for people: a row per model, series or step, with as many columns as fit."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from lstm_cli.formats.style import Style
from lstm_cli.formats.text import columns, number, percent, shorten, width
from lstm_cli.formats.values import two_digits
from lstm_cli.metrics.scores import INTERVALS, ScoreSummary

__all__ = ["COLUMNS", "Column", "ScoredLine", "measure_table", "ratio_text", "score_text"]

MAX_NAME: Final = 20  # width of a name


class ScoredLine(Protocol):
    """The scores in a row of a table."""

    @property
    def scores(self) -> ScoreSummary:
        """The means over the forecasts of the row."""
        ...

    @property
    def relative_wis(self) -> float:
        """WIS relative to the baseline."""
        ...

    @property
    def relative_log_wis(self) -> float:
        """The same of log(1 + count)."""
        ...


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its heading, its content, and its rank: high ranks are dropped first on a narrow screen."""

    heading: str
    show: Callable[[ScoredLine], str]
    rank: int


def score_text(value: float) -> str:
    """Write a score for reading."""
    if math.isnan(value):
        return "–"
    if 0 < abs(value) < 0.1:  # noqa: PLR2004 - two decimals would be one digit, or 0
        return two_digits(value)
    return number(value) if abs(value) >= 100 else f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"  # noqa: PLR2004 - three digits


def ratio_text(value: float) -> str:
    """Write a ratio, or a score of logarithms, for reading."""
    if math.isnan(value):
        return "–"
    return two_digits(value) if 0 < abs(value) < 0.005 else f"{value:.2f}"  # noqa: PLR2004 - two decimals would be 0


def _share(line: ScoredLine) -> str:
    """Write the share of a line in the total WIS, if known."""
    share = getattr(line, "share", float("nan"))
    return "–" if math.isnan(share) else percent(share)


def _coverage(place: int) -> Callable[[ScoredLine], str]:
    """Return a function that writes the coverage of one interval."""
    return lambda line: "–" if math.isnan(line.scores.coverage[place]) else percent(line.scores.coverage[place])


COLUMNS: Final = (
    Column("forecasts", lambda line: str(line.scores.cells), 9),
    Column("relative", lambda line: ratio_text(line.relative_wis), 0),
    Column("log rel.", lambda line: ratio_text(line.relative_log_wis), 3),
    Column("WIS", lambda line: score_text(line.scores.wis), 0),
    Column("share", _share, 1),
    Column("dispersion", lambda line: score_text(line.scores.dispersion), 6),
    Column("over", lambda line: score_text(line.scores.overprediction), 6),
    Column("under", lambda line: score_text(line.scores.underprediction), 6),
    Column("log WIS", lambda line: ratio_text(line.scores.log_wis), 5),
    Column("MAE", lambda line: score_text(line.scores.mae), 7),
    Column("MASE", lambda line: ratio_text(line.scores.mase), 5),
    *(
        Column(f"{share:.0%}".replace("%", " %"), _coverage(place), rank)
        for place, (share, rank) in enumerate(zip(INTERVALS, (2, 8, 8, 3), strict=True))
    ),
)


def measure_table(
    label: str,
    names: Sequence[str],
    lines: Sequence[ScoredLine],
    *,
    size: int,
    style: Style,
    shown: Sequence[Column] = COLUMNS,
) -> list[str]:
    """Write a row per line after its name, with as many non-empty columns as fit into ``size``."""
    firsts = [label, *(shorten(name, MAX_NAME) for name in names)]
    filled = [(column.rank, [column.heading, *map(column.show, lines)]) for column in shown]
    filled = [(rank, cells) for rank, cells in filled if set(cells[1:]) - {"–"}]
    while True:
        heading, *rows = columns(list(zip(firsts, *(cells for _, cells in filled), strict=True)))
        least = max((rank for rank, _ in filled), default=0)
        if least == 0 or max(map(width, (heading, *rows))) <= size:
            return [style.bold(heading), *rows]
        filled = [(rank, cells) for rank, cells in filled if rank < least]
