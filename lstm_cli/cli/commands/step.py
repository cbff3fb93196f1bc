"""``lstm-forecast step``: compute one step of an LSTM and show every number."""
# ruff: noqa: PLC0415 - NumPy loads only when the command runs

import math
import re
from pathlib import Path
from typing import Annotated, Any, Final

from lstm_cli.cli.command import command
from lstm_cli.cli.given import Given
from lstm_cli.cli.options import shared
from lstm_cli.cli.options.declare import TASK, option
from lstm_cli.cli.options.output import REPORT
from lstm_cli.cli.output import Output
from lstm_cli.cli.weights import read_weights
from lstm_cli.errors import UsageError
from lstm_cli.options import Cell, Gates

__all__ = ["step"]

NUMBER: Final = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
MAX_NUMBERS: Final = 100  # numbers in a vector; a longer one could not be read


@command(output=REPORT)
def step(
    *,
    x: Annotated[str, option("--x", group=TASK, metavar="NUMBERS", help="Input x_t.")] = "1,2,3",
    h: Annotated[str, option("--h", group=TASK, metavar="NUMBERS", help="Previous hidden state, h_{t-1}.")] = "4,5,6",
    c: Annotated[
        str | None,
        option("--c", group=TASK, metavar="NUMBERS", help="Previous cell state, C_{t-1}.  [default: zeros]"),
    ] = None,
    weights: Annotated[
        str | None,
        option("--weights", group=TASK, metavar="FILE", help="JSON file of weights.  [default: the worked example]"),
    ] = None,
    cell: shared.Cell = Cell.LSTM,
    gates: shared.Gates = Gates.EXPECTED,
    seed: shared.Seed = 0,
    output: Output,
    given: Given,
) -> None:
    """Work through one step of an LSTM: every product, sum and gate.

    For example:
      lstm-forecast step
      lstm-forecast step --x 0.5,-1 --h 0,0,0 --c 1,1,1 --gates stochastic

    The weights file has W_i, b_i, W_f, b_f, W_C, b_C, W_o, b_o and W, columns
    in the order [x, h]; for a peephole cell also p_i, p_f and p_o. The worked
    example has k in row k of W_i, W_f, W_C and W_o, and 1 everywhere else.
    """
    if "seed" in given.typed and gates is not Gates.STOCHASTIC:
        raise UsageError("--seed is for sampled gates: add --gates stochastic")
    vector, hidden = _numbers("--x", x), _numbers("--h", h)
    state = [0.0] * len(hidden) if c is None else _numbers("--c", c)
    if len(state) != len(hidden):
        raise UsageError(f"--c: expected {len(hidden)} numbers, as --h has, got {len(state)}")
    own = None
    if weights is not None:
        content = Path(weights).read_bytes()
        own = read_weights(content, weights, cell=cell, inputs=len(vector), hidden=len(hidden))
    sampled = seed if gates is Gates.STOCHASTIC else None
    _walk((vector, hidden, state), own, cell=cell, seed=sampled, output=output)


def _walk(
    vectors: tuple[list[float], list[float], list[float]],
    given: dict[str, Any] | None,
    *,
    cell: Cell,
    seed: int | None,
    output: Output,
) -> None:
    """Compute the step, with sampled gates if there is a seed, and print it."""
    from lstm_cli.api.teaching import worked_step
    from lstm_cli.formats.json_envelope import success
    from lstm_cli.formats.worked_step import walk_data, walk_text

    x, h, c = vectors
    walk = worked_step(x, h, c, weights=given, cell=cell, seed=seed)
    data = walk_data(walk, seed=seed)
    for name, values in data["vectors"].items():
        if not all(map(math.isfinite, values)):
            raise UsageError(f"{name} is too large to compute with these numbers")
    if output.as_json:
        output.write(success("step", data))
    else:
        output.write_page(walk_text(walk, seed=seed))


def _numbers(option: str, text: str) -> list[float]:
    """Read numbers that are separated by commas."""
    entries = [entry.strip() for entry in text.split(",")]
    if len(entries) > MAX_NUMBERS:
        raise UsageError(f"{option} has {len(entries)} numbers, expected at most {MAX_NUMBERS}")
    for place, entry in enumerate(entries, start=1):
        if not NUMBER.fullmatch(entry) or not math.isfinite(float(entry)):
            raise UsageError(f"{option}: number {place}: expected a number, as in 1,2,3, got {entry[:40]!r}")
    return [float(entry) for entry in entries]
