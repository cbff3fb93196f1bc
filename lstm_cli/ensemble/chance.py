"""What chance decides in training; each use has numbers of its own, so that one does not move another."""

from enum import IntEnum

import numpy as np

__all__ = ["Stream", "stream"]


class Stream(IntEnum):
    """The uses of chance."""

    WINDOWS = 0
    ROWS = 1
    START = 2
    TRAIN = 3
    CHECK = 4
    REHEARSAL = 5
    ERRORS = 6


def stream(seed: int, which: Stream) -> np.random.SeedSequence:
    """Return the seed of one use of chance."""
    return np.random.SeedSequence(seed).spawn(len(Stream))[which]
