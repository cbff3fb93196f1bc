"""What `score` read from a file of forecasts, as text or JSON data."""

from typing import Any

from lstm_cli.evaluation.alignment import Matched
from lstm_cli.formats.sentences import remarks_data, sentences
from lstm_cli.formats.text import plural, printable
from lstm_cli.formats.wrapping import MAX_PROSE, listed, wrapped
from lstm_cli.readers.quantile_table import QuantileTable

__all__ = ["matched_data", "matched_text"]


def matched_text(table: QuantileTable, matched: Matched, *, size: int = MAX_PROSE) -> str:
    """Describe what was read, and which of it cannot be scored."""
    levels = plural(len(table.levels), "level")
    head = f"{printable(table.source)}: {plural(len(table), 'forecast')} at {levels}, {table.layout}"
    lines = [
        *wrapped(head, size, indent=0),
        *listed(sentences(matched.notes), "  note      ", size=size),
    ]
    return "\n".join(lines)


def matched_data(table: QuantileTable, matched: Matched) -> dict[str, Any]:
    """Give the same as JSON data."""
    return {
        "source": table.source,
        "layout": table.layout,
        "read": len(table),
        "levels": list(table.levels),
    } | remarks_data(matched.notes)
