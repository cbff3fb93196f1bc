"""The options about columns and dates; what is left out is detected."""

from typing import Final

from lstm_cli.cli.command import Bundle
from lstm_cli.cli.options.declare import READ, switch, value
from lstm_cli.options import DataKind, ReadOptions

__all__ = ["READING", "READING_TRUTH"]


def _reading(group: str) -> Bundle:
    """Return the options for reading a table of counts."""
    options = {
        "id": value("--id", group, "COLUMN", "Column of series names.  [default: detected]"),
        "time": value("--time", group, "COLUMN", "Column of dates.  [default: detected]"),
        "value": value("--value", group, "COLUMN", "Column of counts.  [default: detected]"),
        "wide": switch("--wide/--long", group, "Series in columns, or in rows.  [default: detected]", default=None),
        "date_format": value("--date-format", group, "FORMAT", "Date format, e.g. %d/%m/%Y.  [default: ISO 8601]"),
        "freq": value("--freq", group, "STEP", "Step, e.g. B, W-SAT, MS, 15min.  [default: inferred]"),
        "delimiter": value("--delimiter", group, "CHAR", "Column separator.  [default: detected]"),
        "kind": value("--kind", group, "KIND", "count, rate or proportion.  [default: by decimals]", DataKind),
        "encoding": value("--encoding", group, "NAME", "Text encoding.", default="utf-8"),
    }
    return Bundle(options, ReadOptions)


READING: Final = _reading(READ)
READING_TRUTH: Final = _reading("Reading TRUTH")
