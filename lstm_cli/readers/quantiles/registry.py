"""The layouts of tables of forecasts.

To add one:

1. Write ``lstm_cli/readers/quantiles/NAME.py`` with a constant that is a `Layout`: its name, typical columns, and
   ``plan(names, asked)``, which returns the positions of levels and values, or None if a header is of another layout.
   `zoltar.py` is an example with a row per quantile, which only takes names of columns, and `r_forecast.py` one with a
   column per quantile.
2. Put it into `LAYOUTS`: the first that recognises a header reads the table.

Series, times, origins, horizons, models, targets and observed counts are found in the same way for all layouts, and all
checks are the same.
"""

from typing import Final

from lstm_cli.readers.quantiles.bounds import BOUNDS
from lstm_cli.readers.quantiles.hubverse import HUBVERSE
from lstm_cli.readers.quantiles.layout import Layout
from lstm_cli.readers.quantiles.level_names import LEVEL_NAMES
from lstm_cli.readers.quantiles.nixtla import NIXTLA
from lstm_cli.readers.quantiles.own import OWN
from lstm_cli.readers.quantiles.prophet import PROPHET
from lstm_cli.readers.quantiles.r_forecast import R_FORECAST
from lstm_cli.readers.quantiles.scoringutils import SCORINGUTILS
from lstm_cli.readers.quantiles.zoltar import ZOLTAR

__all__ = ["LAYOUTS"]

LAYOUTS: Final[tuple[Layout, ...]] = (
    HUBVERSE,
    ZOLTAR,
    SCORINGUTILS,
    OWN,
    NIXTLA,
    PROPHET,
    R_FORECAST,
    LEVEL_NAMES,
    BOUNDS,
)
