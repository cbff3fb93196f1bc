"""A gap of more than half of the known steps: perhaps a mistyped date on one side of it."""

from typing import Final

import numpy as np

from lstm_cli.panel.checks.known import KnownPanel
from lstm_cli.remarks import Plain, Remark

__all__ = ["long_gaps"]

MIN_STEPS: Final = 8  # without a count


def long_gaps(known: KnownPanel) -> list[Remark]:
    """Return a remark on series with a gap of at least eight steps and more than half of the known ones."""
    longest, size = known.each(lambda part: (part.largest(part.gaps) - 1, part.size))
    rows = np.flatnonzero((longest >= MIN_STEPS) & (2 * longest > size))
    if not len(rows):
        return []
    worst, details = known.worst(rows, longest[rows])
    one = known.one(worst)
    after = int(np.argmax(one.gaps))
    where: dict[str, Plain] = {
        "steps": int(longest[worst]),
        "after": one.time(after - 1),
        "before": one.time(after),
    }
    return [Remark("long-gap", {**details, **where, **known.step})]
