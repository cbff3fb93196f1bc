"""A gap of more than half of the known steps: perhaps a mistyped date on one side of it."""

from typing import Final

import numpy as np

from lstm_cli.panel.checks.known import Known
from lstm_cli.remarks import Plain, Remark

__all__ = ["long_gaps"]

MIN_STEPS: Final = 8  # without a count


def long_gaps(known: Known) -> list[Remark]:
    """Return a remark on series with a gap of at least eight steps and more than half of the known ones."""
    missing = known.gaps - 1
    longest = known.largest(missing)
    rows = np.flatnonzero((longest >= MIN_STEPS) & (2 * longest > known.size))
    if not len(rows):
        return []
    worst, details = known.worst(rows, longest[rows])
    inside = slice(known.first[worst], known.last[worst] + 1)
    after = int(known.first[worst] + np.argmax(missing[inside]))
    where: dict[str, Plain] = {
        "steps": int(longest[worst]),
        "after": known.time(after - 1),
        "before": known.time(after),
    }
    return [Remark("long-gap", {**details, **where, **known.step})]
