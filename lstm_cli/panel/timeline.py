"""Times to slots: the regular step of a panel, and the number of steps to each time."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from lstm_cli._arrays import Bools, Datetimes, Ints
from lstm_cli.errors import Hint, Setting
from lstm_cli.panel.closed_times import observed_calendar
from lstm_cli.panel.frequency import DAY, WEEK, Frequency
from lstm_cli.panel.frequency_names import DAYS, Wanted
from lstm_cli.panel.month_days import first_unlike, month_grid, shared_weekday, weekdays
from lstm_cli.panel.open_calendar import WEEKDAYS
from lstm_cli.panel.pairs import Pairs

__all__ = ["CHECK", "Grid", "OffGridError", "find_grid", "slot_times"]

MAX_SHORTER: Final = 0.05  # share of steps below the most common one that are ignored
MAX_SPARSITY: Final = 3.0  # mean step, in shortest steps, up to which the shortest step is the frequency
NAME_STEP: Final = Hint("set the step with {} (W, D, h, MS, …)", Setting("freq"))
CHECK: Final = Hint("check that date, or set the step with {} (W, D, h, MS, …)", Setting("freq"))
CLOSED: Final = Hint("leave such rows out, or train on data that have them")
OPEN: Final = "check that date, or keep every step with {}"
SHORTEST_MONTH: Final = 28
MAX_UNEVEN: Final = 0.25  # share of a panel's steps that may be off the frequency ...
MAX_DEVIATION: Final = 0.3  # ... each by at most this part of a step


class OffGridError(Exception):
    """The times keep no regular step; ``index`` is that of the first unique time that shows it."""

    def __init__(self, text: str, index: int, *, hint: Hint = CHECK) -> None:
        super().__init__(text)
        self.index = index
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Grid:
    """The panel's time line: its frequency, the slot of every unique time, and which steps are uneven."""

    frequency: Frequency
    slots: Ints
    uneven: Bools  # by pair: whether the distance is no multiple of the step


def find_grid(times: Datetimes, pairs: Pairs, wanted: Wanted | None) -> Grid:
    """Return the time line of sorted unique ``times`` (datetime64[s]); OffGridError if there is none.

    If no step is named, weekdays and times of day that never occur are left out.
    """
    months = month_grid(times)
    if wanted is None:
        return _observed(times, pairs, months)
    if not wanted.text:
        if wanted.usual is not None and not len(pairs.left):
            return _of_model(times, pairs, wanted.usual)
        return _inferred(times, pairs, months)
    if wanted.calendar:
        return _by_trained(times, pairs, wanted) if wanted.trained else _by_calendar(times, pairs, wanted)
    if not wanted.months:
        return _by_seconds(times, pairs, wanted.seconds, wanted=wanted)
    month_end = months is not None and months[1] and (wanted.stamp == "e" or months[0] > SHORTEST_MONTH)
    if months is None or (wanted.stamp == "s" and months[0] != 1) or (wanted.stamp == "e" and not month_end):
        stamp = {"s": "month starts", "e": "month ends"}.get(wanted.stamp, "one day of the month")
        raise OffGridError(f"the step {wanted.text} asks for times at {stamp}", first_unlike(times, wanted.stamp))
    return _by_months(times, pairs, (months[0], month_end), wanted.months)


def slot_times(times: Datetimes, grid: Grid) -> Datetimes:
    """Return the time of every slot of a grid: as observed, else computed from the observed time before."""
    total = int(grid.slots[-1]) + 1
    known = np.searchsorted(grid.slots, np.arange(total), side="right") - 1
    beyond = np.arange(total) - grid.slots[known]
    line = times[known]
    gaps = np.flatnonzero(beyond)
    if len(gaps):
        line[gaps] = grid.frequency.after(line[gaps], beyond[gaps])
    return line


