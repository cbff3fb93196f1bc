"""The shared weights.

They are stored in half precision in `weights.npz`, next to `made.json` with the recipe, its hash and scores.
`python -m lstm_cli.pretraining` makes both again.
"""

from functools import cache
from importlib.resources import files
from typing import Final

import numpy as np

from lstm_cli._arrays import Floats
from lstm_cli.lstm.network import Network
from lstm_cli.metrics.normal import NORMAL

__all__ = ["MADE", "USUAL_UNITS", "WEIGHTS", "prior"]

WEIGHTS: Final = "weights.npz"
MADE: Final = "made.json"
# Quantiles of normal errors in units of their mean absolute value, which is σ / √(π/2).
USUAL_UNITS: Final[Floats] = 1.25 * NORMAL


@cache
def prior() -> Network:
    """Return the shared network: one member, float32; its outputs are units for each knot and level."""
    with files(__package__).joinpath(WEIGHTS).open("rb") as opened, np.load(opened) as arrays:
        return Network(arrays["gates"].astype(np.float32), arrays["projection"].astype(np.float32))
