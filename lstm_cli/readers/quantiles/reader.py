"""Bytes to quantile forecasts of any forecaster: opens the table, recognises its layout, and reads a table per model."""

from dataclasses import dataclass
from typing import Final

from lstm_cli.errors import DataError
from lstm_cli.options import READ_DEFAULTS
from lstm_cli.panel.series import Columns
from lstm_cli.readers.column_names import list_names
from lstm_cli.readers.folder import sources_of
from lstm_cli.readers.name_words import plain_name
from lstm_cli.readers.quantiles.columns import column_quantiles
from lstm_cli.readers.quantiles.keys import Keys, find_task_columns, named_by_truth
from lstm_cli.readers.quantiles.layout import Asked, ColumnPlan, Layout, Names, RowPlan
from lstm_cli.readers.quantiles.observed import observed_cells
from lstm_cli.readers.quantiles.registry import LAYOUTS
from lstm_cli.readers.quantiles.rows import of_kind, row_quantiles
from lstm_cli.readers.quantiles.sheet import sheet_of
from lstm_cli.readers.quantiles.table import QuantileTable
from lstm_cli.readers.quantiles.tasks import of_target
from lstm_cli.readers.registry import open_table
from lstm_cli.readers.source import Content, Source
from lstm_cli.readers.table import Header, HeldTable, Table

__all__ = ["Asked", "ForecastFile", "forecasts_of", "holds_observed", "holds_quantiles", "read_forecasts"]

ANYWHERE: Final = Columns(None, "", "")
AS_ASKED: Final = Asked()


@dataclass(frozen=True, slots=True)
class ForecastFile:
    """The content of a file: a table per model, and the observed counts, if it holds them.

    ``column``: the column of the models' names; None if the names of columns say them, or nothing does (then the name is
    ""). ``used``: the options that made a difference; ``header``: the columns of which they named some.
    """

    tables: dict[str, QuantileTable]
    column: str | None
    used: frozenset[str]
    header: Header
    observed: HeldTable | None


def read_forecasts(
    content: Content, *, name: str = "", truth: Columns = ANYWHERE, asked: Asked = AS_ASKED, observed: str | None = None
) -> ForecastFile:
    """Read a table of quantile forecasts; DataError lists the lines that cannot be read.

    ``name``: the name of bytes in messages; a source has its own. ``truth``: the columns of the observed data, whose names
    are looked for first. ``observed``: the column of observed counts, if it has none of the usual names.
    """
    return forecasts_of(open_table(content, path=name, options=READ_DEFAULTS), truth, asked, observed)


def forecasts_of(
    table: Table, truth: Columns = ANYWHERE, asked: Asked = AS_ASKED, observed: str | None = None
) -> ForecastFile:
    """Return the forecasts in a table of cells, as `read_forecasts` does."""
    named = named_by_truth(table.header, truth)
    names = Names(table.header, table.path, frozenset(named.values()))
    layout, plan = _recognised(names, asked)
    keys = find_task_columns(names, truth, plan.positions, observed)
    sheet = sheet_of(table)
    if isinstance(plan, RowPlan):
        sheet, notes = of_kind(sheet, plan)
        sheet, keys = of_target(sheet, keys, asked.target)
        tables = row_quantiles(sheet, keys, plan, layout=layout, date_format=asked.date_format, notes=notes)
    else:
        sheet, keys = of_target(sheet, keys, asked.target)
        tables = column_quantiles(sheet, keys, plan, layout=layout, date_format=asked.date_format)
    used = {"target"} if keys.target is not None else set()
    used |= {"interval"} if isinstance(plan, ColumnPlan) and plan.by_interval else set()
    used |= _named_roles(table.header, keys, asked)
    came = observed_cells(sheet, keys)
    column = None if keys.model is None else sheet.header.names[keys.model]
    return ForecastFile(tables, column, frozenset(used), table.header, came)


def _named_roles(header: Header, keys: Keys, asked: Asked) -> set[str]:
    """Return the roles of columns that the user named and that were found by these names."""
    found = {"id": keys.id, "time": keys.time, "value": keys.observed}
    places = {role: at for role, at in found.items() if at is not None and role in asked.columns}
    return {role for role, at in places.items() if plain_name(header.names[at]) == plain_name(asked.columns[role])}


def holds_quantiles(source: Source) -> bool:
    """Whether a file, or any file of a folder, is a table of forecasts, judged by its header."""
    return any(map(_has_quantiles, sources_of(source)))


def _has_quantiles(source: Source) -> bool:
    """Whether a file is a table of forecasts."""
    try:
        _recognised(Names(open_table(source, options=READ_DEFAULTS).header, source.name), AS_ASKED)
    except DataError:
        return False
    return True


def holds_observed(source: Source) -> bool:
    """Whether a file is a table of forecasts with a column of observed counts, judged by its header."""
    try:
        header = open_table(source, options=READ_DEFAULTS).header
        names = Names(header, source.name)
        _, plan = _recognised(names, AS_ASKED)
        return find_task_columns(names, ANYWHERE, plan.positions, None).observed is not None
    except DataError:
        return False


def _recognised(names: Names, asked: Asked) -> tuple[Layout, RowPlan | ColumnPlan]:
    """Return the first layout that fits a header, and its plan."""
    for layout in LAYOUTS:
        plan = layout.plan(names, asked)
        if plan is not None:
            return layout, plan
    header = names.header
    known = "; ".join(layout.example for layout in LAYOUTS)
    message = f"no quantiles: looked for columns such as {known}; found {list_names(header.names)}"
    raise DataError(message, path=names.source, line=header.line)
