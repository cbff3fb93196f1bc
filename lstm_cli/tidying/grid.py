"""The time line of rows: the step between times, and the number of the step of each row."""

from typing import Final

import numpy as np

from lstm_cli._arrays import Datetimes, Ints
from lstm_cli.errors import DataError
from lstm_cli.panel.frequency_names import Wanted, parse_frequency
from lstm_cli.panel.timeline import OffGridError, Pairs, find_grid, slot_times
from lstm_cli.tidying.counted import Long
from lstm_cli.tidying.job import Job

__all__ = ["find_steps", "slots_of"]

ANY: Final = Wanted("")  # the step that the rows show, every weekday and hour counted


def slots_of(long: Long, job: Job) -> Ints:
    """Return the number of the step of each row."""
    return find_steps(long, job)[1]


def find_steps(long: Long, job: Job) -> tuple[Datetimes, Ints]:
    """Return the time of every step of the whole table, and the number of each row's step; rows in order.

    Raises
    ------
    DataError
        The times keep no steps; the error advises to name one.
    """
    times, at = np.unique(long.at, return_inverse=True)
    same = np.flatnonzero(np.diff(long.series) == 0)
    pairs = Pairs(at[same], at[same + 1], long.series[same])
    wanted = parse_frequency(job.options.freq) if job.options.freq else ANY
    try:
        grid = find_grid(times, pairs, wanted)
    except OffGridError as error:
        time = np.datetime_as_string(times[error.index])
        raise DataError(f"{error}: {time}", path=job.path, hint=error.hint) from None
    return slot_times(times, grid), grid.slots[at]
