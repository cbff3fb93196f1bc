"""What `score` understood of a file of forecasts: words or JSON data go out."""

from typing import Any

from lstm_cli.evaluation.alignment import Matched
from lstm_cli.formats.text import listed, plural, printable
from lstm_cli.readers.quantile_table import QuantileTable

__all__ = ["matched_data", "matched_text"]


def matched_text(table: QuantileTable, matched: Matched) -> str:
    """Say what was read, and what of it cannot be scored."""
    levels = plural(len(table.levels), "level")
    lines = [
        f"{printable(table.source)}: {plural(len(table), 'forecast')} at {levels}, {table.layout}",
        *listed(matched.notes, "  note      "),
    ]
    return "\n".join(lines)


def matched_data(table: QuantileTable, matched: Matched) -> dict[str, Any]:
    """Give the same as JSON data."""
    return {
        "source": table.source,
        "layout": table.layout,
        "read": len(table),
        "levels": list(table.levels),
        "notes": list(matched.notes),
    }
