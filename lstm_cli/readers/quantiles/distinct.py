"""Distinct combinations of values in several columns, in order of first occurrence."""

from collections.abc import Sequence

import numpy as np

from lstm_cli._arrays import Array, Ints

__all__ = ["distinct", "repeated"]


def distinct(parts: Sequence[Array]) -> tuple[Ints, Ints]:
    """Return the first row of each combination, in row order, and the index of each row's combination.

    Parameters
    ----------
    parts
        Columns of numbers or times, each of shape (R,).
    """
    kind = np.zeros(len(parts[0]), np.int64)
    for part in parts:
        values, code = np.unique(part, return_inverse=True)
        kind = np.unique(kind * len(values) + code.reshape(-1), return_inverse=True)[1].reshape(-1)
    _, first = np.unique(kind, return_index=True)
    order = np.argsort(first)
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    return first[order], rank[kind]


def repeated(parts: Sequence[Array]) -> tuple[Ints, Ints]:
    """Return the rows that repeat an earlier row, and for every row the first one equal to it."""
    first, kind = distinct(parts)
    earliest = first[kind]
    return np.flatnonzero(earliest != np.arange(len(kind))), earliest
