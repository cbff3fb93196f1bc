"""CSV text to a sheet: where the header is, what stands above and below the table, and lines in it that are no rows."""

import re
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Final

import numpy as np

from lstm_cli._arrays import Array, Bools, Ints
from lstm_cli.errors import DataError, Problem
from lstm_cli.problems import MAX_SHOWN
from lstm_cli.readers.csv_table import chosen_delimiter, width_fault
from lstm_cli.tidying.header import Head, column_names, find_header, is_blank
from lstm_cli.tidying.job import Job
from lstm_cli.tidying.records import Records, column_separator, records
from lstm_cli.tidying.sheet import Sheet, sheet_of

__all__ = ["csv_sheet"]

SEPARATOR_LINE: Final = re.compile(r'"?sep=(.)"?\r?\n', re.IGNORECASE)  # as spreadsheets write and read it
COMMENT: Final = re.compile(r"#.*\n")
Misfit = tuple[int, list[str]]  # a line, and its record
Cells = Array  # of texts


class _Stripped(dict[str, str]):
    """Texts without blanks around them, each distinct one a single object."""

    def __missing__(self, text: str) -> str:
        plain = self[text] = text.strip()
        return plain


def csv_sheet(text: str, job: Job) -> Sheet:
    """Return the table in CSV text; what is no part of it is left out and entered in the ledger.

    Raises
    ------
    DataError
        There is no table, or it is no CSV.
    """
    text, line = _wanted_lines(text, job)
    text, line, separator = _preamble(text, line, job)
    stream = records(text, separator, path=job.path, first_line=line)
    first = next(stream, None)
    if first is None or all(is_blank(row) for row in first.rows):
        raise DataError("no table is left: a header and rows are needed", path=job.path)
    head = find_header(first, job, skipped=job.options.skip is not None)
    body, lines, misfits = _body(chain([Records(first.rows[head.rows :], first.lines[head.rows :])], stream), head)
    _check_widths(misfits, int(lines[-1]) if len(lines) else head.line, len(lines), head, job)
    return _sheet(body, lines, head, separator, job)


def _wanted_lines(text: str, job: Job) -> tuple[str, int]:
    """Cut off the lines above the header and below the table that the options name."""
    options = job.options
    if options.without_lines:
        text = _without(text, options.without_lines, job)
    if options.until_line is not None:
        end = _start_of(text, options.until_line + 1)
        if text[end:].strip():
            job.ledger.add("lines-below", line=options.until_line, count=text.count("\n", end) + (text[-1] != "\n"))
        text = text[:end]
    if options.skip:
        job.ledger.add("lines-above", count=options.skip)
        return text[_start_of(text, options.skip + 1) :], options.skip + 1
    return text, 1


def _without(text: str, numbers: Sequence[int], job: Job) -> str:
    """Empty some lines, so that the others keep their numbers."""
    lines = text.split("\n")
    places = sorted({number for number in numbers if number <= len(lines) and lines[number - 1].strip()})
    for number in places:
        lines[number - 1] = ""
    if places:
        job.ledger.add("lines-left-out", rows=-len(places), count=len(places), line=places[0])
    return "\n".join(lines)


def _start_of(text: str, line: int) -> int:
    """Return the character at which a physical line starts, or the end of the text."""
    start = 0
    for _ in range(line - 1):
        start = text.find("\n", start) + 1
        if not start:
            return len(text)
    return start


def _preamble(text: str, line: int, job: Job) -> tuple[str, int, str]:
    """Leave out ``sep=;`` and comments above the header; return the separator, too."""
    separator = ""
    if match := SEPARATOR_LINE.match(text):
        separator, text, line = match[1], text[match.end() :], line + 1
        job.ledger.add("separator-line", separator=separator)
    count, start = 0, 0
    while match := COMMENT.match(text, start):
        count, start = count + 1, match.end()
    if count:
        job.ledger.add("comment-lines-skipped", count=count)
    text = text[start:]
    given = job.options.delimiter
    return text, line + count, chosen_delimiter(given) if given else separator or column_separator(text)


