"""Bytes to quantile forecasts, whoever made them: decode, part into columns, tell the layout, read it."""

from typing import Final

from lstm_cli.errors import UsageError
from lstm_cli.panel.series import Columns
from lstm_cli.problems import Complaints, refuse
from lstm_cli.readers.columns import list_names
from lstm_cli.readers.csv_table import CsvTable, Table, open_table
from lstm_cli.readers.decode import decode
from lstm_cli.readers.hubverse import has_hub_columns, hub_rows
from lstm_cli.readers.level_columns import has_level_columns, quantile_columns
from lstm_cli.readers.quantile_table import QuantileTable, Sheet

__all__ = ["quantiles_of", "read_quantiles"]

LAYOUTS: Final = "columns such as q0.025, q0.5, q0.975, or hub rows (output_type, output_type_id, value)"


def read_quantiles(
    content: bytes, *, name: str, truth: Columns, date_format: str | None = None, target: str | None = None
) -> QuantileTable:
    """Read a CSV of quantile forecasts; DataError says line by line what cannot be read.

    ``truth`` says what the columns of the data are called that the forecasts belong to; ``target`` chooses among hub rows.
    """
    text = decode(content, name=name, encoding="utf-8")
    table = CsvTable(open_table(text, name=name, delimiter=None), text, name)
    return quantiles_of(table, name=name, truth=truth, date_format=date_format, target=target)


def quantiles_of(
    table: Table, *, name: str, truth: Columns, date_format: str | None = None, target: str | None = None
) -> QuantileTable:
    """Return the forecasts in a table of cells, as `read_quantiles` does."""
    header = table.header
    is_hub = has_hub_columns(header)
    if not is_hub and not has_level_columns(header):
        raise refuse(name, f"no quantiles: looked for {LAYOUTS}; found {list_names(header.names)}", header.line)
    if target is not None and not is_hub:
        raise UsageError(f"--target chooses among hub rows, and {name} has none")
    columns, lines = table.columns(range(len(header.names)))
    sheet = Sheet(header, columns, lines, Complaints(name))
    return hub_rows(sheet, target=target) if is_hub else quantile_columns(sheet, truth, date_format=date_format)
