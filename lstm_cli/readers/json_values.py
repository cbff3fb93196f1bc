"""JSON text to a stream of values, with the line on which each begins; the text is never in memory as a whole.

A file holds a sequence of values, one per line (JSON lines) or not, or one list of them, as APIs return it.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from lstm_cli.errors import DataError
from lstm_cli.problems import shown

__all__ = ["json_values"]

MAX_VALUE: Final = 1 << 26  # characters of one value
BLANK: Final = re.compile(r"[ \t\r\n]*")
BETWEEN: Final = re.compile(r"[ \t\r\n]*,?[ \t\r\n]*")
DIGITS: Final = 15  # that every floating-point number keeps ...
RANGE: Final = (1e-300, 1e300)  # ... between these


class _Twice(Exception):  # noqa: N818 - it becomes a DataError, with its line
    """An object has a key twice."""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object, whose keys must differ: which of two values is meant is not known."""
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        raise _Twice(next(key for at, key in enumerate(keys) if key in keys[:at]))
    return found


def _number(text: str) -> float | str:
    """Return a number with a fraction or an exponent, or its text if floating point may not hold it exactly."""
    number = float(text)
    is_kept = len(text) <= DIGITS and RANGE[0] < abs(number) < RANGE[1]
    return number if is_kept or repr(number) == text else text


SCAN: Final = json.JSONDecoder(object_pairs_hook=_object, parse_float=_number).raw_decode


def json_values(blocks: Iterator[str], *, path: str) -> Iterator[tuple[Any, int]]:
    """Yield each value in blocks of text and its line; if the file is one list, each of its members."""
    text = _Text(path, blocks)
    text.skip(BLANK)
    is_list = text.take("[")
    opened = text.line
    while not text.ends():
        if is_list and text.take("]"):
            text.skip(BLANK)
            if not text.ends():
                raise DataError("text after the end of the list", path=path, line=text.line)
            return
        yield text.value()
    if is_list:
        message = f"the list that begins on line {opened} is never closed: the file is incomplete, fetch it again"
        raise DataError(message, path=path, line=text.line)


@dataclass(slots=True)
class _Text:
    """A position in a text that arrives in blocks."""

    path: str
    blocks: Iterator[str]
    text: str = ""
    at: int = 0
    line: int = 1

    def ends(self) -> bool:
        """Whether there is no more text."""
        return self.at == len(self.text) and not self.more()

    def more(self) -> bool:
        """Fetch more text, about as much as is left; False at the end."""
        rest = self.text[self.at :]
        parts: list[str] = []
        while sum(len(part) for part in parts) <= len(rest) and (block := next(self.blocks, "")):
            parts.append(block)
        self.text, self.at = "".join((rest, *parts)), 0
        return bool(parts)

    def skip(self, pattern: re.Pattern[str]) -> None:
        """Skip the match of a pattern, which can be empty."""
        while True:
            match = pattern.match(self.text, self.at)
            self._go(match.end() if match else self.at)
            if self.at < len(self.text) or not self.more():
                return

    def take(self, sign: str) -> bool:
        """Skip a sign and the blanks after it, if it comes next; say whether it did."""
        if not self.text.startswith(sign, self.at):
            return False
        self._go(self.at + 1)
        self.skip(BLANK)
        return True

    def value(self) -> tuple[Any, int]:
        """Return the next value and its line, and skip the separator after it."""
        line = self.line
        while True:
            try:
                value, stop = SCAN(self.text, self.at)
            except json.JSONDecodeError as error:
                bad = self._invalid(error)
                if len(self.text) - self.at > MAX_VALUE or not self.more():
                    raise bad from None
                continue
            except RecursionError:
                raise DataError("a value is nested too deeply", path=self.path, line=line) from None
            except _Twice as error:
                key = str(error)
                message = f"the key {shown(key)} is in one object twice: rename or drop one"
                raise DataError(message, path=self.path, line=line, column=key) from None
            except ValueError:  # from the interpreter's limit
                raise DataError("a number has thousands of digits", path=self.path, line=line) from None
            self._go(stop)
            self.skip(BETWEEN)
            return value, line

    def _go(self, stop: int) -> None:
        self.line += self.text.count("\n", self.at, stop)
        self.at = stop

    def _invalid(self, error: json.JSONDecodeError) -> DataError:
        """Return the error for invalid JSON."""
        line = self.line + self.text.count("\n", self.at, error.pos)
        column = error.pos - self.text.rfind("\n", 0, error.pos)
        message = f"not valid JSON ({error.msg}, character {column} of the line)"
        if error.pos >= len(self.text.rstrip()) or error.msg.startswith("Unterminated"):
            message += f"; the value that begins on line {self.line} is incomplete"
        return DataError(message, path=self.path, line=line)