def _observed(times: Datetimes, pairs: Pairs, months: tuple[int, bool] | None) -> Grid:
    """Return the time line with the step of the series, without weekdays and times of day that never occur.

    Rows on some weekdays only, such as Mondays and Thursdays, have no step, but are daily without the other weekdays. That
    does not hold for weekly series on two weekdays, or one row on another: they do not keep such steps.
    """
    try:
        grid = _inferred(times, pairs, months)
    except OffGridError:
        frequency = observed_calendar(times, DAY) if len(pairs.left) else None
        if frequency is None:
            raise
        grid = _on_calendar(times, pairs, frequency)
        wide = pairs.steps(grid.slots) > 1
        if 2 * pairs.counts[wide].sum() >= pairs.counts.sum():
            raise
        return grid
    if not grid.frequency.seconds or grid.uneven.any():
        return grid
    frequency = observed_calendar(times, grid.frequency.seconds)
    return grid if frequency is None else _on_calendar(times, pairs, frequency)


def _on_calendar(times: Datetimes, pairs: Pairs, frequency: Frequency) -> Grid:
    """Return the time line of open times."""
    return Grid(frequency, frequency.steps_from(times[0], times), np.zeros(len(pairs.left), np.bool_))


def _by_calendar(times: Datetimes, pairs: Pairs, wanted: Wanted) -> Grid:
    """Return the time line of a step with closed times; a row at a closed time is refused."""
    frequency = Frequency(seconds=wanted.seconds, open_days=wanted.open_days, open_times=wanted.open_times)
    closed = ~frequency.is_open(times)
    if closed.any():
        at = int(np.argmax(closed))
        weekday = int(weekdays(times[at]))
        what = "that time of day" if weekday in (wanted.open_days or range(7)) else f"{WEEKDAYS[weekday]}s"
        if wanted.trained:
            raise OffGridError(f"the model was trained on {frequency.name} data, without {what}", at, hint=CLOSED)
        raise OffGridError(
            f"the step {wanted.text} leaves out {what}", at, hint=Hint(OPEN, Setting("freq", wanted.step))
        )
    off = (times - times[0]).astype(np.int64) % wanted.seconds > 0
    if off.any():
        raise OffGridError(f"a time is off the usual steps ({frequency.name})", int(np.argmax(off)))
    return _on_calendar(times, pairs, frequency)


def _by_trained(times: Datetimes, pairs: Pairs, wanted: Wanted) -> Grid:
    """Return the time line with the closed times of a model, or with another step if the rows show one."""
    try:
        grid = _by_calendar(times, pairs, wanted)
        usual = _usual_step(pairs, grid.slots) if len(pairs.left) else 1
        return grid if usual == 1 else _inferred(times, pairs, month_grid(times))
    except OffGridError as error:
        try:
            other = _inferred(times, pairs, month_grid(times))
        except OffGridError:
            raise error from None
        if other.frequency.seconds == wanted.seconds:
            raise
        return other


def _inferred(times: Datetimes, pairs: Pairs, months: tuple[int, bool] | None) -> Grid:
    """Return the time line with the step of the series."""
    if not len(pairs.left):
        reason = "there is only one time" if len(times) == 1 else "every series has only one row"
        raise OffGridError(f"the frequency cannot be inferred, as {reason}", 0, hint=NAME_STEP)
    if months is not None:
        index = times.astype("datetime64[M]").astype(np.int64)
        day, last = months
        return _by_months(times, pairs, (day, last and day > SHORTEST_MONTH), _usual_step(pairs, index))
    return _by_seconds(times, pairs, _usual_step(pairs, times.astype(np.int64)), wanted=None)


