"""Forecasts on a grid of cutoffs, series and steps in; how good they are, overall and by step and series, out.

Nothing here knows who made the forecasts: `backtest` scores the program's own, `score` those of a file.
"""

import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from lstm_cli._arrays import Floats, Ints
from lstm_cli.metrics.baselines import flusight_baseline, naive, seasonal_naive
from lstm_cli.metrics.ratio_intervals import block_sums, cutoff_blocks, ratio_interval
from lstm_cli.metrics.scores import (
    CellScores,
    Index,
    ScoreSummary,
    randomised_pit,
    relative_score,
    score_cells,
    stack_cells,
    summarise,
    weighted_interval_score,
)
from lstm_cli.metrics.verdict import Verdict, decide

__all__ = [
    "BASELINES",
    "ForecastSet",
    "ScoreLine",
    "ScoreReport",
    "baseline_name",
    "baseline_quantiles",
    "evaluate",
]

BASELINES: Final = ("seasonal-naive", "naive", "flusight")
ALL: Final = slice(None)
BINS: Final = 10  # of the histogram of the PIT


@dataclass(frozen=True, slots=True)
class ForecastSet:
    """Quantile forecasts on a grid of C cutoffs, N series and K steps, with what came and a baseline's forecasts."""

    levels: tuple[float, ...]  # Q, increasing, symmetric about ½
    cutoffs: tuple[str, ...]  # C, as the data write times: the last time known when the forecast was made
    series: tuple[str, ...]  # N
    quantiles: Floats  # (C, N, K, Q) in counts, NaN where nothing was forecast
    outcomes: Floats  # (C, N, K) in counts, NaN where unknown
    scale: Floats  # (C, N): `seasonal_scale` of the past at that cutoff
    baseline: Floats  # (C, N, K, Q), NaN where none
    baseline_name: str  # one of the BASELINES
    slots: Ints  # (C,): the cutoffs on the panel's time line, increasing


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """The scores of a part of the cells; ``relative_wis`` is over the cells that the baseline forecasts too."""

    label: str
    scores: ScoreSummary
    relative_wis: float  # NaN where the baseline has nothing to compare, or made no error
    share: float  # of the summed WIS of all cells; NaN where that is 0


@dataclass(frozen=True, slots=True)
class ScoreReport:
    """How good forecasts are; lines without a single scored cell are left out."""

    overall: ScoreLine
    relative_low: float  # `ratio_interval` (90 %) over cutoffs, or blocks of them that overlap; NaN with too few
    relative_high: float
    by_step: tuple[ScoreLine, ...]  # labels "1", "2", …
    by_series: tuple[ScoreLine, ...]
    pit: tuple[int, ...]  # counts of the randomised PIT in ten equal bins
    cutoffs: int  # with a scored cell, as are the next two
    series: int
    steps: int
    first_cutoff: str
    last_cutoff: str
    levels: tuple[float, ...]
    baseline: str  # one of the BASELINES
    compared: int  # cutoffs with a scored cell that the baseline forecasts too
    blocks: int  # of time, that these cutoffs lie in: fewer than there are cutoffs where horizons overlap
    verdict: Verdict

    @property
    def cells(self) -> int:
        """How many forecasts, each of one series at one step from one cutoff, were scored."""
        return self.overall.scores.cells


def baseline_name(name: str, *, season: int, known: int) -> str:
    """Return which baseline it really is: without a season in the longest past known, the seasonal naive is the naive."""
    return "naive" if name == "seasonal-naive" and not 1 < season < known else str(name)


def baseline_quantiles(name: str, past: Floats, *, season: int, horizon: int, levels: Sequence[float]) -> Floats:
    """Forecast the next steps by one of the `BASELINES`, shape (K, Q); NaN where nothing of the past (T,) is known.

    What is drawn at random depends on the past alone, so that every caller compares with the same baseline.
    """
    known = np.flatnonzero(~np.isnan(past))
    if not len(known):
        return np.full((horizon, len(levels)), np.nan)
    if name == "flusight":
        rng = np.random.default_rng(zlib.crc32(past[known[0] :].tobytes()))
        return flusight_baseline(past, horizon=horizon, levels=levels, rng=rng)
    if name == "naive":
        return naive(past, horizon=horizon, levels=levels)
    return seasonal_naive(past, season=season, horizon=horizon, levels=levels)


