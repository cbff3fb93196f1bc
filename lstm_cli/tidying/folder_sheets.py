"""The files of a folder as one table: each without the lines around its table, then joined as the readers join them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final, TypeAlias

from lstm_cli.errors import DataError, Hint, Setting, UsageError
from lstm_cli.readers.coded import Coder
from lstm_cli.readers.folder import Folder
from lstm_cli.readers.folder_table import FolderTable, files_of, joined_tables
from lstm_cli.readers.source import Source
from lstm_cli.readers.table import Header, HeldTable
from lstm_cli.tidying.job import Job
from lstm_cli.tidying.ledger import Change
from lstm_cli.tidying.sheet import Sheet

__all__ = ["table_of_sheets"]

OF_ONE_FILE: Final = ("until_line", "without_lines")  # options that name lines of a single file
ONE_NAME: Final = Hint("give the sheets that you want the same name in all workbooks")
Open: TypeAlias = Callable[[Source, Job], Sheet]


def table_of_sheets(folder: Folder, job: Job, open_file: Open) -> FolderTable:
    """Return the table in the files of a folder; what was done to their lines is in the ledger, each kind of change once.

    Raises
    ------
    DataError
        No file has a table, one cannot be read, or its table is unlike those of the others.
    UsageError
        An option names lines of a single file.
    """
    for name in OF_ONE_FILE:
        if getattr(job.options, name):
            hint = Hint("leave out {}, or tidy one of the files", Setting(name))
            raise UsageError("is a folder, whose files have lines of their own", path=job.path, hint=hint)
    series = job.options.id[0] if len(job.options.id) == 1 else None  # which may be the names of files
    opened = list(_opened(folder, job, open_file))
    job.ledger.changes += _summed([(table.path, changes) for table, changes in opened])
    return joined_tables([table for table, _ in opened], folder.name, time=None, series=series)


def _opened(folder: Folder, job: Job, open_file: Open) -> Iterator[tuple[HeldTable, list[Change]]]:
    """Yield the table of each file that has rows, and the changes of its lines."""
    for source in files_of(folder):
        with job.on_file(source.name) as ledger:
            try:
                sheet = open_file(source, job)
            except DataError as error:
                if error.problems[0].kind != "empty":
                    raise
                continue
            except UsageError as error:
                if not job.problems:  # otherwise the sheet that another workbook has was proposed
                    raise
                raise job.stop(replace(error.problems[0], hint=ONE_NAME)) from None
        yield _table(sheet), ledger.changes


def _table(sheet: Sheet) -> HeldTable:
    """Return a sheet as a table."""
    columns = []
    for at, name in enumerate(sheet.names):
        coder = Coder()
        coder.add(sheet.frame.iloc[:, at].tolist())
        columns.append(coder.column(name, at))
    return HeldTable(sheet.path, Header(tuple(sheet.names), None), columns, sheet.lines)


def _summed(files: Sequence[tuple[str, Sequence[Change]]]) -> Iterator[Change]:
    """Yield each kind of change once: that of the first file, with the rows of all, and how many files have it."""
    found: dict[str, list[tuple[str, Change]]] = {}
    for path, changes in files:
        for code in dict.fromkeys(change.remark.code for change in changes):
            of_code = [change for change in changes if change.remark.code == code]
            rows = sum(change.rows for change in of_code)
            found.setdefault(code, []).append((path, replace(of_code[0], rows=rows)))
    for of_files in found.values():
        path, first = of_files[0]
        details = {**first.remark.details, "file": Path(path).name, "files": len(of_files)}
        yield Change(replace(first.remark, details=details), sum(change.rows for _, change in of_files))
