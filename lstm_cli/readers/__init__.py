"""Bytes to a panel or to a table of quantile forecasts: decoding, columns, timestamps, counts."""
