"""The layouts that tables of forecasts are read in.

To add one:

1. Write ``lstm_cli/readers/quantiles/NAME.py`` with a constant that is a `Layout`: its name, columns that it is known by,
   and ``plan(names, asked)``, which returns where levels and values stand, or None where a header is of another layout.
   `zoltar.py` is the example of a row for each quantile (names of columns are all it takes), `r_forecast.py` of a column
   for each.
2. Put it into `LAYOUTS`: the first that recognises a header reads the table.

Series, times, origins, horizons, models, targets and counts that came are found alike in all of them, and every check is
theirs as well.
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
