"""The time line of rows: the step between times, and the slot of each row."""

from typing import Final

import numpy as np

from lstm_cli._arrays import Datetimes, Ints
from lstm_cli.errors import DataError
from lstm_cli.panel.frequency_names import Wanted, parse_frequency
from lstm_cli.panel.pairs import Pairs
from lstm_cli.panel.timeline import OffGridError, find_grid, slot_times
from lstm_cli.tidying.counted import Long
from lstm_cli.tidying.distinct import distinct
from lstm_cli.tidying.job import Job

__all__ = ["find_steps", "is_regular"]

MIN_TIMES: Final = 3
ANY: Final = Wanted("")  # infer the step, and leave out no weekday or hour


def is_regular(at: Datetimes) -> bool:
    """Whether times keep steps of one length, whatever their series."""
    times = distinct(at)[0]
    if len(times) < MIN_TIMES:
        return False
    place = np.arange(len(times) - 1)
    try:
        grid = find_grid(times, Pairs(place, place + 1, np.ones(len(place), np.int64)), ANY)
    except OffGridError:
        return False
    return bool(2 * len(times) > grid.slots[-1])


def find_steps(long: Long, job: Job) -> tuple[Datetimes, Ints]:
    """Return the time of every slot of the whole table, and the slot of each row; rows must be ordered.

    Raises
    ------
    DataError
        The times keep no regular step; the error advises to name one.
    """
    times, at = distinct(long.at)
    pairs = Pairs.of_rows(long.series, at)
    wanted = parse_frequency(job.options.freq) if job.options.freq else ANY
    try:
        grid = find_grid(times, pairs, wanted)
    except OffGridError as error:
        time = np.datetime_as_string(times[error.index])
        raise DataError(f"{error}: {time}", path=job.path, hint=error.hint) from None
    return slot_times(times, grid), grid.slots[at]
