"""Bytes to quantile forecasts, by any forecaster: open the table, recognise its layout, read it."""

from typing import Final

from lstm_cli.errors import DataError, Hint, Setting, UsageError
from lstm_cli.options import ReadOptions
from lstm_cli.panel.series import Columns
from lstm_cli.problems import Problems
from lstm_cli.readers.column_names import list_names
from lstm_cli.readers.hubverse import has_hub_columns, hub_rows
from lstm_cli.readers.level_columns import has_level_columns, quantile_columns
from lstm_cli.readers.quantile_table import QuantileTable, Sheet
from lstm_cli.readers.registry import open_table
from lstm_cli.readers.source import Content
from lstm_cli.readers.table import Table

__all__ = ["quantiles_of", "read_quantiles"]

LAYOUTS: Final = "columns such as q0.025, q0.5, q0.975, or hub rows (output_type, output_type_id, value)"


def read_quantiles(
    content: Content, *, name: str = "", truth: Columns, date_format: str | None = None, target: str | None = None
) -> QuantileTable:
    """Read a table of quantile forecasts; DataError lists the lines that cannot be read.

    ``name`` is what messages call bytes; a source has a name. ``truth`` names the columns of the observed data; ``target`` chooses among hub rows.
    """
    table = open_table(content, path=name, options=ReadOptions())
    return quantiles_of(table, truth=truth, date_format=date_format, target=target)


def quantiles_of(
    table: Table, *, truth: Columns, date_format: str | None = None, target: str | None = None
) -> QuantileTable:
    """Return the forecasts in a table of cells, as `read_quantiles` does."""
    header = table.header
    is_hub = has_hub_columns(header)
    if not is_hub and not has_level_columns(header):
        message = f"no quantiles: looked for {LAYOUTS}; found {list_names(header.names)}"
        raise DataError(message, path=table.path, line=header.line)
    if target is not None and not is_hub:
        hint = Hint("{} chooses among hub rows", Setting("target"))
        raise UsageError("there are no hub rows", path=table.path, value=target, hint=hint)
    columns, lines = table.columns(range(len(header.names)))
    sheet = Sheet(header, columns, lines, Problems(table.path))
    return hub_rows(sheet, target=target) if is_hub else quantile_columns(sheet, truth, date_format=date_format)
