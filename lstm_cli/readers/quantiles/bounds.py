"""Columns with names of lower and upper ends: ``lower_95`` and ``upper_95``, or just ``lower`` and ``upper``.

If no name says the probability of the interval, the user must.
"""

import re
from typing import Final

from lstm_cli.errors import DataError, Hint, Setting
from lstm_cli.readers.name_words import plain_name
from lstm_cli.readers.quantiles.layout import Asked, ColumnPlan, Layout, LevelColumns, Names, ends_of

__all__ = ["BOUNDS"]

SIDE: Final = r"(?P<side>lower|lo|low|lwr|upper|hi|high|upr)"
NUMBER: Final = r"(?P<share>\d{1,2}(?:_\d+)?)"
WITH_SHARE: Final = (
    re.compile(rf"(?:.*_)?{SIDE}(?:_bound|_limit|_ci|_pi)?_?{NUMBER}%?", re.ASCII),
    re.compile(rf"(?:.*_)?{NUMBER}%?_?{SIDE}(?:_bound|_limit)?", re.ASCII),
)
ALONE: Final = re.compile(rf"(?:.*_)?{SIDE}(?:_\w*bound|_limit|_ci|_pi)?", re.ASCII)
POINTS: Final = ("forecast", "point_forecast", "pred", "prediction", "predicted", "yhat", "fit", "point")
PAIR: Final = 2


def _plan(names: Names, asked: Asked) -> ColumnPlan | None:
    """Find the columns: those that say their probability, else the only two, for which the user must say it."""
    columns = LevelColumns(names)
    for at, name in names:
        match = next(filter(None, (pattern.fullmatch(plain_name(name)) for pattern in WITH_SHARE)), None)
        if match is not None and (share := float(match["share"].replace("_", "."))) > 0:
            columns.add(at, ends_of(share)[_is_upper(match["side"])])
    if not columns.found:
        _add_pair(columns, names, asked)
    if columns.found:
        columns.add_median(names.one("median"), said=True)
        columns.add_median(names.one(*POINTS))
    return columns.plan()


def _add_pair(columns: LevelColumns, names: Names, asked: Asked) -> None:
    """Take the only lower and the only upper column."""
    sides = [(at, _is_upper(match["side"])) for at, name in names if (match := ALONE.fullmatch(plain_name(name)))]
    if len(sides) != PAIR or sides[0][1] == sides[1][1]:
        return
    if asked.interval is None:
        few = " and ".join(repr(names.header.names[at]) for at, _ in sides)
        hint = Hint("give their central interval in per cent with {}", Setting("interval", 95))
        message = f"columns {few} do not give their level"
        raise DataError(message, path=names.source, line=names.header.line, hint=hint)
    (low, _), (high, _) = sorted(sides, key=lambda side: side[1])
    columns.add_ends(low, high, asked.interval)


def _is_upper(side: str) -> bool:
    """Whether a name is that of an upper end."""
    return side in {"upper", "hi", "high", "upr"}


BOUNDS: Final = Layout("lower and upper columns", "lower_95, upper_95", _plan)
