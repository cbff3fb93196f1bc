"""Quantiles of the standard normal distribution at the levels of every forecast, and the place of the median among them."""

from statistics import NormalDist
from typing import Final

import numpy as np

from lstm_cli._arrays import Floats
from lstm_cli.options import LEVELS, MIDDLE

__all__ = ["MEDIAN", "NORMAL"]

NORMAL: Final[Floats] = np.array([NormalDist().inv_cdf(level) for level in LEVELS])
MEDIAN: Final = LEVELS.index(MIDDLE)
