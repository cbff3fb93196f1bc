"""Where the header of a table is among the lines at the top of a file, and what it calls the columns."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from lstm_cli.errors import Problem
from lstm_cli.problems import shown
from lstm_cli.readers.cell_kinds import Kind, kind_of
from lstm_cli.readers.column_names import list_names
from lstm_cli.readers.counts import BAD, parse_count
from lstm_cli.readers.csv_rows import is_blank
from lstm_cli.readers.timestamps import is_iso
from lstm_cli.tidying.job import Choice, Job
from lstm_cli.tidying.records import Records

__all__ = ["Head", "column_names", "find_header"]

NO_HEADER: Final = {"no_header": True}
MIN_ROW_NAMES: Final = 3  # columns of a table whose header lacks the column of row names, as R writes it


@dataclass(frozen=True, slots=True)
class Head:
    """The header: its names, one a column, its line, and how many records it ends after."""

    names: list[str]
    line: int
    rows: int

    @property
    def width(self) -> int:
        """How many cells a row has."""
        return len(self.names)


def find_header(top: Records, job: Job, *, skipped: bool) -> Head:
    """Return the header among the first records: the first as wide as the rows are; lines above it are titles.

    With ``skipped`` it is the first that is not blank. Where neither is certain, the lines to skip are asked for.
    """
    filled = [at for at, row in enumerate(top.rows) if not is_blank(row)]
    width = _usual_width([top.rows[at] for at in filled])
    if job.options.no_header:
        at = next(at for at in filled if len(top.rows[at]) == width)
        return Head([""] * width, int(top.lines[at]), at)
    if skipped:
        return _head(top, filled[0], width)
    first = top.rows[filled[0]]
    if _lacks_one(first, width, [top.rows[at] for at in filled[1:]]):
        return _head(top, filled[0], width)
    at = next((at for at in filled if _names_columns(top.rows[at], width)), filled[0])
    _check_names(top, at, job)
    titles = [place for place in filled if place < at]
    if titles:
        if max(_named(top.rows[place]) for place in titles) * 2 > width and _holds_data(top.rows[at]):
            where = int(top.lines[at])
            message = f"the header may be this line or one above it, of fewer columns: {shown(','.join(top.rows[at]))}"
            job.refuse(Problem(message, job.path, where), skip=where - 1)
        else:
            line = int(top.lines[at])
            job.ledger.add("title-lines", count=len(titles), line=line, text=" ".join(top.rows[titles[0]]).strip())
    return _head(top, at, width)


def _check_names(top: Records, at: int, job: Job) -> None:
    """Refuse a row in the place of the header: a date above dates."""
    below = next((row for row in top.rows[at + 1 :] if len(row) == len(top.rows[at])), [])
    if any(kind_of(name) is kind_of(cell) is Kind.DATE for name, cell in zip(top.rows[at], below, strict=False)):
        message = f"no header: the first line must name the columns, found {list_names(top.rows[at])}"
        job.refuse(
            Problem(message, job.path, int(top.lines[at])), choices=(Choice("columns by what they hold", NO_HEADER),)
        )


def column_names(names: Sequence[str]) -> list[str]:
    """Return names that are unique: those of columns without one, or with that of another, tell their place.

    >>> column_names(["", "day", "cases", "cases"])
    ['column 1', 'day', 'cases (column 3)', 'cases (column 4)']
    """
    times = Counter(names)
    return [
        name if name and times[name] == 1 else f"{name} (column {at})" if name else f"column {at}"
        for at, name in enumerate(names, 1)
    ]


def _usual_width(rows: Sequence[Sequence[str]]) -> int:
    """Return the number of cells that most records have, the larger where two are as frequent."""
    widths = Counter(len(row) for row in rows)
    return max(widths, key=lambda width: (widths[width], width))


def _named(row: Sequence[str]) -> int:
    """How many cells are not empty."""
    return sum(bool(cell.strip()) for cell in row)


def _names_columns(row: Sequence[str], width: int) -> bool:
    """Whether a record can be the header: as wide as the rows, and half of its cells are names."""
    return len(row) == width and 2 * _named(row) >= width


def _holds_data(row: Sequence[str]) -> bool:
    """Whether a cell is a number or a date, as in a row."""
    return any(cell.strip() and (parse_count(cell) != BAD or is_iso(cell)) for cell in row)


def _lacks_one(first: Sequence[str], width: int, rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first record is a header without a name for the column of row names, or for an empty last one."""
    if len(first) != width - 1 or width < MIN_ROW_NAMES or _named(first) < len(first):
        return False
    following = next((row for row in rows if len(row) == width), None)
    return following is not None and _holds_data(following)


def _head(top: Records, at: int, width: int) -> Head:
    """Return a record as the header; one that is a cell short lacks the name of the first column, or of an empty last."""
    names = [" ".join(cell.split()) for cell in top.rows[at]]
    if len(names) == width - 1:
        rows = [row for row in top.rows[at + 1 :] if len(row) == width]
        names = [*names, ""] if rows and not any(row[-1].strip() for row in rows) else ["", *names]
    return Head(names, int(top.lines[at]), at + 1)
