"""The many small matrix products of the LSTM, called and stacked so that OpenBLAS is fastest."""

from collections.abc import Callable
from functools import partial
from typing import Final, TypeAlias

import numpy as np

from lstm_cli._arrays import Array

__all__ = ["MAX_SMALL", "Product", "Stacks", "matrix", "outer_products", "product_with", "stacked", "steps_apart"]

Product: TypeAlias = Callable[..., Array]  # takes columns and the array for the result

MAX_SMALL: Final = 1_000_000  # multiplications up to which OpenBLAS uses its kernel for small matrices
MIN_ROWS: Final = 4
MAX_SUM: Final = 2400  # weights (rows times columns) whose gradient is summed at a time
MAX_COLUMNS_APART: Final = 2.5  # columns per example up to which each step gets its own product


def matrix(columns: Array) -> Array:
    """Return (rows, M, B) in the layout of products: (rows, B) for one network, (M, rows, B) for several."""
    return columns[:, 0] if columns.shape[1] == 1 else columns.transpose(1, 0, 2)


def stacked(weights: Array) -> Array:
    """Return weights (M, ·, ·) in the layout of products: without the first axis for one network."""
    return np.asarray(weights[0]) if len(weights) == 1 else weights


def product_with(weights: Array) -> Product:
    """Return a function of columns and a result array that computes the product with these weights.

    Calling the method of a matrix takes 0.30 µs, np.dot 0.47 and np.matmul more; but only np.matmul handles stacks.
    """
    return weights.dot if weights.ndim == 2 else partial(np.matmul, weights)  # noqa: PLR2004 - a matrix


def steps_apart(rows: int, columns: int, batch: int) -> bool:
    """Return whether `outer_products` computes one product per step, which needs no copy of the left side."""
    return columns <= MAX_COLUMNS_APART * batch and rows * columns * batch <= MAX_SMALL


def outer_products(left: Array, right: Array) -> Array:
    """Return Σ left·rightᵀ over k steps and all examples, (M, R, C), of left (k, R, M, B) and right (k, C, M, B).

    With the right side transposed in memory, OpenBLAS is up to a third faster: with 12 units and 48 examples it takes 1.4 µs
    per step instead of 2.2. In that range, one product per step is also faster than a single product.
    """
    (steps, rows, members, batch), columns = left.shape, right.shape[1]
    if members * batch == 1:
        return np.asarray(left[:, :, 0, 0].T.dot(right[:, :, 0, 0]))[None]
    if steps_apart(rows, columns, batch):
        turned = right.transpose(0, 2, 3, 1)
        each = left.transpose(0, 2, 1, 3) @ (np.ascontiguousarray(turned) if rows >= columns else turned)
        total = np.ones(steps, each.dtype).dot(each.reshape(steps, -1)) if steps > 1 else each[0]
        return np.asarray(total).reshape(members, rows, columns)
    left = np.ascontiguousarray(left.transpose(2, 1, 0, 3)).reshape(members, rows, -1)
    right = np.ascontiguousarray(right.transpose(2, 0, 3, 1)).reshape(members, -1, columns)
    stacks = Stacks(members, rows, MAX_SUM // columns)
    total = stacks.weights(left) @ (right[0] if stacks.whole else right[:, None])
    return np.asarray(total).reshape(members, rows, columns)


class Stacks:
    """A product of weights (M, rows, K) with columns (K, M, B), cut into stacks of rows for OpenBLAS's small kernel.

    Up to 10⁶ multiplications this kernel copies neither side first, which would not pay for products of this width: with
    AVX-512 it reaches 105 to 115 GF/s instead of 78 to 100, from 16 examples and 64 units on. Fewer than 4 rows gain nothing.
    """

    def __init__(self, members: int, rows: int, most: int) -> None:
        self.members = members
        at_once = next(count for count in range(min(rows, max(most, 1)), 0, -1) if rows % count == 0)
        self.at_once = at_once if at_once >= MIN_ROWS else rows
        self.whole = members == 1 and self.at_once == rows

    def weights(self, weights: Array) -> Array:
        """Return weights (M, rows, K) in the layout of the product."""
        return weights[0] if self.whole else weights.reshape(self.members, -1, self.at_once, weights.shape[2])

    def product_with(self, weights: Array) -> Product:
        """Return a function of columns and a result array that computes the product with weights (M, rows, K)."""
        return product_with(self.weights(weights))

    def columns(self, columns: Array) -> Array:
        """Return columns (K, M, B) in the layout of the product."""
        return columns[:, 0] if self.whole else columns.transpose(1, 0, 2)[:, None]

    def sums(self, columns: Array) -> Array:
        """Return a result array (rows, M, B) in the layout of the product."""
        if self.whole:
            return columns[:, 0]
        return columns.reshape(-1, self.at_once, *columns.shape[1:]).transpose(2, 0, 1, 3)
