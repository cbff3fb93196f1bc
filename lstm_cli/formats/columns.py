"""The roles of the input's columns as a sentence or as JSON data."""

from typing import Any, Final

from lstm_cli.formats.text import shorten
from lstm_cli.options import DataKind
from lstm_cli.panel.series import Columns

__all__ = ["columns_data", "columns_text", "of_kind"]

MAX_NAME: Final = 40  # width of a user's name in a sentence
IGNORED: Final = 8  # ignored columns that are named


def columns_text(columns: Columns, kind: DataKind) -> str:
    """Write the role of each column."""
    name = [shorten(text, MAX_NAME) for text in (columns.id or "", columns.time, columns.value)]
    if columns.layout == "wide":
        of = "" if kind is DataKind.COUNT else f" of {kind}s"
        roles = f"time = {name[1]}, every other column a series{of}"
    else:
        roles = f"{f'series = {name[0]}, ' if columns.id is not None else ''}time = {name[1]}, {kind} = {name[2]}"
    ignored = [shorten(text, MAX_NAME) for text in columns.ignored[:IGNORED]]
    omitted = len(columns.ignored) - len(ignored)
    ignored += [f"and {omitted} more"] if omitted else []
    return f"{roles}; ignored: {', '.join(ignored)}" if ignored else roles


def of_kind(kind: DataKind) -> str:
    """Return the label for the number of values."""
    return "counts" if kind is DataKind.COUNT else "values"


def columns_data(columns: Columns) -> dict[str, Any]:
    """Return the same as JSON data."""
    return {
        "id": columns.id,
        "time": columns.time,
        "value": columns.value,
        "layout": columns.layout,
        "ignored": list(columns.ignored),
    }
