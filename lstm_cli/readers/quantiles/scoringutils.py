"""Rows of quantiles in the format of scoringutils for R: ``quantile_level``, ``predicted``, often ``observed``."""

from typing import Final

from lstm_cli.readers.quantiles.layout import row_layout

__all__ = ["SCORINGUTILS"]

# Before version 2 the columns were called quantile and prediction.
SCORINGUTILS: Final = row_layout(
    "scoringutils rows",
    "quantile_level, predicted",
    level=("quantile_level", "quantile", "tau", "probability", "prob"),
    value=("predicted", "prediction", "forecast", "estimate", "value"),
)
