"""Arrays that are written block by block, so that they are never in memory as a whole."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import numpy as np

from lstm_cli._arrays import Array
from lstm_cli._temporary import release

__all__ = ["Pieces", "Stored", "blocks_of"]

AT_ONCE: Final = 1 << 20  # values of a block


@dataclass(frozen=True, slots=True)
class Pieces:
    """An array in consecutive blocks, only one of which is in memory: dtype, shape, and a function that yields the blocks."""

    dtype: np.dtype[Any]
    shape: tuple[int, ...]
    blocks: Callable[[], Iterator[Array]]

    @property
    def ndim(self) -> int:
        """The number of dimensions."""
        return len(self.shape)


Stored: TypeAlias = Array | Pieces


def blocks_of(array: Stored) -> Iterator[Array]:
    """Yield the blocks of an array, flat if it is not in pieces; of one in a temporary file, one is in memory at a time."""
    if isinstance(array, Pieces):
        yield from array.blocks()
        return
    flat = array.reshape(-1)
    for first in range(0, len(flat), AT_ONCE):
        yield flat[first : first + AT_ONCE]
        release(array)
