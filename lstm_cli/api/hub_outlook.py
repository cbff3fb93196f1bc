"""The values of a hub's target known before a round, and a model's forecast of every location from there to a last day."""

import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import product
from typing import TYPE_CHECKING, Final

import numpy as np

from lstm_cli._arrays import Floats
from lstm_cli.api.data import to_panel
from lstm_cli.api.forecast import Forecast
from lstm_cli.api.forecaster import Forecaster
from lstm_cli.api.hub_reports import Known, Nowcast, nowcast_of, unlearned, vintages_among
from lstm_cli.ensemble.results import SeriesForecast
from lstm_cli.errors import DataError
from lstm_cli.features.revisions import learn_revisions
from lstm_cli.hubs.derived.paths import LocationPaths
from lstm_cli.hubs.derived.resolve import YEAR
from lstm_cli.hubs.further_ids import SeriesKey
from lstm_cli.hubs.rounds import RoundDate, known_until
from lstm_cli.hubs.target_data import TargetData
from lstm_cli.hubs.tasks import LOCATION, ModelTask
from lstm_cli.options import DataKind, ReadOptions
from lstm_cli.panel.floor import measured_scale
from lstm_cli.panel.series import Panel
from lstm_cli.panel.wholes import cover, wholes_among
from lstm_cli.problems import shown
from lstm_cli.progress import Report
from lstm_cli.remarks import Remark, first_names

if TYPE_CHECKING:
    import pandas as pd

    from lstm_cli.panel.vintages import Vintages

__all__ = ["CHANCES", "Outlook", "expected_nowcast", "outlook"]

CHANCES: Final = 10_000  # paths for probabilities, which then have four decimals
# Remarks that are left out: hubs ask for no totals, and another remark names the late locations.
OMITTED: Final = frozenset({"series-is-sum", "series-end-early"})
MAX_LATE: Final = 12  # steps that a location may be behind the others and still be forecast from its own end


@dataclass(frozen=True, slots=True)
class Outlook:
    """The known values of each series by name and day, the forecast that continues them, and remarks.

    wholes: names of the series whose forecasts come from paths that add up with those of their parts; nowcast: what the
    newest values are expected to become, None if they stay as reported.
    """

    keys: Mapping[str, SeriesKey]
    known: Mapping[str, Mapping[date, float]]
    forecast: Forecast
    notes: tuple[Remark, ...]
    wholes: frozenset[str] = frozenset()
    nowcast: Nowcast | None = None

    def series(self) -> list[SeriesForecast]:
        """Return the forecast of each series."""
        own = self.forecast.result.series
        if not self.wholes:
            return list(own)
        reconciled = {series.name: series for series in self.forecast.reconcile(paths=CHANCES).result.series}
        return [reconciled[series.name] if series.name in self.wholes else series for series in own]

    def paths(self, days: Sequence[date], size: int, *, drawn: bool = False) -> Iterator[LocationPaths]:
        """Yield joint paths of each location on some days; a known value is the same in every path.

        drawn: whether to draw known values that will be revised. Otherwise they are the expected values, because drawing
        both ends of a change independently would make it too large.
        """
        for series, paths in zip(self.forecast.result.series, self._drawn(size), strict=True):
            at: dict[date, int] = {day: k for k, day in enumerate(series.times.astype("datetime64[D]").tolist())}
            values = [paths[:, at[day]] if day in at else self._known(series.name, day, size, drawn) for day in days]
            record = _record(self.known[series.name])
            yield LocationPaths(self.keys[series.name], tuple(days), np.column_stack(values), record)

    def known_quantiles(self, name: str, day: date) -> Floats:
        """Return the quantiles (Q,) of a known value, in its own unit, at the levels of the forecast."""
        value, levels = self.known[name][day], self.forecast.levels
        return np.full(len(levels), value) if self.nowcast is None else self.nowcast.quantiles(value, day, levels)

    def _known(self, name: str, day: date, size: int, drawn: bool) -> Floats:
        """Return a known value in every path (N,), NaN if there is none."""
        value = self.known[name].get(day, np.nan)
        if self.nowcast is None or np.isnan(value):
            return np.full(size, value)
        if not drawn:
            return np.full(size, self.nowcast.expected(value, day))
        rng = np.random.default_rng([zlib.crc32(name.encode()), day.toordinal()])
        return self.nowcast.draws(value, day, size, rng)

    def _drawn(self, size: int) -> Iterator[Floats]:
        """Yield the paths of each series; those of wholes add up with the paths of their parts."""
        own = self.forecast.futures(paths=size).paths()
        if not self.wholes:
            yield from own
            return
        reconciled = self.forecast.reconcile(paths=size).futures().paths()
        for name, own_paths, reconciled_paths in zip(self.forecast.series, own, reconciled, strict=True):
            yield reconciled_paths if name in self.wholes else own_paths


