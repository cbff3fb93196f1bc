"""Rolling-origin evaluation: forecasts made at earlier cutoffs with nothing but what was known then.

A cutoff is a slot of the panel's time line, the last that is known when a forecast is made; step k is the slot k after
it. A group of cutoffs shares one training, at the first of them; it is the unit of work, and what it gives depends on
the panel up to its last cutoff alone, which is all that it is handed. With vintages each cutoff is forecast from what
the first report of it knew, and a cutoff that no vintage was the first to report is passed over.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from lstm_cli._arrays import Floats
from lstm_cli._threads import one_thread
from lstm_cli.ensemble.limits import check_horizon
from lstm_cli.ensemble.model import Model
from lstm_cli.ensemble.predict import Asked, plan_forecast
from lstm_cli.ensemble.train import horizon_of, train
from lstm_cli.errors import DataError, Hint, Setting
from lstm_cli.evaluation.forecast_set import ForecastSet, baseline_name, baseline_quantiles
from lstm_cli.evaluation.reported import known_states, reported_cutoffs, revisions_then
from lstm_cli.features.revisions import Revisions
from lstm_cli.metrics.scores import seasonal_scale
from lstm_cli.options import LEVELS, MIN_POINTS, BacktestOptions, Cell, Gates, TrainOptions
from lstm_cli.panel.series import Panel
from lstm_cli.panel.slicing import begun_at, counts_between, cut_panel, last_slot, past_of, time_line
from lstm_cli.panel.vintages import State, Vintages

__all__ = [
    "BacktestOptions",
    "CutoffForecasts",
    "Group",
    "Plan",
    "forecast_group",
    "forecast_set",
    "groups_of",
    "plan_backtest",
]


@dataclass(frozen=True, slots=True)
class Plan:
    """What will be done: ``cutoffs`` are slots in order of time, ``step`` apart, each with a full horizon after it."""

    cutoffs: tuple[int, ...]
    horizon: int
    step: int
    every_refit: int
    seed: int
    baseline: str
    cell: Cell = Cell.LSTM
    gates: Gates = Gates.EXPECTED
    vintages: Vintages | None = field(default=None, compare=False, repr=False)
    as_reported: bool = False  # whether the newest values are taken as they were reported
    passed_over: int = 0  # cutoffs after the first that no vintage was the first to report

    @property
    def groups(self) -> tuple[tuple[int, ...], ...]:
        """The cutoffs that share a training: every so many of them."""
        return tuple(
            self.cutoffs[first : first + self.every_refit] for first in range(0, len(self.cutoffs), self.every_refit)
        )


@dataclass(frozen=True, slots=True)
class Group:
    """One training, at the first of some cutoffs, and the panel up to the last of them."""

    panel: Panel
    cutoffs: tuple[int, ...]
    horizon: int
    seed: int
    baseline: str
    cell: Cell = Cell.LSTM
    gates: Gates = Gates.EXPECTED
    states: tuple[State, ...] = ()  # what was known at each cutoff, where that is not the panel up to it
    revisions: Revisions | None = None  # as they were known at the first cutoff

    def known(self, cutoff: int) -> State:
        """Return what was known at a cutoff."""
        if self.states:
            return self.states[self.cutoffs.index(cutoff)]
        panel = cut_panel(self.panel, cutoff)
        return State(panel, tuple(range(len(panel))), len(panel))


@dataclass(frozen=True, slots=True)
class CutoffForecasts:
    """Forecasts at one cutoff of the n series that have begun by then; with vintages of all, NaN where none was known.

    quantiles, baseline: (n, K, Q) counts at the K steps after the cutoff, NaN where none; scale: (n,) of the past.
    """

    cutoff: int
    quantiles: Floats
    baseline: Floats
    scale: Floats


def plan_backtest(panel: Panel, options: BacktestOptions, vintages: Vintages | None = None) -> Plan:
    """Choose the cutoffs: the last leaves a full horizon of the time line after it, the first enough to learn from.

    vintages: of which the panel is the newest state; cutoffs are those that one was the first to report.

    Raises
    ------
    DataError
        The panel is too short for a single cutoff, or no vintage reports one; the line says what would do.
    UsageError
        The horizon is beyond what can be computed.
    """
    horizon = horizon_of(panel, options.horizon)
    earliest, end = _earliest_cutoff(panel), last_slot(panel)
    if earliest > end - horizon:
        message = (
            f"too short for a backtest {_steps(horizon)} ahead: "
            f"a cutoff takes {MIN_POINTS} known counts of a series before it and {_steps(horizon)} after it"
        )
        fits = end - earliest
        hint = (
            Hint("{} or less would do", Setting("horizon", fits))
            if fits >= 1
            else Hint("it takes more counts, whatever the horizon is")
        )
        raise DataError(message, path=panel.source, value=str(horizon), hint=hint)
    check_horizon(panel, horizon, usual=horizon_of(panel, None))
    step = options.step or horizon
    backwards = range(end - horizon, earliest - 1, -step)
    last = options.cutoffs
    cutoffs = (tuple(backwards[:last]) if vintages is None else reported_cutoffs(vintages, backwards, last))[::-1]
    return Plan(
        cutoffs,
        horizon,
        step,
        options.every_refit,
        options.seed,
        options.baseline,
        options.cell,
        options.gates,
        vintages,
        as_reported=options.as_reported,
        passed_over=len(range(end - horizon, cutoffs[0] - 1, -step)) - len(cutoffs),
    )


def _steps(count: int) -> str:
    """Write a number of steps."""
    return f"{count} step{'' if count == 1 else 's'}"


def _earliest_cutoff(panel: Panel) -> int:
    """Return the first slot by which some series has as many known counts as training takes."""
    known = [series.start + np.flatnonzero(series.observed) for series in panel.series]
    enough = [int(slots[MIN_POINTS - 1]) for slots in known if len(slots) >= MIN_POINTS]
    return min(enough, default=last_slot(panel))


def groups_of(panel: Panel, plan: Plan) -> list[Group]:
    """Return the units of work, in order of time."""
    return [_group(panel, plan, cutoffs) for cutoffs in plan.groups]


def _group(panel: Panel, plan: Plan, cutoffs: tuple[int, ...]) -> Group:
    """Return some cutoffs and what was known at them."""
    settings = (cutoffs, plan.horizon, plan.seed, plan.baseline, plan.cell, plan.gates)
    if plan.vintages is None:
        return Group(cut_panel(panel, cutoffs[-1]), *settings)
    states = known_states(plan.vintages, cutoffs)
    revisions = None if plan.as_reported else revisions_then(plan.vintages, cutoffs[0], states[0])
    return Group(states[-1].panel, *settings, states, revisions)


def forecast_group(group: Group) -> tuple[CutoffForecasts, ...]:
    """Train at the first cutoff of a group and forecast at each."""
    with one_thread():
        return _forecast_group(group)


def _forecast_group(group: Group) -> tuple[CutoffForecasts, ...]:
    """Do it."""
    options = TrainOptions(horizon=group.horizon, seed=group.seed, cell=group.cell, gates=group.gates)
    model = replace(train(group.known(group.cutoffs[0]).panel, options).model, revisions=group.revisions)
    return tuple(_forecast(model, group, cutoff) for cutoff in group.cutoffs)


def _forecast(model: Model, group: Group, cutoff: int) -> CutoffForecasts:
    """Forecast from one cutoff, the weights as they are and the context as it was then."""
    known = group.known(cutoff)
    panel = known.panel
    quantiles, baseline = (np.full((known.of, group.horizon, len(LEVELS)), np.nan) for _ in range(2))
    scale = np.full(known.of, np.nan)
    season = panel.frequency.main_season
    asked = Asked(model.horizon, LEVELS, readings=False)
    forecasts = plan_forecast(model, asked, panel=panel).forecast().series
    for row, series, forecast in zip(known.rows, panel.series, forecasts, strict=True):
        past = past_of(series, cutoff)
        late = min(len(past) - len(series), group.horizon)  # steps by which the series ends before the cutoff
        quantiles[row, : group.horizon - late] = forecast.quantiles[late:]
        baseline[row] = baseline_quantiles(group.baseline, past, season=season, horizon=group.horizon, levels=LEVELS)
        scale[row] = seasonal_scale(past, season=season)
    return CutoffForecasts(cutoff, quantiles, baseline, scale)


def forecast_set(panel: Panel, plan: Plan, by_cutoff: Mapping[int, CutoffForecasts]) -> ForecastSet:
    """Put the forecasts of all cutoffs together with what came."""
    shape = (len(plan.cutoffs), len(panel), plan.horizon)
    quantiles, baseline = (np.full((*shape, len(LEVELS)), np.nan) for _ in range(2))
    outcomes, scale = np.empty(shape), np.full(shape[:2], np.nan)
    for place, cutoff in enumerate(plan.cutoffs):
        rows = begun_at(panel, cutoff) if plan.vintages is None else list(range(len(panel)))
        quantiles[place, rows], baseline[place, rows] = by_cutoff[cutoff].quantiles, by_cutoff[cutoff].baseline
        scale[place, rows] = by_cutoff[cutoff].scale
        outcomes[place] = counts_between(panel, cutoff + 1, cutoff + 1 + plan.horizon)
    line = time_line(panel)
    known = plan.cutoffs[-1] + 1 - min(series.start for series in panel.series)
    return ForecastSet(
        levels=LEVELS,
        cutoffs=tuple(panel.time_style.write(line[cutoff]) for cutoff in plan.cutoffs),
        series=tuple(series.name for series in panel.series),
        quantiles=quantiles,
        outcomes=outcomes,
        scale=scale,
        baseline=baseline,
        baseline_name=baseline_name(plan.baseline, season=panel.frequency.main_season, known=known),
        slots=np.array(plan.cutoffs, np.int64),
    )
