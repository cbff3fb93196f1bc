"""A newest count many times the largest before it: a true outbreak, or a count in another unit."""

from typing import Final

import numpy as np

from lstm_cli.panel.checks.known import Known
from lstm_cli.remarks import Remark

__all__ = ["MIN_FACTOR", "MIN_RECORD", "new_record"]

NEWEST: Final = 8  # counts among which the new record is ...
MIN_BEFORE: Final = 24  # ... after so many, of which the largest is a record
MIN_FACTOR: Final = 10  # times the record: 7 of 11,000 cuts of real series, all in great epidemics
MIN_RECORD: Final = 3  # a smaller record counts as this: from 1 to 10 is no wonder


def new_record(known: Known) -> list[Remark]:
    """Return a remark on series with a count among the newest eight that is ten times the largest of all before."""
    place = np.arange(len(known.counts))
    is_new = place > (known.last - NEWEST)[known.series]
    largest = known.largest(np.where(is_new, known.counts, 0))
    record = known.largest(np.where(is_new, 0, known.counts))
    factor = largest / np.maximum(record, MIN_RECORD)
    rows = np.flatnonzero((known.size >= NEWEST + MIN_BEFORE) & (factor >= MIN_FACTOR))
    if not len(rows):
        return []
    worst, details = known.worst(rows, factor[rows])
    return [Remark("new-record", {**details, "largest": int(largest[worst]), "record": int(record[worst])})]