def _body(stream: Iterator[Records], head: Head) -> tuple[Cells, Ints, list[Misfit]]:
    """Return the cells of all rows of the table's width, their lines, and the records of other widths."""
    stripped, width = _Stripped(), head.width
    parts: list[Cells] = [np.empty((0, width), object)]
    lines: list[Ints] = [np.empty(0, np.int64)]
    misfits: list[Misfit] = []
    for chunk in stream:
        if set(map(len, chunk.rows)) - {width}:
            chunk = _of_width(chunk, width, misfits)  # noqa: PLW2901 - the same records
        flat = np.array(list(map(stripped.__getitem__, chain.from_iterable(chunk.rows))), object)
        parts.append(flat.reshape(len(chunk), width))
        lines.append(chunk.lines)
    return np.concatenate(parts), np.concatenate(lines), misfits


def _of_width(chunk: Records, width: int, misfits: list[Misfit]) -> Records:
    """Leave out blank lines, cut empty cells beyond the width, and collect the records of other widths."""
    rows, kept = [], []
    for at, record in enumerate(chunk.rows):
        if is_blank(record):
            continue
        row = record[:width] if len(record) > width and not any(map(str.strip, record[width:])) else record
        if len(row) == width:
            rows.append(row)
            kept.append(at)
        else:
            misfits.append((int(chunk.lines[at]), row))
    return Records(rows, chunk.lines[kept])


def _check_widths(misfits: list[Misfit], last: int, count: int, head: Head, job: Job) -> None:
    """Leave out notes below the last row; refuse rows of another width above it."""
    notes = [misfit for misfit in misfits if misfit[0] > last]
    if notes:
        job.ledger.add("notes-below", rows=-len(notes), count=len(notes), line=notes[0][0], text=" ".join(notes[0][1]))
    bad = misfits[: len(misfits) - len(notes)]
    if not bad:
        return
    problems = [
        Problem(width_fault(row, head.width), job.path, line, value=",".join(row)) for line, row in bad[:MAX_SHOWN]
    ]
    if len(bad) > MAX_SHOWN:
        problems.append(Problem(f"… and {len(bad) - MAX_SHOWN} more", job.path))
    if 2 * len(bad) > count:  # another table stands below
        job.refuse(*problems, until_line=bad[0][0] - 1)
    else:
        job.block(*problems)


def _sheet(cells: Cells, lines: Ints, head: Head, separator: str, job: Job) -> Sheet:
    """Return the sheet of the rows that hold anything but the header."""
    named = np.array([bool(name) for name in head.names])
    empty = ~named
    empty[empty] = [not (cells[:, at] != "").any() for at in np.flatnonzero(empty)]
    if empty.any():
        job.ledger.add("empty-columns", count=int(empty.sum()))
    names = column_names(head.names)
    blank, repeated = (
        _all_equal(cells, np.full(head.width, "", object)),
        _all_equal(cells, np.array(head.names, object)),
    )
    for code, dropped in (("blank-rows", blank), ("repeated-header", repeated & ~blank)):
        if dropped.any():
            count = int(dropped.sum())
            job.ledger.add(code, rows=-count, count=count, line=int(lines[np.argmax(dropped)]))
    kept = ~(blank | repeated)
    if not kept.any():
        raise DataError("a header and no rows: there is nothing to read", path=job.path, line=head.line)
    cells, lines = (cells, lines) if kept.all() else (cells[kept], lines[kept])
    columns = np.flatnonzero(~empty)
    cells = cells if len(columns) == head.width else cells[:, columns]
    return sheet_of(job.path, cells, [names[at] for at in columns], lines, separator)


def _all_equal(cells: Cells, texts: Cells) -> Bools:
    """Whether each row has just these texts; most rows differ in the first cells."""
    alike = np.ones(len(cells), np.bool_)
    for at, text in enumerate(texts):
        alike[alike] = cells[alike, at] == text
        if not alike.any():
            break
    return alike
