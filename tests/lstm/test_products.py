"""Products by which the unrolled LSTM computes, and weights as it packs them, against their definitions."""

import itertools

import numpy as np
import pytest

from lstm_cli.lstm.cell import CANDIDATE, FORGET, INPUT, OUTPUT
from lstm_cli.lstm.network import Network
from lstm_cli.lstm.packing import Packing
from lstm_cli.lstm.products import Stacks, matrix, outer_products, product_with, stacked, steps_apart

SHAPES = {  # k, R, C, M, B
    "one_column": (5, 12, 8, 1, 1),
    "each_step_apart": (4, 12, 8, 1, 9),
    "apart_of_many": (3, 12, 8, 5, 9),
    "one_row": (6, 1, 8, 2, 9),
    "one_step": (1, 12, 8, 2, 9),
    "all_steps_at_once": (7, 12, 80, 1, 4),
    "at_once_of_many": (7, 12, 80, 3, 4),
    "in_stacks": (2, 64, 200, 2, 3),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_outer_products_are_summed_over_steps_and_examples(assert_same, shape):
    """Σ left·rightᵀ is that of its definition, whichever way is taken, also of views that run backwards."""
    steps, rows, columns, members, batch = SHAPES[shape]
    rng = np.random.default_rng(3)
    left, right = (
        rng.normal(size=(steps, rows + 2, members, batch))[:, 1:-1],
        rng.normal(size=(steps, columns, members, batch)),
    )
    assert steps_apart(rows, columns, batch) == (columns == 8 and batch > 3)
    assert_same(outer_products(left, right[::-1]), np.einsum("krmb,kcmb->mrc", left, right[::-1]), 1e-13)


@pytest.mark.parametrize("members", [1, 3])
def test_products_go_where_they_are_told(assert_same, members):
    """With and without stacks the product of weights and columns is written into the array that is handed over."""
    rng = np.random.default_rng(4)
    weights, columns = rng.normal(size=(members, 16, 7)), rng.normal(size=(7, members, 5))
    expected = np.einsum("mrk,kmb->rmb", weights, columns)
    plain, cut = np.empty((2, 16, members, 5))
    product_with(stacked(weights))(matrix(columns), matrix(plain))
    stacks = Stacks(members, 16, 4)
    stacks.product_with(weights)(stacks.columns(columns), stacks.sums(cut))
    assert_same(plain, expected, 1e-13)
    assert_same(cut, expected, 1e-13)


@pytest.mark.parametrize("by_columns", [True, False])
@pytest.mark.parametrize("edges", [[0, 6], [0, 2, 6]])
def test_weights_are_packed_and_unpacked(assert_same, edges, by_columns):
    """Block by block stand o, i, f, g, with the powers of two of doubled gates and states; gradients find their way back."""
    rng = np.random.default_rng(5)
    network = Network(rng.normal(size=(2, 24, 9)), rng.normal(size=(2, 3, 6)))
    packing = Packing(network, edges, np.float64, by_columns=by_columns)
    rows = [
        gate * 6 + unit
        for first, last in itertools.pairwise(edges)
        for gate in (OUTPUT, INPUT, FORGET, CANDIDATE)
        for unit in range(first, last)
    ]
    halves = np.array([1 if row // 6 == CANDIDATE else 0.5 for row in rows])[:, None] * ([0.5] * 6 + [1] * 3)
    shares = np.array([8 if row // 6 in {INPUT, FORGET} else 4 for row in rows])[:, None]
    assert_same(packing.forward(network), network.gates[:, rows] * halves, 1e-15)
    assert_same(packing.recurrent(network)[:, :3], network.projection, 1e-15)
    assert_same(packing.recurrent(network)[:, 3:], network.gates[:, rows, :6] / shares, 1e-15)
    gradient = rng.normal(size=network.gates.shape)
    doubled = np.array([2] * 6 + [1] * 3) * shares * gradient[:, rows]
    assert_same(packing.gradient(doubled), gradient, 1e-15)
