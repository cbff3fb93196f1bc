"""Forecast with a trained model from the end of each series of a panel."""

from collections.abc import Sequence

import numpy as np

from lstm_cli._arrays import Floats
from lstm_cli.ensemble.forecast_notes import forecast_notes, without_ended
from lstm_cli.ensemble.limits import check_time_line
from lstm_cli.ensemble.model import Model
from lstm_cli.ensemble.paths import Joint
from lstm_cli.ensemble.prepared import Prepared, prepare
from lstm_cli.ensemble.results import MAX_RECENT, Forecast, SeriesForecast
from lstm_cli.errors import DataError, Hint, Setting, UsageError
from lstm_cli.lstm.gate_statistics import GateSums
from lstm_cli.options import DEFAULT_LEVELS, DRAWS, LEVELS, Ended, Gates
from lstm_cli.panel.frequency import Frequency
from lstm_cli.panel.frequency_names import spelled
from lstm_cli.panel.series import Panel

__all__ = ["check_like", "predict"]


def predict(
    model: Model,
    *,
    panel: Panel | None = None,
    series: Sequence[str] | None = None,
    horizon: int | None = None,
    levels: Sequence[float] = DEFAULT_LEVELS,
    gates: Gates | None = None,
    draws: int = DRAWS,
    ended: Ended = Ended.KEEP,
) -> Forecast:
    """Forecast from the end of each series, of the training panel or of another, without refitting.

    series: names of those to forecast, forecast in the panel's order; the others are not computed. Levels
    between the 23 are interpolated in growth units. gates: left out, as the model was trained;
    stochastic ones are run ``draws`` times. ended: whether series that ended long before the others are forecast, too,
    where no series are named.

    Raises
    ------
    UsageError
        The model does not reach that far ahead, the times there cannot be written, or no series is called so.
    DataError
        The panel is of another frequency.
    """
    steps = model.horizon if horizon is None else horizon
    if steps > model.horizon:
        hint = Hint("train with {}", Setting("horizon", steps))
        raise UsageError(f"the model reaches {model.horizon} steps ahead, not {steps}", value=str(steps), hint=hint)
    used = model.panel if panel is None else panel
    check_like(used, model.panel)
    check_time_line(used, steps)
    rows, gone = without_ended(used, None if series is None else _rows(used, series), ended, model.horizon)
    prepared = prepare(model, used, rows)
    growth, sums = prepared.quantiles(gates=gates, draws=draws)
    names = tuple(member.name for member in prepared.series)
    joint = Joint(names, growth[:, :steps], model.dependence, model.seed, prepared.history.scale)
    expected = joint.expected()
    return Forecast(
        tuple(levels),
        tuple(
            _series_forecast(prepared, row, joint, expected[row], levels=levels, sums=sums)
            for row in range(len(growth))
        ),
        sums.statistics(),
        model.length,
        (*gone, *forecast_notes(prepared)),
        joint,
    )


def _rows(panel: Panel, names: Sequence[str]) -> list[int]:
    """Return the rows of some series, in the panel's order."""
    places = {series.name: row for row, series in enumerate(panel.series)}
    for name in names:
        if name not in places:
            raise UsageError(f"no series is called {name!r}")
    return sorted({places[name] for name in names})


def _series_forecast(
    prepared: Prepared, row: int, joint: Joint, expected: Floats, *, levels: Sequence[float], sums: GateSums
) -> SeriesForecast:
    """Put one series' forecast together."""
    series, growth = prepared.series[row], joint.growth[row]
    scale, wanted = joint.scale, np.stack([np.interp(levels, LEVELS, quantiles) for quantiles in growth])
    return SeriesForecast(
        series.name,
        prepared.panel.frequency.after(series.times[-1], np.arange(1, len(growth) + 1)),
        scale.values_of(wanted),
        scale.values_of(growth[:, LEVELS.index(0.5)]),
        expected,
        series.recent(MAX_RECENT),
        sums.statistics(slice(row, row + 1)),
    )


def check_like(panel: Panel, trained: Panel) -> None:
    """Refuse data whose values or whose step are not the model's."""
    kind, before = panel.scale.kind, trained.scale.kind
    if kind is not before:
        message = f"holds {kind}s, but the model was trained on {before}s"
        hint = Hint("if it holds {}, read it with {}", f"{before}s", Setting("kind", before.value))
        raise DataError(message, path=panel.source, value=str(kind), hint=hint)
    _check_frequency(panel, trained.frequency)


def _check_frequency(panel: Panel, trained: Frequency) -> None:
    """Refuse data whose step is not the model's."""
    own = panel.frequency
    if (own.seconds, own.months) != (trained.seconds, trained.months) or own.open_details != trained.open_details:
        message = f"is {own.name}, but the model was trained on {trained.name} data"
        other_times = own.seconds == trained.seconds > 0
        steps = [Setting("freq", spelled(frequency)) for frequency in (trained, own)] if other_times else []
        hint = Hint("read it with {}, or train with {}", *steps) if steps else None
        raise DataError(message, path=panel.source, value=own.name, hint=hint)
