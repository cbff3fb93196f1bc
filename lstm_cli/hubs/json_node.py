"""A JSON file as nodes that know their place in it, so that an error can name the place."""

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from lstm_cli.errors import DataError
from lstm_cli.problems import of_json, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Node", "plain_text", "read_json"]


@dataclass(frozen=True, slots=True)
class Node:
    """A value of a JSON file, and where it stands, as in ``rounds[0].model_tasks[1]``."""

    path: str
    where: str
    value: Any

    def refuse(self, wanted: str) -> NoReturn:
        """Raise a DataError that says what was expected here."""
        text = json.dumps(self.value) if self.value is not None else "nothing"
        raise DataError(f"{self.where or 'the file'}: expected {wanted}, got {shown(text)}", path=self.path, value=text)

    def get(self, name: str) -> "Node":
        """Return an entry of an object; its value is None if there is no such entry."""
        if not isinstance(self.value, dict):
            self.refuse("an object")
        return Node(self.path, f"{self.where}.{name}" if self.where else name, self.value.get(name))

    def or_empty(self) -> "Node":
        """Return this node, or an empty object if there is no value."""
        return Node(self.path, self.where, {}) if self.value is None else self

    def entries(self) -> "Iterator[Node]":
        """Yield the entries of a list; nothing if there is no value."""
        if self.value is None:
            return
        if not isinstance(self.value, list):
            self.refuse("a list")
        for at, value in enumerate(self.value):
            yield Node(self.path, f"{self.where}[{at}]", value)

    def items(self) -> "Iterator[tuple[str, Node]]":
        """Yield names and entries of an object; nothing if there is no value."""
        if self.value is None:
            return
        if not isinstance(self.value, dict):
            self.refuse("an object")
        for name in self.value:
            yield name, self.get(name)

    def texts(self) -> tuple[str, ...]:
        """Return the values of a list as a CSV holds them; a lone value is a list of one."""
        if isinstance(self.value, str | int | float):
            return (plain_text(self.value),)
        values = tuple(entry.value for entry in self.entries())
        if not all(isinstance(value, str | int | float) for value in values):
            self.refuse("a list of texts and numbers")
        return tuple(map(plain_text, values))

    def number(self) -> float | None:
        """Return a number; None if there is no value."""
        if self.value is None:
            return None
        if isinstance(self.value, bool) or not isinstance(self.value, int | float) or not math.isfinite(self.value):
            self.refuse("a number")
        return float(self.value)

    def text(self, default: str = "") -> str:
        """Return a text; the default if there is no value."""
        if self.value is None:
            return default
        if not isinstance(self.value, str):
            self.refuse("a text")
        return self.value


def plain_text(value: str | float) -> str:
    """Return a value of a configuration as a CSV holds it.

    >>> [plain_text(value) for value in ("US", -1, 0.1, 1.0, True)]
    ['US', '-1', '0.1', '1', 'TRUE']
    """
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value)


def read_json(path: Path) -> Node:
    """Read a JSON file; DataError names the line that is not JSON."""
    content = path.read_bytes()
    try:
        return Node(str(path), "", json.loads(content.decode("utf-8-sig")))
    except json.JSONDecodeError as error:
        raise DataError(of_json(error, str(path))) from None
    except (ValueError, RecursionError) as error:  # no UTF-8, or a number with thousands of digits
        raise DataError(f"not valid JSON ({error})", path=str(path)) from None
