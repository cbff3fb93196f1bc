"""Bytes to a Panel of count series: reading, checking, frequencies; nothing here prints or opens files."""

from lstm_cli.data.calendar import Frequency
from lstm_cli.data.options import ReadOptions
from lstm_cli.data.panel import Columns, Panel, Series, TimeStyle
from lstm_cli.data.reading import read_panel

__all__ = ["Columns", "Frequency", "Panel", "ReadOptions", "Series", "TimeStyle", "read_panel"]
