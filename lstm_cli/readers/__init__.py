"""Turns bytes into a panel or a table of quantile forecasts: decoding, columns, timestamps, counts."""
