"""Rows of quantiles as scoringutils for R takes them: ``quantile_level`` and ``predicted``, often ``observed`` beside."""

from typing import Final

from lstm_cli.readers.quantiles.layout import row_layout

__all__ = ["SCORINGUTILS"]

# In versions before 2 the columns were called quantile and prediction.
SCORINGUTILS: Final = row_layout(
    "scoringutils rows",
    "quantile_level, predicted",
    level=("quantile_level", "quantile", "tau", "probability", "prob"),
    value=("predicted", "prediction", "forecast", "estimate", "value"),
)
