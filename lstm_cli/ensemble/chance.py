"""Random streams of training: each use of randomness has its own, so that changing one does not change the others."""

from enum import IntEnum

import numpy as np

__all__ = ["Stream", "stream"]


class Stream(IntEnum):
    """The uses of randomness."""

    WINDOWS = 0
    ROWS = 1
    START = 2
    TRAIN = 3
    CHECK = 4
    REHEARSAL = 5
    ERRORS = 6


def stream(seed: int, which: Stream) -> np.random.SeedSequence:
    """Return the seed of one use of randomness."""
    return np.random.SeedSequence(seed).spawn(len(Stream))[which]
