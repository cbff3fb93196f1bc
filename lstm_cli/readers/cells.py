"""The columns that a reader uses, with each distinct cell parsed once; refuses bad cells and makes rows."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from lstm_cli._arrays import Bools, Ints, Values
from lstm_cli._temporary import release
from lstm_cli.options import ReadOptions
from lstm_cli.panel.rows import Rows
from lstm_cli.panel.series import Labels
from lstm_cli.problems import Problems
from lstm_cli.readers.columns import Plan
from lstm_cli.readers.counts import BAD
from lstm_cli.readers.format_hints import hint_of_format
from lstm_cli.readers.table import Column, Table, add_bad_cells
from lstm_cli.readers.timestamps import ParsedTimes, parse_times
from lstm_cli.readers.values import ParsedValues, parse_values

__all__ = ["Cells", "parse_cells"]


@dataclass(frozen=True, slots=True)
class Cells:
    """The used columns, as read and as parsed; ``values`` and ``parsed`` have an entry per value column."""

    time: Column
    times: ParsedTimes
    values: list[Column]
    parsed: ParsedValues
    id: Column | None
    lines: Ints  # physical line of every row
    labels: tuple[Column, ...] = ()  # of the series of a long table
    date_format: str | None = None  # in which the times were read; None for ISO 8601

    @property
    def counts(self) -> Sequence[Values]:
        """The numbers of the distinct cells of each value column."""
        return self.parsed.columns

    @property
    def names(self) -> list[str]:
        """The names of the series: the distinct names of a long table, or the columns of a wide one."""
        return [value.name for value in self.values] if self.id is None else self.id.texts

    def check(self, *, path: str) -> None:
        """Refuse bad cells, listing the first few in file order; the error names the series that have them."""
        problems = Problems(path)
        add_bad_cells(problems, self.time, self.times.bad, lines=self.lines, expected=self.times.expected)
        for value, parsed in zip(self.values, self.counts, strict=True):
            add_bad_cells(problems, value, parsed == BAD, lines=self.lines, expected=self.parsed.expected)
        if self.id is not None:
            add_bad_cells(problems, self.id, self._nameless, lines=self.lines, expected="the name of a series")
        advice = hint_of_format(self.time.texts, column=self.time.name) if self.times.bad.all() else self.parsed.hint
        problems.raise_if_any(advice=advice, series=self._bad_series() if problems.total else ())

    @property
    def _nameless(self) -> Bools:
        """Which distinct names are blank."""
        return np.array([not text.strip() for text in self.id.texts] if self.id else [], np.bool_)

    def _bad_series(self) -> list[str]:
        """Return the names of the series with a bad cell; a bad time of a wide table affects all series."""
        if self.id is None:
            late = self.times.bad.any()
            return [
                value.name
                for value, parsed in zip(self.values, self.counts, strict=True)
                if late or (parsed == BAD).any()
            ]
        bad = self.time.expand(self.times.bad) | self.values[0].expand(self.counts[0] == BAD)
        codes = np.union1d(self.id.codes[bad], np.flatnonzero(self._nameless))
        return [self.id.texts[code] for code in codes]

    def without(self, names: Sequence[str]) -> "Cells":
        """Return the cells of the other series."""
        gone = set(names)
        if self.id is None:
            return self.of_columns([place for place, value in enumerate(self.values) if value.name not in gone])
        here = self.id.expand(np.array([name not in gone for name in self.id.texts], np.bool_))
        used = np.unique(self.time.held[here])
        times = replace(self.times, at=self.times.at[used], bad=self.times.bad[used])
        values = [replace(value, held=value.held[here]) for value in self.values]
        labels = tuple(column.select(here) for column in self.labels)
        time, identity = self.time.select(here), self.id.select(here)
        return Cells(time, times, values, self.parsed, identity, self.lines[here], labels, self.date_format)

    def of_rows(self, rows: Ints) -> "Cells":
        """Return the cells of some rows of a long table, coded as those of all rows are."""

        def of(column: Column) -> Column:
            return replace(column, held=column.held[rows])

        identity = None if self.id is None else of(self.id)
        values = [of(value) for value in self.values]
        return replace(self, time=of(self.time), values=values, id=identity, lines=self.lines[rows], labels=())

    def of_columns(self, columns: Sequence[int]) -> "Cells":
        """Return the cells of some series of a wide table, by their places."""
        parsed = replace(self.parsed, columns=[self.counts[place] for place in columns])
        return replace(self, values=[self.values[place] for place in columns], parsed=parsed)

    def release(self) -> None:
        """Take what is in temporary files out of this process."""
        for column in (self.time, *self.values, *([] if self.id is None else [self.id])):
            release(column.held)
        release(self.lines)

    def labels_of_series(self) -> dict[str, Labels]:
        """Return what the columns of labels say about each series."""
        if not self.labels:
            return {}
        times = np.unique(self.times.at, return_inverse=True)[1]
        identity = replace(self.time, held=np.zeros(len(self.lines), np.uint8)) if self.id is None else self.id
        return {column.name: _labels(column, identity, self.time, times, self.names) for column in self.labels}

    def rows(self) -> Rows:
        """Return the rows as arrays; the columns of a wide table are put below each other."""
        unique, index = np.unique(self.times.at, return_inverse=True)
        # Signed, unlike codes of texts: differences of neighbours are taken.
        narrow: type[np.int16 | np.int32] = np.int16 if len(unique) <= np.iinfo(np.int16).max else np.int32
        at: Ints = self.time.expand(index.astype(narrow))
        counts = [value.expand(_narrow(known)) for value, known in zip(self.values, self.counts, strict=True)]
        if self.id is not None:
            series = self.id.expand(np.arange(len(self.id.texts), dtype=np.int32))
            return Rows(self.id.texts, series, unique, at, counts[0], self.lines)
        wide, tall = len(self.values), len(self.lines)
        series = np.repeat(np.arange(wide, dtype=np.int32), tall)
        return Rows(self.names, series, unique, np.tile(at, wide), np.concatenate(counts), np.tile(self.lines, wide))


def _narrow(counts: Values) -> Values:
    """Return counts as int32 if they fit; decimals stay as they are."""
    if counts.dtype.kind == "f":
        return counts
    return counts.astype(np.int32) if counts.max() <= np.iinfo(np.int32).max else counts


def parse_cells(
    table: Table, plan: Plan, *, options: ReadOptions, labels: Sequence[int] = (), or_iso: bool = False
) -> Cells:
    """Return the columns of a plan with their distinct cells parsed; ``labels`` are the positions of columns of labels.

    With ``or_iso``, times are in ISO 8601 if the date format fits none of them.
    """
    positions = [plan.time, *plan.values] + ([] if plan.id is None else [plan.id])
    columns, lines = table.columns([*positions, *labels])
    columns, of_series = columns[: len(positions)], tuple(columns[len(positions) :])
    time, values = columns[0], columns[1 : 1 + len(plan.values)]
    times, date_format = _times(time, options.date_format, or_iso=or_iso)
    parsed = parse_values(values, delimiter=table.header.delimiter, kind=options.kind)
    identity = None if plan.id is None else columns[-1]
    return Cells(time, times, values, parsed, identity, lines, of_series, date_format)


def _times(column: Column, date_format: str | None, *, or_iso: bool) -> tuple[ParsedTimes, str | None]:
    """Return the times of a column, and the date format that they have."""
    weights = column.weights().tolist()
    times = parse_times(column.texts, weights, date_format=date_format, column=column.name)
    if or_iso and times.bad.all():
        iso = parse_times(column.texts, weights, date_format=None, column=column.name)
        if not iso.bad.all():
            return iso, None
    return times, date_format


def _labels(column: Column, identity: Column, time: Column, times: Ints, names: Sequence[str]) -> Labels:
    """Return what a column says about each series at its newest time, by the rank ``times`` of each distinct time."""
    other, newest = np.full(len(names), -1), np.full(len(names), -1)
    text, differs = np.zeros(len(names), np.int64), np.zeros(len(names), np.bool_)
    for (_, labels), (_, series), (_, moments) in zip(
        *(each.stretches() for each in (column, identity, time)), strict=True
    ):
        at = times[moments]
        later = np.flatnonzero(at >= newest[series])
        later = later[np.argsort(at[later], kind="stable")]
        newest[series[later]] = at[later]  # of several assignments, the last one stays
        text[series[later]] = labels[later]
        new = np.flatnonzero(other[series] < 0)
        other[series[new]] = labels[new]
        differs[series[labels != other[series]]] = True
    of = {name: column.texts[code] for name, code in zip(names, text.tolist(), strict=True)}
    return Labels(of, tuple(name for name, several in zip(names, differs.tolist(), strict=True) if several))
