"""``lstm-forecast step``: walk one step of an LSTM, aloud."""
# ruff: noqa: PLC0415 - NumPy loads only when the command runs

import math
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from lstm_cli.cli import options
from lstm_cli.cli.error_boundary import boundary
from lstm_cli.cli.streams import write_data, write_text
from lstm_cli.cli.weights import read_weights
from lstm_cli.errors import UsageError

if TYPE_CHECKING:
    from lstm_cli.lstm.worked_step import WalkWeights

__all__ = ["step"]

NUMBER: Final = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
MAX_NUMBERS: Final = 100  # numbers in a vector; a longer one is no longer read by people


def step(
    *,
    x: Annotated[str, typer.Option("--x", metavar="NUMBERS", help="The input x_t, as 1,2,3.")] = "1,2,3",
    h: Annotated[str, typer.Option("--h", metavar="NUMBERS", help="The hidden state before, h_{t-1}.")] = "4,5,6",
    c: Annotated[
        str | None,
        typer.Option("--c", metavar="NUMBERS", help="The cell state before, C_{t-1}; left out: zeros."),
    ] = None,
    weights: Annotated[
        str | None,
        typer.Option(
            "--weights",
            metavar="FILE",
            help="JSON with W_i, b_i, W_f, b_f, W_C, b_C, W_o, b_o and W; columns in the order [x, h]; "
            "for a peephole cell also p_i, p_f and p_o. Left out: row k of each matrix is k, every b and p is 1, "
            "W is ones.",
        ),
    ] = None,
    cell: options.Cell = options.CellName.LSTM,
    gates: Annotated[
        options.GatesName,
        typer.Option("--gates", help="stochastic: toss a coin for each unit, with the gate's value as probability."),
    ] = options.GatesName.EXPECTED,
    seed: Annotated[
        int, typer.Option("--seed", metavar="N", min=0, envvar="LSTM_FORECAST_SEED", help="Same seed, same tosses.")
    ] = 0,
    format: options.ReportFormat = options.TextOrJson.TEXT,
    debug: options.Debug = False,
) -> None:
    """Walk one step of an LSTM, aloud: every sum, gate and product.

    For example:
      lstm-forecast step
      lstm-forecast step --x 0.5,-1 --h 0,0,0 --c 1,1,1 --gates stochastic
    """
    as_json = format is options.TextOrJson.JSON
    with boundary("step", as_json=as_json, debug=debug):
        vector, hidden = _numbers("--x", x), _numbers("--h", h)
        state = [0.0] * len(hidden) if c is None else _numbers("--c", c)
        if len(state) != len(hidden):
            raise UsageError(f"--c has {len(state)} numbers and --h has {len(hidden)}: the cell has one of each a unit")
        given = None
        if weights is not None:
            content = Path(weights).read_bytes()
            given = read_weights(content, weights, cell=cell, inputs=len(vector), hidden=len(hidden))
        tossed = seed if gates is options.GatesName.STOCHASTIC else None
        _walk(vector, hidden, state, given, cell=cell, seed=tossed, as_json=as_json)


def _walk(
    x: list[float],
    h: list[float],
    c: list[float],
    given: dict[str, Any] | None,
    *,
    cell: str,
    seed: int | None,
    as_json: bool,
) -> None:
    """Compute the step, with gates tossed if there is a seed, and print it."""
    import numpy as np

    from lstm_cli.formats import json_envelope as envelope
    from lstm_cli.formats.worked_step import walk_data, walk_text
    from lstm_cli.lstm.worked_step import default_weights, toss_up, walk_step
    from lstm_cli.options import Cell

    kind = Cell(cell)
    weights = default_weights(len(x), len(h), kind) if given is None else _weights(given)
    uniforms = None if seed is None else toss_up(len(h), seed)
    walk = walk_step(np.array(x), np.array(h), np.array(c), weights, cell=kind, uniforms=uniforms)
    data = walk_data(walk, seed=seed)
    for name, values in data["vectors"].items():
        if not all(map(math.isfinite, values)):
            raise UsageError(f"{name} is too large to compute with these numbers")
    if as_json:
        write_data(envelope.success("step", data).encode())
    else:
        write_text(walk_text(walk, seed=seed))


def _weights(given: dict[str, Any]) -> "WalkWeights":
    """Sort the weights of a file by what they are."""
    import numpy as np

    from lstm_cli.lstm.worked_step import WalkWeights

    arrays = {name: np.array(value, dtype=np.float64) for name, value in given.items()}
    by_kind = {
        kind: {name[2:]: array for name, array in arrays.items() if name.startswith(f"{kind}_")} for kind in "Wbp"
    }
    return WalkWeights(matrices=by_kind["W"], biases=by_kind["b"], projection=arrays["W"], peepholes=by_kind["p"])


def _numbers(option: str, text: str) -> list[float]:
    """Read numbers between commas."""
    entries = [entry.strip() for entry in text.split(",")]
    if len(entries) > MAX_NUMBERS:
        raise UsageError(f"{option} has {len(entries)} numbers; a walk to read takes at most {MAX_NUMBERS}")
    for place, entry in enumerate(entries, start=1):
        if not NUMBER.fullmatch(entry) or not math.isfinite(float(entry)):
            raise UsageError(f"{option}: number {place}: expected a number as in 1,2,3, got {entry[:40]!r}")
    return [float(entry) for entry in entries]
