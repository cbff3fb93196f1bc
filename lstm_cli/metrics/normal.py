"""Quantiles of the standard normal distribution at the levels of every forecast."""

from statistics import NormalDist
from typing import Final

import numpy as np

from lstm_cli._arrays import Floats
from lstm_cli.options import LEVELS

__all__ = ["NORMAL"]

NORMAL: Final[Floats] = np.array([NormalDist().inv_cdf(level) for level in LEVELS])
