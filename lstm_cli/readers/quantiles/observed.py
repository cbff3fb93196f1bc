"""Observed counts that a table of forecasts holds beside each forecast, as a table of counts."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from lstm_cli._arrays import Ints
from lstm_cli.errors import DataError, Problem, place
from lstm_cli.problems import MAX_SHOWN, Problems, shown
from lstm_cli.readers.quantiles.distinct import distinct, repeated
from lstm_cli.readers.quantiles.keys import Keys
from lstm_cli.readers.quantiles.sheet import Sheet, is_absent
from lstm_cli.readers.table import Column, HeldTable

__all__ = ["join_observed", "observed_cells"]


def observed_cells(sheet: Sheet, keys: Keys) -> HeldTable | None:
    """Return the distinct observations of each series and time; None if there are none.

    Empty cells are left out; different counts of one series and time are refused later, as in any table of counts.
    """
    if keys.observed is None:
        return None
    counts = sheet.columns[keys.observed]
    absent = np.array([is_absent(text) for text in counts.texts], np.bool_)
    known = sheet.only(~absent[counts.codes])
    if not len(known):
        return None
    columns = [known.columns[at] for at in (keys.id, keys.time, keys.observed) if at is not None]
    first, _ = distinct([column.codes for column in columns])
    cells = tuple(replace(column.select(first), position=at) for at, column in enumerate(columns))
    header = replace(sheet.header, names=tuple(column.name for column in cells), notes=())
    return HeldTable(sheet.source, header, cells, known.lines[first])


def join_observed(parts: Sequence[HeldTable]) -> HeldTable:
    """Return the observations in several files, without repeats, with the column names of the first file.

    Raises
    ------
    DataError
        Two files differ about a count, or only some of them name series.
    """
    first = parts[0]
    wide = len(first.cells)
    for other in parts[1:]:
        if len(other.cells) != wide:
            message = f"either this file or {place(first.path)} names its series in a column, but not both"
            raise DataError(message, path=other.path)
    texts, codes = zip(*(_joined([part.cells[at] for part in parts]) for at in range(wide)), strict=True)
    file = np.repeat(np.arange(len(parts)), [len(part.lines) for part in parts])
    lines = np.concatenate([part.lines for part in parts])
    once, _ = distinct(codes)
    codes = tuple(code[once] for code in codes)
    _check_alike(parts, texts, codes, file=file[once], lines=lines[once])
    cells = tuple(Column(cell.name, at, texts[at], codes[at]) for at, cell in enumerate(first.cells))
    return HeldTable(first.path, first.header, cells, lines[once])


def _joined(columns: Sequence[Column]) -> tuple[list[str], Ints]:
    """Return the distinct texts of several columns, and the index of each row's text."""
    vocabulary: dict[str, int] = {}
    own = [[vocabulary.setdefault(text.strip(), len(vocabulary)) for text in column.texts] for column in columns]
    codes = [np.array(places, np.int64)[column.codes] for places, column in zip(own, columns, strict=True)]
    return list(vocabulary), np.concatenate(codes)


def _check_alike(
    parts: Sequence[HeldTable], texts: Sequence[list[str]], codes: Sequence[Ints], *, file: Ints, lines: Ints
) -> None:
    """Refuse different counts of one series and time in two files."""
    again, first = repeated(codes[:-1])
    again = again[file[first[again]] != file[again]]

    def problem(row: int) -> Problem:
        earlier = int(first[row])
        what = ", ".join(texts[at][codes[at][row]] for at in range(len(texts) - 1))
        counts = [texts[-1][codes[-1][at]] for at in (row, earlier)]
        where = place(parts[file[earlier]].path, int(lines[earlier]))
        message = f"{shown(what)}: {shown(counts[0])} was observed, but {shown(counts[1])} in {where}"
        return Problem(message, parts[file[row]].path, int(lines[row]), parts[0].cells[-1].name, counts[0])

    problems = Problems(parts[0].path)
    problems.add(map(problem, again[:MAX_SHOWN].tolist()), total=len(again))
    problems.raise_if_any()
