"""The weights file of `step`: JSON bytes in, checked lists of numbers out, or one located line."""

import json
import math
from typing import Any, Final, NoReturn

from lstm_cli.errors import DataError
from lstm_cli.formats.text import closest

__all__ = ["NAMES", "needed", "read_weights"]

MATRICES: Final = ("W_i", "W_f", "W_C", "W_o")
BIASES: Final = ("b_i", "b_f", "b_C", "b_o")
PEEPHOLES: Final = ("p_i", "p_f", "p_o")
NAMES: Final = (*(name for pair in zip(MATRICES, BIASES, strict=True) for name in pair), "W")
UNUSED: Final = {"cec": {"W_f", "b_f"}, "coupled": {"W_i", "b_i"}}  # by cell; one file serves all of them
MAX_SHOWN: Final = 40  # characters of a value that an error repeats


def needed(cell: str) -> tuple[str, ...]:
    """Name the weights that a cell has."""
    names = NAMES + PEEPHOLES if cell == "peephole" else NAMES
    return tuple(name for name in names if name not in UNUSED.get(cell, ()))


def read_weights(content: bytes, source: str, *, cell: str, inputs: int, hidden: int) -> dict[str, Any]:
    """Read what a cell needs of W_i, b_i, W_f, b_f, W_C, b_C, W_o, b_o, W, p_i, p_f, p_o; columns in the order [x, h].

    Weights that only other cells have may stand there; they are checked and left out.
    """
    weights = _parse(content, source)
    _check_names(weights, source, needed(cell))
    for name, value in weights.items():
        place = f"{source}: {name}"
        if name in MATRICES:
            _check_matrix(value, place, columns=inputs + hidden, rows=hidden)
        elif name == "W":
            _check_matrix(value, place, columns=hidden)
        else:
            _check_row(value, place, hidden)
    return {name: weights[name] for name in needed(cell)}


def _parse(content: bytes, source: str) -> dict[str, Any]:
    """Decode one JSON object without repeated names."""
    try:
        weights = json.loads(content.decode("utf-8-sig"), object_pairs_hook=_unique)
    except UnicodeDecodeError as error:
        raise DataError(f"{source}: not UTF-8 text (byte {error.start + 1})") from error
    except json.JSONDecodeError as error:
        raise DataError(f"{source}:{error.lineno}:{error.colno}: not JSON: {error.msg}") from error
    except RecursionError as error:
        raise DataError(f"{source}: not a weights file: nested too deeply") from error
    except ValueError as error:
        raise DataError(f"{source}: {error}") from error
    if not isinstance(weights, dict):
        raise DataError(f"{source}: expected an object with {', '.join(NAMES)}, got {_shown_value(weights)}")
    return weights


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Build an object, refusing a name that comes twice."""
    names = [name for name, _ in pairs]
    for name in names:
        if names.count(name) > 1:
            raise ValueError(f"{name!r} stands there twice")
    return dict(pairs)


def _check_names(weights: dict[str, Any], source: str, wanted: tuple[str, ...]) -> None:
    """Refuse an unknown name, and a missing one of those wanted."""
    known = NAMES + PEEPHOLES
    for name in weights:
        if name not in known:
            close = closest(name, known)
            hint = f"did you mean {close!r}?" if close else f"expected {', '.join(wanted)}"
            raise DataError(f"{source}: unknown name {name[:MAX_SHOWN]!r}; {hint}")
    for name in wanted:
        if name not in weights:
            raise DataError(f"{source}: {name} is missing; a weights file for this cell has {', '.join(wanted)}")


def _check_matrix(value: object, place: str, *, columns: int, rows: int | None = None) -> None:
    """Refuse anything but a list of rows of finite numbers; ``rows`` left out means one row or more."""
    wanted = "one row or more" if rows is None else f"{rows} rows"
    if not isinstance(value, list) or not value or not all(isinstance(row, list) for row in value):
        _refuse(place, f"{wanted} of {columns} numbers, [[…], …]", value)
    if rows is not None and len(value) != rows:
        raise DataError(f"{place}: expected {rows} rows (one a hidden unit), got {len(value)}")
    for k, row in enumerate(value, start=1):
        _check_row(row, f"{place}: row {k}", columns)


def _check_row(value: object, place: str, size: int) -> None:
    """Refuse anything but a list of ``size`` finite numbers."""
    if not isinstance(value, list):
        _refuse(place, f"a list of {size} numbers", value)
    if len(value) != size:
        raise DataError(f"{place}: expected {size} numbers, got {len(value)}")
    for k, entry in enumerate(value, start=1):
        if isinstance(entry, bool) or not isinstance(entry, int | float) or not _is_finite(entry):
            _refuse(f"{place}: entry {k}", "a finite number", entry)


def _is_finite(value: float) -> bool:
    """Whether a number survives as a finite float64."""
    try:
        return math.isfinite(float(value))
    except OverflowError:
        return False


def _refuse(place: str, wanted: str, value: object) -> NoReturn:
    """Raise an error of one line with the expected and the actual value."""
    raise DataError(f"{place}: expected {wanted}, got {_shown_value(value)}")


def _shown_value(value: object) -> str:
    """Show a value as it may stand in the file, shortened."""
    try:
        text = json.dumps(value)
    except (ValueError, RecursionError):  # a number of more digits than Python writes
        text = f"a {type(value).__name__}"
    return text if len(text) <= MAX_SHOWN else text[: MAX_SHOWN - 1] + "…"
