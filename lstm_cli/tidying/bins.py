"""Moments to steps: each is dated by the step that contains it, and the counts of a step are added up."""

from dataclasses import replace
from typing import Final

import numpy as np

from lstm_cli._arrays import Datetimes, Ints
from lstm_cli.errors import Problem
from lstm_cli.options import TidyOptions, Week, WeekDate
from lstm_cli.panel.frequency import DAY, WEEK
from lstm_cli.panel.frequency_names import Wanted, parse_frequency
from lstm_cli.tidying.counted import Long
from lstm_cli.tidying.grid import is_regular
from lstm_cli.tidying.job import Job
from lstm_cli.tidying.times.snap import edge_of_months, snap_remark, snap_to_grid

__all__ = ["into_steps", "near_step", "onto_grid", "step_start"]

# Usual intervals of scheduled jobs and sensors, in seconds.
STEPS: Final = {
    **{f"{count}min": 60 * count for count in (1, 2, 5, 10, 15, 20, 30)},
    "h": 3_600,
    "2h": 7_200,
    "3h": 10_800,
    "4h": 14_400,
    "6h": 21_600,
    "8h": 28_800,
    "12h": 43_200,
    "D": DAY,
}
THURSDAY: Final = 3  # 1970-01-01; Monday is 0
SUNDAY: Final = 6
MONTHS: Final = 12


def into_steps(long: Long, job: Job) -> Long:
    """Return the rows at the times of the steps that contain them, where rows are added up; a step must be named.

    Raises
    ------
    DataError
        The times have a time of day and no step is named.
    """
    options = job.options
    if not (options.sum or options.count_rows):
        return long
    if options.freq is None:
        clock = long.at.astype("datetime64[D]") != long.at
        if clock.any() and not is_regular(long.at):
            time = np.datetime_as_string(long.at[np.argmax(clock)], unit="m").replace("T", " ")
            message = f"times such as {time} cannot be added up without a step"
            job.refuse(Problem(message, job.path), freq="D")
        return long
    at = step_start(long.at, parse_frequency(options.freq), options)
    moved = int((at != long.at).sum())
    if moved:
        job.ledger.add("into-steps", count=moved, step=options.freq)
    return replace(long, at=at)


def onto_grid(long: Long, job: Job) -> Long:
    """Return the rows at the times of the nearest steps, where rows are not added up."""
    options = job.options
    if options.sum or options.count_rows:
        return long
    snapped = snap_to_grid(long.at, options.freq, series=long.series)
    remark = snap_remark(snapped.moved, options.freq)
    if remark is None:
        return long
    job.ledger.enter(remark)
    return replace(long, at=snapped.at)


def near_step(at: Datetimes, series: Ints) -> str | None:
    """Return the name of a step to whose times all moments of ordered rows are near, if there is one."""
    gaps = np.diff(at.astype(np.int64))[np.diff(series) == 0]
    name = min(STEPS, key=lambda name: abs(np.log(max(float(np.median(gaps)), 1.0) / STEPS[name])))
    snapped = snap_to_grid(at, name, series=series).at
    same = (np.diff(snapped) == np.timedelta64(0, "s")) & (np.diff(series) == 0)
    return None if (snapped.astype(np.int64) % STEPS[name]).any() or same.any() else name


def step_start(at: Datetimes, wanted: Wanted, options: TidyOptions, *, since: np.datetime64 | None = None) -> Datetimes:
    """Return the time by which data with such steps date the step that contains each moment.

    Steps that no calendar has, such as two weeks, are counted from the step of ``since``, by default the first moment.
    """
    first = at.min() if since is None else since
    if wanted.months:
        return _months(at, wanted, first)
    seconds, begin = at.astype(np.int64), int(first.astype(np.int64))
    if wanted.seconds % WEEK == 0:
        return _weeks(seconds, wanted, options, begin)
    origin = 0 if DAY % wanted.seconds == 0 else begin // DAY * DAY
    return np.asarray(((seconds - origin) // wanted.seconds * wanted.seconds + origin).astype("datetime64[s]"))


def _weeks(seconds: Ints, wanted: Wanted, options: TidyOptions, begin: int) -> Datetimes:
    """Return the last or the first day of the week or weeks, which begin on the weekday that the options name."""
    ends = options.week_date == WeekDate.END
    if wanted.weekday is not None:
        first = (wanted.weekday + 1) % 7 if ends else wanted.weekday
    else:
        first = SUNDAY if options.week == Week.MMWR else 0
    days = seconds // DAY
    start = days - (days + THURSDAY - first) % 7
    count = wanted.seconds // WEEK
    if count > 1:
        origin = begin // DAY - (begin // DAY + THURSDAY - first) % 7
        start -= (start - origin) % (7 * count)
    day = start + (7 * count - 1 if ends else 0)
    return np.asarray(day.astype("datetime64[D]").astype("datetime64[s]"))


def _months(at: Datetimes, wanted: Wanted, first: np.datetime64) -> Datetimes:
    """Return the first day of the month, quarter or year, or the last for steps such as ME."""
    months = at.astype("datetime64[M]").astype(np.int64)
    origin = 0 if MONTHS % wanted.months == 0 else int(first.astype("datetime64[M]").astype(np.int64))
    start = (months - origin) // wanted.months * wanted.months + origin
    return edge_of_months(start, wanted.months, wanted.stamp)
