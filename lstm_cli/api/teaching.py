"""One step of a cell with every intermediate vector: for classrooms and for tests of other implementations."""

from collections.abc import Sequence

import numpy as np

from lstm_cli.errors import UsageError
from lstm_cli.lstm.worked_step import Walk, WalkWeights, default_weights, toss_up, walk_step
from lstm_cli.options import Cell

__all__ = ["worked_step"]


def worked_step(
    x: Sequence[float] = (1, 2, 3),
    h: Sequence[float] = (4, 5, 6),
    c: Sequence[float] | None = None,
    *,
    weights: WalkWeights | None = None,
    cell: Cell | str = Cell.LSTM,
    seed: int | None = None,
) -> Walk:
    """Compute one step of an LSTM cell (Hochreiter & Schmidhuber 1997; Gers et al. 2000) and keep everything.

    Parameters
    ----------
    x, h, c
        Input (D,), hidden state and cell state before (H,); c None is zeros.
    weights
        None takes the worked example: row k of every matrix is k, biases and the projection are ones.
    cell
        ``lstm``, ``cec``, ``peephole`` or ``coupled``.
    seed
        Samples the gates (a unit is on where u < value); None takes their values.

    Examples
    --------
    >>> worked_step().sums["i"]
    array([22., 43., 64.])
    """
    state = [0.0] * len(h) if c is None else c
    if len(state) != len(h):
        raise UsageError(f"c has {len(state)} numbers and h has {len(h)}: the cell has one of each a unit")
    kind = Cell(cell)
    return walk_step(
        np.asarray(x, float),
        np.asarray(h, float),
        np.asarray(state, float),
        default_weights(len(x), len(h), kind) if weights is None else weights,
        cell=kind,
        uniforms=None if seed is None else toss_up(len(h), seed),
    )
