"""The rows of a submission: every column as the hub spells it, in the order of its configuration."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

import numpy as np

from lstm_cli._arrays import Floats
from lstm_cli.errors import Hint, UsageError
from lstm_cli.hubs.hub import Hub
from lstm_cli.hubs.rounds import RoundDate, end_offset
from lstm_cli.hubs.tasks import END, HORIZON, LOCATION, ModelTask, OutputType, Target
from lstm_cli.hubs.writing.forecasts import LocationForecast
from lstm_cli.hubs.writing.outputs import OUTPUTS
from lstm_cli.hubs.writing.parts import Part, Row
from lstm_cli.problems import shown

__all__ = ["ends_of", "submission_parts", "written"]

COUNTS: Final = frozenset({"quantile", "median", "sample"})  # output types with whole values if the target is a count
DECIMALS: Final = 7  # of values that are not whole


def ends_of(chosen: RoundDate, task: ModelTask, target: Target) -> dict[date, str]:
    """Return the horizons that a task allows, by the day on which each ends; nothing if it has no such dates."""
    offset, days = end_offset(chosen.round, task), target.days
    if offset is None or days is None or chosen.date is None:
        return {}
    return {chosen.date + timedelta(offset + days * int(name)): name for name in task.ids[HORIZON].allowed}


def submission_parts(
    hub: Hub, chosen: RoundDate, target: Target, forecasts: Sequence[LocationForecast]
) -> Iterator[Part]:
    """Yield the rows of a target for each output type that its tasks ask for.

    Forecasts for other days than the ends of the round's horizons, or for other locations than the task's, are left out.

    Raises
    ------
    UsageError
        The hub does not know the location of a forecast.
    """
    places = [code for known, task in chosen.round.targets() if known.name == target.name for code in _places(task)]
    codes = [_code(hub, forecast.location, places) for forecast in forecasts]
    for known, task in chosen.round.targets():
        if known.name == target.name:
            asked = [
                (code, forecast)
                for code, forecast in zip(codes, forecasts, strict=True)
                if code in _places(task) and _asks_for(task, forecast)
            ]
            for output in task.outputs.values():
                yield _part(chosen, task, target, output, asked)


def _asks_for(task: ModelTask, forecast: LocationForecast) -> bool:
    """Whether a task allows the further ids of a forecast."""
    return all(name in task.ids and value in task.ids[name].allowed for name, value in forecast.further.items())


def _places(task: ModelTask) -> tuple[str, ...]:
    """Return the locations of a task; an empty one if it has no such column."""
    return task.ids[LOCATION].allowed if LOCATION in task.ids else ("",)


def _code(hub: Hub, name: str, places: Sequence[str]) -> str:
    """Return the hub's code of a location."""
    code = hub.locations.code(name, places)
    if code is None:
        known = ", ".join(places[:5])
        raise UsageError(f"this hub has no location {shown(name)}", value=name, hint=Hint("it has {}, …", known))
    return code


def _part(
    chosen: RoundDate,
    task: ModelTask,
    target: Target,
    output: OutputType,
    asked: Iterable[tuple[str, LocationForecast]],
) -> Part:
    """Return the rows of one output type."""
    rows: list[Row] = []
    without: list[str] = []
    make, number = OUTPUTS.get(output.name), 0
    firsts: dict[tuple[str, ...], int] = {}  # the number of the first path, by the values that paths may not cross
    for code, forecast in asked:
        shared = _compound(output, {LOCATION: code, **forecast.further})
        ids = None if make is None else make(forecast, output, firsts.get(shared, number))
        if ids is None:
            without.append(code)
            continue
        start = len(rows)
        for cells, values in _steps(chosen, task, target, code=code, forecast=forecast, values=ids.values):
            named = zip(ids.names, values.tolist(), strict=True)
            rows += [_row(chosen, cells, (output.name, name, written(value, target, output))) for name, value in named]
        if len(rows) > start and shared not in firsts:
            firsts[shared] = number
            number += len(ids.names)
    return Part(target, output.name, output.is_required, tuple(rows), tuple(without))


def _compound(output: OutputType, cells: Mapping[str, str]) -> tuple[str, ...]:
    """Return the values that a sample path may not cross: those of the compound task ids."""
    asked = output.samples.compound if output.samples else None
    return tuple(value for name, value in cells.items() if asked is None or name in asked)


def _steps(
    chosen: RoundDate, task: ModelTask, target: Target, *, code: str, forecast: LocationForecast, values: Floats
) -> Iterator[tuple[dict[str, str], Floats]]:
    """Yield the task ids and the values of each step that a task asks for."""
    fixed = {name: task_id.allowed[0] if task_id.allowed else "NA" for name, task_id in task.ids.items()}
    fixed |= {chosen.round.id: chosen.id} if chosen.round.from_variable else {}
    fixed |= {LOCATION: code, **forecast.further, **target.keys}
    horizons: Mapping[date | None, str] = ends_of(chosen, task, target) or {None: "NA"}  # type: ignore[assignment]
    for end, at in zip(forecast.ends, values, strict=True):
        if end in horizons:
            yield fixed | {HORIZON: horizons[end], END: "NA" if end is None else str(end)}, at


def _row(chosen: RoundDate, cells: Mapping[str, str], last: Row) -> Row:
    """Return the cells of a row in the order of the columns; NA if a task has no such id."""
    return (*(cells.get(name, "NA") for name in chosen.round.columns[: -len(last)]), *last)


def written(value: float, target: Target, output: OutputType) -> str:
    """Write a value: counts whole, others as short as seven decimals allow."""
    if output.kind == "integer" or (target.is_count and output.name in COUNTS):
        return str(round(value))
    return np.format_float_positional(np.round(value, DECIMALS), trim="-")
