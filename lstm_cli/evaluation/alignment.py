"""Quantile forecasts beside the counts that were observed: a QuantileTable and a Panel in, a ForecastSet to score out."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from lstm_cli._arrays import Bools, Ints
from lstm_cli.errors import DataError, Hint, place
from lstm_cli.evaluation.forecast_grid import Baselines, Places, lay_out
from lstm_cli.evaluation.forecast_set import BASELINES, ForecastSet
from lstm_cli.evaluation.known import Given, Known, known_slots
from lstm_cli.evaluation.line import Line, line_of
from lstm_cli.metrics.scores import SAME_LEVEL
from lstm_cli.panel.series import Panel
from lstm_cli.panel.slicing import counts_between, last_slot
from lstm_cli.problems import MAX_SHOWN, Problems
from lstm_cli.readers.column_names import list_names
from lstm_cli.readers.quantiles.table import QuantileTable
from lstm_cli.remarks import Plain, Remark, first_names

__all__ = ["NOTHING_GIVEN", "Matched", "NothingSharedError", "Truth", "match", "symmetric"]

MAX_RUN: Final = 20_000  # steps of one run whose file does not say where it begins
Details = dict[str, Plain]
MAX_STEPS: Final = 2000  # that a cutoff may lie back: a mistyped year is not a forecast
NOTHING_GIVEN: Final = Given()  # each table says itself what was known


class NothingSharedError(DataError):
    """None of the forecasts of a table meets a count that came."""


@dataclass(frozen=True, slots=True)
class Matched:
    """What can be scored; what cannot, and how it was understood."""

    forecasts: ForecastSet
    notes: tuple[Remark, ...]


@dataclass(frozen=True, slots=True)
class Truth:
    """A panel of counts that came, and what many tables of forecasts need of it: computed once."""

    panel: Panel
    line: Line
    baselines: Baselines

    @classmethod
    def of(cls, panel: Panel, *, baseline: str) -> "Truth":
        """Prepare a panel."""
        return cls(panel, line_of(panel), Baselines(panel, baseline))


def match(table: QuantileTable, truth: Truth, *, given: Given = NOTHING_GIVEN) -> Matched:
    """Put forecasts beside the counts that came and a baseline that knew the past of each; DataError if none meet."""
    table, notes = symmetric(table)
    places, known = _places(table, truth, given)
    if not len(places.scored):
        raise _nothing_shared(table, truth.panel, places)
    forecasts = lay_out(table, truth.line, places, truth.baselines, own=known.own)
    said = [] if known.note is None else [known.note]
    own = forecasts.baseline_name in BASELINES
    source = Remark("baseline-from-truth", {"baseline": forecasts.baseline_name}) if own else Remark("scale-from-truth")
    return Matched(forecasts, (*table.notes, *notes, *said, *_left_out(table, places, known), source))


def symmetric(table: QuantileTable) -> tuple[QuantileTable, list[Remark]]:
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
    left_out = Remark("levels-unpaired", {"levels": tuple(unpaired[:MAX_SHOWN]), "in_all": len(unpaired)})
    return table.at_levels(levels[paired].tolist()), [left_out]


def _places(table: QuantileTable, truth: Truth, given: Given) -> tuple[Places, Known]:
    """Find series, slots and outcomes; times that are no step of the panel are refused."""
    panel = truth.panel
    row = _rows(table, panel)[table.series]
    slot, inside = truth.line.slots(table.times)
    closed = ~panel.frequency.is_open(table.times)
    _check_steps(table, panel, (row >= 0) & ~inside & ~closed)
    counts = counts_between(panel, 0, last_slot(panel) + 1)
    there = (row >= 0) & (slot >= 0) & (slot < counts.shape[1]) & ~closed
    outcome = np.where(there, counts[row, np.where(there, slot, 0)], np.nan)
    # What is forecast for a closed time was made before the next open one.
    known = known_slots(table, truth.line, slot + closed, given)
    whole = np.asarray(~np.isnan(table.quantiles).any(axis=1))
    places = Places(row, known.slot, slot + closed - known.slot, outcome, whole, known.between, closed)
    _check_order(table, places, known)
    return places, known


def _rows(table: QuantileTable, panel: Panel) -> Ints:
    """Return which series of the panel each name of the forecasts is, -1 where none; the only one needs no name."""
    if len(panel) == 1 and len(table.names) == 1 and (panel.columns.id is None or not table.names[0]):
        return np.zeros(1, np.int64)
    if table.names == ("",):
        message = f"no column names the series, and {place(panel.source)} has {len(panel)}"
        raise DataError(message, path=table.source, hint=Hint("looked for id, location, region, …"))
    at = {series.name: row for row, series in enumerate(panel.series)}
    return np.array([at.get(name, -1) for name in table.names], np.int64)


def _check_steps(table: QuantileTable, panel: Panel, off: Bools) -> None:
    """Refuse times that fall between the steps of the panel."""
    what = f" is no step of {place(panel.source)}, which is {panel.frequency.name}"
    _refuse_all(table, np.flatnonzero(off), lambda _: what)


def _refuse_all(table: QuantileTable, wrong: Ints, describe: Callable[[int], str]) -> None:
    """Raise DataError for the forecasts at some positions of the table, if there are any; ``describe`` says what is wrong."""
    problems = Problems(table.source)
    problems.add(
        (
            table.problem(position, describe(position), value=table.style.write(table.times[position]))
            for position in wrong[:MAX_SHOWN].tolist()
        ),
        total=len(wrong),
    )
    problems.raise_if_any()


def _check_order(table: QuantileTable, places: Places, known: Known) -> None:
    """Refuse forecasts of what their own cutoff says was known, or of what is too far ahead to be one."""
    most = MAX_RUN if known.own else MAX_STEPS
    since = "the first of its series" if known.own else "its cutoff"
    # What lies far after a run, and has not come, is left out later, as all that has not come.
    counts = ~np.isnan(places.outcome) | (not known.own)
    wrong = ((places.step < 1) & known.exact) | ((places.step > most) & counts)

    def describe(position: int) -> str:
        ahead = int(places.step[position])
        return " is not after its cutoff" if ahead < 1 else f" is {ahead} steps after {since} (at most {most})"

    _refuse_all(table, np.flatnonzero(wrong), describe)


def _nothing_shared(table: QuantileTable, panel: Panel, places: Places) -> NothingSharedError:
    """Return the error for forecasts of which none can be scored, by the first reason that holds for all."""
    known = places.row >= 0
    if not known.any():
        there = list_names([series.name for series in panel.series])
        message = f"none of its series is in {place(panel.source)}: found {list_names(table.names)}; there are {there}"
    elif not (known & places.whole).any():
        message = f"every forecast lacks one of the {len(table.levels)} levels: a forecast takes one row a level"
    elif not (known & places.whole & (places.step >= 1)).any():
        message = "every forecast is of a time that was known when it was made"
    else:
        first, last = (table.style.write(time) for time in (table.times[known].min(), table.times[known].max()))
        end = panel.time_style.write(max(series.times[-1] for series in panel.series))
        message = (
            f"none of its forecasts, of {first} to {last}, has a count in {place(panel.source)}, which ends on {end}"
        )
    return NothingSharedError(message, path=table.source)


def _left_out(table: QuantileTable, places: Places, known: Known) -> Iterator[Remark]:
    """Yield how many forecasts are not scored, and why; each is counted once."""
    there = places.row >= 0
    absent = [table.names[k] for k in np.unique(table.series[~there])]
    if absent:
        yield Remark("series-not-in-truth", first_names(absent))
    past = there & places.whole & (places.step < 1)
    ahead = there & places.whole & (places.step >= 1)
    levels = len(table.levels)
    reasons: Sequence[tuple[Bools, Callable[[Details], Remark]]] = (
        (there & ~places.whole, lambda some: Remark("levels-missing", {**some, "levels": levels})),
        (past, lambda some: Remark("time-already-known", some)),
        (ahead & places.between & (not known.own), lambda some: Remark("cutoff-between-steps", some)),
        (ahead & places.closed, lambda some: Remark("closed-in-truth", some)),
        (ahead & np.isnan(places.outcome) & ~places.closed, lambda some: Remark("no-count-in-truth", some)),
        (ahead & (table.quantiles < 0).any(axis=1), lambda some: Remark("quantiles-below-zero", some)),
    )
    yield from (remark(_some(table, which)) for which, remark in reasons if which.any())


def _some(table: QuantileTable, which: Bools) -> Details:
    """Return how many forecasts these are, of how many, and the file and line of the first."""
    first = int(np.argmax(which))
    return {
        "count": int(which.sum()),
        "of": len(table),
        "source": table.file_of(first),
        "first_line": int(table.lines[first]),
    }
