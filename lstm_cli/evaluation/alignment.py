"""Match quantile forecasts with observed counts: a QuantileTable and a Panel in, a ForecastSet to score out."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from lstm_cli._arrays import Bools, Ints
from lstm_cli.errors import DataError, Hint, place
from lstm_cli.evaluation.clocks import on_clock_of
from lstm_cli.evaluation.forecast_grid import Baselines, Places, lay_out
from lstm_cli.evaluation.forecast_set import BASELINES, ForecastSet
from lstm_cli.evaluation.known import Given, Known, known_slots
from lstm_cli.evaluation.line import Line, line_of
from lstm_cli.metrics.scores import SAME_LEVEL
from lstm_cli.panel.series import Panel
from lstm_cli.panel.slicing import counts_between, last_slot, last_time
from lstm_cli.problems import MAX_SHOWN, Problems
from lstm_cli.readers.column_names import list_names
from lstm_cli.readers.quantiles.table import QuantileTable
from lstm_cli.remarks import Plain, Remark, first_names

__all__ = ["NOTHING_GIVEN", "Matched", "NothingSharedError", "Truth", "match", "symmetric"]

MAX_RUN: Final = 20_000  # steps of a series of forecasts whose file does not say its cutoff
MAX_STEPS: Final = 2000  # from a cutoff to a forecast time: beyond it, a year is probably mistyped
NOTHING_GIVEN: Final = Given()  # take the cutoffs from the table
Details = dict[str, Plain]


class NothingSharedError(DataError):
    """No forecast of a table has an observed count."""


@dataclass(frozen=True, slots=True)
class Matched:
    """The forecasts that can be scored; the notes say which cannot, and how the table was understood."""

    forecasts: ForecastSet
    notes: tuple[Remark, ...]


@dataclass(frozen=True, slots=True)
class Truth:
    """A panel of observed counts, with what every table of forecasts needs from it, computed once."""

    panel: Panel
    line: Line
    baselines: Baselines

    @classmethod
    def of(cls, panel: Panel, *, baseline: str) -> "Truth":
        """Prepare a panel."""
        return cls(panel, line_of(panel), Baselines(panel, baseline))


def match(table: QuantileTable, truth: Truth, *, given: Given = NOTHING_GIVEN) -> Matched:
    """Match forecasts with observed counts and with a baseline that knew the same past; NothingSharedError if none match."""
    table, notes = symmetric(table)
    table, converted = on_clock_of(table, truth.panel)
    notes += converted
    places, known = _places(table, truth, given)
    if not len(places.scored):
        raise _nothing_shared(table, truth.panel, places)
    forecasts = lay_out(table, truth.line, places, truth.baselines, rounds=known.rounds)
    notes += [] if known.note is None else [known.note]
    baseline = forecasts.baseline_name
    source = (
        Remark("baseline-from-truth", {"baseline": baseline}) if baseline in BASELINES else Remark("scale-from-truth")
    )
    return Matched(forecasts, (*table.notes, *notes, *_left_out(table, places, known), source))


def symmetric(table: QuantileTable) -> tuple[QuantileTable, list[Remark]]:
    """Drop the levels without a counterpart at the same distance from ½, which the weighted interval score cannot use."""
    levels = np.array(table.levels)
    paired = (np.abs(levels[:, None] + levels - 1) < SAME_LEVEL).any(axis=1)
    if paired.all():
        return table, []
    unpaired = levels[~paired].tolist()
    if not paired.any():
        alone = ", ".join(f"{level:.6g}" for level in unpaired[:MAX_SHOWN])
        message = f"no two levels make an interval: {alone} have no counterpart on the other side of 0.5"
        raise DataError(message, path=table.source)
    left_out = Remark("levels-unpaired", {"levels": tuple(unpaired[:MAX_SHOWN]), "in_all": len(unpaired)})
    return table.at_levels(levels[paired].tolist()), [left_out]


def _places(table: QuantileTable, truth: Truth, given: Given) -> tuple[Places, Known]:
    """Find the series, slots and outcomes of forecasts; refuse times between the steps of the panel."""
    panel = truth.panel
    row = _rows(table, panel)[table.series]
    slot, inside = truth.line.slots(table.times)
    closed = ~panel.frequency.is_open(table.times)
    _check_steps(table, panel, (row >= 0) & ~inside & ~closed)
    counts = counts_between(panel, 0, last_slot(panel) + 1)
    there = (row >= 0) & (slot >= 0) & (slot < counts.shape[1]) & ~closed
    outcome = np.where(there, counts[row, np.where(there, slot, 0)], np.nan)
    # A forecast of a closed time counts as one of the next open time.
    known = known_slots(table, truth.line, slot + closed, given)
    whole = np.asarray(~np.isnan(table.quantiles).any(axis=1))
    places = Places(row, known.slot, slot + closed - known.slot, outcome, whole, known.between, closed)
    _check_order(table, places, known)
    return places, known


def _rows(table: QuantileTable, panel: Panel) -> Ints:
    """Return the row in the panel of each series name of the forecasts, -1 if unknown; a single series needs no name."""
    if len(panel) == 1 and len(table.names) == 1 and (panel.columns.id is None or not table.names[0]):
        return np.zeros(1, np.int64)
    if table.names == ("",):
        message = f"no column names the series, but {place(panel.source)} has {len(panel)} series"
        raise DataError(message, path=table.source, hint=Hint("looked for id, location, region, …"))
    at = {series.name: row for row, series in enumerate(panel.series)}
    return np.array([at.get(name, -1) for name in table.names], np.int64)


def _check_steps(table: QuantileTable, panel: Panel, off: Bools) -> None:
    """Refuse times that fall between the steps of the panel."""
    what = f" is not a step of {place(panel.source)}, which is {panel.frequency.name}"
    _refuse_all(table, np.flatnonzero(off), lambda _: what)


def _refuse_all(table: QuantileTable, wrong: Ints, describe: Callable[[int], str]) -> None:
    """Raise DataError if any positions of the table are wrong; ``describe`` says what is wrong with one."""
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
    """Refuse forecasts that are not after their own cutoff, or implausibly far after it."""
    most = MAX_RUN if known.unstated else MAX_STEPS
    since = "the first of its series" if known.unstated else "its cutoff"
    # A forecast far after the first of its series that has no outcome is left out later, like all without an outcome.
    counts = ~np.isnan(places.outcome) | (not known.unstated)
    wrong = ((places.step < 1) & known.exact) | ((places.step > most) & counts)

    def describe(position: int) -> str:
        ahead = int(places.step[position])
        return " is not after its cutoff" if ahead < 1 else f" is {ahead} steps after {since} (at most {most})"

    _refuse_all(table, np.flatnonzero(wrong), describe)


def _nothing_shared(table: QuantileTable, panel: Panel, places: Places) -> NothingSharedError:
    """Return the error for a table without a forecast that can be scored, with the first reason that applies to all."""
    known = places.row >= 0
    if not known.any():
        there = list_names([series.name for series in panel.series])
        message = f"none of its series is in {place(panel.source)}: looked for {list_names(table.names)}, found {there}"
    elif not (known & places.whole).any():
        message = f"every forecast lacks one of the {len(table.levels)} levels: a forecast needs a row for each"
    elif not (known & places.whole & (places.step >= 1)).any():
        message = "every forecast is for a time that was already known when it was made"
    else:
        first, last = (table.style.write(time) for time in (table.times[known].min(), table.times[known].max()))
        end = panel.time_style.write(last_time(panel))
        message = (
            f"none of its forecasts, for {first} to {last}, has a count in {place(panel.source)}, which ends on {end}"
        )
    return NothingSharedError(message, path=table.source)


def _left_out(table: QuantileTable, places: Places, known: Known) -> Iterator[Remark]:
    """Yield remarks on how many forecasts are not scored, and why; each forecast is counted once."""
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
        (ahead & places.between & (not known.unstated), lambda some: Remark("cutoff-between-steps", some)),
        (ahead & places.closed, lambda some: Remark("closed-in-truth", some)),
        (ahead & np.isnan(places.outcome) & ~places.closed, lambda some: Remark("no-count-in-truth", some)),
        (ahead & (table.quantiles < 0).any(axis=1), lambda some: Remark("quantiles-below-zero", some)),
    )
    yield from (remark(_some(table, which)) for which, remark in reasons if which.any())


def _some(table: QuantileTable, which: Bools) -> Details:
    """Return the details of a remark on some forecasts: how many, out of how many, and the file and line of the first."""
    first = int(np.argmax(which))
    several = {"files": len(table.files)} if table.files else {}
    return {
        "count": int(which.sum()),
        "of": len(table),
        "source": table.file_of(first),
        "first_line": int(table.lines[first]),
        **several,
    }