def outlook(
    data: TargetData,
    task: ModelTask,
    chosen: RoundDate,
    *,
    last: date,
    levels: Sequence[float],
    seed: int,
    progress: Report,
    reconcile: bool = False,
    reports: TargetData | None = None,
) -> Outlook:
    """Train on what was known before a round, and forecast every location up to a last day; late ones take more steps.

    reports: all that was published by then, to learn how the newest values are revised; None keeps them as reported.
    reconcile: whether wholes get forecasts from paths that add up. On 10 dates of two FluSight seasons this lowers the WIS
    of the nation by 18 % at horizons 0 to 3; the 52 states, whose WIS it would raise by 3 %, keep their own forecasts.

    Raises
    ------
    DataError
        Nothing was known before the round.
    """
    known, gone = _known(data, task, chosen)
    if not known:
        message = f"there are no values of {shown(data.target.name)} before {chosen.id} at any location of this hub"
        raise DataError(message, path=str(data.files[0]))
    steps = _steps(known, last, data)
    used, fewest = _used(known, steps), min(steps.values())
    late = sorted(key.name for key in used if steps[key] > fewest)
    ended = sorted(key.name for key in known.keys() - used.keys())
    panel, vintages, unused = _published(data, used, reports)
    forecaster = Forecaster(max(steps[key] for key in used), seed=seed)
    forecaster.fit(panel, vintages=vintages, progress=progress)
    forecast = forecaster.predict(quantiles=levels, ended="keep")
    absent = [key.name for key in _asked(data, task) if key not in known]
    notes = [
        *_of_now(data, task, chosen),
        *([Remark("hub-locations-late", first_names(late))] if late else []),
        *([Remark("hub-locations-ended", first_names(ended))] if ended else []),
        *([Remark("hub-locations-absent", first_names(absent))] if absent else []),
        *([Remark("hub-locations-unknown", first_names(gone))] if gone else []),
    ]
    keys = {key.name: key for key in used}
    by_name = {key.name: values for key, values in used.items()}
    wholes = _wholes(forecast) if reconcile else frozenset[str]()
    notes += [Remark("hub-wholes-reconciled", first_names(sorted(wholes)))] if wholes else []
    notes += [note for note in (*panel.notes, *forecast.notes) if note.code not in OMITTED]
    notes += [*unused, *unlearned(forecaster.model)]
    nowcast = nowcast_of(forecaster.panel, forecaster.model.revisions, data.target.days or 1)
    return Outlook(keys, by_name, forecast, tuple(notes), wholes, nowcast)


def expected_nowcast(
    data: TargetData, task: ModelTask, chosen: RoundDate, *, last: date, reports: TargetData
) -> Nowcast | None:
    """Return the nowcast of an `outlook`, without its training; None if the newest values stay as reported."""
    known, _ = _known(data, task, chosen)
    if not known:
        return None
    panel, vintages, _ = _published(data, _used(known, _steps(known, last, data)), reports)
    scale = measured_scale(panel)
    revisions = None if vintages is None else learn_revisions(vintages, scale)
    return nowcast_of(replace(panel, scale=scale), revisions, data.target.days or 1)


def _steps(known: Known, last: date, data: TargetData) -> dict[SeriesKey, int]:
    """Return the steps from the end of each series to a last day."""
    return {key: (last - max(series)).days // (data.target.days or 1) for key, series in known.items()}


def _used(known: Known, steps: Mapping[SeriesKey, int]) -> Known:
    """Return the series that do not end long before the others."""
    most = min(steps.values()) + MAX_LATE
    return {key: values for key, values in known.items() if steps[key] <= most}


def _published(
    data: TargetData, used: Known, reports: TargetData | None
) -> tuple[Panel, "Vintages | None", list[Remark]]:
    """Return the panel of known values, and its vintages; None, perhaps with a remark, if they do not show revisions."""
    options = ReadOptions("location", "date", "value", kind=data.target.measure)
    panel = to_panel(_frame(used), options, skip_bad_series=True)
    return panel, *vintages_among(reports, used, panel, options)


def _of_now(data: TargetData, task: ModelTask, chosen: RoundDate) -> list[Remark]:
    """Return a remark if the data are newer than the round, because no vintage says what was known then."""
    until = known_until(chosen, task)
    return [Remark("hub-values-of-now", {"until": str(until)})] if until and data.last > until else []


def _wholes(forecast: Forecast) -> frozenset[str]:
    """Return the series that are sums of others; none if the forecast times differ, or for rates, which do not add up."""
    times = {tuple(series.times.tolist()) for series in forecast.result.series}
    if forecast.panel.scale.kind is not DataKind.COUNT or len(times) > 1:
        return frozenset()
    wholes = wholes_among(forecast.panel.series)
    return frozenset(name for name in forecast.series if cover(wholes, name, forecast.series))


def _known(data: TargetData, task: ModelTask, chosen: RoundDate) -> tuple[Known, list[str]]:
    """Return the values known before the round by series, and the names of series that the round does not ask for."""
    until = known_until(chosen, task)
    days: list[date] = data.dates.astype("datetime64[D]").tolist()
    known: Known = {}
    for key, day, value in zip(data.series_keys(), days, data.observed.tolist(), strict=True):
        if until is None or day <= until:
            known.setdefault(key, {})[day] = value
    asked = frozenset(_asked(data, task))
    gone = sorted(key.name for key in known.keys() - asked)
    return {key: series for key, series in known.items() if key in asked}, gone


def _asked(data: TargetData, task: ModelTask) -> list[SeriesKey]:
    """Return the series that a round asks for: every combination of its locations and of the data's further task ids."""
    further = [[(name, value) for value in task.ids[name].allowed] for name in data.further]
    return [SeriesKey(place, cells) for place in task.ids[LOCATION].allowed for cells in product(*further)]


def _record(known: Mapping[date, float]) -> float | None:
    """Return the highest value of a location, None if it has less than a year of values."""
    return max(known.values()) if max(known) - min(known) >= YEAR else None


def _frame(known: Known) -> "pd.DataFrame":
    """Return the values as a frame."""
    import pandas as pd

    rows = [(key.name, day, value) for key, series in known.items() for day, value in series.items()]
    frame = pd.DataFrame(rows, columns=["location", "date", "value"])
    return frame.assign(date=pd.to_datetime(frame["date"]))
