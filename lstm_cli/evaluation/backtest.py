"""Rolling-origin evaluation: forecasts from earlier cutoffs, made only with what was known then.

A cutoff is a slot of the panel's time line: the last slot known when a forecast is made. Step k is the k-th slot after it.
A group of cutoffs shares one training, at its first cutoff. The group is the unit of work; it receives the panel up to its
last cutoff, and its result depends on nothing else. With vintages, each cutoff is forecast from the vintage that first
reported it, and a cutoff that is not the newest slot of any vintage is skipped.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from lstm_cli._arrays import Floats
from lstm_cli._threads import one_thread
from lstm_cli.ensemble.limits import check_horizon
from lstm_cli.ensemble.model import Model
from lstm_cli.ensemble.predict import ForecastRequest, plan_forecast
from lstm_cli.ensemble.train import horizon_of, train
from lstm_cli.errors import DataError, Hint, Problem, Setting, UsageError
from lstm_cli.evaluation.forecast_set import ForecastSet, baseline_name, baseline_quantiles
from lstm_cli.evaluation.reported import known_states, reported_cutoffs, revisions_then
from lstm_cli.features.revisions import Revisions
from lstm_cli.metrics.scores import seasonal_scale
from lstm_cli.options import LEVELS, MIN_POINTS, BacktestOptions, Cell, Gates, TrainOptions
from lstm_cli.panel.series import Panel
from lstm_cli.panel.slicing import begun_at, counts_between, cut_panel, last_slot, past_of, time_line
from lstm_cli.panel.vintages import State, Vintages

__all__ = ["CutoffForecasts", "Group", "Plan", "forecast_group", "forecast_set", "groups_of", "plan_backtest"]


@dataclass(frozen=True, slots=True)
class Plan:
    """A planned backtest: ``cutoffs`` are ascending slots, ``step`` apart, each with a full horizon after it."""

    cutoffs: tuple[int, ...]
    horizon: int
    step: int
    every_refit: int
    seed: int
    baseline: str
    cell: Cell = Cell.LSTM
    gates: Gates = Gates.EXPECTED
    vintages: Vintages | None = field(default=None, compare=False, repr=False)
    as_reported: bool = False  # whether the newest values stay uncorrected
    passed_over: int = 0  # cutoffs after the first that are not the newest slot of any vintage

    @property
    def groups(self) -> tuple[tuple[int, ...], ...]:
        """The cutoffs in groups of ``every_refit``, each of which shares one training."""
        return tuple(
            self.cutoffs[first : first + self.every_refit] for first in range(0, len(self.cutoffs), self.every_refit)
        )


@dataclass(frozen=True, slots=True)
class Group:
    """Some cutoffs, the options of the training at the first of them, and the panel up to the last."""

    panel: Panel
    cutoffs: tuple[int, ...]
    options: TrainOptions
    baseline: str
    states: tuple[State, ...] = ()  # what was known at each cutoff, if there are vintages
    revisions: Revisions | None = None  # as known at the first cutoff

    def known(self, cutoff: int) -> State:
        """Return what was known at a cutoff."""
        if self.states:
            return self.states[self.cutoffs.index(cutoff)]
        panel = cut_panel(self.panel, cutoff)
        return State(panel, tuple(range(len(panel))), len(panel))


@dataclass(frozen=True, slots=True)
class CutoffForecasts:
    """Forecasts from one cutoff of the n series that have begun by then; with vintages, of all series (NaN if unknown).

    quantiles, baseline (n, K, Q): counts at the K steps after the cutoff, NaN where there is none; scale (n,): the
    `seasonal_scale` of the past.
    """

    cutoff: int
    quantiles: Floats
    baseline: Floats
    scale: Floats


def plan_backtest(panel: Panel, options: BacktestOptions, vintages: Vintages | None = None) -> Plan:
    """Choose the cutoffs: the last leaves a full horizon after it, the first enough counts before it to learn from.

    vintages: the history of the panel; then only the newest slots of vintages are cutoffs.

    Raises
    ------
    DataError
        The panel is too short for a single cutoff, or no vintage reports one; the hint says what would work.
    UsageError
        The horizon is longer than can be computed, or there are no vintages whose newest values could stay as reported.
    """
    if options.as_reported and vintages is None:
        settings = Setting("as_reported"), Setting("vintages")
        raise UsageError(Problem("", hint=Hint("{} needs {}, whose newest values it leaves uncorrected", *settings)))
    horizon = horizon_of(panel, options.horizon)
    earliest, end = _earliest_cutoff(panel), last_slot(panel)
    if earliest > end - horizon:
        message = (
            f"too short for a backtest {_steps(horizon)} ahead: "
            f"a cutoff needs {MIN_POINTS} known counts of a series before it and {_steps(horizon)} after it"
        )
        fits = end - earliest
        hint = (
            Hint("the longest is {}", Setting("horizon", fits)) if fits >= 1 else Hint("any horizon needs more counts")
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
    """Return the first slot by which some series has as many known counts as training needs."""
    known = [series.start + np.flatnonzero(series.observed) for series in panel.series]
    enough = [int(slots[MIN_POINTS - 1]) for slots in known if len(slots) >= MIN_POINTS]
    return min(enough, default=last_slot(panel))


def groups_of(panel: Panel, plan: Plan) -> list[Group]:
    """Return the units of work in chronological order."""
    return [_group(panel, plan, cutoffs) for cutoffs in plan.groups]


def _group(panel: Panel, plan: Plan, cutoffs: tuple[int, ...]) -> Group:
    """Return the group of some cutoffs, with what was known at each."""
    options = TrainOptions(horizon=plan.horizon, seed=plan.seed, cell=plan.cell, gates=plan.gates)
    if plan.vintages is None:
        return Group(cut_panel(panel, cutoffs[-1]), cutoffs, options, plan.baseline)
    states = known_states(plan.vintages, cutoffs)
    revisions = None if plan.as_reported else revisions_then(plan.vintages, cutoffs[0], states[0])
    return Group(states[-1].panel, cutoffs, options, plan.baseline, states, revisions)


def forecast_group(group: Group) -> tuple[CutoffForecasts, ...]:
    """Train at the first cutoff of a group and forecast from each."""
    with one_thread():
        model = replace(train(group.known(group.cutoffs[0]).panel, group.options).model, revisions=group.revisions)
        return tuple(_forecast(model, group, cutoff) for cutoff in group.cutoffs)


def _forecast(model: Model, group: Group, cutoff: int) -> CutoffForecasts:
    """Forecast from one cutoff with a trained model that reads what was known then."""
    known, horizon = group.known(cutoff), model.horizon
    panel = known.panel
    quantiles, baseline = (np.full((known.of, horizon, len(LEVELS)), np.nan) for _ in range(2))
    scale = np.full(known.of, np.nan)
    season = panel.frequency.main_season
    request = ForecastRequest(horizon, LEVELS, readings=False)
    forecasts = plan_forecast(model, request, panel=panel).forecast().series
    for row, series, forecast in zip(known.rows, panel.series, forecasts, strict=True):
        past = past_of(series, cutoff)
        late = min(len(past) - len(series), horizon)  # steps by which the series ends before the cutoff
        quantiles[row, : horizon - late] = forecast.quantiles[late:]
        baseline[row] = baseline_quantiles(group.baseline, past, season=season, horizon=horizon, levels=LEVELS)
        scale[row] = seasonal_scale(past, season=season)
    return CutoffForecasts(cutoff, quantiles, baseline, scale)


def forecast_set(panel: Panel, plan: Plan, by_cutoff: Mapping[int, CutoffForecasts]) -> ForecastSet:
    """Join the forecasts of all cutoffs with the observed outcomes."""
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
        value_scale=panel.scale,
    )
