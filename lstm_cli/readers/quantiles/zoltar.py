"""Rows of Zoltar, as in the US COVID-19 hub: ``type``, ``quantile`` and ``value``, with points beside quantiles."""

from typing import Final

from lstm_cli.readers.quantiles.layout import row_layout

__all__ = ["ZOLTAR"]

ZOLTAR: Final = row_layout(
    "Zoltar rows",
    "type, quantile, value",
    level=("quantile",),
    value=("value",),
    kind=("type", "class"),
    strict=True,
)
