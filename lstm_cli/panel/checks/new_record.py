"""A newest count many times larger than any before: a true outbreak, or a count in another unit."""

from typing import Final

import numpy as np

from lstm_cli._arrays import Ints, Values
from lstm_cli.panel.checks.known import Known, KnownPanel
from lstm_cli.remarks import Remark

__all__ = ["MIN_FACTOR", "MIN_RECORD", "new_record"]

NEWEST: Final = 8  # counts that include the new record ...
MIN_BEFORE: Final = 24  # ... after at least so many, the largest of which is the old record
MIN_FACTOR: Final = 10  # times the old record: occurs in 7 of 11,000 cuts of real series, all great epidemics
MIN_RECORD: Final = 3  # a smaller record counts as this: a rise from 1 to 10 is common


def new_record(known: KnownPanel) -> list[Remark]:
    """Return a remark on series with one of the newest eight counts at least ten times as large as all before."""
    record, largest, size = known.each(_records)
    factor = largest / np.maximum(record, MIN_RECORD)
    rows = np.flatnonzero((size >= NEWEST + MIN_BEFORE) & (factor >= MIN_FACTOR))
    if not len(rows):
        return []
    worst, details = known.worst(rows, factor[rows])
    return [Remark("new-record", {**details, "largest": int(largest[worst]), "record": int(record[worst])})]


def _records(part: Known) -> tuple[Values, Values, Ints]:
    """Return the largest count of each series but its newest eight, the largest of these, and the number of its counts."""
    newest = part.first + np.maximum(part.size - NEWEST, 0)
    both = np.maximum.reduceat(part.counts, np.stack([part.first, newest], axis=1).reshape(-1)).reshape(-1, 2)
    return both[:, 0], both[:, 1], part.size
