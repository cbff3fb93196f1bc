"""Rows with dates of publication to `Vintages`: the newest state on its time line, and the slots of all rows."""

from dataclasses import replace

import numpy as np

from lstm_cli._arrays import Datetimes, Ints, Values
from lstm_cli.errors import DataError, Hint, Setting
from lstm_cli.panel.assemble import assemble
from lstm_cli.panel.frequency_names import parse_frequency, short_name
from lstm_cli.panel.rows import Origin, Rows
from lstm_cli.panel.series import Panel
from lstm_cli.panel.slicing import time_line
from lstm_cli.panel.vintages import Vintages
from lstm_cli.problems import shown

__all__ = ["assemble_vintages", "with_outcome"]


def assemble_vintages(rows: Rows, as_of: Datetimes, vintage: Ints, origin: Origin) -> Vintages:
    """Return the vintages of rows ordered by series, time and vintage, which is an index into ``as_of``.

    Raises
    ------
    DataError
        Times keep no regular step, or every count is missing.
    """
    last = np.append((np.diff(rows.series) != 0) | (np.diff(rows.time) != 0), [True])
    panel = assemble(rows.select(last), origin)
    row_of = {series.name: row for row, series in enumerate(panel.series)}
    series = np.array([row_of.get(name, -1) for name in rows.names])[rows.series]
    slot = _slots(panel, rows.times)[rows.time]
    order = np.argsort(vintage, kind="stable")
    order = order[(series[order] >= 0) & (slot[order] >= 0)]  # others were withdrawn
    value: Values = rows.count[order]
    value = value.astype(np.float64) if value.dtype.kind == "f" else value.astype(np.int64)
    return Vintages(panel, as_of, series[order], slot[order], value, vintage[order], origin.source)


def _slots(panel: Panel, times: Datetimes) -> Ints:
    """Return the slots of sorted times, -1 for times at which the panel has no slot."""
    line = time_line(panel)
    first = int(np.argmin(np.isnat(line)))
    at = np.minimum(np.searchsorted(line[first:], times) + first, len(line) - 1)
    return np.where(line[at] == times, at, -1)


def with_outcome(vintages: Vintages, outcome: Panel) -> Vintages:
    """Return vintages whose newest state is the observed outcome; columns and times are written as in the outcome.

    Raises
    ------
    DataError
        The outcome has another kind of values or another step than the vintages, or none of their series.
    """
    newest = vintages.newest
    _check_like(newest, outcome, vintages.source)
    names = sorted({series.name for series in (*newest.series, *outcome.series)})
    place = {name: at for at, name in enumerate(names)}
    known = [np.flatnonzero(series.observed) for series in outcome.series]
    owner = np.repeat([place[series.name] for series in outcome.series], [len(at) for at in known])
    own = np.array([place[series.name] for series in newest.series])[vintages.series]
    times = [series.times[at] for series, at in zip(outcome.series, known, strict=True)]
    counts = [series.counts[at] for series, at in zip(outcome.series, known, strict=True)]
    every, time = np.unique(np.concatenate([time_line(newest)[vintages.slot], *times]), return_inverse=True)
    vintage = np.concatenate([vintages.vintage, np.full(len(owner), len(vintages.as_of))])
    rows = Rows(
        names,
        np.concatenate([own, owner]),
        every,
        time,
        np.concatenate([vintages.value, *counts]),
        np.zeros(len(vintage), np.int64),
    )
    order = np.lexsort((vintage, rows.time, rows.series))
    joined = assemble_vintages(rows.select(order), vintages.as_of, vintage[order], _origin_of(outcome))
    return replace(joined, source=vintages.source, newest=replace(joined.newest, labels=outcome.labels))


def _origin_of(panel: Panel) -> Origin:
    """Return how a panel was read, so that further rows are read in the same way."""
    wanted = replace(parse_frequency(short_name(panel.frequency)), trained=True)
    return Origin(panel.source, panel.columns, panel.time_style, wanted, panel.reading, (), panel.scale)


def _check_like(newest: Panel, outcome: Panel, source: str) -> None:
    """Refuse vintages that differ from the outcome in their kind of values or step, or share no series with it."""
    pairs = ((newest.scale.kind, outcome.scale.kind, "kind"), (newest.frequency.name, outcome.frequency.name, "freq"))
    for own, other, setting in pairs:
        if own != other:
            message = f"vintages are {own}, but {shown(outcome.source)} is {other}"
            raise DataError(message, path=source, value=str(own), hint=Hint("name it with {}", Setting(setting)))
    names = [series.name for series in outcome.series]
    if {series.name for series in newest.series}.isdisjoint(names):
        mine, theirs = shown(newest.series[0].name), shown(names[0])
        message = f"none of its series is in {shown(outcome.source)}: looked for {mine}, found {theirs}"
        raise DataError(message, path=source, hint=Hint("leave out one of the two"))
