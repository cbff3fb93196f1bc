"""The weights file of `step`: JSON bytes become checked lists of numbers, or an error that names the place."""

import json
from typing import Any

from lstm_cli.api.weights import NAMES, checked_weights, shown_json
from lstm_cli.errors import DataError
from lstm_cli.problems import of_json

__all__ = ["read_weights"]


def read_weights(content: bytes, source: str, *, cell: str, inputs: int, hidden: int) -> dict[str, list[Any]]:
    """Read the weights of a cell from a weights file."""
    return checked_weights(_parse(content, source), source, cell=cell, inputs=inputs, hidden=hidden)


def _parse(content: bytes, source: str) -> dict[str, Any]:
    """Decode one JSON object, in which no name may come twice."""
    try:
        weights = json.loads(content.decode("utf-8-sig"), object_pairs_hook=_unique)
    except UnicodeDecodeError as error:
        raise DataError(f"not UTF-8 text (byte {error.start + 1})", path=source) from error
    except json.JSONDecodeError as error:
        raise DataError(of_json(error, source)) from error
    except RecursionError as error:
        raise DataError("not a weights file: nested too deeply", path=source) from error
    except ValueError as error:
        raise DataError(str(error), path=source) from error
    if not isinstance(weights, dict):
        raise DataError(f"expected an object with {', '.join(NAMES)}, got {shown_json(weights)}", path=source)
    return weights


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Build an object; refuse a name that comes twice."""
    names = [name for name, _ in pairs]
    for name in names:
        if names.count(name) > 1:
            raise ValueError(f"{name!r} appears twice")
    return dict(pairs)
