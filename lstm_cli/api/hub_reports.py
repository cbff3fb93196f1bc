"""The vintages of a hub's target: how its newest values are revised, and what they are expected to become."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Final

import numpy as np

from lstm_cli._arrays import Array, Floats
from lstm_cli.ensemble.model import Model
from lstm_cli.errors import DataError
from lstm_cli.features.revisions import Revisions
from lstm_cli.hubs.further_ids import SeriesKey
from lstm_cli.hubs.target_data import TargetData
from lstm_cli.metrics.normal import NORMAL
from lstm_cli.metrics.quantile_function import between_levels
from lstm_cli.panel.frequency_names import short_name
from lstm_cli.panel.scale import Scale
from lstm_cli.panel.slicing import last_time, time_line
from lstm_cli.readers.frame_table import frame_table
from lstm_cli.readers.vintage_reader import vintages_of
from lstm_cli.remarks import Remark

if TYPE_CHECKING:
    import pandas as pd

    from lstm_cli.options import ReadOptions
    from lstm_cli.panel.series import Panel
    from lstm_cli.panel.vintages import Vintages

__all__ = ["Known", "Nowcast", "nowcast_of", "unlearned", "vintages_among"]

MIN_REPORTED: Final = 4  # earlier dates that were the newest of a vintage: fewer say little about the next revision
HALF: Final = 0.5  # share of the series whose newest day must be new in the newest vintage
UNKNOWN: Final = "revisions-unknown"  # the remark of a model that could not learn how values are revised

Known = dict[SeriesKey, dict[date, float]]


@dataclass(frozen=True, slots=True)
class Nowcast:
    """What the newest values of a target are expected to become, by the revisions that a model has learned.

    newest: the newest day of any series; days: the length of a step.
    """

    revisions: Revisions
    scale: Scale
    newest: date
    days: int

    def expected(self, value: float, day: date) -> float:
        """Return the expected final value of a day."""
        return float(self.scale.values_of(self._growth(value, day)[0])[0])

    def quantiles(self, value: float, day: date, levels: Sequence[float]) -> Floats:
        """Return the quantiles (Q,) of the final value of a day."""
        expected, deviation = self._growth(value, day)
        return self.scale.values_of(between_levels(expected + deviation * NORMAL, np.array(levels)))

    def draws(self, value: float, day: date, size: int, rng: np.random.Generator) -> Floats:
        """Draw final values of a day, (N,)."""
        expected, deviation = self._growth(value, day)
        return self.scale.values_of(np.maximum(expected + deviation * rng.standard_normal(size), 0))

    def _growth(self, value: float, day: date) -> tuple[Floats, Floats]:
        """Return the expected final value, (1,) in growth units, and its standard deviation."""
        age = np.array([(self.newest - day).days // self.days])
        return self.revisions.becomes(self.scale.growth_of(np.array([value])), age)


def nowcast_of(panel: "Panel", revisions: Revisions | None, days: int) -> Nowcast | None:
    """Return what the newest values of a panel are expected to become; None if it is not known how they are revised."""
    if revisions is None:
        return None
    newest: date = last_time(panel).astype("datetime64[D]").item()
    return Nowcast(revisions, panel.scale, newest, days)


def unlearned(model: Model) -> list[Remark]:
    """Return the remark that vintages were too few for a model to learn from, if it has one."""
    remarks = () if model.summary is None else model.summary.remarks
    return [remark for remark in remarks if remark.code == UNKNOWN]


def vintages_among(
    reports: TargetData | None, known: Known, panel: "Panel", options: "ReadOptions"
) -> tuple["Vintages | None", list[Remark]]:
    """Return the vintages of the series of a panel; None, with a remark, if they do not show how newest values are revised.

    That is the case if too few dates were the newest of a vintage, or if the newest date is not new in the newest vintage:
    its values may have been revised already, by an unknown amount. A single vintage gets no remark.
    """
    if reports is None or reports.published is None:
        return None, []
    rows = _rows(reports, reports.published, panel)
    if rows["as_of"].nunique() < 2:  # noqa: PLR2004 - the second vintage can revise the first
        return None, []
    last = max(max(series) for series in known.values())
    days = {day for series in known.values() for day in series}
    reading = replace(options, kind=panel.scale.kind, freq=short_name(panel.frequency))
    try:
        vintages = vintages_of(frame_table(rows[rows["date"].dt.date.isin(days)]), reading)
    except DataError as error:  # values that were revised or withdrawn since may be invalid
        return None, [Remark("hub-vintages-unusable", {"reason": error.problems[0].message})]
    line = time_line(vintages.newest).astype("datetime64[D]")
    earlier = sum(line[at] < np.datetime64(last) for at in vintages.reporting())
    if earlier < MIN_REPORTED:
        return None, [Remark("hub-vintages-few", {"count": int(earlier), "minimum": MIN_REPORTED})]
    if not _is_new(rows, last, undated=reports.as_of is None):
        return None, [Remark("hub-newest-not-new", {"day": str(last)})]
    return vintages, []


def _rows(reports: TargetData, published: Array, panel: "Panel") -> "pd.DataFrame":
    """Return what was published of the series of a panel, without rows that were published before their own date."""
    import pandas as pd

    rows = pd.DataFrame(
        {
            "location": [key.name for key in reports.series_keys()],
            "date": pd.to_datetime(reports.dates),
            "value": reports.observed,
            "as_of": pd.to_datetime(published),
        }
    )
    names = {series.name for series in panel.series}
    return rows[rows["location"].isin(names) & (rows["as_of"] >= rows["date"])]


def _is_new(rows: "pd.DataFrame", last: date, *, undated: bool) -> bool:
    """Whether the newest vintage is the first to report a day, for half of the series.

    undated: the newest state has no date, so that the day is new if no vintage has it.
    """
    first = rows[rows["date"].dt.date == last].groupby("location")["as_of"].min()
    return first.empty if undated else bool((first == rows["as_of"].max()).mean() >= HALF)
