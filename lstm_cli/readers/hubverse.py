"""Hubverse model output, a row a quantile, from any team: cells in, a QuantileTable out.

Columns may be in any order, and additional ones are ignored; only rows of output type quantile are read.
"""

from collections.abc import Mapping
from typing import Final

import numpy as np

from lstm_cli._arrays import Ints
from lstm_cli.errors import DataError, Hint, Problem, Setting, on_line
from lstm_cli.problems import MAX_SHOWN, Problems, shown
from lstm_cli.readers.column_errors import twin_columns
from lstm_cli.readers.column_names import list_names
from lstm_cli.readers.quantile_table import QuantileTable, Sheet, in_order, parse_numbers
from lstm_cli.readers.table import Header
from lstm_cli.remarks import Remark

__all__ = ["has_hub_columns", "hub_rows"]

NEEDED: Final = ("horizon", "target_end_date", "location", "output_type", "output_type_id", "value")
TARGET: Final = "target"
MARK: Final = "output_type_id"
MAX_HORIZON: Final = 10_000
MAX_TYPES: Final = 5  # other output types that a remark names


def has_hub_columns(header: Header) -> bool:
    """Whether a header is that of hub rows."""
    return MARK in map(str.casefold, header.names)


def hub_rows(sheet: Sheet, *, target: str | None) -> QuantileTable:
    """Read the rows of one target, which must be named if there are several."""
    at = _positions(sheet.header, source=sheet.source)
    sheet, notes = _quantile_rows(sheet, at)
    if TARGET in at:
        sheet = _of_target(sheet, at[TARGET], target)
    times, style = sheet.times(at["target_end_date"], None)
    names, series = sheet.series(at["location"])
    levels = parse_numbers(sheet.columns[at[MARK]].texts)
    sheet.expect(at[MARK], ~((levels > 0) & (levels < 1)), "a level between 0 and 1")
    horizons = parse_numbers(sheet.columns[at["horizon"]].texts)
    sheet.expect(
        at["horizon"], (horizons != np.rint(horizons)) | ~(np.abs(horizons) < MAX_HORIZON), "a whole number of steps"
    )
    values = sheet.numbers(at["value"])
    sheet.problems.raise_if_any()
    level = np.asarray(sheet.of(at[MARK], levels), np.float64)
    horizon = np.asarray(sheet.of(at["horizon"], horizons), np.int64)
    known, column = np.unique(np.round(level, 9), return_inverse=True)
    rows, group = _groups(np.stack([series, times.astype(np.int64), horizon]))
    cells = (group, column.reshape(-1))
    places = _first_rows(cells, shape=(len(rows), len(known)))
    table = QuantileTable(
        source=sheet.source,
        layout="hub rows",
        names=names,
        series=series[rows],
        times=times[rows],
        style=style,
        levels=tuple(known.tolist()),
        quantiles=np.where(places < 0, np.nan, values[places]),
        lines=sheet.lines[rows],
        horizons=horizon[rows],
        notes=notes,
    )
    _check_duplicates(sheet, table, places, cells)
    return in_order(table, cell_lines=sheet.lines[places])


def _groups(keys: Ints) -> tuple[Ints, Ints]:
    """Return the first row of each forecast, in the order of the file, and which forecast each row belongs to."""
    _, first, group = np.unique(keys, axis=1, return_index=True, return_inverse=True)
    order = np.argsort(first)
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    return first[order], rank[group.reshape(-1)]


def _first_rows(cells: tuple[Ints, Ints], *, shape: tuple[int, int]) -> Ints:
    """Return which row holds each quantile of each forecast, the first where there are several; -1 where none does."""
    filled, first = np.unique(np.ravel_multi_index(cells, shape), return_index=True)
    places = np.full(shape, -1)
    places.flat[filled] = first
    return places


def _positions(header: Header, *, source: str) -> dict[str, int]:
    """Return where each column stands; refuse a header that lacks one."""
    at: dict[str, int] = {}
    for position, name in enumerate(header.names):
        if name.casefold() in at and name.casefold() in {*NEEDED, TARGET}:
            raise twin_columns(header, name, path=source)
        at.setdefault(name.casefold(), position)
    missing = [name for name in NEEDED if name not in at]
    if missing:
        lacks = f"hub rows without the column{'s' if len(missing) > 1 else ''} {', '.join(map(shown, missing))}"
        message = f"{lacks}; found {list_names(header.names)}"
        raise DataError(message, path=source, line=header.line, column=missing[0])
    return at


def _quantile_rows(sheet: Sheet, at: Mapping[str, int]) -> tuple[Sheet, tuple[Remark, ...]]:
    """Keep the rows of output type quantile, and return what others there were."""
    column = sheet.columns[at["output_type"]]
    kinds = [text.strip().casefold() for text in column.texts]
    wanted = np.array([kind == "quantile" for kind in kinds])[column.codes]
    if not wanted.any():
        others = list_names(sorted({text.strip() for text in column.texts}))
        message = f"no row is of output type 'quantile'; found {others}"
        raise DataError(message, path=sheet.source, column=column.name)
    left_out = sorted({kinds[code] for code in np.unique(column.codes[~wanted])})
    left = int((~wanted).sum())
    if not left:
        return sheet, ()
    types = tuple(left_out[:MAX_TYPES])
    return sheet.only(wanted), (Remark("other-output-types", {"rows": left, "types": types, "in_all": len(left_out)}),)


def _of_target(sheet: Sheet, position: int, target: str | None) -> Sheet:
    """Keep the rows of the named target, or of the only one."""
    column = sheet.columns[position]
    present = sorted({column.texts[code].strip() for code in np.unique(column.codes)})
    if target is None and len(present) > 1:
        message = f"quantiles of several targets: {list_names(present)}"
        hint = Hint("choose one with {}", Setting("target"))
        raise DataError(message, path=sheet.source, column=column.name, hint=hint)
    if target is not None and target not in present:
        message = f"no quantile of the target {shown(target)}"
        hint = Hint("{} takes one of {}", Setting("target"), list_names(present))
        raise DataError(message, path=sheet.source, column=column.name, value=target, hint=hint)
    wanted = np.array([target is None or text.strip() == target for text in column.texts])
    return sheet.only(wanted[column.codes])


def _check_duplicates(sheet: Sheet, table: QuantileTable, places: Ints, cells: tuple[Ints, Ints]) -> None:
    """Refuse two rows for one quantile, and name another column that distinguishes them."""
    first = places[cells]
    again = np.flatnonzero(first != np.arange(len(first)))
    if not len(again):
        return
    problems = Problems(sheet.source)
    problems.add((_repeated(sheet, table, cells, row, first[row]) for row in again[:MAX_SHOWN]), total=len(again))
    apart = [
        shown(column.name)
        for column in sheet.columns
        if column.name.casefold() not in NEEDED and column.codes[again[0]] != column.codes[first[again[0]]]
    ]
    advice = Hint("column {} tells them apart: score one at a time", apart[0]) if apart else None
    problems.raise_if_any(advice=advice)


def _repeated(sheet: Sheet, table: QuantileTable, cells: tuple[Ints, Ints], row: int, first: int) -> Problem:
    """Return the problem of a row that repeats another row's quantile."""
    group, level = (int(axis[row]) for axis in cells)
    message = f"{table.describe(group)}, level {table.levels[level]:.6g} is already {on_line(sheet.source, sheet.lines[first])}"
    return Problem(message, sheet.source, int(sheet.lines[row]), column=MARK, value=f"{table.levels[level]:.6g}")
