"""Quantile forecasts read from files: the record, the checks of all layouts, and the joining of several files."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from lstm_cli._arrays import Datetimes, Floats, Ints
from lstm_cli.errors import DataError, Hint, Problem, on_line, place
from lstm_cli.panel.series import TimeStyle
from lstm_cli.problems import MAX_SHOWN, Problems
from lstm_cli.readers.quantiles.distinct import repeated
from lstm_cli.readers.quantiles.tasks import described
from lstm_cli.remarks import Remark, first_names

__all__ = ["QuantileTable", "check_duplicates", "file_rounds", "in_order", "join_tables"]

ROUNDING: Final = 1e-6  # relative amount by which a quantile may be smaller than the one before
ORIGINS: Final = ("cutoffs", "origins", "horizons")
NO_CUTOFF: Final = Hint("forecasts from several cutoffs need a column 'cutoff' with the last known time of each")
SAME_START: Final = Hint(
    "of files whose forecasts begin at the same time, such as two runs on one day's data, give only one"
)


@dataclass(frozen=True, slots=True)
class QuantileTable:
    """G forecasts of one model, each of one series at one time; fields about their origin may be None."""

    source: str
    layout: str  # its name, such as "hub rows"
    names: tuple[str, ...]  # of the series; "" if the file has no column of names
    series: Ints  # (G,) index into names
    times: Datetimes  # (G,) datetime64[s]
    style: TimeStyle
    levels: tuple[float, ...]  # Q, increasing
    quantiles: Floats  # (G, Q) in counts, non-decreasing; NaN for a missing level
    lines: Ints  # (G,) physical line of the first row of each
    cutoffs: Datetimes | None = None  # (G,) the last time known
    origins: Datetimes | None = None  # (G,) when each was made
    horizons: Ints | None = None  # (G,) as in the file
    origin_name: str | None = None  # the column of origins
    notes: tuple[Remark, ...] = ()  # what was left out or assumed
    files: tuple[str, ...] = ()  # if there are several
    file: Ints = field(default_factory=lambda: np.zeros(0, np.int64))  # (G,) index into files
    styles: tuple[TimeStyle, ...] = ()  # of the times in each of the files

    def __len__(self) -> int:
        return len(self.times)

    def file_of(self, position: int) -> str:
        """Return the file of a forecast."""
        return self.files[self.file[position]] if self.files else self.source

    def where(self, position: int, *, beside: int) -> str:
        """Say on which line a forecast is, and in which file if another forecast, named before it, is in another."""
        file, line = self.file_of(position), int(self.lines[position])
        return on_line(file, line) if file == self.file_of(beside) else f"in {place(file, line)}"

    def problem(self, position: int, message: str, *, line: int | None = None, value: str | None = None) -> Problem:
        """Return a problem of one forecast."""
        line = int(self.lines[position]) if line is None else line
        what = described(self.names[self.series[position]], self.style.write(self.times[position]))
        return Problem(f"{what}{message}", self.file_of(position), line, value=value)

    def select(self, rows: Ints) -> "QuantileTable":
        """Return some of the forecasts."""
        parts = ("series", "times", "quantiles", "lines", "file", *ORIGINS)
        some = {name: part[rows] for name in parts if (part := getattr(self, name)) is not None and len(part)}
        return replace(self, **some)

    def at_levels(self, levels: Sequence[float]) -> "QuantileTable":
        """Return the forecasts at some of the levels."""
        kept = [place for place, level in enumerate(self.levels) if level in set(levels)]
        return replace(self, levels=tuple(self.levels[k] for k in kept), quantiles=self.quantiles[:, kept])


def in_order(table: QuantileTable, *, cell_lines: Ints) -> QuantileTable:
    """Refuse quantiles that decrease with the level by more than rounding; smooth out the rounding.

    ``cell_lines``: the physical lines of the quantiles, shape (G, Q).
    """
    highest = np.fmax.accumulate(table.quantiles, axis=1)  # so far, ignoring missing levels
    low, high = highest[:, :-1], table.quantiles[:, 1:]
    crossed = high < low - ROUNDING * np.maximum(1, np.abs(low))
    problems = Problems(table.source)
    places = np.argwhere(crossed)
    problems.add(
        (_crossing(table, row, level, cell_lines) for row, level in places[:MAX_SHOWN].tolist()), total=len(places)
    )
    problems.raise_if_any()
    return replace(table, quantiles=np.where(np.isnan(table.quantiles), np.nan, highest))


def _crossing(table: QuantileTable, row: int, level: int, cell_lines: Ints) -> Problem:
    """Return the problem of a quantile that is below one of a lower level; ``level`` is the index before it."""
    pair = (level + 1, int(np.nanargmax(table.quantiles[row, : level + 1])))
    low, high = (f"{table.levels[k]:.6g} quantile ({table.quantiles[row, k]:.9g})" for k in pair)
    message = f": the {low} is below the {high}: quantiles must increase with their level"
    value = f"{table.quantiles[row, pair[0]]:.9g}"
    return table.problem(row, message, line=int(cell_lines[row, level + 1]), value=value)


def file_rounds(table: QuantileTable) -> Ints:
    """Return the round (G,) of each forecast if no column says when it was made: that of its file.

    Files belong to one round if the newest of their series begin at the same time: parts of one forecast, for example. They do
    not if a series begins at different times in them: the newest had no new data, or dates in the future, while others went on.
    """
    if not table.files:
        return np.zeros(len(table), np.int64)
    names = len(table.names)
    pairs, pair = np.unique(table.file * names + table.series, return_inverse=True)
    starts = np.full(len(pairs), np.iinfo(np.int64).max)
    np.minimum.at(starts, pair.reshape(-1), table.times.astype(np.int64))
    of_file = pairs // names
    newest = np.full(len(table.files), np.iinfo(np.int64).min)
    np.maximum.at(newest, of_file, starts)
    rounds = np.unique(newest, return_inverse=True)[1].reshape(-1)
    _, first, same = np.unique(rounds[of_file] * names + pairs % names, return_index=True, return_inverse=True)
    unlike = rounds[of_file[starts != starts[first][same.reshape(-1)]]]
    apart = np.isin(rounds, unlike)
    rounds[apart] = len(table.files) + np.flatnonzero(apart)
    return np.unique(rounds, return_inverse=True)[1].reshape(-1)[table.file]


def check_duplicates(table: QuantileTable, rounds: Ints | None = None) -> None:
    """Refuse two forecasts of one series and time with the same origin, and of the same round (G,) if it is given."""
    again, first = _repeats(table, rounds)
    problems = Problems(table.source)
    problems.add((_repeated(table, row, int(first[row])) for row in again[:MAX_SHOWN].tolist()), total=len(again))
    unsaid = table.cutoffs is None and table.origins is None
    apart = bool(table.files) and bool((table.file[again] != table.file[first[again]]).all())  # in another file
    advice = SAME_START if rounds is not None and apart else NO_CUTOFF
    problems.raise_if_any(advice=advice if unsaid else None)


def _repeats(table: QuantileTable, rounds: Ints | None) -> tuple[Ints, Ints]:
    """Return the rows that forecast what an earlier row does, and for every row the first one that does."""
    origins = [part for name in ORIGINS if (part := getattr(table, name)) is not None]
    return repeated([table.series, table.times, *origins, *([] if rounds is None else [rounds])])


def _repeated(table: QuantileTable, row: int, first: int) -> Problem:
    """Return the problem of a repeated forecast."""
    message = f" is already {table.where(first, beside=row)}"
    return table.problem(row, message, value=table.style.write(table.times[row]))


def join_tables(tables: Sequence[QuantileTable], *, source: str) -> QuantileTable:
    """Return the forecasts of one model in several files as one table, without repeats.

    Raises
    ------
    DataError
        Two files differ in the forecast of the same, or only one of them says when its forecasts were made.
    """
    first = tables[0]
    if len(tables) == 1:
        return first
    for other in tables[1:]:
        _check_origins(first, other)
    names = tuple(dict.fromkeys(name for table in tables for name in table.names))
    at = {name: position for position, name in enumerate(names)}
    levels = sorted({level for table in tables for level in table.levels})
    joined = {
        part: np.concatenate([getattr(table, part) for table in tables])
        for part in ("times", "lines", *ORIGINS)
        if getattr(first, part) is not None
    }
    table = replace(
        first,
        source=source,
        names=names,
        series=np.concatenate([np.array([at[name] for name in table.names])[table.series] for table in tables]),
        levels=tuple(levels),
        quantiles=np.concatenate([_at_all(table, levels) for table in tables]),
        notes=_joined_notes([note for table in tables for note in table.notes]),
        files=tuple(table.source for table in tables),
        styles=tuple(table.style for table in tables),
        file=np.repeat(np.arange(len(tables)), [len(table) for table in tables]),
        **joined,  # type: ignore[arg-type] # arrays, as they were
    )
    rounds = _rounds(table)
    again, first_of = _repeats(table, rounds)
    if len(again):
        table = _counted_once(table, again, first_of[again], are_rounds=rounds is not None)
        check_duplicates(table, _rounds(table))
    return table


def _rounds(table: QuantileTable) -> Ints | None:
    """Return the round (G,) of each forecast, None if a column says when it was made."""
    return None if any(getattr(table, part) is not None for part in ORIGINS) else file_rounds(table)


def _counted_once(table: QuantileTable, again: Ints, origin: Ints, *, are_rounds: bool) -> QuantileTable:
    """Return the table without forecasts that an earlier file has, too: a job that had no new data repeats its last run.

    ``again``: the repeated rows; ``origin``: the first of each. If ``are_rounds``, the first forecast of a file says when it
    was made: then a file stays whole, since without its first forecasts it would seem to be made later.
    """
    later, earlier = table.quantiles[again], table.quantiles[origin]
    equal = ((later == earlier) | (np.isnan(later) & np.isnan(earlier))).all(axis=1)
    same = again[equal & (table.file[again] != table.file[origin])]
    if are_rounds:
        in_file, repeated_in = (
            np.bincount(files, minlength=len(table.files)) for files in (table.file, table.file[same])
        )
        same = same[(in_file == repeated_in)[table.file[same]]]
    if not len(same):
        return table
    files = sorted(set(table.file[same].tolist()))
    names = first_names([table.files[at] for at in files])
    note = Remark("forecasts-repeated", {"rows": len(same), **names})
    kept = np.delete(np.arange(len(table)), same)
    return replace(table.select(kept), notes=(*table.notes, note))


def _at_all(table: QuantileTable, levels: Sequence[float]) -> Floats:
    """Return the quantiles at more levels, NaN at those that the table lacks."""
    quantiles = np.full((len(table), len(levels)), np.nan)
    quantiles[:, np.searchsorted(levels, table.levels)] = table.quantiles
    return quantiles


def _joined_notes(notes: Sequence[Remark]) -> tuple[Remark, ...]:
    """Return one remark per code, that of the first file, with the number of rows added up over all files."""
    first: dict[str, Remark] = {}
    for note in notes:
        rows, more = first.setdefault(note.code, note).details.get("rows"), note.details.get("rows")
        if first[note.code] is not note and isinstance(rows, int) and isinstance(more, int):
            first[note.code] = replace(first[note.code], details={**first[note.code].details, "rows": rows + more})
    return tuple(first.values())


def _check_origins(first: QuantileTable, other: QuantileTable) -> None:
    """Refuse files of one model if only some have a column of cutoffs, origins or horizons."""
    for part in ORIGINS:
        if (getattr(first, part) is None) != (getattr(other, part) is None):
            has, lacks = (first, other) if getattr(other, part) is None else (other, first)
            message = (
                f"no column of {part}, which {place(has.source)} has: the files of a model must have the same columns"
            )
            raise DataError(message, path=lacks.source)
