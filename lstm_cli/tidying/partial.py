"""Incomplete periods at the ends of the data: their sums are no counts of a period."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from lstm_cli._arrays import Bools, Datetimes, Ints
from lstm_cli.errors import Hint, Problem, Setting
from lstm_cli.options import Absent, TidyOptions
from lstm_cli.panel.frequency import DAY, Frequency
from lstm_cli.panel.frequency_names import Wanted, parse_frequency
from lstm_cli.panel.pairs import Pairs
from lstm_cli.panel.timeline import OffGridError, find_grid, slot_times
from lstm_cli.remarks import Plain, first_names
from lstm_cli.tidying.bins import near_step, step_start
from lstm_cli.tidying.counted import Long
from lstm_cli.tidying.distinct import distinct
from lstm_cli.tidying.job import Job
from lstm_cli.tidying.times.snap import snap_to_grid

__all__ = ["without_partial"]

SHORTEST_MONTH: Final = 28 * DAY
LONGEST_MONTH: Final = 31 * DAY
# Of the rows missing at an end, if rows were absent there as often as elsewhere; above it they may be zeros.
MAX_CHANCE: Final = 0.05
EDGES: Final = ("first", "last")


@dataclass(frozen=True, slots=True)
class _Line:
    """The steps of the rows, extended at both ends, and the period that contains each step; all in order."""

    frequency: Frequency
    slots: Ints  # of each row
    lead: int  # steps before the first row
    periods: Datetimes


@dataclass(frozen=True, slots=True)
class _End:
    """One end of S series, arrays of shape (S,): the outermost period, how many of its steps they have, whether too few."""

    period: Datetimes
    have: Ints
    of: Ints
    partial: Bools


def without_partial(stepped: Long, before: Long, job: Job) -> Long:
    """Drop the sums of incomplete periods at the ends of the data, and enter them in the ledger.

    These are the ends of the whole table, and of each series unless its absent rows mean 0. Rows that are too sparse or
    irregular do not show where the data end.

    Parameters
    ----------
    stepped
        The rows at the times of their periods.
    before
        The same rows at their own times.

    Raises
    ------
    DataError
        No period is whole.
    """
    options = job.options
    if options.freq is None or not (options.sum or options.count_rows) or not len(before):
        return stepped
    wanted = parse_frequency(options.freq)
    line = _line(before, wanted, options)
    if line is None:
        return stepped
    table = _ends(np.zeros(len(before), np.int64), line)
    zeros = options.count_rows or options.absent == Absent.ZERO
    series = None if zeros else _ends(before.series, line)
    kept = np.ones(len(stepped), np.bool_)
    for place, edge in enumerate(EDGES):
        step: dict[str, Plain] = {"edge": edge, **_words(wanted, line.frequency)}
        if table[place].partial[0]:
            kept = _leave_out(kept, stepped.at == table[place].period[0], table[place], stepped, step=step, job=job)
        if series is not None:
            end = series[place]
            own = end.partial[stepped.series] & (stepped.at == end.period[stepped.series])
            kept = _leave_out(kept, own, end, stepped, step=step, job=job)
    if not kept.any():
        raise job.stop(_none_whole(before, wanted, job))
    return stepped if kept.all() else stepped.where(kept)


def _leave_out(kept: Bools, partial: Bools, end: _End, long: Long, *, step: dict[str, Plain], job: Job) -> Bools:
    """Enter the rows of an incomplete period that are still kept; return which rows are left."""
    gone = kept & partial
    if not gone.any():
        return kept
    dropped = long.where(gone)
    numbers = np.unique(dropped.series)
    shown = int(numbers[0]) if len(end.period) > 1 else 0
    period = end.period[shown]
    job.ledger.add(
        "partial-periods",
        rows=-len(dropped),
        counts=-dropped.total,
        **step,
        **first_names([long.names[at] for at in numbers.tolist()]),
        single=len(end.period) == 1,
        date=str(np.datetime_as_string(period, unit="D" if period == period.astype("datetime64[D]") else "m")),
        have=int(end.have[shown]),
        of=int(end.of[shown]),
    )
    return kept & ~partial


def _line(long: Long, wanted: Wanted, options: TidyOptions) -> _Line | None:
    """Return the steps of the rows and the periods along them; None if the rows keep no regular step."""
    for moments in _moments(long, wanted):
        times, place = distinct(moments)
        pairs = _pairs(long.series, place, len(times))
        try:
            grid = find_grid(times, pairs, None)
        except OffGridError:
            continue
        if 2 * len(times) <= grid.slots[-1]:
            continue
        length, step = wanted.seconds or wanted.months * LONGEST_MONTH, grid.frequency
        more = np.arange(1, length // (step.seconds or step.months * SHORTEST_MONTH) + 2)
        observed = slot_times(times, grid)
        line = np.concatenate([step.after(observed[0], -more[::-1]), observed, step.after(observed[-1], more)])
        return _Line(step, grid.slots[place], len(more), step_start(line, wanted, options, since=long.at.min()))
    return None


def _moments(long: Long, wanted: Wanted) -> Iterator[Datetimes]:
    """Yield times to try as steps: moments near to regular steps, the rows' own times, and their days."""
    days = long.at.astype("datetime64[D]").astype("datetime64[s]")
    if (days == long.at).all():
        yield long.at
        return
    order = np.lexsort((long.at.astype(np.int64), long.series))
    if (np.diff(long.series[order]) == 0).any():
        name = near_step(long.at[order], long.series[order])
        if name is not None:
            yield snap_to_grid(long.at, name, series=long.series).at
    yield long.at
    if wanted.seconds % DAY == 0:
        yield days


