"""Forecasts that found their place on the time line of a panel, laid out as a grid with a baseline beside them."""

from dataclasses import dataclass

import numpy as np

from lstm_cli._arrays import Bools, Floats, Ints
from lstm_cli.evaluation.report import ForecastSet, baseline_name, baseline_quantiles
from lstm_cli.metrics.scores import seasonal_scale
from lstm_cli.panel.series import Panel
from lstm_cli.panel.slicing import past_of, time_line
from lstm_cli.readers.quantile_table import QuantileTable

__all__ = ["Places", "lay_out"]


@dataclass(frozen=True, slots=True)
class Places:
    """Where each of G forecasts belongs on the time line of the panel, and what came of it."""

    row: Ints  # of the series; -1 where the panel has none such
    cutoff: Ints  # slot of the last time known to the forecast; below 0 before the panel begins
    step: Ints  # how many steps after the cutoff
    outcome: Floats  # NaN where unknown
    whole: Bools  # whether all levels are there
    between: Bools  # whether the cutoff was given as a time between two steps, of which the first is the cutoff
    closed: Bools  # whether the forecast is of a time that the panel's time line leaves out

    @property
    def scored(self) -> Ints:
        """Return which forecasts can be scored."""
        return np.flatnonzero((self.row >= 0) & self.whole & (self.step >= 1) & ~np.isnan(self.outcome))


def lay_out(table: QuantileTable, panel: Panel, places: Places, *, baseline: str, season: int) -> ForecastSet:
    """Lay what can be scored out as a grid; forecasts of a file without origins have one cutoff, each series its own."""
    scored = places.scored
    row, step, last = places.row[scored], places.step[scored], places.cutoff[scored]
    own = table.cutoffs is None and table.horizons is None
    # Cutoffs as they were given: two of them between the same two steps are two forecasts, of the same past.
    origins = last if table.cutoffs is None else table.cutoffs[scored]
    cutoffs, c = (last[:1], np.zeros_like(last)) if own else np.unique(origins, return_inverse=True)
    rows, n = np.unique(row, return_inverse=True)
    grid = (len(cutoffs), len(rows), int(step.max()))
    quantiles = np.full((*grid, len(table.levels)), np.nan)
    quantiles[c, n, step - 1] = table.quantiles[scored]
    outcomes = np.full(grid, np.nan)
    outcomes[c, n, step - 1] = places.outcome[scored]
    scale, theirs = np.full(grid[:2], np.nan), np.full_like(quantiles, np.nan)
    known = 0
    for cell in sorted(set(zip(c.tolist(), n.tolist(), last.tolist(), strict=True))):
        past = past_of(panel.series[rows[cell[1]]], cell[2])
        known = max(known, len(past))
        scale[cell[:2]] = seasonal_scale(past, season=season)
        theirs[cell[:2]] = baseline_quantiles(baseline, past, season=season, horizon=grid[2], levels=table.levels)
    slots = np.empty(len(cutoffs), np.int64)
    slots[c] = last
    return ForecastSet(
        levels=table.levels,
        cutoffs=(_span(panel, last),) if own else tuple(_written(panel, cutoff) for cutoff in cutoffs),
        series=tuple(panel.series[at].name for at in rows),
        quantiles=quantiles,
        outcomes=outcomes,
        scale=scale,
        baseline=theirs,
        baseline_name=baseline_name(baseline, season=season, known=known),
        slots=slots,
    )


def _written(panel: Panel, cutoff: np.datetime64 | np.int64) -> str:
    """Write a cutoff that is a time, or the slot of one, which may lie before the panel begins."""
    if isinstance(cutoff, np.datetime64):
        return panel.time_style.write(cutoff)
    slot = int(cutoff)
    line = time_line(panel)
    first = int(np.argmax(~np.isnat(line)))
    time = line[slot] if slot >= first else panel.frequency.after(line[first], [slot - first])[0]
    return panel.time_style.write(time)


def _span(panel: Panel, slots: Ints) -> str:
    """Write the first and the last of the series' own cutoffs, or the one that they share."""
    ends = [_written(panel, slot) for slot in (slots.min(), slots.max())]
    return ends[0] if ends[0] == ends[1] else " to ".join(ends)
