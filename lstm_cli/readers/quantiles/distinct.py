"""Rows that are alike in several columns at once, in the order in which they first come."""

from collections.abc import Sequence

import numpy as np

from lstm_cli._arrays import Array, Ints

__all__ = ["distinct", "repeated"]


def distinct(parts: Sequence[Array]) -> tuple[Ints, Ints]:
    """Return the first row of each kind, in the order of the rows, and which kind each row is of.

    Parameters
    ----------
    parts
        Columns of numbers or times, each of shape (R,); rows are of one kind where all of them are equal.
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
    """Return the rows that repeat an earlier one, and for each row the first that is like it."""
    first, kind = distinct(parts)
    earliest = first[kind]
    return np.flatnonzero(earliest != np.arange(len(kind))), earliest
