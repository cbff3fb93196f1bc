"""Where the header is among the first lines of a file, and the names that it gives to the columns."""

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
from lstm_cli.readers.csv_table import NO_WIDTH
from lstm_cli.readers.timestamps import is_iso
from lstm_cli.tidying.header_lines import is_second_line, joined_names
from lstm_cli.tidying.job import Choice, Job
from lstm_cli.tidying.records import Records

__all__ = ["Head", "column_names", "find_header", "holds_data"]

NO_HEADER: Final = {"no_header": True}
MIN_ROW_NAMES: Final = 3  # columns of a table whose header has no name for the row names, as R writes it


@dataclass(frozen=True, slots=True)
class Head:
    """The header: one name per column, its line, and the number of records up to its end."""

    names: list[str]
    line: int
    rows: int

    @property
    def width(self) -> int:
        """The number of cells of a row."""
        return len(self.names)


@dataclass(frozen=True, slots=True)
class _Width:
    """The number of cells of most records, and how many of them are filled: the last ones may be empty."""

    cells: int
    filled: int

    def fits(self, row: Sequence[str]) -> bool:
        """Whether a record can be the header: at least half of the filled columns have a name; empty ones need none."""
        if self.filled > 1 and _named(row) == 1 and row[0].strip():  # a title: a name of counts alone is further right
            return False
        if len(row) == self.cells and not row[0].strip() and row[self.filled - 1].strip() and not holds_data(row):
            return True  # times and series have no name, but the counts on the right do
        if len(row) > self.cells and not any(map(str.strip, row[self.cells :])):
            return self.fits(row[: self.cells])
        padded = self.filled <= len(row) < self.cells
        return (len(row) == self.cells and 2 * _named(row) >= self.filled) or (padded and _named(row) == len(row))


def find_header(top: Records, job: Job, *, skipped: bool) -> Head:
    """Return the header: the first record as wide as the rows. Lines above it are titles.

    With ``skipped`` it is the first record that is not blank. If neither is clear, refuse, and propose how many lines to skip.
    """
    filled = [at for at, row in enumerate(top.rows) if not is_blank(row)]
    rows = [top.rows[at] for at in filled]
    width = _usual_width(rows)
    if job.options.no_header:
        at = next(at for at in filled if len(top.rows[at]) == width.cells)
        return Head([""] * width.cells, int(top.lines[at]), at)
    if skipped or _lacks_one(rows[0], width, rows[1:]):
        return _head(top, filled[0], width)
    at = next((at for at in filled if width.fits(top.rows[at])), filled[0])
    _check_names(top, at, job)
    places = _header_lines(top, filled, at, width)
    titles = [place for place in filled if place < places[0] and _named(top.rows[place])]
    _check_titles(top, titles, places[0], width, job)
    return _head(top, at, width) if len(places) == 1 else _two_lines(top, places, job)


def _header_lines(top: Records, filled: Sequence[int], at: int, width: _Width) -> list[int]:
    """Return the places of the lines of the header: two if groups stand above repeated names, or units below the names."""
    row, names = filled.index(at), [cell.strip() for cell in top.rows[at] if cell.strip()]
    above = filled[row - 1] if row else at
    if (
        len(set(names)) < len(names)
        and len(top.rows[above]) == width.cells
        and above != at
        and _named(top.rows[above]) > 1
    ):
        return [above, at]
    below = [place for place in filled[row + 1 :] if len(top.rows[place]) == width.cells]
    is_whole = len(top.rows[at]) == width.cells and below[:1] == filled[row + 1 : row + 2]
    if below and is_whole and is_second_line(top.rows[below[0]], [top.rows[place] for place in below[1:]]):
        return [at, below[0]]
    return [at]


def _two_lines(top: Records, places: Sequence[int], job: Job) -> Head:
    """Return two records as the header."""
    first, last = places
    names = joined_names(top.rows[first], top.rows[last])
    line = int(top.lines[first])
    example = next((name for name, cell in zip(names, top.rows[last], strict=True) if name != cell.strip()), names[0])
    job.ledger.add("header-of-two-lines", line=line, last=int(top.lines[last]), name=example)
    return Head(names, line, last + 1)


