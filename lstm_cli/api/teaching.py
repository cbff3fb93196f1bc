"""One step of an LSTM cell with every intermediate vector, for classrooms and for tests of other implementations."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from lstm_cli._arrays import Floats
from lstm_cli.api.arguments import choice, shown_value, whole_number
from lstm_cli.api.weights import by_names, checked_weights, walk_weights
from lstm_cli.errors import UsageError
from lstm_cli.lstm.worked_step import Walk, WalkWeights, default_weights, sample_uniforms, walk_step
from lstm_cli.options import Cell

__all__ = ["worked_step"]


def worked_step(
    x: Sequence[float] = (1, 2, 3),
    h: Sequence[float] = (4, 5, 6),
    c: Sequence[float] | None = None,
    *,
    weights: WalkWeights | Mapping[str, Any] | None = None,
    cell: Cell | str = Cell.LSTM,
    seed: int | None = None,
) -> Walk:
    """Compute one step of an LSTM cell (Hochreiter & Schmidhuber 1997; Gers et al. 2000) with all intermediate results.

    Parameters
    ----------
    x, h, c
        Input, shape (D,); hidden state and cell state before the step, shape (H,). None for ``c`` means zeros.
    weights
        By name, as in the weights file of `lstm-forecast step`: matrices ``W_i``, ``W_f``, ``W_C``, ``W_o`` of shape
        (H, D + H) with columns in the order [x, h]; biases ``b_i``, …, and for a peephole cell also ``p_i``, ``p_f`` and
        ``p_o``, of shape (H,); the projection ``W`` of shape (Y, H). None takes the worked example: row k of every matrix
        is k, and biases and the projection are ones.
    cell
        ``"lstm"``, ``"cec"`` (Hochreiter & Schmidhuber 1997: no forget gate), ``"peephole"`` (Gers, Schraudolph &
        Schmidhuber 2002) or ``"coupled"`` (Greff et al. 2017: the input gate is one minus the forget gate).
    seed
        Sample the gates with this seed: a unit is on if a uniform random number is below the gate's value. None uses the
        values as factors.

    Returns
    -------
    A record of every vector of the step: ``sums`` before the sigmoid and ``gates`` after it, by the name of the gate
    (``"i"``, ``"f"``, ``"o"`` and the candidate ``"C"``), then ``kept``, ``added``, ``c``, ``h`` (all of shape (H,)) and
    ``y`` (Y,).

    Raises
    ------
    UsageError
        A vector is empty or not a list of finite numbers, ``c`` and ``h`` differ in length, or the cell is unknown.
    DataError
        A weight that the cell needs is missing or has the wrong shape.

    Examples
    --------
    >>> worked_step().sums["i"]
    array([22., 43., 64.])
    """
    kind = choice("cell", Cell, cell)
    inputs, hidden = _vector("x", x), _vector("h", h)
    state = np.zeros_like(hidden) if c is None else _vector("c", c)
    if len(state) != len(hidden):
        raise UsageError(f"c: expected {len(hidden)} numbers, as h has, got {len(state)}")
    return walk_step(
        inputs,
        hidden,
        state,
        _weights(weights, kind, inputs=len(inputs), hidden=len(hidden)),
        cell=kind,
        uniforms=None if seed is None else sample_uniforms(len(hidden), whole_number("seed", seed, minimum=0)),
    )


def _weights(weights: WalkWeights | Mapping[str, Any] | None, cell: Cell, *, inputs: int, hidden: int) -> WalkWeights:
    """Return weights of a cell, those of the worked example where none are given."""
    if weights is None:
        return default_weights(inputs, hidden, cell)
    named = by_names(weights) if isinstance(weights, WalkWeights) else weights
    if not isinstance(named, Mapping):
        raise UsageError(f"weights: expected a mapping of names to matrices and rows, got {shown_value(weights)}")
    return walk_weights(checked_weights(named, "weights", cell=cell, inputs=inputs, hidden=hidden))


def _vector(name: str, values: Sequence[float]) -> Floats:
    """Return finite numbers as an array of shape (len(values),)."""
    try:
        vector = np.asarray(values, float)
    except (TypeError, ValueError, OverflowError):
        vector = np.empty((0, 0))
    if vector.ndim != 1 or not len(vector) or not np.isfinite(vector).all():
        raise UsageError(f"{name}: expected a list of finite numbers, such as [1, 2, 3], got {shown_value(values)}")
    return vector
