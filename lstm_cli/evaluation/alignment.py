"""Quantile forecasts beside the counts that were observed: a QuantileTable and a Panel in, a ForecastSet to score out."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from lstm_cli._arrays import Bools, Datetimes, Ints
from lstm_cli.errors import DataError, Hint, Problem, place
from lstm_cli.evaluation.forecast_grid import Places, lay_out
from lstm_cli.evaluation.report import ForecastSet
from lstm_cli.metrics.scores import SAME_LEVEL
from lstm_cli.panel.series import Panel
from lstm_cli.panel.slicing import counts_between, last_slot, time_line
from lstm_cli.problems import MAX_SHOWN, Problems
from lstm_cli.readers.column_names import list_names
from lstm_cli.readers.quantile_table import QuantileTable
from lstm_cli.remarks import Plain, Remark, first_names

__all__ = ["Matched", "match"]

MAX_STEPS: Final = 2000  # that a cutoff may lie back: a mistyped year is not a forecast


@dataclass(frozen=True, slots=True)
class Matched:
    """What can be scored; what cannot, and how it was understood."""

    forecasts: ForecastSet
    notes: tuple[Remark, ...]


def match(table: QuantileTable, panel: Panel, *, baseline: str) -> Matched:
    """Put forecasts beside the counts that came and a baseline that knew the past of each; DataError if none meet."""
    table, notes = _symmetric(table)
    places = _places(table, panel)
    if not len(places.scored):
        raise _nothing_shared(table, panel, places)
    forecasts = lay_out(table, panel, places, baseline=baseline, season=panel.frequency.main_season)
    source = Remark("baseline-from-truth", {"baseline": forecasts.baseline_name})
    return Matched(forecasts, (*table.notes, *notes, *_left_out(table, places), source))


def _symmetric(table: QuantileTable) -> tuple[QuantileTable, list[Remark]]:
    """Leave out levels without a counterpart as far from ½, which the weighted interval score cannot take."""
    levels = np.array(table.levels)
    paired = (np.abs(levels[:, None] + levels - 1) < SAME_LEVEL).any(axis=1)
    if paired.all():
        return table, []
    unpaired = levels[~paired].tolist()
    if not paired.any():
        alone = ", ".join(f"{level:.6g}" for level in unpaired[:MAX_SHOWN])
        message = f"no two levels make an interval: {alone} have no counterpart as far from 0.5 on the other side"
        raise DataError(message, path=table.source)
    kept = replace(table, levels=tuple(levels[paired].tolist()), quantiles=table.quantiles[:, paired])
    return kept, [Remark("levels-unpaired", {"levels": tuple(unpaired[:MAX_SHOWN]), "in_all": len(unpaired)})]


def _places(table: QuantileTable, panel: Panel) -> Places:
    """Find series, slots and outcomes; times that are no step of the panel are refused."""
    row = _rows(table, panel)[table.series]
    slot, inside = _slots(table.times, panel)
    closed = ~panel.frequency.is_open(table.times)
    _check_steps(table, panel, (row >= 0) & ~inside & ~closed)
    known = counts_between(panel, 0, last_slot(panel) + 1)
    there = (row >= 0) & (slot >= 0) & (slot < known.shape[1]) & ~closed
    outcome = np.where(there, known[row, np.where(there, slot, 0)], np.nan)
    # What is forecast for a closed time was made before the next open one.
    cutoff, between = _cutoffs(table, panel, slot + closed)
    whole = np.asarray(~np.isnan(table.quantiles).any(axis=1))
    places = Places(row, cutoff, slot + closed - cutoff, outcome, whole, between, closed)
    if table.cutoffs is not None:
        _check_order(table, places)
    return places


def _rows(table: QuantileTable, panel: Panel) -> Ints:
    """Return which series of the panel each name of the forecasts is, -1 where none; the only one needs no name."""
    if len(panel) == 1 and len(table.names) == 1 and (panel.columns.id is None or not table.names[0]):
        return np.zeros(1, np.int64)
    if table.names == ("",):
        message = f"no column names the series, and {place(panel.source)} has {len(panel)}"
        raise DataError(message, path=table.source, hint=Hint("looked for id, location, region, …"))
    at = {series.name: row for row, series in enumerate(panel.series)}
    return np.array([at.get(name, -1) for name in table.names], np.int64)


def _slots(times: Datetimes, panel: Panel) -> tuple[Ints, Bools]:
    """Return the last slot at or before each time, and whether it is that very time or lies off the time line."""
    line = time_line(panel)
    first = int(np.argmax(~np.isnat(line)))
    line = line[first:]
    position = np.searchsorted(line, times, side="right") - 1
    early, late = position < 0, times > line[-1]
    before, after = (panel.frequency.steps_from(end, times) for end in line[[0, -1]])
    slot = np.select([early, late], [before, len(line) - 1 + np.maximum(after, 1)], position)
    return slot + first, early | late | (line[np.maximum(position, 0)] == times)


def _check_steps(table: QuantileTable, panel: Panel, off: Bools) -> None:
    """Refuse times that fall between the steps of the panel."""
    what = f"is no step of {place(panel.source)}, which is {panel.frequency.name}"
    _refuse_all(table, np.flatnonzero(off), lambda _: what)


def _refuse_all(table: QuantileTable, wrong: Ints, describe: Callable[[int], str]) -> None:
    """Raise DataError for the forecasts at some positions of the table, if there are any; ``describe`` says what is wrong."""
    problems = Problems(table.source)
    problems.add(
        (
            Problem(
                f"{table.describe(position)} {describe(position)}",
                table.source,
                int(table.lines[position]),
                value=table.style.write(table.times[position]),
            )
            for position in wrong[:MAX_SHOWN].tolist()
        ),
        total=len(wrong),
    )
    problems.raise_if_any()


def _cutoffs(table: QuantileTable, panel: Panel, slot: Ints) -> tuple[Ints, Bools]:
    """Return the slot of the last time known to each forecast, and whether it was given as a time between two slots.

    It is as given, by the horizon, or before the first forecast of the series.
    """
    if table.cutoffs is not None:
        slots, inside = _slots(table.cutoffs, panel)
        return slots, ~inside
    at_steps = np.zeros(len(table), np.bool_)
    if table.horizons is not None:
        return slot - (table.horizons + 1), at_steps
    first = np.full(len(table.names), np.iinfo(np.int64).max)
    np.minimum.at(first, table.series, slot)
    return np.asarray(first[table.series] - 1), at_steps


def _check_order(table: QuantileTable, places: Places) -> None:
    """Refuse forecasts of what was known when they were made, or of what is too far ahead to be one."""
    wrong = (places.step < 1) | (places.step > MAX_STEPS)

    def describe(position: int) -> str:
        ahead = int(places.step[position])
        return "is not after its cutoff" if ahead < 1 else f"is {ahead} steps after its cutoff (at most {MAX_STEPS})"

    _refuse_all(table, np.flatnonzero(wrong), describe)


def _nothing_shared(table: QuantileTable, panel: Panel, places: Places) -> DataError:
    """Return the error for forecasts of which none can be scored, by the first reason that holds for all."""
    known = places.row >= 0
    if not known.any():
        there = list_names([series.name for series in panel.series])
        message = f"none of its series is in {place(panel.source)}: found {list_names(table.names)}; there are {there}"
    elif not (known & places.whole).any():
        message = f"every forecast lacks one of the {len(table.levels)} levels: a forecast takes one row a level"
    else:
        first, last = (table.style.write(time) for time in (table.times[known].min(), table.times[known].max()))
        end = panel.time_style.write(max(series.times[-1] for series in panel.series))
        message = (
            f"none of its forecasts, of {first} to {last}, has a count in {place(panel.source)}, which ends on {end}"
        )
    return DataError(message, path=table.source)


def _left_out(table: QuantileTable, places: Places) -> Iterator[Remark]:
    """Yield how many forecasts are not scored, and why; each is counted once."""
    known = places.row >= 0
    absent = [table.names[k] for k in np.unique(table.series[~known])]
    if absent:
        yield Remark("series-not-in-truth", first_names(absent))
    lacking = known & ~places.whole
    if lacking.any():
        yield Remark("levels-missing", {**_some(table, lacking), "levels": len(table.levels)})
    past = known & places.whole & (places.step < 1)
    if past.any():
        yield Remark("horizon-below-zero", _some(table, past))
    ahead = known & places.whole & (places.step >= 1)
    if table.horizons is not None:
        yield Remark("hub-horizon-zero")
    moved = ahead & places.between
    if moved.any():
        yield Remark("cutoff-between-steps", _some(table, moved))
    closed = ahead & places.closed
    if closed.any():
        yield Remark("closed-in-truth", _some(table, closed))
    without = ahead & np.isnan(places.outcome) & ~places.closed
    if without.any():
        yield Remark("no-count-in-truth", _some(table, without))


def _some(table: QuantileTable, which: Bools) -> dict[str, Plain]:
    """Return how many forecasts these are, of how many, and the line of the first in its source."""
    first = int(table.lines[np.argmax(which)])
    return {"count": int(which.sum()), "of": len(table), "source": table.source, "first_line": first}