def _check_titles(top: Records, titles: Sequence[int], at: int, width: _Width, job: Job) -> None:
    """Leave out the lines above the header; refuse them if they may be the header, or another table."""
    if not titles:
        return
    above, line = [top.rows[place] for place in titles], int(top.lines[at])
    if max(map(_named, above)) * 2 > width.filled and holds_data(top.rows[at]):
        message = f"the header may be this line, or one above it with fewer columns: {shown(','.join(top.rows[at]))}"
        job.refuse(Problem(message, job.path, line), skip=line - 1)
    shape = Counter(len(row) for row in above if _named(row) > 1)
    if max(shape.values(), default=0) > 1:
        first = int(top.lines[titles[0]])
        message = f"two tables may begin, on line {first} and here: {shown(','.join(top.rows[at]))}"
        choices = (Choice("the second table", {"skip": line - 1}), Choice("the first table", {"until_line": line - 1}))
        job.refuse(Problem(message, job.path, line), choices=choices)
    job.ledger.add("title-lines", count=len(titles), line=line, text=" ".join(above[0]).strip())


def _check_names(top: Records, at: int, job: Job) -> None:
    """Refuse a header that looks like a row: a date above dates."""
    below = next((row for row in top.rows[at + 1 :] if len(row) == len(top.rows[at])), [])
    if any(kind_of(name) is kind_of(cell) is Kind.DATE for name, cell in zip(top.rows[at], below, strict=False)):
        message = f"no header: the first line must name the columns, found {list_names(top.rows[at])}"
        job.refuse(
            Problem(message, job.path, int(top.lines[at])),
            choices=(Choice("columns found by their contents", NO_HEADER),),
        )


def column_names(names: Sequence[str]) -> list[str]:
    """Return unique names: an empty or repeated name gets the number of its column.

    >>> column_names(["", "day", "cases", "cases"])
    ['column 1', 'day', 'cases (column 3)', 'cases (column 4)']
    """
    times = Counter(names)
    return [
        name if name and times[name] == 1 else f"{name} (column {at})" if name else f"column {at}"
        for at, name in enumerate(names, 1)
    ]


def _usual_width(rows: Sequence[Sequence[str]]) -> _Width:
    """Return the width of most records, the larger one if two are equally frequent."""
    widths = Counter(len(row) for row in rows)
    cells = max(widths, key=lambda width: (widths[width], width))
    alike = [row for row in rows if len(row) == cells]
    return _Width(cells, max(map(_extent, alike[1:] or alike)))


def _extent(row: Sequence[str]) -> int:
    """Count the cells up to the last that is not empty."""
    return next((at for at in range(len(row), 0, -1) if row[at - 1].strip()), 0)


def _named(row: Sequence[str]) -> int:
    """Count the cells that are not empty."""
    return sum(bool(cell.strip()) for cell in row)


def holds_data(row: Sequence[str]) -> bool:
    """Whether a cell is a number or a date, as the cells of rows are."""
    return any(cell.strip() and (parse_count(cell) != BAD or is_iso(cell)) for cell in row)


def _lacks_one(first: Sequence[str], width: _Width, rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first record is a header that lacks the name of the row names."""
    if len(first) != width.filled - 1 or width.filled < MIN_ROW_NAMES or _named(first) < len(first):
        return False
    following = next((row for row in rows if len(row) == width.cells), None)
    return following is not None and holds_data(following)


def _head(top: Records, at: int, width: _Width) -> Head:
    """Return a record as the header; a short one lacks the name of the row names, or of empty columns at the end."""
    row = top.rows[at] if any(map(str.strip, top.rows[at][width.cells :])) else top.rows[at][: width.cells]
    names = [" ".join(cell.strip(NO_WIDTH).split()) for cell in row]
    if len(names) == width.filled - 1:
        names = ["", *names]
    if width.filled <= len(names) < width.cells:
        names += [""] * (width.cells - len(names))
    return Head(names, int(top.lines[at]), at + 1)
