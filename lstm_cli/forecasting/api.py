"""Train a model on a panel and forecast with it: what the commands call."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from lstm_cli.data import Frequency, Panel
from lstm_cli.errors import DataError, UsageError
from lstm_cli.forecasting.draws import DRAWS, Gates
from lstm_cli.forecasting.fit import fit
from lstm_cli.forecasting.gates import GateTotals
from lstm_cli.forecasting.history import Floats, history_of
from lstm_cli.forecasting.inputs import series_scaling
from lstm_cli.forecasting.model import Model, growth_quantiles
from lstm_cli.forecasting.results import DEFAULT_LEVELS, LEVELS, Forecast, SeriesForecast
from lstm_cli.forecasting.storage import sealed
from lstm_cli.forecasting.summary import summarise_training
from lstm_cli.forecasting.units import counts_of
from lstm_cli.lstm import Cell

__all__ = [
    "LEAST_POINTS",
    "Progress",
    "TrainOptions",
    "check_frequency",
    "check_length",
    "horizon_of",
    "panel_notes",
    "predict",
    "train",
]

LEAST_POINTS: Final = 8
RECENT: Final = 60  # counts that a picture of the recent past may show


@dataclass(frozen=True, slots=True)
class TrainOptions:
    """What a user may decide; None leaves the horizon to the frequency."""

    horizon: int | None = None
    seed: int = 0
    cell: Cell = Cell.LSTM
    gates: Gates = Gates.EXPECTED


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a long piece of work is."""

    done: int
    total: int
    message: str


def _ignore(_state: Progress) -> None:
    """Report nothing."""


def check_length(panel: Panel) -> None:
    """Refuse a panel without one series that is long enough to train on."""
    known = max(int(np.count_nonzero(series.observed)) for series in panel.series)
    if known < LEAST_POINTS:
        raise DataError(
            f"{panel.source}: no series has {LEAST_POINTS} known counts, which training takes at least (the most is {known})"
        )


def horizon_of(panel: Panel, asked: int | None) -> int:
    """Return the steps ahead that were asked for, or the frequency's own, at most a third of the longest series."""
    longest = max(len(series) for series in panel.series)
    return asked or max(min(panel.frequency.default_horizon, longest // 3), 1)


def train(panel: Panel, options: TrainOptions, *, progress: Callable[[Progress], None] = _ignore) -> Model:
    """Train an ensemble on a panel.

    Raises
    ------
    DataError
        No series has 8 known counts.
    """
    check_length(panel)
    horizon = horizon_of(panel, options.horizon)
    history = history_of(panel, horizon)
    fitted = fit(
        history,
        seed=options.seed,
        report=lambda *state: progress(Progress(*state)),
        cell=options.cell,
        gates=options.gates,
    )
    model = Model(
        panel=panel,
        seed=options.seed,
        network=fitted.network,
        anchors=fitted.anchors,
        scale=fitted.scale,
        scaling=series_scaling(history),
        change_scale=fitted.change_scale,
        length=fitted.length,
        lags=fitted.lags,
        calibration=fitted.calibration,
        best_at=fitted.best_at,
        trained_gates=options.gates,
        summary=summarise_training(panel, history, fitted, seed=options.seed),
    )
    return sealed(model)


def predict(
    model: Model,
    *,
    panel: Panel | None = None,
    horizon: int | None = None,
    levels: Sequence[float] = DEFAULT_LEVELS,
    gates: Gates | None = None,
    draws: int = DRAWS,
) -> Forecast:
    """Forecast from the end of each series, of the training panel or of another, without refitting.

    Levels between the 23 are interpolated in growth units. gates: as the model was trained, unless said otherwise;
    stochastic ones are run ``draws`` times.

    Raises
    ------
    UsageError
        The model does not reach that far ahead.
    DataError
        The panel is of another frequency.
    """
    steps = model.horizon if horizon is None else horizon
    if steps > model.horizon:
        raise UsageError(f"the model reaches {model.horizon} steps ahead, not {steps}: train with --horizon {steps}")
    used = model.panel if panel is None else panel
    check_frequency(used, model.panel.frequency)
    growth, totals = growth_quantiles(model, used, gates=gates, draws=draws)
    return Forecast(
        tuple(levels),
        tuple(
            _series_forecast(model, used, row, growth=growth[row, :steps], levels=levels, totals=totals)
            for row in range(len(used))
        ),
        model.gates_of(totals, slice(None), horizon=steps),
        _notes(model, used),
    )


def _series_forecast(
    model: Model, panel: Panel, row: int, *, growth: Floats, levels: Sequence[float], totals: GateTotals
) -> SeriesForecast:
    """Put one series' forecast together; growth is (k, 23)."""
    series = panel.series[row]
    wanted = np.stack([np.interp(levels, LEVELS, one) for one in growth])
    recent = np.where(series.observed, series.counts.astype(float), np.nan)[-RECENT:]
    return SeriesForecast(
        series.name,
        panel.frequency.after(series.times[-1], np.arange(1, len(growth) + 1)),
        counts_of(wanted),
        counts_of(growth[:, LEVELS.index(0.5)]),
        recent,
        model.gates_of(totals, slice(row, row + 1), horizon=len(growth)),
    )


def check_frequency(panel: Panel, trained: Frequency) -> None:
    """Refuse data whose step is not the model's."""
    found = panel.frequency
    if (found.seconds, found.months) != (trained.seconds, trained.months):
        raise DataError(f"{panel.source}: is {found.name}, but the model was trained on {trained.name} data")


def panel_notes(model: Model, panel: Panel) -> list[str]:
    """Say how a panel differs from the one that the model was trained on."""
    notes = []
    trained = {series.name for series in model.panel.series}
    new = [series.name for series in panel.series if series.name not in trained]
    if new:
        notes.append(
            f"{len(new)} of {len(panel)} series were not in training and are taken as typical (the first: {new[0][:40]!r})"
        )
    absent = len(trained) + len(new) - len(panel)
    if absent:
        notes.append(
            f"{absent} of {len(trained)} series the model was trained on are not here; the panel's mean is without them"
        )
    return notes


def _notes(model: Model, panel: Panel) -> tuple[str, ...]:
    """Say what a reader of this forecast must know."""
    notes = panel_notes(model, panel)
    short = [series.name for series in panel.series if np.count_nonzero(series.observed) < LEAST_POINTS]
    if short:
        notes.append(
            f"with fewer than {LEAST_POINTS} known counts, a series is forecast by what others taught: "
            f"{len(short)} of {len(panel)} (the first: {short[0][:40]!r})"
        )
    if model.summary.relative_wis_low is None or model.summary.relative_wis_low > 1:
        notes.append(model.summary.verdict)
    return tuple(notes)
