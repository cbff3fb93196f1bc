"""Growth units and back: g = log(1 + count), and whole counts from g, without ceiling and never below 0."""

from typing import Final

import numpy as np

from lstm_cli._arrays import Floats

__all__ = ["counts_of"]

MAX_GROWTH: Final = 60.0  # e^60 is 10^26: finite, and far above the 2^63 that a count may reach


def counts_of(growth: Floats) -> Floats:
    """Return e^g - 1 as the nearest whole count, at least 0.

    A quantile of a count is a count. Leaving the rounding out cost 1.6 % of WIS (geometric mean over 16 data
    sets), all of it on small counts.
    """
    return np.asarray(np.maximum(np.rint(np.expm1(np.minimum(growth, MAX_GROWTH))), 0))
