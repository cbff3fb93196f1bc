"""A JSON file of which every value knows where it stands, so that one that cannot be used is named by its place."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from lstm_cli.errors import DataError
from lstm_cli.problems import shown

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
        """Return an entry of an object, whose value is None where there is no such entry."""
        if not isinstance(self.value, dict):
            self.refuse("an object")
        return Node(self.path, f"{self.where}.{name}" if self.where else name, self.value.get(name))

    def entries(self) -> "Iterator[Node]":
        """Yield the entries of a list; one that is absent has none."""
        if self.value is None:
            return
        if not isinstance(self.value, list):
            self.refuse("a list")
        for at, value in enumerate(self.value):
            yield Node(self.path, f"{self.where}[{at}]", value)

    def items(self) -> "Iterator[tuple[str, Node]]":
        """Yield names and entries of an object; one that is absent has none."""
        if self.value is None:
            return
        if not isinstance(self.value, dict):
            self.refuse("an object")
        for name in self.value:
            yield name, self.get(name)

    def texts(self) -> tuple[str, ...]:
        """Return the values of a list, of which a lone value is one, as they are written in a CSV."""
        if isinstance(self.value, str | int | float):
            return (plain_text(self.value),)
        values = tuple(entry.value for entry in self.entries())
        if not all(isinstance(value, str | int | float) for value in values):
            self.refuse("a list of texts and numbers")
        return tuple(map(plain_text, values))

    def number(self) -> float | None:
        """Return a number, None where there is none."""
        if self.value is None:
            return None
        if isinstance(self.value, bool) or not isinstance(self.value, int | float):
            self.refuse("a number")
        return float(self.value)

    def text(self, usual: str = "") -> str:
        """Return a text, the usual one where there is none."""
        if self.value is None:
            return usual
        if not isinstance(self.value, str):
            self.refuse("a text")
        return self.value


def plain_text(value: str | float) -> str:
    """Write a value of a configuration as a CSV holds it.

    >>> [plain_text(value) for value in ("US", -1, 0.1, 1.0, True)]
    ['US', '-1', '0.1', '1', 'TRUE']
    """
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value)


def read_json(path: Path) -> Node:
    """Read a JSON file; DataError names the line where it is none."""
    content = path.read_bytes()
    try:
        return Node(str(path), "", json.loads(content.decode("utf-8-sig")))
    except json.JSONDecodeError as error:
        raise DataError(f"not JSON: {error.msg}", path=str(path), line=error.lineno) from None
    except (UnicodeDecodeError, RecursionError) as error:
        raise DataError(f"not JSON: {error}", path=str(path)) from None
