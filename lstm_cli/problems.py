"""Collect what is wrong with the input: one located line for each problem, and at most five of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

from lstm_cli.errors import DataError, Hint, Problem

if TYPE_CHECKING:
    from json import JSONDecodeError

__all__ = ["MAX_SHOWN", "Problems", "closest", "is_short", "of_bug", "of_files", "of_json", "shown"]

MAX_SHOWN: Final = 5  # lines before "… and N more"
MAX_EXPLAINED: Final = 5  # files whose problems are given with all lines
MAX_NAMED: Final = 50  # files that are named
WIDTH: Final = 40  # characters of a cell that a message repeats
MAX_COMPARED: Final = 100  # characters of names, of which the most similar is meant


def shown(text: str) -> str:
    """Return text from the input for a message: quoted, control characters escaped, cut to 40 characters."""
    quoted = repr(text[: WIDTH + 1])
    return quoted if len(quoted) <= WIDTH else f"{quoted[: WIDTH - 2]}…{quoted[0]}"


def is_short(text: str) -> bool:
    """Whether a user can copy a text from a hint: it is printable, and short enough to be shown whole."""
    return text.isprintable() and len(text) <= WIDTH


def closest(name: str, names: Sequence[str]) -> str | None:
    """Return the name that was probably meant, if any: the same letters in another case, else the most similar.

    >>> closest("CALIFORNIA", ["Colorado", "California"]), closest("Colrado", ["Colorado"]), closest("x", ["Colorado"])
    ('California', 'Colorado', None)
    """
    folded = {known[:MAX_COMPARED].casefold(): known for known in reversed(names)}
    close = get_close_matches(name[:MAX_COMPARED].casefold(), folded, n=1)
    return folded[close[0]] if close else None


def of_bug(error: Exception, path: str = "") -> Problem:
    """Return the problem of an exception that nobody expected; ``path``: the file at which it happened."""
    text = f"{type(error).__name__}: {error}".splitlines()[0][:200]
    return Problem(f"{text}: this is a bug", path)


def of_json(error: "JSONDecodeError", path: str) -> Problem:
    """Return the problem of a file that is no JSON."""
    return Problem(f"not valid JSON ({error.msg}, character {error.colno} of the line)", path, error.lineno)


def of_files(errors: Sequence[DataError], folder: str = "") -> list[Problem]:
    """Return the problems of several files: of the first with all lines, of further ones with one each, and how many more.

    ``folder``: where the files are, if all are in one.
    """
    lines = [problem for error in errors[:MAX_EXPLAINED] for problem in error.entries]
    lines += [error.problems[0] for error in errors[MAX_EXPLAINED:MAX_NAMED]]
    if len(errors) > MAX_NAMED:
        lines.append(Problem(f"… and {len(errors) - MAX_NAMED} more files", folder))
    return lines


@dataclass(slots=True)
class Problems:
    """Collects the problems of one file; keeps the first few, in the order of the file, and counts the others."""

    path: str
    kept: list[tuple[int, Problem]] = field(default_factory=list)  # position of the column, problem
    total: int = 0

    def add(self, problems: Iterable[Problem], *, total: int, position: int = 0) -> None:
        """Add ``total`` problems, of which the first few are given; ``position``, of their column, orders those of one line."""
        self.total += total
        every = [*self.kept, *((position, problem) for problem in problems)]
        self.kept = sorted(every, key=lambda entry: (entry[1].line or 0, entry[0]))[:MAX_SHOWN]

    def raise_if_any(self, *, advice: Hint | None = None, series: Sequence[str] = ()) -> None:
        """Raise DataError, if there are problems, with those kept, the number of others, and advice on all of them.

        ``series`` names all series with a problem, if every problem belongs to a series.
        """
        if self.total:
            problems = [problem for _, problem in self.kept]
            more = self.total - len(problems)
            raise DataError(*problems, path=self.path, more=more, advice=advice, series=series)
