"""Records to a sheet: finds the header, and leaves out lines above, below and within the table that are no rows."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import Final, TypeAlias

import numpy as np

from lstm_cli._arrays import Array, Bools, Ints
from lstm_cli.errors import DataError, Problem
from lstm_cli.problems import MAX_SHOWN, shown
from lstm_cli.readers.csv_rows import Chunk, is_blank, width_fault
from lstm_cli.readers.table import no_rows
from lstm_cli.tidying.header import Head, column_names, find_header, holds_data
from lstm_cli.tidying.job import Choice, Job
from lstm_cli.tidying.plain_text import PlainTexts
from lstm_cli.tidying.records import Records
from lstm_cli.tidying.sheet import Sheet, sheet_of
from lstm_cli.tidying.times.parts import YEAR

__all__ = ["records_sheet"]

MAX_BETWEEN: Final = 2  # lines from the title of a further table to its header
Misfit = tuple[int, list[str]]  # a line, and its record
Cells = Array  # of texts
Rest: TypeAlias = Callable[[int], Iterator[Records | Chunk]]


def records_sheet(top: Records, rest: Rest, job: Job, *, separator: str = "") -> Sheet:
    """Return the table in records; other records are left out and entered in the ledger.

    ``top`` are the first records, which contain the header; ``rest`` returns the others, given the width of the table.

    Raises
    ------
    DataError
        There is no table.
    """
    if all(is_blank(row) for row in top.rows):
        raise DataError("no table is left: a header and rows are needed", path=job.path)
    head = find_header(top, job, skipped=job.options.skip is not None)
    below = Records(top.rows[head.rows :], top.lines[head.rows :])
    body, lines, misfits = _body(chain([below], rest(head.width)), head, job)
    _check_other_tables(misfits, body, lines, head, job)
    _check_widths(misfits, int(lines[-1]) if len(lines) else head.line, len(lines), head, job)
    return _sheet(body, lines, head, separator, job)


def _body(stream: Iterator[Records | Chunk], head: Head, job: Job) -> tuple[Cells, Ints, list[Misfit]]:
    """Return the cells of all rows of the table's width, their lines, and the records of another width."""
    stripped, width = PlainTexts(), head.width
    parts: list[Cells] = [np.empty((0, width), object)]
    lines: list[Ints] = [np.empty(0, np.int64)]
    misfits: list[Misfit] = []
    for part in stream:
        chunk = part if isinstance(part, Chunk) else _flat(part, width, misfits)
        flat = np.array(list(map(stripped.__getitem__, chunk.cells)), object)
        parts.append(flat.reshape(len(chunk.lines), width))
        lines.append(chunk.lines.astype(np.int64))
    stripped.tell(job)
    return np.concatenate(parts), np.concatenate(lines), misfits


def _flat(chunk: Records, width: int, misfits: list[Misfit]) -> Chunk:
    """Leave out blank lines, cut off empty cells beyond the width, and collect the records of another width."""
    if not set(map(len, chunk.rows)) - {width}:
        return Chunk(list(chain.from_iterable(chunk.rows)), chunk.lines)
    rows, kept = [], []
    for at, record in enumerate(chunk.rows):
        if is_blank(record):
            continue
        row = record[:width] if len(record) > width and not any(map(str.strip, record[width:])) else record
        row = [*row, *[""] * (width - 1)] if len(row) == 1 and YEAR.fullmatch(row[0].strip()) else row
        if len(row) == width:
            rows.append(row)
            kept.append(at)
        else:
            misfits.append((int(chunk.lines[at]), row))
    return Chunk(list(chain.from_iterable(rows)), chunk.lines[kept])


def _check_other_tables(misfits: list[Misfit], body: Cells, lines: Ints, head: Head, job: Job) -> None:
    """Refuse a repeated header below a line of its own, such as the name of a region: another table begins there."""
    repeated = np.flatnonzero(_all_equal(body, head.names))
    again = lines[repeated].tolist()
    before = [at - 1 for at in repeated.tolist() if at and (body[at - 1] != "").sum() == 1]
    for line, row in [*misfits, *((int(lines[at]), body[at].tolist()) for at in before)]:
        if any(0 < header - line <= MAX_BETWEEN for header in again):
            message = f"another table begins on this line, with the same header below: {shown(' '.join(row).strip())}"
            job.refuse(Problem(message, job.path, line), choices=(Choice("the first table", {"until_line": line - 1}),))


def _check_widths(misfits: list[Misfit], last: int, count: int, head: Head, job: Job) -> None:
    """Leave out notes below the last row; refuse rows of another width above it."""
    notes = [misfit for misfit in misfits if misfit[0] > last]
    if _are_rows([row for _, row in notes]):
        line, row = notes[0]
        job.refuse(width_fault(row, head.width, path=job.path, line=line), until_line=line - 1)
    if notes:
        job.ledger.add("notes-below", rows=-len(notes), count=len(notes), line=notes[0][0], text=" ".join(notes[0][1]))
    bad = misfits[: len(misfits) - len(notes)]
    if not bad:
        return
    problems = [width_fault(row, head.width, path=job.path, line=line) for line, row in bad[:MAX_SHOWN]]
    if len(bad) > MAX_SHOWN:
        problems.append(Problem(f"… and {len(bad) - MAX_SHOWN} more", job.path, kind="omitted"))
    if 2 * len(bad) > count:  # they are another table
        job.refuse(*problems, until_line=bad[0][0] - 1)
    else:
        job.block(*problems)


def _are_rows(records: Sequence[list[str]]) -> bool:
    """Whether records look like another table: several of one width, with numbers or dates."""
    widths = Counter(len(row) for row in records if len(row) > 1)
    return max(widths.values(), default=0) > 1 and any(map(holds_data, records))


def _sheet(cells: Cells, lines: Ints, head: Head, separator: str, job: Job) -> Sheet:
    """Return the sheet without blank rows, repeated headers and empty columns."""
    empty = np.array([not name for name in head.names])
    empty[empty] = [not (cells[:, at] != "").any() for at in np.flatnonzero(empty)]
    if empty.any():
        job.ledger.add("empty-columns", count=int(empty.sum()))
    names = column_names(head.names)
    blank, repeated = _all_equal(cells, [""] * head.width), _all_equal(cells, head.names)
    for code, dropped in (("blank-rows", blank), ("repeated-header", repeated & ~blank)):
        if dropped.any():
            count = int(dropped.sum())
            job.ledger.add(code, rows=-count, count=count, line=int(lines[np.argmax(dropped)]))
    kept = ~(blank | repeated)
    if not kept.any():
        raise DataError(no_rows(job.path, head.line))
    cells, lines = (cells, lines) if kept.all() else (cells[kept], lines[kept])
    columns = np.flatnonzero(~empty)
    cells = cells if len(columns) == head.width else cells[:, columns]
    return sheet_of(job.path, cells, [names[at] for at in columns], lines, separator)


def _all_equal(cells: Cells, texts: Sequence[str]) -> Bools:
    """Whether each row equals these texts; most rows already differ in the first cells."""
    alike = np.ones(len(cells), np.bool_)
    for at, text in enumerate(texts):
        alike[alike] = cells[alike, at] == text
        if not alike.any():
            break
    return alike
