"""Forecast with a trained model from the end of each series of a panel."""

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

import numpy as np

from lstm_cli._arrays import Floats, Ints
from lstm_cli._threads import one_thread
from lstm_cli.ensemble.forecast_notes import forecast_notes, revised, without_ended
from lstm_cli.ensemble.likeness import check_like
from lstm_cli.ensemble.limits import check_time_line, newest_used
from lstm_cli.ensemble.model import Model
from lstm_cli.ensemble.paths import Joint
from lstm_cli.ensemble.results import MAX_RECENT, Forecast, SeriesForecast
from lstm_cli.ensemble.surveyed import Surveyed, survey
from lstm_cli.errors import Hint, Setting, UsageError
from lstm_cli.features.histories import stretches
from lstm_cli.lstm.gate_statistics import GateSums
from lstm_cli.metrics.normal import MEDIAN
from lstm_cli.metrics.quantile_function import between_levels
from lstm_cli.options import DRAWS, Ended, Gates
from lstm_cli.panel.frequency import Frequency
from lstm_cli.panel.packed import series_names
from lstm_cli.panel.series import Panel, Series
from lstm_cli.parallel.executors import in_order
from lstm_cli.remarks import Remark

__all__ = ["ForecastRequest", "Plan", "plan_forecast"]


@dataclass(frozen=True, slots=True)
class ForecastRequest:
    """What to forecast: steps ahead K, quantile levels, how gates are used, and whether to keep statistics of the gates.

    gates: None uses them as in training; draws: runs with sampled gates; as_reported: whether the newest values stay as
    reported, although the model knows how they are revised.
    """

    horizon: int
    levels: tuple[float, ...]
    gates: Gates | None = None
    draws: int = DRAWS
    readings: bool = True
    as_reported: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """A forecast that is decided but not made: the series of a panel, the request, and the remarks that accompany it."""

    surveyed: Surveyed
    rows: Ints
    request: ForecastRequest
    notes: tuple[Remark, ...]

    @property
    def single(self) -> bool:
        """Whether there is only one part, which is forecast here whatever executor is given."""
        return len(self._stretches()) == 1

    def _stretches(self) -> list[Ints]:
        """Return the rows of each part."""
        return list(stretches(self.rows, self.surveyed.whole.steps))

    def parts(self, executor: Executor | None = None, *, jobs: int | None = None) -> Iterator[Forecast]:
        """Yield the forecast a few series at a time, so that only these are in memory: made here, or by an executor.

        A single part is always made here: an executor would not be faster, and for a small panel it would have to be sent a
        view that is larger than the panel.
        """
        every = self._stretches()
        if executor is None or self.single:
            yield from map(self._of, every)
            return
        pieces = (Piece(self.surveyed.part(rows), self.request) for rows in every)
        made = in_order(executor, Piece.forecast, pieces, jobs=jobs)
        for rows, (growth, sums) in zip(every, made, strict=True):
            yield self._made(rows, growth, sums)

    def forecast(self) -> Forecast:
        """Return the forecast of all series."""
        return self._of(self.rows)

    def _of(self, rows: Ints) -> Forecast:
        """Forecast some series."""
        return self._made(rows, *_growth(self.surveyed, rows, self.request))

    def _made(self, rows: Ints, growth: Floats, sums: GateSums | None) -> Forecast:
        """Put the forecast of some series together."""
        request, model, panel = self.request, self.surveyed.model, self.surveyed.whole.panel
        chosen = [panel.series[row] for row in rows.tolist()]
        names = tuple(member.name for member in chosen)
        joint = Joint(names, growth[:, : request.horizon], model.dependence, model.seed, panel.scale)
        series = _series_forecasts(chosen, panel.frequency, joint, request.levels, sums)
        read = None if sums is None else sums.statistics()
        return Forecast(request.levels, series, read, model.length, self.notes, joint)


