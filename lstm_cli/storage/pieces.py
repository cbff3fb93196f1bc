"""Arrays that are written a block at a time, so that what is laid end to end is never in memory as a whole."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from lstm_cli._arrays import Array

__all__ = ["Pieces", "Stored", "blocks_of"]


@dataclass(frozen=True, slots=True)
class Pieces:
    """An array of which a block at a time is in memory: dtype, shape, and what yields the blocks, which lie end to end."""

    dtype: np.dtype[Any]
    shape: tuple[int, ...]
    blocks: Callable[[], Iterator[Array]]

    @property
    def ndim(self) -> int:
        """Number of dimensions."""
        return len(self.shape)


Stored: TypeAlias = Array | Pieces


def blocks_of(array: Stored) -> Iterator[Array]:
    """Yield the blocks of an array; one that is in memory is a block itself."""
    if isinstance(array, Pieces):
        yield from array.blocks()
    else:
        yield array
