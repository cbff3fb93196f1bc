"""The forecast of a hub's target: the newest state of its series, a model of them, and every horizon of a round."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

import numpy as np

from lstm_cli._arrays import Floats
from lstm_cli.api.forecast import Forecast
from lstm_cli.api.forecaster import Forecaster
from lstm_cli.ensemble.results import SeriesForecast
from lstm_cli.errors import DataError
from lstm_cli.hubs.rounds import RoundDate
from lstm_cli.hubs.target_data import TargetData
from lstm_cli.hubs.tasks import ModelTask
from lstm_cli.hubs.writing.forecasts import LocationForecast
from lstm_cli.hubs.writing.rows import ends_of
from lstm_cli.problems import shown
from lstm_cli.progress import Report
from lstm_cli.remarks import Remark, first_names

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Forecasts", "forecast_locations"]

MAX_LATE: Final = 12  # steps that a location may be behind the others and still be forecast from its own end
MIDDLE: Final = 0.5
PATHS: Final = 100  # where a hub takes fewer or more


@dataclass(frozen=True, slots=True)
class Forecasts:
    """The forecasts of the locations that a round asks for, and what should be known of them."""

    locations: tuple[LocationForecast, ...]
    notes: tuple[Remark, ...]


def forecast_locations(data: TargetData, chosen: RoundDate, *, seed: int, progress: Report) -> Forecasts:
    """Train on what was known before a round, and forecast every location to the end of its last horizon.

    A location that is behind is forecast further; what a horizon's week is known already to be is its forecast.
    """
    task = next((task for target, task in chosen.round.targets() if target.name == data.target.name), data.task)
    ends = sorted(ends_of(chosen, task, data.target))
    known, gone = _known(data, task, chosen)
    if not known:
        message = f"there is no value of {shown(data.target.name)} before {chosen.id} at any location of this hub"
        raise DataError(message, path=str(data.files[0]))
    newest = {place: series[-1][0] for place, series in known.items()}
    steps = {place: (ends[-1] - day).days // (data.target.days or 1) for place, day in newest.items()}
    fewest = min(steps.values())
    late = sorted(place for place, count in steps.items() if fewest < count <= fewest + MAX_LATE)
    ended = sorted(place for place, count in steps.items() if count > fewest + MAX_LATE)
    series = {place: values for place, values in known.items() if place not in ended}
    levels = _levels(task)
    forecaster = Forecaster(max(steps[place] for place in series), seed=seed).fit(
        _frame(series),
        id_col="location",
        time_col="date",
        target_col="value",
        kind=data.target.measure,
        skip_bad_series=True,
        progress=progress,
    )
    forecast = forecaster.predict(quantiles=levels, ended="keep")
    made = tuple(
        _location(entry, ends, dict(series[entry.name]), levels, paths)
        for entry, paths in zip(forecast.result.series, _paths(forecast, task), strict=True)
    )
    absent = [place for place in task.ids["location"].allowed if place not in known]
    notes = [
        *([Remark("hub-locations-late", first_names(late))] if late else []),
        *([Remark("hub-locations-ended", first_names(ended))] if ended else []),
        *([Remark("hub-locations-absent", first_names(absent))] if absent else []),
        *([Remark("hub-locations-unknown", first_names(gone))] if gone else []),
    ]
    return Forecasts(made, (*notes, *forecaster.panel.notes, *forecast.notes))


def _levels(task: ModelTask) -> tuple[float, ...]:
    """Return the levels that the round asks for, and the median."""
    asked = {float(name) for name in task.outputs["quantile"].ids} if "quantile" in task.outputs else set()
    return tuple(sorted(asked | {MIDDLE}))


def _known(
    data: TargetData, task: ModelTask, chosen: RoundDate
) -> tuple[dict[str, list[tuple[date, float]]], list[str]]:
    """Return the values before the round by location, and the locations that the round does not ask for."""
    allowed = frozenset(task.ids["location"].allowed)
    days: list[date] = data.dates.astype("datetime64[D]").tolist()
    known: dict[str, list[tuple[date, float]]] = {}
    for place, day, value in zip(data.location.tolist(), days, data.observed.tolist(), strict=True):
        if chosen.date is None or day < chosen.date:
            known.setdefault(place, []).append((day, value))
    gone = sorted(known.keys() - allowed)
    return {place: series for place, series in known.items() if place in allowed}, gone


def _frame(known: dict[str, list[tuple[date, float]]]) -> "pd.DataFrame":
    """Return the values as a frame."""
    import pandas as pd

    rows = [(place, day, value) for place, series in known.items() for day, value in series]
    frame = pd.DataFrame(rows, columns=["location", "date", "value"])
    return frame.assign(date=pd.to_datetime(frame["date"]))


def _paths(forecast: Forecast, task: ModelTask) -> Iterator[Floats | None]:
    """Yield as many joint sample paths (N, K) of each series as the round asks for, None where it asks for none."""
    asked = [output.samples for output in task.outputs.values() if output.samples is not None]
    if not asked and "mean" not in task.outputs:
        yield from (None for _ in forecast.result.series)
        return
    size = max([min(max(samples.minimum, PATHS), samples.maximum) for samples in asked], default=PATHS)
    yield from forecast.futures(paths=size).paths()


def _location(
    series: SeriesForecast,
    ends: Sequence[date],
    known: Mapping[date, float],
    levels: tuple[float, ...],
    paths: Floats | None,
) -> LocationForecast:
    """Return what is forecast at the ends of the horizons; what is known is the same at every level and in every path."""
    at: dict[date, int] = {day: k for k, day in enumerate(series.times.astype("datetime64[D]").tolist())}
    used = tuple(end for end in ends if end in at or end in known)
    quantiles = [series.quantiles[at[end]] if end in at else np.full(len(levels), known[end]) for end in used]
    samples = None
    if paths is not None:
        samples = np.column_stack([paths[:, at[end]] if end in at else np.full(len(paths), known[end]) for end in used])
    return LocationForecast(series.name, used, levels, np.array(quantiles), samples)
