"""Bytes to a Panel: decode, part into columns, parse each distinct cell once, put the rows on a time line."""

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lstm_cli.data.assemble import Rows, assemble
from lstm_cli.data.columns import Plan, find_columns, no_value_column
from lstm_cli.data.complaints import SHOWN, Complaints, shown
from lstm_cli.data.counts import BAD, parse_counts, what_was_expected
from lstm_cli.data.decoding import decode
from lstm_cli.data.options import ReadOptions
from lstm_cli.data.panel import Panel
from lstm_cli.data.table import Column, Header, open_table, read_columns
from lstm_cli.data.times import Times, hint_of_format, parse_times
from lstm_cli.data.wanted import parse_frequency

__all__ = ["read_panel"]

DEFAULTS: Final = ReadOptions()


def read_panel(content: bytes, *, name: str, options: ReadOptions = DEFAULTS) -> Panel:
    """Read a CSV of counts, long or wide; DataError says line by line what cannot be read.

    ``name`` is the path as the user gave it, for messages. UsageError when an option itself is no good.
    """
    wanted = parse_frequency(options.freq) if options.freq is not None else None
    text = decode(content, name=name, encoding=options.encoding)
    header = open_table(text, name=name, delimiter=options.delimiter)
    plan = find_columns(header, options, name=name)
    positions = [plan.time, *plan.values] if plan.id is None else [plan.time, *plan.values, plan.id]
    columns, lines = read_columns(text, header, positions, name=name)
    del text
    times = parse_times(
        columns[0].texts, np.bincount(columns[0].codes).tolist(), date_format=options.date_format
    )
    values = columns[1 : 1 + len(plan.values)]
    counts = [parse_counts(column.texts, delimiter=header.delimiter) for column in values]
    if plan.tentative:
        _check_all_counts(header, plan, values, counts, lines, name=name)
    identity = columns[-1] if plan.id is not None else None
    _check_cells(header, plan, (columns[0], times), values, counts, identity, lines, name=name)
    rows = _rows(plan, header, (columns[0], times), values, counts, identity, lines)
    return assemble(rows, source=name, columns=plan.columns, style=times.style, wanted=wanted, notes=header.notes)


def _check_all_counts(
    header: Header, plan: Plan, values: list[Column], counts: list[NDArray[np.int64]], lines: NDArray[np.int64], *, name: str
) -> None:
    """Refuse to guess the wide layout where a column holds anything but counts."""
    for position, column, parsed in zip(plan.values, values, counts, strict=True):
        if (parsed == BAD).any():
            at = int(np.argmax(parsed[column.codes] == BAD))
            found = f"column {shown(header.names[position])} has {shown(column.texts[column.codes[at]])} on line {lines[at]}"
            because = f" (or --wide if every column but the time is a series; {found}, which is no count)"
            raise no_value_column(header, {plan.time}, source=name, because=because)


def _check_cells(
    header: Header,
    plan: Plan,
    time: tuple[Column, Times],
    values: list[Column],
    counts: list[NDArray[np.int64]],
    identity: Column | None,
    lines: NDArray[np.int64],
    *,
    name: str,
) -> None:
    """Refuse bad cells, the first few in the order of the file."""
    complaints = Complaints(name)
    column, times = time

    def complain(column: Column, bad: NDArray[np.bool_], position: int, say: Callable[[str, str], str]) -> None:
        if bad.any():
            at = np.flatnonzero(bad[column.codes])
            title = header.names[position]
            found = [(int(lines[i]), position, say(title, column.texts[column.codes[i]])) for i in at[:SHOWN]]
            complaints.add(found, total=len(at))

    complain(column, times.bad, plan.time, times.complaint)
    for position, value, parsed in zip(plan.values, values, counts, strict=True):
        complain(value, parsed == BAD, position, what_was_expected)
    if identity is not None and plan.id is not None:
        nameless = np.array([not text.strip() for text in identity.texts], np.bool_)
        complain(identity, nameless, plan.id, _no_name)
    complaints.settle(hint=hint_of_format(column.texts) if times.bad.all() else "")


def _no_name(column: str, cell: str) -> str:
    return f"column {shown(column)}: expected the name of a series, got {shown(cell)}"


def _rows(
    plan: Plan,
    header: Header,
    time: tuple[Column, Times],
    values: list[Column],
    counts: list[NDArray[np.int64]],
    identity: Column | None,
    lines: NDArray[np.int64],
) -> Rows:
    """Return the rows as arrays, a wide table's columns one below the other."""
    column, parsed = time
    unique, index = np.unique(parsed.at, return_inverse=True)
    at = index[column.codes]
    every = np.concatenate([known[value.codes] for value, known in zip(values, counts, strict=True)])
    if identity is not None:
        return Rows(identity.texts, identity.codes, unique, at, every, lines)
    names = [header.names[position] for position in plan.values]
    wide = len(names)
    return Rows(names, np.repeat(np.arange(wide), len(lines)), unique, np.tile(at, wide), every, np.tile(lines, wide))
