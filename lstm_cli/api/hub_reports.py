"""What a hub published of a target, week by week: how its newest values are revised, and what these are expected to become."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

import numpy as np

from lstm_cli._arrays import Floats
from lstm_cli.ensemble.model import Model
from lstm_cli.errors import DataError
from lstm_cli.features.revisions import Revisions
from lstm_cli.hubs.further_ids import SeriesKey
from lstm_cli.hubs.target_data import TargetData
from lstm_cli.metrics.normal import NORMAL
from lstm_cli.metrics.quantile_function import between_levels
from lstm_cli.panel.scale import Scale
from lstm_cli.readers.frame_table import frame_table
from lstm_cli.readers.vintage_reader import vintages_of

if TYPE_CHECKING:
    from lstm_cli.options import ReadOptions
    from lstm_cli.panel.series import Panel
    from lstm_cli.panel.vintages import Vintages

__all__ = ["Known", "Nowcast", "nowcast_of", "vintages_among"]

# Vintages before the newest, each with a week of its own: the revisions of few weeks say little of those of the next.
MIN_VINTAGES: Final = 4
HALF: Final = 0.5  # of the series, whose newest day the newest vintage has to be the first to report

Known = dict[SeriesKey, dict[date, float]]


@dataclass(frozen=True, slots=True)
class Nowcast:
    """What the newest values of a target are expected to become: by how a model has learned that they are revised.

    newest: the newest day of any series; days: between one step and the next.
    """

    revisions: Revisions
    scale: Scale
    newest: date
    days: int

    def expected(self, value: float, day: date) -> float:
        """Return what is expected to be known at last of a day."""
        return float(self.scale.values_of(self._growth(value, day)[0])[0])

    def quantiles(self, value: float, day: date, levels: Sequence[float]) -> Floats:
        """Return the quantiles (Q,) of what will be known at last of a day."""
        expected, deviation = self._growth(value, day)
        return self.scale.values_of(between_levels(expected + deviation * NORMAL, np.array(levels)))

    def draws(self, value: float, day: date, size: int, rng: np.random.Generator) -> Floats:
        """Draw what will be known at last of a day, (N,)."""
        expected, deviation = self._growth(value, day)
        return self.scale.values_of(np.maximum(expected + deviation * rng.standard_normal(size), 0))

    def _growth(self, value: float, day: date) -> tuple[Floats, Floats]:
        """Return in growth units what a value is expected to become, (1,), and its standard deviation."""
        age = np.array([(self.newest - day).days // self.days])
        return self.revisions.becomes(self.scale.growth_of(np.array([value])), age)


def nowcast_of(model: Model, known: Mapping[SeriesKey, Mapping[date, float]], days: int) -> Nowcast | None:
    """Return what the newest values are expected to become, where a model has learned how such are revised."""
    if model.revisions is None:
        return None
    return Nowcast(model.revisions, model.panel.scale, max(max(series) for series in known.values()), days)


def vintages_among(reports: TargetData, known: Known, panel: "Panel", options: "ReadOptions") -> "Vintages | None":
    """Return what was published of the series of a panel, None where it does not tell how the newest values are revised.

    That is where there are few vintages, or where the newest day stood in an earlier one already: its values may have been
    revised since, and by how much is not known.
    """
    import pandas as pd

    if reports.published is None:
        return None
    names = {series.name for series in panel.series}
    rows = pd.DataFrame(
        {
            "location": [key.name for key in reports.series_keys()],
            "date": pd.to_datetime(reports.dates),
            "value": reports.observed,
            "as_of": pd.to_datetime(reports.published),
        }
    )
    last = max(max(series) for series in known.values())
    rows = rows[rows["location"].isin(names) & (rows["date"].dt.date <= last) & (rows["as_of"] >= rows["date"])]
    newest = rows[rows["date"].dt.date == last].groupby("location")["as_of"].min()
    vintages = rows["as_of"].unique()
    if len(vintages) <= MIN_VINTAGES or (newest == vintages.max()).mean() < HALF:
        return None
    try:
        return vintages_of(frame_table(rows), options)
    except DataError:  # what was withdrawn need not fit: revisions are learned where they can be
        return None