def _pairs(series: Ints, place: Ints, times: int) -> Pairs:
    """Return the pairs of neighbouring times of each series."""
    keys = distinct(series * times + place)[0]
    names, at = np.divmod(keys, times)
    return Pairs.of_rows(names, at)


def _ends(series: Ints, line: _Line) -> tuple[_End, _End]:
    """Return the first and the last period of each series."""
    count, width = int(series.max()) + 1, int(line.slots.max()) + 1
    names, slots = np.divmod(distinct(series * width + line.slots)[0], width)
    rows = np.bincount(names, minlength=count)
    first, last = np.full(count, width), np.full(count, -1)
    np.minimum.at(first, names, slots)
    np.maximum.at(last, names, slots)
    first[rows == 0] = last[rows == 0] = 0  # series without rows
    absent = 1 - rows / (last - first + 1)
    return _end(first, last, absent, first, line), _end(first, last, absent, last, line)


def _end(first: Ints, last: Ints, absent: np.ndarray, at: Ints, line: _Line) -> _End:
    """Return the periods that contain the steps ``at``, for series that reach from ``first`` to ``last``."""
    period = line.periods[line.lead + at]
    begin = np.searchsorted(line.periods, period, side="left") - line.lead
    stop = np.searchsorted(line.periods, period, side="right") - 1 - line.lead
    outside = np.where(at == first, first - begin, 0) + np.where(at == last, stop - last, 0)
    have = np.minimum(stop, last) - np.maximum(begin, first) + 1
    partial = (outside > 0) & (2 * absent < 1) & (absent**outside < MAX_CHANCE)
    return _End(period, have, stop - begin + 1, partial)


def _words(wanted: Wanted, frequency: Frequency) -> dict[str, Plain]:
    """Return the lengths of the periods and their steps as details of a remark."""
    length, unit = Frequency(seconds=wanted.seconds, months=wanted.months).in_units
    step, part = frequency.in_units
    return {"length": length, "unit": unit, "step": step, "part": f"{frequency.kind}{part}"}


def _none_whole(long: Long, wanted: Wanted, job: Job) -> Problem:
    """Return the problem that the data cover no whole period."""
    first, last = np.datetime_as_string(np.array([long.at.min(), long.at.max()]), unit="D")
    message = f"no step {wanted.text} is complete in data from {first} to {last}"
    return Problem(message, job.path, hint=Hint("set a shorter step with {}", Setting("freq")))
