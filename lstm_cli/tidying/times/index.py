"""An index without dates: the options say when its first number is, and how long a step is."""

import re
from typing import Final

import numpy as np

from lstm_cli._arrays import Datetimes
from lstm_cli.errors import DataError, Hint, Setting, UsageError
from lstm_cli.panel.frequency import Frequency
from lstm_cli.panel.frequency_names import DAYS, Wanted, parse_frequency
from lstm_cli.panel.month_days import shared_weekday
from lstm_cli.panel.series import TimeStyle
from lstm_cli.problems import shown
from lstm_cli.readers.timestamps import parse_times
from lstm_cli.remarks import Remark
from lstm_cli.tidying.times.plain_numbers import INDEX
from lstm_cli.tidying.times.records import Captures, Cells, Kind, Reading, style_of

__all__ = ["read_index"]

STEPS: Final = {"d|days?": "D", "m|mon|months?": "MS", "q|quarters?": "QS", "y|yr|years?": "YS", "h|hr|hours?": "h"}
MAX_INDEX: Final = 10**7


def read_index(cells: Cells) -> Reading:
    """Return the times of an index: the smallest number is at ``start``, each next number one step later."""
    options = cells.options
    start = _start(str(options.start))
    found = Captures(INDEX, cells.texts)
    prefixes = found.text("prefix")
    if options.freq is None:
        hint = Hint("add {}, or D, h, W, MS, …", Setting("freq", _likely_step(prefixes[0], cells.column)))
        raise DataError("an index needs the length of its steps", path=cells.path, hint=hint)
    usual = max(set(prefixes), key=lambda prefix: int(cells.rows[[text == prefix for text in prefixes]].sum()))
    bad = ~found.hit | np.array([prefix != usual for prefix in prefixes], np.bool_)
    if bad.all():
        raise _dated(cells)
    numbers = found.number("number")
    first = int(np.argmin(np.where(bad, MAX_INDEX**2, numbers)))
    bad |= numbers - numbers[first] > MAX_INDEX
    at = _step_of(options.freq, start).after(start, np.where(bad, 0, numbers - numbers[first]))
    kind, style = style_of(Kind.TIME, at[~bad])
    details = {"column": cells.column, "example": cells.texts[first], "date": style.write(at[first])}
    remark = Remark("index-read", details | {"freq": options.freq})
    return Reading(at, bad, kind, style, f"a number such as {shown(cells.texts[first])}", (remark,))


def _likely_step(*names: str) -> str:
    """Return the likely step by the prefix of the numbers or the name of the column: D for d_1; weeks by default."""
    words = [re.sub(r"[^a-z]", "", name.lower()) for name in names]
    return next((step for word in words for pattern, step in STEPS.items() if re.fullmatch(pattern, word)), "W")


def _step_of(freq: str, start: np.datetime64) -> Frequency:
    """Return the step of a name and a first time; UsageError if the time does not fall on such a step."""
    wanted = parse_frequency(freq)
    frequency = Frequency(
        wanted.seconds,
        wanted.months,
        month_end=wanted.stamp == "e",
        open_days=wanted.open_days,
        open_times=wanted.open_times,
    )
    problem = _problem(wanted, frequency, np.array([start]))
    if problem:
        message = f"{shown(TimeStyle().write(start))} is {problem}, but the step is {freq}"
        raise UsageError(message, value=freq, hint=Hint("choose another {} or {}", Setting("start"), Setting("freq")))
    return frequency


def _problem(wanted: Wanted, frequency: Frequency, first: Datetimes) -> str:
    """Return why a time does not fall on a step, or an empty text."""
    weekday = shared_weekday(first) or 0
    day = first.astype("datetime64[D]")
    is_edge = {
        "s": (day == day.astype("datetime64[M]").astype("datetime64[D]")).all(),
        "e": (day + np.timedelta64(1, "D") == (day + np.timedelta64(1, "D")).astype("datetime64[M]")).all(),
    }
    if wanted.weekday is not None and wanted.weekday != weekday:
        return f"a {DAYS[weekday]}"
    if not is_edge.get(wanted.stamp, True):
        return "not the first day of a month" if wanted.stamp == "s" else "not the last day of a month"
    return "" if frequency.is_open(first).all() else "closed"


def _start(text: str) -> np.datetime64:
    """Return the first time; UsageError if the text is no time."""
    times = parse_times([text], [1], date_format=None)
    if times.bad.any() or "%G" in times.style.pattern:
        raise UsageError(
            f"{shown(text)} is not a date",
            value=text,
            hint=Hint("{} takes a date such as 2024-01-06", Setting("start")),
        )
    return np.datetime64(times.at[0], "s")


def _dated(cells: Cells) -> DataError:
    """Return the error for texts that are no index."""
    return cells.refused(
        f"{shown(cells.texts[0])} is not an index number", 0, hint=Hint("leave out {}", Setting("start"))
    )
