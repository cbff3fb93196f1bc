"""Rules for the arrays of a model file (dtype, shape and range), and their check."""

from collections.abc import Mapping
from typing import Final, TypeAlias

import numpy as np

from lstm_cli._arrays import Array
from lstm_cli.storage.pieces import blocks_of

__all__ = ["FIRST_TIME", "LAST_TIME", "Expected", "Named", "check_arrays", "in_numbers"]

FIRST_TIME: Final = int(np.datetime64("0001-01-01", "s").astype(np.int64))
LAST_TIME: Final = int(np.datetime64("9999-12-31T23:59:59", "s").astype(np.int64))

Expected: TypeAlias = tuple[str, tuple[int, ...], float, float]  # dtype, shape, lowest and highest value
Named: TypeAlias = tuple[str, tuple[int | str, ...], float, float]  # the same with names of sizes in the shape


def in_numbers(rules: Mapping[str, Named], sizes: Mapping[str, int]) -> dict[str, Expected]:
    """Replace the names of sizes in rules by numbers."""
    return {
        name: (dtype, tuple(sizes[size] if isinstance(size, str) else size for size in shape), low, high)
        for name, (dtype, shape, low, high) in rules.items()
    }


def check_arrays(arrays: Mapping[str, Array], expected: Mapping[str, Expected]) -> None:
    """Raise ValueError for missing or unknown arrays, a wrong dtype or shape, or a value outside the range."""
    if set(arrays) != set(expected):
        raise ValueError(f"the arrays are not {', '.join(sorted(expected))}")
    for name, (dtype, shape, low, high) in expected.items():
        array = arrays[name]
        if array.dtype.str != dtype or array.shape != shape:
            raise ValueError(f"{name} is {array.dtype} {array.shape}, expected {np.dtype(dtype)} {shape}")
        if array.dtype.kind != "b" and not all(low <= part.min() and part.max() <= high for part in blocks_of(array)):
            raise ValueError(f"{name} has values that are not from {low:g} to {high:g}")
