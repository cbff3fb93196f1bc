"""A folder of Parquet, CSV or Excel files to one table: the rows of all files in turn, counted over all of them.

Parts of a path such as ``region=north`` are columns, and file names can be one (see `lstm_cli.readers.folder_columns`).
Files without rows, which parallel programs leave behind, are skipped.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from lstm_cli._arrays import Ints
from lstm_cli._temporary import Growing
from lstm_cli.errors import DataError, Hint, Problem, Setting, place
from lstm_cli.options import ReadOptions
from lstm_cli.problems import shown
from lstm_cli.readers.coded import Vocabulary, compact, consecutive, line_type
from lstm_cli.readers.column_errors import lacks_header, no_time_column
from lstm_cli.readers.csv_table import CSV
from lstm_cli.readers.excel_table import EXCEL
from lstm_cli.readers.extras import require
from lstm_cli.readers.folder import Folder
from lstm_cli.readers.folder_columns import name_columns, path_columns, with_one_count
from lstm_cli.readers.json_table import JSON
from lstm_cli.readers.packed import unpacked
from lstm_cli.readers.parquet_table import FIRST, PARQUET
from lstm_cli.readers.source import Source
from lstm_cli.readers.table import Column, Header, InputFormat, Table
from lstm_cli.readers.timestamps import is_iso
from lstm_cli.remarks import Remark

__all__ = ["FILE_FORMATS", "FOLDER", "KINDS", "FolderTable", "files_of", "joined_tables"]

# Of single files, in the order in which they are tried: CSV reads whatever no other format recognises.
FILE_FORMATS: Final[tuple[InputFormat, ...]] = (PARQUET, EXCEL, JSON, CSV)
ONE_SHEET: Final = Hint("in a folder, save the sheet that you want of each as a workbook of its own")
KINDS: Final = {"Parquet": PARQUET, "CSV": CSV, "Excel": EXCEL}


@dataclass(frozen=True, slots=True)
class FolderTable:
    """The files of a folder, which read columns on demand; ``constant`` are the columns of each file's path.

    ``rows``: the number of rows of each file, once they have been read.
    """

    path: str
    files: tuple[Table, ...]
    header: Header
    constant: tuple[dict[str, str], ...]
    rows: list[int] = field(default_factory=list)

    def columns(self, positions: Sequence[int], *, limit: int | None = None) -> tuple[list[Column], Ints]:
        """Return some columns, and the number of every row, from 2 on, counted over all files."""
        words = [Vocabulary() for _ in positions]
        held = [Growing() for _ in positions]
        self.rows.clear()
        for file, constant in zip(self.files, self.constant, strict=True):
            left = None if limit is None else limit - sum(self.rows)
            if left is not None and left <= 0:
                break
            self.rows.append(self._add(file, constant, positions, words, held, limit=left))
        columns = [
            Column(self.header.names[position], position, list(word), codes.array())
            for position, word, codes in zip(positions, words, held, strict=True)
        ]
        rows = sum(self.rows)
        return columns, consecutive(FIRST, rows, line_type(rows + 1))

    def located(self, error: DataError) -> DataError:
        """Return an error whose problems, with lines counted over all files, also name the file."""
        problems = map(self.with_file, error.problems)
        return DataError(*problems, more=error.more, advice=error.advice, series=error.series)

    def with_file(self, problem: Problem) -> Problem:
        """Return a problem, whose lines are counted over all files, with their files and lines in the message."""
        if problem.line is None or problem.line < FIRST or problem.path != self.path:
            return problem
        where = place(*self.place_of(problem.line))
        if problem.earlier is not None:
            where += f"; line {problem.earlier}: {place(*self.place_of(problem.earlier))}"
        return replace(problem, message=f"{problem.message} ({where})")

    def place_of(self, line: int) -> tuple[str, int]:
        """Return the path of the file, and its own line, of a line counted over all files."""
        row = line - FIRST
        for file, rows in zip(self.files, self.rows, strict=False):
            if row < rows:
                _, lines = file.columns([0])
                return file.path, int(lines[row])
            row -= rows
        raise IndexError(line)

    def _add(
        self,
        file: Table,
        constant: dict[str, str],
        positions: Sequence[int],
        words: list[Vocabulary],
        held: list[Growing],
        *,
        limit: int | None,
    ) -> int:
        """Add the rows of a file to the columns; return their number."""
        names = [self.header.names[position] for position in positions]
        own = [file.header.names.index(name) for name in names if name not in constant]
        read, lines = file.columns(own or [0], limit=limit)
        found = iter(read)
        for name, word, codes in zip(names, words, held, strict=True):
            if name in constant:
                of_rows = np.full(len(lines), word[constant[name]], np.int32)
            else:
                column = next(found)
                of_rows = column.expand(np.array([word[text] for text in column.texts], np.int32))
            codes.add(of_rows, compact(len(word)))
        return len(lines)


def _open(source: Source, options: ReadOptions) -> FolderTable:
    """Return the table in a folder."""
    if not isinstance(source, Folder):
        raise TypeError("a folder is expected")
    if source.kind == "Parquet":
        require("pyarrow", path=source.name)
    tables = [table for table in _opened(source, options) if _has_rows(table)]
    return joined_tables(tables, source.name, time=options.time, series=options.id)


def joined_tables(tables: Sequence[Table], folder: str, *, time: str | None, series: str | None) -> FolderTable:
    """Return the tables of a folder's files as one; ``time``, ``series``: the columns that are named as such, if any.

    Raises
    ------
    DataError
        There is no table, or one is unlike most of the others.
    """
    tables = with_one_count(tables)
    if not tables:
        message = "no file in this folder has rows: there is nothing to read"
        raise DataError(message, path=folder)
    first = tables[0].header
    constant = [path_columns(table, folder) for table in tables]
    _check_alike(tables, [(*of_path, *table.header.names) for table, of_path in zip(tables, constant, strict=True)])
    if not any(constant):
        constant = name_columns(tables, folder, time=time, series=series)
    header = Header((*constant[0], *first.names), 1, first.delimiter, _notes(tables))
    return FolderTable(folder, tables, header, tuple(constant))


def files_of(folder: Folder) -> Iterator[Source]:
    """Yield the files of a folder, unpacked; DataError if the name of one tells another format than its bytes."""
    for file in folder.files:
        source = unpacked(file)
        kind = next(known for known in FILE_FORMATS if known.recognises(source))
        if kind is not KINDS[folder.kind]:
            found = "something else" if kind is CSV else kind.name
            message = f"expected {folder.kind} by its name, got {found}: remove it from the folder"
            raise DataError(message, path=file.name)
        yield source


def _opened(folder: Folder, options: ReadOptions) -> Iterator[Table]:
    """Open each file as a table with nothing around it."""
    for source in files_of(folder):
        try:
            yield KINDS[folder.kind].open(source, options)
        except DataError as error:
            raise _of_one_sheet(error) from None


def _of_one_sheet(error: DataError) -> DataError:
    """Return an error; advice to name a sheet is replaced, since readers take the only sheet of each workbook."""
    hint = error.problems[0].hint
    if hint is None or not any(isinstance(part, Setting) and part.name == "sheet" for part in hint.parts):
        return error
    return DataError(replace(error.problems[0], hint=None), advice=ONE_SHEET)


def _has_rows(table: Table) -> bool:
    """Whether a table has more than a header; other problems are found when it is read."""
    try:
        table.columns([0], limit=1)
    except DataError as error:
        return error.problems[0].kind != "empty"
    return True


def _notes(tables: Sequence[Table]) -> tuple[Remark, ...]:
    """Return the remarks on the headers of all files: the number of comments above them."""
    details = [note.details for table in tables for note in table.header.notes]
    count = sum(count for each in details if isinstance(count := each["count"], int))
    return (Remark("comment-lines-skipped", {"count": count}),) if count else ()


def _check_alike(tables: Sequence[Table], names: Sequence[Sequence[str]]) -> None:
    """Refuse a file with other columns than most files, or separated in another way; ``names``: of the columns of each."""
    columns = [", ".join(map(shown, sorted(each))) for each in names]
    odd, usual = _odd_one(columns)
    if odd is not None:
        if lacks_header(tables[odd].header.names) and sum(map(is_iso, names[odd])) <= 1:
            raise DataError(*no_time_column(tables[odd].header, path=tables[odd].path).problems)
        found, wanted = (", ".join(map(shown, names[at])) for at in (odd, usual))
        raise DataError(f"has the columns {found}, but {_most(usual)} {wanted}", path=tables[odd].path)
    delimiters = [table.header.delimiter for table in tables]
    odd, usual = _odd_one(delimiters)
    if odd is not None:
        message = f"separates columns with {shown(delimiters[odd])}, but {_most(usual)} {shown(delimiters[usual])}"
        raise DataError(message, path=tables[odd].path)


def _odd_one(texts: Sequence[str]) -> tuple[int | None, int]:
    """Return the first file that is unlike most of them, if there is one, and the first of most."""
    usual = Counter(texts).most_common(1)[0][0]
    return next((at for at, text in enumerate(texts) if text != usual), None), texts.index(usual)


def _most(usual: int) -> str:
    """Return what the message calls the files that another one is unlike."""
    return "most files of the folder have" if usual else "the first file of the folder has"


FOLDER: Final = InputFormat("folder", lambda source: isinstance(source, Folder), _open)
