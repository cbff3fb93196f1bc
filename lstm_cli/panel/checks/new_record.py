"""A newest count many times larger than any before: a true outbreak, or a count in another unit."""

from typing import Final

import numpy as np

from lstm_cli.panel.checks.known import Known
from lstm_cli.remarks import Remark

__all__ = ["MIN_FACTOR", "MIN_RECORD", "new_record"]

NEWEST: Final = 8  # counts that include the new record ...
MIN_BEFORE: Final = 24  # ... after at least so many, the largest of which is the old record
MIN_FACTOR: Final = 10  # times the old record: occurs in 7 of 11,000 cuts of real series, all great epidemics
MIN_RECORD: Final = 3  # a smaller record counts as this: a rise from 1 to 10 is common


def new_record(known: Known) -> list[Remark]:
    """Return a remark on series with one of the newest eight counts at least ten times as large as all before."""
    newest = known.first + np.maximum(known.size - NEWEST, 0)
    both = np.maximum.reduceat(known.counts, np.stack([known.first, newest], axis=1).reshape(-1)).reshape(-1, 2)
    record, largest = both.T
    factor = largest / np.maximum(record, MIN_RECORD)
    rows = np.flatnonzero((known.size >= NEWEST + MIN_BEFORE) & (factor >= MIN_FACTOR))
    if not len(rows):
        return []
    worst, details = known.worst(rows, factor[rows])
    return [Remark("new-record", {**details, "largest": int(largest[worst]), "record": int(record[worst])})]
