"""Bytes to a Panel of count series: reading, checking, frequencies; nothing here prints or opens files."""

from lstm_cli.data.audit import Audit, SeriesAudit, audit
from lstm_cli.data.calendar import Frequency
from lstm_cli.data.cut import begun_at, counts_between, cut_panel, last_slot, past_of, time_line
from lstm_cli.data.panel import Columns, Panel, Series, TimeStyle
from lstm_cli.data.quantile_reading import read_quantiles
from lstm_cli.data.quantiles import QuantileTable
from lstm_cli.data.reading import read_panel
from lstm_cli.read_options import ReadOptions

__all__ = [
    "Audit",
    "Columns",
    "Frequency",
    "Panel",
    "QuantileTable",
    "ReadOptions",
    "Series",
    "SeriesAudit",
    "TimeStyle",
    "audit",
    "begun_at",
    "counts_between",
    "cut_panel",
    "last_slot",
    "past_of",
    "read_panel",
    "read_quantiles",
    "time_line",
]