@dataclass(frozen=True, slots=True)
class Piece:
    """Some series of a plan with everything that their forecast needs, to be sent to a worker."""

    surveyed: Surveyed
    request: ForecastRequest

    def forecast(self) -> tuple[Floats, GateSums | None]:
        """Return the quantiles in growth units, and the statistics of the gates if requested."""
        return _growth(self.surveyed, np.arange(len(self.surveyed.whole)), self.request)


def _growth(surveyed: Surveyed, rows: Ints, request: ForecastRequest) -> tuple[Floats, GateSums | None]:
    """Return the quantiles of some series in growth units, and the statistics of the gates if requested."""
    whole = surveyed.whole
    sums: GateSums | None = None
    with one_thread():
        prepared = surveyed.of(rows)
        if request.readings:
            growth, sums = prepared.quantiles(gates=request.gates, draws=request.draws)
        else:
            growth = prepared.growth(gates=request.gates, draws=request.draws)
        if whole.revisions is not None:
            growth = whole.revisions.widened(prepared.history, whole.newest, growth)
    return growth, sums


def plan_forecast(
    model: Model,
    request: ForecastRequest,
    *,
    panel: Panel | None = None,
    series: Sequence[str] | None = None,
    ended: Ended = Ended.KEEP,
) -> Plan:
    """Plan a forecast from the end of each series, of the training panel or of another, without refitting.

    series: names of the series to forecast, None for all; the result is in the panel's order. Quantile levels between the 23
    of the model are interpolated in growth units. ended: whether series that ended long before the others are left out if no
    series are named.

    Raises
    ------
    UsageError
        The model does not forecast that far ahead, the forecast times cannot be written, or a series is unknown.
    DataError
        The panel has another frequency.
    """
    steps = request.horizon
    if steps > model.horizon:
        hint = Hint("train with {}", Setting("horizon", steps))
        raise UsageError(f"the model forecasts {model.horizon} steps ahead, not {steps}", value=str(steps), hint=hint)
    used = newest_used(model.panel if panel is None else panel)
    check_like(used, model.panel)
    check_time_line(used, steps)
    wanted, gone = without_ended(used, None if series is None else _rows(used, series), ended, model.horizon)
    rows = np.arange(len(used)) if wanted is None else np.array(wanted, np.int64)
    notes = (*gone, *forecast_notes(model, used, rows))
    revisions = None if request.as_reported else model.revisions
    if revisions is not None:
        notes = (*notes, revised(revisions, used.frequency))
    elif request.as_reported and model.revisions is None:
        notes = (*notes, Remark("revisions-none"))
    return Plan(survey(model, used, revisions), rows, request, notes)


def _rows(panel: Panel, names: Sequence[str]) -> list[int]:
    """Return the rows of the named series, in the panel's order."""
    places = {name: row for row, name in enumerate(series_names(panel))}
    for name in names:
        if name not in places:
            raise UsageError(f"no series is called {name!r}")
    return sorted({places[name] for name in names})


def _series_forecasts(
    chosen: Sequence[Series], frequency: Frequency, joint: Joint, levels: Sequence[float], sums: GateSums | None
) -> tuple[SeriesForecast, ...]:
    """Put the forecast of each series together."""
    growth, scale = joint.growth, joint.scale
    values = scale.values_of(between_levels(growth, np.array(levels)))
    medians, expected = scale.values_of(growth[..., MEDIAN]), joint.expected()
    ahead = np.arange(1, growth.shape[1] + 1)
    ends = {series.times[-1] for series in chosen}
    times = {end: frequency.after(end, ahead) for end in ends}
    return tuple(
        SeriesForecast(
            series.name,
            times[series.times[-1]],
            values[row],
            medians[row],
            expected[row],
            series.recent(MAX_RECENT),
            None if sums is None else sums.statistics(slice(row, row + 1)),
        )
        for row, series in enumerate(chosen)
    )