def _of_model(times: Datetimes, pairs: Pairs, frequency: Frequency) -> Grid:
    """Return the time line of rows that show no step: with the model's step, but their own day of the week or month."""
    if frequency.seconds % WEEK == 0 and frequency.seconds:
        frequency = replace(frequency, weekday=shared_weekday(times))
    elif (frequency.after(times, np.zeros(len(times), np.int64)) != times).any():
        frequency = replace(frequency, month_end=False, day=None)
    slots = frequency.steps_from(times[0], times)
    off = frequency.after(times[0], slots) != times
    if off.any():
        raise OffGridError(f"the steps of the series do not line up ({frequency.name})", int(np.argmax(off)))
    return Grid(frequency, slots, np.zeros(len(pairs.left), np.bool_))


def _usual_step(pairs: Pairs, places: Ints) -> int:
    """Return the most common step between the places of times, or the shortest if many are shorter, as in sparse rows."""
    values, of_pair = np.unique(pairs.steps(places), return_inverse=True)
    counts = np.zeros(len(values), np.int64)
    np.add.at(counts, of_pair, pairs.counts)
    usual, shortest, total = int(values[np.argmax(counts)]), int(values[0]), int(counts.sum())
    share = float(counts[values < usual].sum() / total)
    mean = float((values * counts).sum() / total)
    sparse = share > MAX_SHORTER and bool((values % shortest == 0).all()) and mean <= MAX_SPARSITY * shortest
    return shortest if sparse else usual


def _by_months(times: Datetimes, pairs: Pairs, stamp: tuple[int, bool], months: int) -> Grid:
    """Return a time line of calendar steps, which are never uneven."""
    index = times.astype("datetime64[M]").astype(np.int64)
    offset = index - index[0]
    if (offset % months).any():
        at = int(np.argmax(offset % months > 0))
        raise OffGridError(f"the times are not always {months} months apart", at)
    day, month_end = stamp
    frequency = Frequency(months=months, month_end=month_end, day=None if month_end else day)
    return Grid(frequency, offset // months, np.zeros(len(pairs.left), np.bool_))


def _by_seconds(times: Datetimes, pairs: Pairs, step: int, *, wanted: Wanted | None) -> Grid:
    """Return a time line of equal steps; a few distances may be slightly longer or shorter."""
    seconds = times.astype(np.int64)
    steps = pairs.steps(seconds)
    uneven = steps % step != 0
    weekday = shared_weekday(times) if step % WEEK == 0 else None
    if wanted and wanted.weekday is not None and wanted.weekday != weekday:
        at = int(np.argmax(weekdays(times) != wanted.weekday))
        raise OffGridError(f"the step {wanted.text} asks for weeks stamped {DAYS[wanted.weekday]}", at)
    frequency = Frequency(seconds=step, weekday=weekday)
    offset = seconds - seconds[0]
    if not uneven.any():
        if (offset % step).any():
            at = int(np.argmax(offset % step > 0))
            raise OffGridError(f"the steps of the series do not line up ({frequency.name})", at)
        return Grid(frequency, offset // step, uneven)
    return Grid(frequency, _rounded_slots(seconds, steps, pairs, frequency), uneven)


def _rounded_slots(seconds: Ints, steps: Ints, pairs: Pairs, frequency: Frequency) -> Ints:
    """Return slots counted along all times, with each gap rounded to whole steps."""
    step = frequency.seconds
    deviation = np.abs(steps - np.rint(steps / step) * step)
    far = (deviation > MAX_DEVIATION * step) | (steps < step / 2)
    if far.any():
        raise OffGridError(f"a time is off the usual steps ({frequency.name})", int(pairs.right[np.argmax(far)]))
    share = float(pairs.counts[deviation > 0].sum() / pairs.counts.sum())
    if share > MAX_UNEVEN:
        text = f"no regular steps: {100 * share:.0f}% of the times are off the steps ({frequency.name})"
        raise OffGridError(text, int(pairs.right[np.argmax(deviation > 0)]))
    gaps = np.diff(seconds)
    whole = np.rint(gaps / step).astype(np.int64)
    if (whole < 1).any():
        raise OffGridError(f"the steps of the series do not line up ({frequency.name})", int(np.argmax(whole < 1)) + 1)
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(whole)])
