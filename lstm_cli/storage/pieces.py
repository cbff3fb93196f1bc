"""Arrays that are written block by block, so that they are never in memory as a whole."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from lstm_cli._arrays import Array

__all__ = ["Pieces", "Stored", "blocks_of"]


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
    """Yield the blocks of an array; an array in memory is a single block."""
    if isinstance(array, Pieces):
        yield from array.blocks()
    else:
        yield array
