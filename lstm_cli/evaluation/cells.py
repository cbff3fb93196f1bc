"""Score every forecast of a set on its own, and the baseline's forecast of the same count."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from lstm_cli._arrays import Bools, Floats, Ints
from lstm_cli.evaluation.forecast_set import ForecastSet
from lstm_cli.metrics.scores import (
    CellScores,
    log_counts,
    randomised_pit,
    score_cells,
    stack_cells,
    weighted_interval_score,
)

__all__ = ["ScoredCells", "score_set"]

BINS: Final = 10  # of the histogram of the PIT


@dataclass(frozen=True, slots=True)
class ScoredCells:
    """Scores of C cutoffs, N series and K steps, NaN where nothing is scored; those of the baseline NaN where it is missing."""

    cells: CellScores  # (C, N, K)
    baseline_wis: Floats  # (C, N, K)
    baseline_log_wis: Floats  # (C, N, K)
    pit: tuple[int, ...]  # histogram of the randomised PIT in ten equal bins

    @property
    def known(self) -> Bools:
        """Which cells are scored."""
        return ~np.isnan(self.cells.wis.total)


def score_set(forecasts: ForecastSet) -> ScoredCells:
    """Score every cell that has a complete forecast and an outcome; the draws of the PIT are always the same."""
    rng = np.random.default_rng(np.random.SeedSequence(0).spawn(1)[0])
    cells, wis, log_wis, pits = zip(
        *(_score_cutoff(forecasts, place, rng) for place in range(len(forecasts.cutoffs))), strict=True
    )
    return ScoredCells(stack_cells(cells), np.stack(wis), np.stack(log_wis), tuple(np.sum(pits, axis=0).tolist()))


def _score_cutoff(
    forecasts: ForecastSet, place: int, rng: np.random.Generator
) -> tuple[CellScores, Floats, Floats, Ints]:
    """Return the scores of one cutoff, the baseline's WIS and log WIS (N, K), and the histogram of the PIT."""
    quantiles, levels = forecasts.quantiles[place], forecasts.levels
    outcomes = np.where(np.isnan(quantiles).any(axis=-1), np.nan, forecasts.outcomes[place])
    cells = score_cells(quantiles, outcomes, levels, scale=forecasts.scale[place][:, None])
    theirs = forecasts.baseline[place]
    wis = weighted_interval_score(theirs, outcomes, levels).total
    log_wis = weighted_interval_score(log_counts(theirs), np.log1p(outcomes), levels).total
    drawn = randomised_pit(quantiles, outcomes, levels, step=forecasts.value_scale.step, rng=rng)
    counts, _ = np.histogram(drawn[~np.isnan(drawn)], bins=BINS, range=(0, 1))
    return cells, wis, log_wis, counts