def evaluate(forecasts: ForecastSet, *, seed: int = 0) -> ScoreReport:
    """Score every cell that has a whole forecast and an outcome; the seed is that of the PIT."""
    pit_rng = np.random.default_rng(np.random.SeedSequence(seed).spawn(1)[0])
    scored, baselines, pits = zip(
        *(_score_cutoff(forecasts, place, pit_rng) for place in range(len(forecasts.cutoffs))), strict=True
    )
    cells = stack_cells(scored)
    theirs = np.stack(baselines)
    known = ~np.isnan(cells.wis.total)
    both = known & ~np.isnan(theirs)
    total = float(np.nansum(cells.wis.total))
    overall = _line("all", cells, theirs, total)
    reached = np.flatnonzero(known.any(axis=(1, 2)))
    shared = int(both.any(axis=(1, 2)).sum())
    block = np.broadcast_to(cutoff_blocks(forecasts.slots, theirs.shape[2])[:, None], theirs.shape)
    low, high = ratio_interval(*block_sums(cells.wis.total, theirs, block))
    by_step = _lines(cells, theirs, total, [str(step + 1) for step in range(known.shape[2])], lambda k: (ALL, ALL, k))
    by_series = _lines(cells, theirs, total, forecasts.series, lambda n: (ALL, n))
    return ScoreReport(
        overall=overall,
        relative_low=low,
        relative_high=high,
        by_step=by_step,
        by_series=by_series,
        pit=tuple(np.sum(pits, axis=0).tolist()),
        cutoffs=len(reached),
        series=len(by_series),
        steps=len(by_step),
        first_cutoff=forecasts.cutoffs[reached[0]] if len(reached) else "",
        last_cutoff=forecasts.cutoffs[reached[-1]] if len(reached) else "",
        levels=forecasts.levels,
        baseline=forecasts.baseline_name,
        compared=shared,
        blocks=len(np.unique(block[both])),
        verdict=decide(overall.relative_wis, low, high, compared=shared, error=float(cells.wis.total[both].sum())),
    )


def _score_cutoff(forecasts: ForecastSet, place: int, rng: np.random.Generator) -> tuple[CellScores, Floats, Ints]:
    """Score one cutoff: its cells, the baseline's WIS (N, K), and the histogram of its PIT."""
    quantiles, levels = forecasts.quantiles[place], forecasts.levels
    outcomes = np.where(np.isnan(quantiles).any(axis=-1), np.nan, forecasts.outcomes[place])
    cells = score_cells(quantiles, outcomes, levels, scale=forecasts.scale[place][:, None])
    theirs = weighted_interval_score(forecasts.baseline[place], outcomes, levels).total
    drawn = randomised_pit(quantiles, outcomes, levels, rng=rng)
    counts, _ = np.histogram(drawn[~np.isnan(drawn)], bins=BINS, range=(0, 1))
    return cells, theirs, counts


def _lines(
    cells: CellScores, theirs: Floats, total: float, labels: Sequence[str], index: Callable[[int], Index]
) -> tuple[ScoreLine, ...]:
    """Score the cells at each of some indices on their own; where none is scored there is no line."""
    places = ((label, index(place)) for place, label in enumerate(labels))
    lines = (_line(label, cells.at(at), theirs[at], total) for label, at in places)
    return tuple(line for line in lines if line.scores.cells)


def _line(label: str, cells: CellScores, theirs: Floats, total: float) -> ScoreLine:
    """Score some cells; ``total`` is the summed WIS of all."""
    share = float(np.nansum(cells.wis.total)) / total if total > 0 else float("nan")
    return ScoreLine(label, summarise(cells), relative_score(cells.wis.total, theirs), share)
