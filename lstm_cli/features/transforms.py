"""Growth units and back: g = log(1 + count), and whole counts from g, from 0 to the largest that a count may be."""

from typing import Final

import numpy as np

from lstm_cli._arrays import Floats

__all__ = ["counts_of"]

MAX_GROWTH: Final = 60.0  # e^60 is 10^26: finite, and above `MAX_COUNT`
MAX_COUNT: Final = np.nextafter(2.0**63, 0)  # the largest float64 that fits into the int64 of a count


def counts_of(growth: Floats) -> Floats:
    """Return e^g - 1 as the nearest whole count, from 0 to `MAX_COUNT`.

    A quantile of a count is a count. Leaving the rounding out cost 1.6 % of WIS (geometric mean over 16 data
    sets), all of it on small counts.
    """
    counts = np.rint(np.expm1(np.minimum(growth, MAX_GROWTH)))
    return np.asarray(np.clip(counts, 0, MAX_COUNT) + 0.0)  # -0.0 + 0.0 is 0.0, which is written without a sign
