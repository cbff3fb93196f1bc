"""What is wrong with the input, one located line each, and at most five of them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from lstm_cli.errors import DataError, Hint, Problem

__all__ = ["SHOWN", "Complaints", "refuse", "shown"]

SHOWN: Final = 5  # lines before "… and N more"
WIDTH: Final = 40  # characters of a cell that a message repeats


def shown(text: str) -> str:
    """Text from the file as a message repeats it: quoted, control characters escaped, cut to 40 characters."""
    quoted = repr(text[: WIDTH + 1])
    return quoted if len(quoted) <= WIDTH else f"{quoted[: WIDTH - 2]}…{quoted[0]}"


def refuse(source: str, text: str, line: int | None = None, *, hint: str = "") -> DataError:
    """Return the error for input that one sentence describes, and how to mend it."""
    return DataError(Problem(text, source, line), advice=Hint("{}", hint) if hint else None)


@dataclass(slots=True)
class Complaints:
    """Bad places found so far; only the first few keep their text."""

    source: str
    places: list[tuple[int, int, str]] = field(default_factory=list)  # line, column, text
    total: int = 0

    def add(self, found: Iterable[tuple[int, int, str]], *, total: int) -> None:
        """Keep the first few of ``total`` bad places given as line, column and text."""
        self.total += total
        self.places = sorted([*self.places, *found])[:SHOWN]

    def settle(self, *, hint: str = "") -> None:
        """Raise what was found, if anything was."""
        if not self.total:
            return
        found = [Problem(text, self.source, line) for line, _, text in self.places]
        advice = Hint("{}", hint) if hint else None
        raise DataError(*found, more=self.total - len(found), advice=advice)
