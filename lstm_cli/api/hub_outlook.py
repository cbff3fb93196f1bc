"""What is known of a hub's target before a round, and a model's forecast of every location from there to a last day."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

import numpy as np

from lstm_cli.api.forecast import Forecast
from lstm_cli.api.forecaster import Forecaster
from lstm_cli.errors import DataError
from lstm_cli.hubs.derived.paths import LocationPaths
from lstm_cli.hubs.rounds import RoundDate
from lstm_cli.hubs.target_data import TargetData
from lstm_cli.hubs.tasks import ModelTask
from lstm_cli.problems import shown
from lstm_cli.progress import Report
from lstm_cli.remarks import Remark, first_names

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Outlook", "outlook"]

YEAR: Final = timedelta(weeks=52)
MAX_LATE: Final = 12  # steps that a location may be behind the others and still be forecast from its own end

Known = dict[str, dict[date, float]]


@dataclass(frozen=True, slots=True)
class Outlook:
    """The values known of each location by day, the forecast that goes on from them, and what should be known of both."""

    known: Mapping[str, Mapping[date, float]]
    forecast: Forecast
    notes: tuple[Remark, ...]

    def paths(self, days: Sequence[date], size: int) -> Iterator[LocationPaths]:
        """Yield joint paths of each location on some days; what is known is the same in every path."""
        for series, paths in zip(self.forecast.result.series, self.forecast.futures(paths=size).paths(), strict=True):
            at: dict[date, int] = {day: k for k, day in enumerate(series.times.astype("datetime64[D]").tolist())}
            known = self.known[series.name]
            values = [paths[:, at[day]] if day in at else np.full(size, known.get(day, np.nan)) for day in days]
            yield LocationPaths(series.name, tuple(days), np.column_stack(values), _record(known))


def outlook(
    data: TargetData,
    task: ModelTask,
    chosen: RoundDate,
    *,
    last: date,
    levels: Sequence[float],
    seed: int,
    progress: Report,
) -> Outlook:
    """Train on what was known before a round, and forecast every location up to a last day, one that is behind further.

    Raises
    ------
    DataError
        Nothing was known before the round.
    """
    known, gone = _known(data, task, chosen)
    if not known:
        message = f"there is no value of {shown(data.target.name)} before {chosen.id} at any location of this hub"
        raise DataError(message, path=str(data.files[0]))
    steps = {place: (last - max(series)).days // (data.target.days or 1) for place, series in known.items()}
    fewest = min(steps.values())
    late = sorted(place for place, count in steps.items() if fewest < count <= fewest + MAX_LATE)
    ended = sorted(place for place, count in steps.items() if count > fewest + MAX_LATE)
    used = {place: values for place, values in known.items() if place not in ended}
    forecaster = Forecaster(max(steps[place] for place in used), seed=seed).fit(
        _frame(used),
        id_col="location",
        time_col="date",
        target_col="value",
        kind=data.target.measure,
        skip_bad_series=True,
        progress=progress,
    )
    forecast = forecaster.predict(quantiles=levels, ended="keep")
    absent = [place for place in task.ids["location"].allowed if place not in known]
    notes = [
        *([Remark("hub-locations-late", first_names(late))] if late else []),
        *([Remark("hub-locations-ended", first_names(ended))] if ended else []),
        *([Remark("hub-locations-absent", first_names(absent))] if absent else []),
        *([Remark("hub-locations-unknown", first_names(gone))] if gone else []),
    ]
    return Outlook(used, forecast, (*notes, *forecaster.panel.notes, *forecast.notes))


def _known(data: TargetData, task: ModelTask, chosen: RoundDate) -> tuple[Known, list[str]]:
    """Return the values before the round by location, and the locations that the round does not ask for."""
    allowed = frozenset(task.ids["location"].allowed)
    days: list[date] = data.dates.astype("datetime64[D]").tolist()
    known: Known = {}
    for place, day, value in zip(data.location.tolist(), days, data.observed.tolist(), strict=True):
        if chosen.date is None or day < chosen.date:
            known.setdefault(place, {})[day] = value
    gone = sorted(known.keys() - allowed)
    return {place: series for place, series in known.items() if place in allowed}, gone


def _record(known: Mapping[date, float]) -> float | None:
    """Return the highest value of a location that has been known for a year."""
    return max(known.values()) if max(known) - min(known) >= YEAR else None


def _frame(known: Known) -> "pd.DataFrame":
    """Return the values as a frame."""
    import pandas as pd

    rows = [(place, day, value) for place, series in known.items() for day, value in series.items()]
    frame = pd.DataFrame(rows, columns=["location", "date", "value"])
    return frame.assign(date=pd.to_datetime(frame["date"]))
