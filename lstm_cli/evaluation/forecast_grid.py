"""Lay out forecasts that have their place on the time line of a panel as a grid, with the baseline's forecasts."""

from dataclasses import dataclass, field

import numpy as np

from lstm_cli._arrays import Bools, Floats, Ints
from lstm_cli.evaluation.forecast_set import BASELINES, ForecastSet, baseline_name, baseline_quantiles
from lstm_cli.evaluation.line import Line
from lstm_cli.metrics.scores import seasonal_scale
from lstm_cli.panel.series import Panel
from lstm_cli.panel.slicing import past_of
from lstm_cli.readers.quantiles.table import QuantileTable

__all__ = ["Baselines", "Places", "lay_out"]


@dataclass(frozen=True, slots=True)
class Places:
    """The place of each of G forecasts on the time line of the panel, and its outcome."""

    row: Ints  # of the series in the panel; -1 if it is not there
    cutoff: Ints  # last slot known to the forecast; negative before the panel begins
    step: Ints  # slots after the cutoff
    outcome: Floats  # NaN where unknown
    whole: Bools  # whether no level is missing
    between: Bools  # whether the cutoff was given as a time between two slots, of which the first is taken
    closed: Bools  # whether the forecast time is one that the panel's time line leaves out

    @property
    def scored(self) -> Ints:
        """The positions of the forecasts that can be scored."""
        return np.flatnonzero((self.row >= 0) & self.whole & (self.step >= 1) & ~np.isnan(self.outcome))


@dataclass(slots=True)
class Baselines:
    """A baseline and the scale of MASE at any cutoff of any series, computed on first use.

    ``name`` is one of the `BASELINES`, or the name of a model, whose own forecasts then serve.
    """

    panel: Panel
    name: str
    known: int = 0  # length of the longest past so far
    _scales: dict[tuple[int, int], float] = field(default_factory=dict)
    _quantiles: dict[tuple[int, int, tuple[float, ...]], Floats] = field(default_factory=dict)

    @property
    def season(self) -> int:
        """Steps of the panel's main season."""
        return self.panel.frequency.main_season

    def scale(self, row: int, slot: int) -> float:
        """Return the `seasonal_scale` of the past of a series up to a slot."""
        if (row, slot) not in self._scales:
            past = past_of(self.panel.series[row], slot)
            self.known = max(self.known, len(past))
            self._scales[row, slot] = seasonal_scale(past, season=self.season)
        return self._scales[row, slot]

    def quantiles(self, row: int, slot: int, *, horizon: int, levels: tuple[float, ...]) -> Floats:
        """Return the baseline's forecast (K, Q) of the steps after a slot; a shorter one is the start of a longer one."""
        if self.name not in BASELINES:
            return np.full((horizon, len(levels)), np.nan)
        known = self._quantiles.get((row, slot, levels))
        if known is None or len(known) < horizon:
            past = past_of(self.panel.series[row], slot)
            known = baseline_quantiles(self.name, past, season=self.season, horizon=horizon, levels=levels)
            self._quantiles[row, slot, levels] = known
        return known[:horizon]

    @property
    def real_name(self) -> str:
        """The baseline in effect: a seasonal naive that never had a whole season of past is a naive."""
        return baseline_name(self.name, season=self.season, known=self.known)


def lay_out(
    table: QuantileTable, line: Line, places: Places, baselines: Baselines, *, rounds: Ints | None
) -> ForecastSet:
    """Lay out the forecasts that can be scored as a grid; ``rounds`` (G,): in each, every series has a cutoff of its own."""
    scored = places.scored
    row, step, last = places.row[scored], places.step[scored], places.cutoff[scored]
    made = _rounds(table, scored, last) if rounds is None else rounds[scored]
    _, first, c = np.unique(made, return_index=True, return_inverse=True)
    rows, n = np.unique(row, return_inverse=True)
    grid = (len(first), len(rows), int(step.max()))
    quantiles = np.full((*grid, len(table.levels)), np.nan)
    quantiles[c, n, step - 1] = table.quantiles[scored]
    outcomes = np.full(grid, np.nan)
    outcomes[c, n, step - 1] = places.outcome[scored]
    scale, theirs = np.full(grid[:2], np.nan), np.full_like(quantiles, np.nan)
    known = np.full(grid[:2], np.iinfo(np.int64).min)
    for cell in sorted(set(zip(c.tolist(), n.tolist(), last.tolist(), strict=True))):
        at = (int(rows[cell[1]]), cell[2])
        known[cell[:2]] = cell[2]
        scale[cell[:2]] = baselines.scale(*at)
        theirs[cell[:2]] = baselines.quantiles(*at, horizon=grid[2], levels=table.levels)
    return ForecastSet(
        levels=table.levels,
        cutoffs=tuple(
            _cutoff(table, line, scored[at], last[at]) if rounds is None else _span(line, last[c == k])
            for k, at in enumerate(first)
        ),
        series=tuple(baselines.panel.series[at].name for at in rows),
        quantiles=quantiles,
        outcomes=outcomes,
        scale=scale,
        baseline=theirs,
        baseline_name=baselines.real_name,
        slots=known.max(axis=1),
        known=known,
        value_scale=baselines.panel.scale,
    )


def _rounds(table: QuantileTable, scored: Ints, last: Ints) -> Ints:
    """Return the number of each forecast's round, in order of cutoff and origin; both are the same in a round.

    Two origins between the same two slots make two rounds with the same cutoff.
    """
    origins = table.origins if table.cutoffs is None else table.cutoffs
    made = np.zeros_like(last) if origins is None else np.unique(origins[scored], return_inverse=True)[1]
    return np.asarray(last * (made.max() + 1) + made)


def _cutoff(table: QuantileTable, line: Line, position: int, slot: int) -> str:
    """Write the cutoff of a forecast, as the table gives it if it does."""
    return line.write(int(slot)) if table.cutoffs is None else line.style.write(table.cutoffs[position])


def _span(line: Line, slots: Ints) -> str:
    """Write the first and last cutoff of the series, or the one that they share."""
    ends = [line.write(int(slot)) for slot in (slots.min(), slots.max())]
    return ends[0] if ends[0] == ends[1] else " to ".join(ends)
