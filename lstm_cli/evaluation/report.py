"""Summarise scored forecasts: overall, by step and by series.

Nothing here depends on who made the forecasts: `backtest` scores the program's own, `score` those of a file.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from lstm_cli.evaluation.cells import ScoredCells, score_set
from lstm_cli.evaluation.forecast_set import ForecastSet
from lstm_cli.metrics.ratio_intervals import block_sums, cutoff_blocks, ratio_interval
from lstm_cli.metrics.scores import Index, ScoreSummary, relative_score, summarise
from lstm_cli.metrics.verdict import Verdict, decide
from lstm_cli.options import DataKind

__all__ = ["ScoreLine", "ScoreReport", "evaluate", "report_of"]

ALL: Final = slice(None)


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """The scores of some cells; relative scores are over the cells that the baseline forecasts too."""

    label: str
    scores: ScoreSummary
    relative_wis: float  # NaN if the baseline has no forecast here, or made no error
    relative_log_wis: float  # the same for log(1 + count)
    share: float  # of the summed WIS of all cells; NaN if that is 0


@dataclass(frozen=True, slots=True)
class ScoreReport:
    """A summary of scores; steps and series without a scored cell are left out."""

    overall: ScoreLine
    relative_low: float  # `ratio_interval` (90 %) over cutoffs, or over blocks of overlapping ones; NaN with too few
    relative_high: float
    by_step: tuple[ScoreLine, ...]  # labels "1", "2", …
    by_series: tuple[ScoreLine, ...]
    pit: tuple[int, ...]  # histogram of the randomised PIT in ten equal bins
    cutoffs: int  # with a scored cell, like the next two
    series: int
    steps: int
    first_cutoff: str
    last_cutoff: str
    levels: tuple[float, ...]
    baseline: str  # one of the BASELINES, or the name of a model
    compared: int  # cutoffs with a scored cell that the baseline forecasts too
    blocks: int  # time blocks of these cutoffs, fewer than cutoffs if horizons overlap
    verdict: Verdict
    kind: DataKind = DataKind.COUNT

    @property
    def cells(self) -> int:
        """The number of scored forecasts, each of one series at one step from one cutoff."""
        return self.overall.scores.cells


def evaluate(forecasts: ForecastSet) -> ScoreReport:
    """Score every cell that has a complete forecast and an outcome, and summarise."""
    return report_of(forecasts, score_set(forecasts))


def report_of(forecasts: ForecastSet, scored: ScoredCells) -> ScoreReport:
    """Summarise the scores of forecasts."""
    known, ours, theirs = scored.known, scored.cells.wis.total, scored.baseline_wis
    both = known & ~np.isnan(theirs)
    overall = _line("all", scored, (ALL,))
    reached = np.flatnonzero(known.any(axis=(1, 2)))
    shared = int(both.any(axis=(1, 2)).sum())
    block = np.broadcast_to(cutoff_blocks(forecasts.slots, theirs.shape[2])[:, None], theirs.shape)
    low, high = ratio_interval(*block_sums(ours, theirs, block))
    by_step = _lines(scored, [str(step + 1) for step in range(known.shape[2])], lambda k: (ALL, ALL, k))
    by_series = _lines(scored, forecasts.series, lambda n: (ALL, n))
    return ScoreReport(
        overall=overall,
        relative_low=low,
        relative_high=high,
        by_step=by_step,
        by_series=by_series,
        pit=scored.pit,
        cutoffs=len(reached),
        series=len(by_series),
        steps=len(by_step),
        first_cutoff=forecasts.cutoffs[reached[0]] if len(reached) else "",
        last_cutoff=forecasts.cutoffs[reached[-1]] if len(reached) else "",
        levels=forecasts.levels,
        baseline=forecasts.baseline_name,
        compared=shared,
        blocks=len(np.unique(block[both])),
        verdict=decide(overall.relative_wis, low, high, compared=shared, error=float(ours[both].sum())),
        kind=forecasts.value_scale.kind,
    )


def _lines(scored: ScoredCells, labels: Sequence[str], index: Callable[[int], Index]) -> tuple[ScoreLine, ...]:
    """Summarise the cells at each index separately; leave out those without a scored cell."""
    lines = (_line(label, scored, index(place)) for place, label in enumerate(labels))
    return tuple(line for line in lines if line.scores.cells)


def _line(label: str, scored: ScoredCells, at: Index) -> ScoreLine:
    """Summarise the cells at an index."""
    cells = scored.cells.at(at)
    total = float(np.nansum(scored.cells.wis.total))
    return ScoreLine(
        label,
        summarise(cells),
        relative_score(cells.wis.total, scored.baseline_wis[at]),
        relative_score(cells.log_wis, scored.baseline_log_wis[at]),
        share=float(np.nansum(cells.wis.total)) / total if total > 0 else float("nan"),
    )
