"""Reads a table with a row per quantile into a table of forecasts per model."""

from typing import Final

import numpy as np

from lstm_cli._arrays import Floats, Ints
from lstm_cli.errors import DataError, Hint, Problem, on_line
from lstm_cli.problems import MAX_SHOWN, shown
from lstm_cli.readers.column_names import list_names
from lstm_cli.readers.quantiles.by_model import by_model
from lstm_cli.readers.quantiles.distinct import distinct
from lstm_cli.readers.quantiles.keys import Keys
from lstm_cli.readers.quantiles.layout import Layout, RowPlan
from lstm_cli.readers.quantiles.sheet import Sheet, is_absent, parse_numbers
from lstm_cli.readers.quantiles.table import QuantileTable, in_order
from lstm_cli.readers.quantiles.tasks import NothingAskedError, Tasks, described, read_tasks
from lstm_cli.remarks import Plain, Remark

__all__ = ["of_kind", "row_quantiles"]

KIND: Final = "quantile"  # the kind of rows that are read
MAX_KINDS: Final = 5  # other kinds that a remark names


def row_quantiles(
    sheet: Sheet, keys: Keys, plan: RowPlan, *, layout: Layout, date_format: str | None, notes: tuple[Remark, ...]
) -> dict[str, QuantileTable]:
    """Read the rows of quantiles; the rows of one forecast may be anywhere in the table."""
    tasks = read_tasks(sheet, keys, date_format=date_format)
    level = _levels(sheet, plan.level)
    values = sheet.quantiles(plan.value, strict=layout.strict)
    sheet.raise_if_any()
    known, column = np.unique(level, return_inverse=True)
    rows, group = distinct(tasks.keys)
    cells = (group, column.reshape(-1))
    places = _first_rows(cells, shape=(len(rows), len(known)))
    first = places[cells]
    again = np.flatnonzero(first != np.arange(len(first)))
    if len(again):
        raise _repeated(sheet, tasks, level, again=again, first=first, used={*plan.positions, keys.time, keys.id})
    quantiles, lines = np.where(places < 0, np.nan, values[places]), sheet.lines[places]
    parts = by_model(
        tasks.only(rows),
        quantiles,
        source=sheet.source,
        layout=layout.name,
        levels=known,
        lines=sheet.lines[rows],
        notes=notes,
    )
    return {
        name: in_order(part.table, cell_lines=lines[part.forecasts][:, part.levels]) for name, part in parts.items()
    }


def of_kind(sheet: Sheet, plan: RowPlan) -> tuple[Sheet, tuple[Remark, ...]]:
    """Keep the rows of quantiles, with a remark on the others: other output types, or points without a level."""
    if plan.kind is None:
        column = sheet.columns[plan.level]
        wanted = ~np.array(list(map(is_absent, column.texts)), np.bool_)[column.codes]
        left = int((~wanted).sum())
        if not wanted.any():
            raise DataError("no row has a level", path=sheet.source, column=column.name)
        return (sheet.only(wanted), (Remark("rows-without-level", {"rows": left}),)) if left else (sheet, ())
    column = sheet.columns[plan.kind]
    kinds = [text.strip().casefold() for text in column.texts]
    wanted = np.array([kind == KIND for kind in kinds], np.bool_)[column.codes]
    if not wanted.any():
        others = list_names(sheet.present(plan.kind))
        message = f"no row has the {column.name} 'quantile', found {others}"
        raise NothingAskedError(message, path=sheet.source, column=column.name)
    left_out = sorted({kinds[code] for code in np.unique(column.codes[~wanted])})
    if not left_out:
        return sheet, ()
    details: dict[str, Plain] = {
        "rows": int((~wanted).sum()),
        "types": tuple(left_out[:MAX_KINDS]),
        "in_all": len(left_out),
    }
    return sheet.only(wanted), (Remark("other-output-types", details),)


def _levels(sheet: Sheet, position: int) -> Floats:
    """Read the level of every row, rounded so that equal levels are the same number."""
    numbers = parse_numbers(sheet.columns[position].texts)
    levels = np.round(np.where((numbers > 0) & (numbers < 1), numbers, 0), 9)
    sheet.expect(position, ~((levels > 0) & (levels < 1)), "a level between 0 and 1")
    return np.asarray(sheet.of(position, levels), np.float64)


def _first_rows(cells: tuple[Ints, Ints], *, shape: tuple[int, int]) -> Ints:
    """Return the row of each quantile of each forecast, the first if there are several; -1 if there is none."""
    filled, first = np.unique(np.ravel_multi_index(cells, shape), return_index=True)
    places = np.full(shape, -1)
    places.flat[filled] = first
    return places


def _repeated(
    sheet: Sheet, tasks: Tasks, level: Floats, *, again: Ints, first: Ints, used: set[int | None]
) -> DataError:
    """Return the error for rows ``again`` that repeat a quantile, with a column in which the repeats differ."""

    def problem(row: int) -> Problem:
        what = described(tasks.names[tasks.series[row]], tasks.style.write(tasks.times[row]))
        earlier = on_line(sheet.source, sheet.lines[first[row]])
        message = f"{what}, level {level[row]:.6g} is already {earlier}"
        return Problem(message, sheet.source, int(sheet.lines[row]), value=f"{level[row]:.6g}")

    problems = [problem(row) for row in again[:MAX_SHOWN].tolist()]
    apart = [
        shown(column.name)
        for column in sheet.columns
        if column.position not in used and column.codes[again[0]] != column.codes[first[again[0]]]
    ]
    advice = Hint("they differ in column {}: score one of its values at a time", apart[0]) if apart else None
    return DataError(*problems, path=sheet.source, more=len(again) - len(problems), advice=advice)
