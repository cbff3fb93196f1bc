"""Forecast a hub's target: every horizon of a round, and the targets that are derived from its sample paths."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

import numpy as np

from lstm_cli._threads import one_thread
from lstm_cli.api.hub_outlook import CHANCES, Outlook, outlook
from lstm_cli.hubs.derived.resolve import Derived
from lstm_cli.hubs.rounds import RoundDate
from lstm_cli.hubs.target_data import TargetData
from lstm_cli.hubs.tasks import ModelTask
from lstm_cli.hubs.writing.forecasts import LocationForecast
from lstm_cli.hubs.writing.rows import ends_of
from lstm_cli.options import MIDDLE
from lstm_cli.progress import Report
from lstm_cli.remarks import Remark, first_names

__all__ = ["Forecasts", "forecast_locations", "task_of"]

OF_MANY: Final = frozenset({"mean", "cdf", "cmf"})  # output types that are estimated from all paths


@dataclass(frozen=True, slots=True)
class Forecasts:
    """The forecasts of the locations that a round asks for, those of derived targets by name, and remarks."""

    locations: tuple[LocationForecast, ...]
    derived: Mapping[str, tuple[LocationForecast, ...]] = field(default_factory=dict)
    notes: tuple[Remark, ...] = ()


def forecast_locations(
    data: TargetData,
    chosen: RoundDate,
    *,
    reports: TargetData | None = None,
    derived: Sequence[Derived] = (),
    own: bool = True,
    seed: int,
    progress: Report,
) -> Forecasts:
    """Train on what was known before a round, and forecast every location to the end of the last horizon.

    If the value of a horizon is already known, the forecast is what it is expected to be revised to. reports: all that was
    published before the round; None corrects nothing. derived: the targets to derive from paths; those that need days after
    the last horizon get a model of their own that reaches far enough. own: whether the target's own rows are wanted.
    """
    task = task_of(chosen, data)
    ends = sorted(ends_of(chosen, task, data.target))
    reach = {entry.target.name: max(ends[-1], *entry.days) for entry in derived}
    made: dict[str, tuple[LocationForecast, ...]] = {}
    notes: list[Remark] = []
    locations: tuple[LocationForecast, ...] = ()
    lasts = sorted({*reach.values(), *([ends[-1]] if own else [])})
    for last in lasts:  # one model for each last day
        ends_with_horizons = last == ends[-1]
        view = outlook(
            data,
            task,
            chosen,
            last=last,
            levels=_levels(task),
            seed=seed,
            progress=progress,
            reconcile=ends_with_horizons,
            reports=reports,
        )
        names = [] if last == lasts[0] else [name for name, end in reach.items() if end == last]
        notes += [note.of_targets(names) for note in view.notes if note not in notes]
        with one_thread():
            if own and ends_with_horizons:
                locations = tuple(_locations(view, ends, task))
            for entry in derived:
                if reach[entry.target.name] == last:
                    made[entry.target.name], remarks = _derived(view, entry)
                    notes += remarks
    return Forecasts(locations, made, tuple(notes))


def task_of(chosen: RoundDate, data: TargetData) -> ModelTask:
    """Return the model task of a target in a round, or in the hub's last round that has it."""
    return next((task for target, task in chosen.round.wanted() if target.name == data.target.name), data.task)


def _levels(task: ModelTask) -> tuple[float, ...]:
    """Return the quantile levels that the round asks for, and the median."""
    asked = {float(name) for name in task.outputs["quantile"].ids} if "quantile" in task.outputs else set()
    return tuple(sorted(asked | {MIDDLE}))


def _derived(view: Outlook, entry: Derived) -> tuple[tuple[LocationForecast, ...], list[Remark]]:
    """Return the forecasts of a derived target, and remarks on series without one or with missing days."""
    found: list[LocationForecast] = []
    without, gaps = [], []
    for paths in view.paths(entry.days, CHANCES):
        forecast = entry.forecast(paths)
        if forecast is None:
            without.append(paths.key.name)
            continue
        found.append(forecast)
        if paths.missing.any():
            gaps.append(paths.key.name)
    target, remarks = {"target": entry.target.name}, []
    if without:
        remarks.append(Remark("hub-locations-underived", target | first_names(without)))
    if gaps:
        remarks.append(Remark("hub-days-missing", target | first_names(gaps)))
    return tuple(found), remarks


def _locations(view: Outlook, ends: Sequence[date], task: ModelTask) -> Iterator[LocationForecast]:
    """Yield the forecast of each location at the ends of its horizons; a value known for good is the same at every level."""
    size, levels = _size(task), view.forecast.levels
    all_paths = (None for _ in view.known) if size is None else view.paths(ends, size, drawn=True)
    for series, paths in zip(view.series(), all_paths, strict=False):
        known = view.known[series.name]
        at: dict[date, int] = {day: k for k, day in enumerate(series.times.astype("datetime64[D]").tolist())}
        used = tuple(end for end in ends if end in at or end in known)
        quantiles = [series.quantiles[at[end]] if end in at else view.known_quantiles(series.name, end) for end in used]
        samples = None if paths is None else paths.values[:, [ends.index(end) for end in used]]
        key = view.keys[series.name]
        yield LocationForecast(key.location, used, levels, np.array(quantiles), samples, further=dict(key.further))


def _size(task: ModelTask) -> int | None:
    """Return how many paths the round needs: many for a mean or for probabilities, else as many samples as it asks for."""
    if task.outputs.keys() & OF_MANY:
        return CHANCES
    return max([output.samples.wanted for output in task.outputs.values() if output.samples], default=None)
