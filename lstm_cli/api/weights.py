"""Check the weights of one cell, given as lists or arrays by name, entry by entry before they are used."""

import json
import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, NoReturn

from lstm_cli.api.arguments import MAX_SHOWN
from lstm_cli.errors import DataError
from lstm_cli.problems import closest

if TYPE_CHECKING:
    from lstm_cli.lstm.worked_step import WalkWeights

__all__ = ["NAMES", "by_names", "checked_weights", "needed", "shown_json", "walk_weights"]

MATRICES: Final = ("W_i", "W_f", "W_C", "W_o")
BIASES: Final = ("b_i", "b_f", "b_C", "b_o")
PEEPHOLES: Final = ("p_i", "p_f", "p_o")
NAMES: Final = (*(name for pair in zip(MATRICES, BIASES, strict=True) for name in pair), "W")
UNUSED: Final = {"cec": {"W_f", "b_f"}, "coupled": {"W_i", "b_i"}}  # by cell; a file may have them all the same


def needed(cell: str) -> tuple[str, ...]:
    """Return the names of the weights that a cell has."""
    names = NAMES + PEEPHOLES if cell == "peephole" else NAMES
    return tuple(name for name in names if name not in UNUSED.get(cell, ()))


def checked_weights(
    weights: Mapping[str, Any], source: str, *, cell: str, inputs: int, hidden: int
) -> dict[str, list[Any]]:
    """Return those of W_i, b_i, W_f, b_f, W_C, b_C, W_o, b_o, W, p_i, p_f and p_o that a cell needs, as checked lists.

    Columns are in the order [x, h]. Weights that only other cells have are checked and left out. ``source`` is the name of
    the weights in errors.

    Raises
    ------
    DataError
        A name is unknown or missing, or a value is not a matrix or vector of finite numbers of the right size.
    """
    plain = {name: _plain(value, depth=2) for name, value in weights.items()}
    try:
        _check_names(plain, needed(cell))
        for name, value in plain.items():
            if name in MATRICES:
                _check_matrix(value, name, columns=inputs + hidden, rows=hidden)
            elif name == "W":
                _check_matrix(value, name, columns=hidden)
            else:
                _check_row(value, name, hidden)
    except ValueError as error:
        raise DataError(str(error), path=source) from None
    return {name: plain[name] for name in needed(cell)}


def walk_weights(checked: Mapping[str, list[Any]]) -> "WalkWeights":
    """Return weights as arrays by kind."""
    import numpy as np  # noqa: PLC0415 - the command line needs only the names

    from lstm_cli.lstm.worked_step import WalkWeights  # noqa: PLC0415

    arrays = {name: np.array(value, dtype=np.float64) for name, value in checked.items()}
    by_kind = {
        kind: {name[2:]: array for name, array in arrays.items() if name.startswith(f"{kind}_")} for kind in "Wbp"
    }
    return WalkWeights(matrices=by_kind["W"], biases=by_kind["b"], projection=arrays["W"], peepholes=by_kind["p"])


def by_names(weights: "WalkWeights") -> dict[str, Any]:
    """Return sorted weights by their names, as `walk_weights` takes them."""
    kinds = {"W": weights.matrices, "b": weights.biases, "p": weights.peepholes}
    named = {f"{kind}_{gate}": value for kind, arrays in kinds.items() for gate, value in arrays.items()}
    return named | {"W": weights.projection}


def _plain(value: Any, *, depth: int) -> Any:  # noqa: ANN401 - what is tested afterwards
    """Return lists of numbers in place of arrays and tuples of them."""
    if hasattr(value, "tolist"):
        return value.tolist()
    return [_plain(entry, depth=depth - 1) for entry in value] if depth and isinstance(value, list | tuple) else value


def _check_names(weights: Mapping[str, Any], wanted: tuple[str, ...]) -> None:
    """Refuse unknown names, and names that are wanted but missing."""
    known = NAMES + PEEPHOLES
    for name in weights:
        if name not in known:
            text = str(name)
            close = closest(text, known)
            hint = f"did you mean {close!r}?" if close else f"expected {', '.join(wanted)}"
            raise ValueError(f"unknown name {text[:MAX_SHOWN]!r}; {hint}")
    for name in wanted:
        if name not in weights:
            raise ValueError(f"{name} is missing; this cell has {', '.join(wanted)}")


def _check_matrix(value: object, place: str, *, columns: int, rows: int | None = None) -> None:
    """Refuse anything but a list of rows of finite numbers; None for ``rows`` accepts one row or more."""
    wanted = "one row or more" if rows is None else f"{rows} rows"
    if not isinstance(value, list) or not value or not all(isinstance(row, list) for row in value):
        _refuse(place, f"{wanted} of {columns} numbers, [[…], …]", value)
    if rows is not None and len(value) != rows:
        raise ValueError(f"{place}: expected {rows} rows (one per hidden unit), got {len(value)}")
    for k, row in enumerate(value, start=1):
        _check_row(row, f"{place}: row {k}", columns)


def _check_row(value: object, place: str, size: int) -> None:
    """Refuse anything but a list of ``size`` finite numbers."""
    if not isinstance(value, list):
        _refuse(place, f"a list of {size} numbers", value)
    if len(value) != size:
        raise ValueError(f"{place}: expected {size} numbers, got {len(value)}")
    for k, entry in enumerate(value, start=1):
        if isinstance(entry, bool) or not isinstance(entry, int | float) or not _is_finite(entry):
            _refuse(f"{place}: entry {k}", "a finite number", entry)


def _is_finite(value: float) -> bool:
    """Whether a number is finite as a float64."""
    try:
        return math.isfinite(float(value))
    except OverflowError:
        return False


def _refuse(place: str, wanted: str, value: object) -> NoReturn:
    """Raise the error for a value that is not what was expected."""
    raise ValueError(f"{place}: expected {wanted}, got {shown_json(value)}")


def shown_json(value: object) -> str:
    """Return a value as a weights file would have it, shortened."""
    try:
        text = json.dumps(value)
    except (TypeError, ValueError, RecursionError):  # not JSON, or a number with more digits than Python writes
        text = f"a {type(value).__name__}"
    return text if len(text) <= MAX_SHOWN else text[: MAX_SHOWN - 1] + "…"
