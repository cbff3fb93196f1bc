"""Distinct values of large arrays and the index of each row's value; pandas finds them much faster than NumPy."""

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from lstm_cli._arrays import Ints

__all__ = ["distinct", "joined", "numbered"]

Scalar = TypeVar("Scalar", np.int64, np.datetime64)


def distinct(values: NDArray[Scalar]) -> tuple[NDArray[Scalar], Ints]:
    """Return the sorted distinct values and the index of each value among them, as `numpy.unique` does.

    >>> distinct(np.array([7, 3, 7]))
    (array([3, 7]), array([1, 0, 1]))
    """
    import pandas as pd

    codes, found = pd.factorize(values.view(np.int64))
    order = np.argsort(found, kind="stable")
    place = np.empty(len(found), np.int64)
    place[order] = np.arange(len(found))
    return found[order].view(values.dtype), place[codes]


def numbered(values: Ints) -> tuple[Ints, int]:
    """Return the index of each row's value, numbered in the order of first occurrence, and the number of distinct values."""
    import pandas as pd

    codes, found = pd.factorize(values)
    return np.asarray(codes, np.int64), len(found)


def joined(groups: Ints, codes: Ints) -> tuple[Ints, int]:
    """Return the index of each row's combination of two numbers, and the number of distinct combinations."""
    return numbered(groups * (int(codes.max(initial=0)) + 1) + codes)
