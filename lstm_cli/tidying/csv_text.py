"""CSV text to records: the lines that the options keep, the separator, and the lines above the header."""

import csv
import re
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from lstm_cli.errors import DataError
from lstm_cli.readers.csv_rows import Chunk, plain_cells
from lstm_cli.readers.csv_table import chosen_delimiter
from lstm_cli.tidying.job import Job
from lstm_cli.tidying.line_numbers import check_lines
from lstm_cli.tidying.print_lines import header_starts, without_rules
from lstm_cli.tidying.records import Records, column_separator, is_separated_by_blanks, records
from lstm_cli.tidying.shape import records_sheet
from lstm_cli.tidying.sheet import Sheet

__all__ = ["csv_sheet"]

SEPARATOR_LINE: Final = re.compile(r'"?sep=(.)"?\r?\n', re.IGNORECASE)  # as spreadsheets write and read it
COMMENT: Final = re.compile(r"#.*\n")
BLANK: Final = " "
OUTER_BLANKS: Final = re.compile(r"^ +| +(?=\r?$)", re.MULTILINE)  # at the ends of a line
MAX_LOOKED: Final = 20  # lines that show whether each line is one quoted cell
BLOCK: Final = 1 << 17  # characters; the cells of larger blocks do not fit into the processor's cache


def csv_sheet(text: str, job: Job) -> Sheet:
    """Return the table in CSV text; other lines are left out and entered in the ledger.

    Raises
    ------
    DataError
        There is no table, or the text is no CSV.
    """
    text, line = _wanted_lines(text, job)
    text, line, separator = _preamble(without_rules(text, line, job), line, job)
    text, skip_blanks = _plain(text, separator, job)
    stream = records(text, separator, path=job.path, first_line=line, skip_blanks=skip_blanks)
    top = next(stream, None)
    if top is None:
        raise DataError("no table is left: a header and rows are needed", path=job.path)

    def rest(width: int) -> Iterator[Records | Chunk]:
        if '"' in text or skip_blanks:  # a quoted cell may hold line ends
            return stream
        return _blocks(text[_start_of(text, len(top) + 1) :], separator, width, path=job.path, line=line + len(top))

    return records_sheet(top, rest, job, separator=separator)


def _blocks(text: str, separator: str, width: int, *, path: str, line: int) -> Iterator[Records | Chunk]:
    """Yield the rows of text without quotes, block by block; most blocks need no CSV parser."""
    start = 0
    while start < len(text):
        stop = text.find("\n", start + BLOCK) + 1 or len(text)
        block = text[start:stop]
        cells = plain_cells(block, delimiter=separator, width=width)
        if cells is None:
            for part in records(block, separator, path=path, first_line=line):
                yield part
                line += len(part)
        else:
            count = len(cells) // width
            yield Chunk(cells, np.arange(line, line + count))
            line += count
        start = stop


def _wanted_lines(text: str, job: Job) -> tuple[str, int]:
    """Cut off the lines above the header and below the table that the options name; return the first line number, too."""
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
    check_lines(job, len(lines) - (not lines[-1]))
    places = sorted({number for number in numbers if number <= len(lines) and lines[number - 1].strip()})
    for number in places:
        lines[number - 1] = ""
    if places:
        job.ledger.add("lines-left-out", rows=-len(places), count=len(places), line=places[0])
    return "\n".join(lines)


def _plain(text: str, separator: str, job: Job) -> tuple[str, bool]:
    """Return text in which each line is a record, and whether blanks after a separator are to be skipped."""
    if separator == BLANK:
        job.ledger.add("separated-by-blanks")
        return OUTER_BLANKS.sub("", text.replace("\t", BLANK)), True
    first, _, others = text.partition("\n")
    lines = others.split("\n", MAX_LOOKED)[:MAX_LOOKED]
    width = len(_cells(first, separator))
    if width > 1 and any(lines) and all(len(_unquoted(line, separator)) == width for line in lines if line.strip()):
        job.ledger.add("rows-in-quotes")
        rows = ((line, _cells(line, separator)) for line in others.split("\n"))
        return "\n".join([first, *(cells[0] if len(cells) == 1 else line for line, cells in rows)]), False
    return text, re.search(rf'{re.escape(separator)} +"', first) is not None


def _unquoted(line: str, separator: str) -> list[str]:
    """Return the cells of a record that is quoted as a whole, or none if the line is no such record."""
    if not (line.startswith('"') and line.rstrip("\r").endswith('"')):
        return []
    cells = _cells(line, separator)
    return _cells(cells[0], separator) if len(cells) == 1 else []


def _cells(line: str, separator: str) -> list[str]:
    """Return the cells of a line, or none if it is no CSV."""
    try:
        return next(csv.reader([line], delimiter=separator), [])
    except csv.Error:
        return []


def _start_of(text: str, line: int) -> int:
    """Return the character at which a physical line starts, or the end of the text."""
    start = 0
    for _ in range(line - 1):
        start = text.find("\n", start) + 1
        if not start:
            return len(text)
    return start


def _preamble(text: str, line: int, job: Job) -> tuple[str, int, str]:
    """Leave out ``sep=;``, comments and titles above the header; return text, line number and separator."""
    separator = ""
    if match := SEPARATOR_LINE.match(text):
        separator, text, line = match[1], text[match.end() :], line + 1
        job.ledger.add("separator-line", separator=separator)
    count = start = 0
    while match := COMMENT.match(text, start):
        count, start = count + 1, match.end()
    if count:
        job.ledger.add("comment-lines-skipped", count=count)
    text, line = text[start:], line + count
    given = job.options.delimiter
    if given or separator:
        return text, line, chosen_delimiter(given) if given else separator
    starts = [start for start in header_starts(text) if is_separated_by_blanks(text[start:])]
    if not starts:
        return text, line, column_separator(text)
    titles, text = text[: starts[0]], text[starts[0] :]
    line += titles.count("\n")
    if titles.strip():
        count = sum(bool(title.strip()) for title in titles.split("\n"))
        job.ledger.add("title-lines", count=count, line=line, text=titles.strip().split("\n")[0].strip())
    return text, line, BLANK
