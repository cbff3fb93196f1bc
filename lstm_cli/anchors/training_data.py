"""The data of a training: a panel of any size, of which a few series at a time are laid out with folds and weights."""

from dataclasses import dataclass, replace
from typing import Final, Self

import numpy as np

from lstm_cli._arrays import Ints
from lstm_cli.anchors.design_matrix import SMOOTHING, design_of, first_complete, seasonal_lags
from lstm_cli.anchors.sample import LaidOut, Sample, draw_sample, usable
from lstm_cli.features.folds import fold_bounds, fold_of, raw_weights
from lstm_cli.features.histories import Histories, parts, stretches
from lstm_cli.features.history import History, smooth

__all__ = ["TrainingData"]

TYPICAL: Final = 1  # index in `SMOOTHING` of the level that determines weights


@dataclass(frozen=True, slots=True)
class TrainingData:
    """The series of a panel, and what depends on all of them.

    lags: seasonal lags among the regressors; bounds: slots at which one fold ends and the next begins; mean_weight: the
    divisor of weights, so that their mean over the panel is 1; whole: all series laid out, if they are few enough.
    """

    history: Histories
    lags: tuple[int, ...]
    bounds: Ints
    mean_weight: float
    whole: LaidOut | None = None

    @classmethod
    def of_panel(cls, history: Histories, lags: tuple[int, ...] | None = None) -> Self:
        """Summarise a panel, a few series at a time; lags: None for those that it is long enough for."""
        total, count = 0.0, len(history.lengths)
        for _, part in parts(history):
            total += float(raw_weights(part, smooth(part, SMOOTHING[TYPICAL])).sum())
        lags = seasonal_lags(history) if lags is None else lags
        data = cls(history, lags, fold_bounds(history), total / int(history.lengths.sum()))
        every = np.arange(count)
        is_one_part = len(next(stretches(every, history.steps))) == count
        return replace(data, whole=data.laid_out(every)) if is_one_part else data

    def laid_out(self, rows: Ints) -> LaidOut:
        """Lay out some series."""
        if self.whole is not None and len(rows) == len(self.history.lengths):
            return self.whole
        return self._laid_out(self.history.take(rows))

    def take(self, rows: Ints) -> "TrainingData":
        """Return the data of some series alone, to be sent to a worker."""
        if self.whole is not None and len(rows) == len(self.history.lengths):
            return self
        return TrainingData(self.history.take(rows), self.lags, self.bounds, self.mean_weight)

    def sample(self, rng: np.random.Generator) -> Sample:
        """Draw the places that linear anchors are fitted on."""
        count = sum(int(usable(part, self.lags).sum()) for _, part in parts(self.history))
        every = stretches(np.arange(len(self.history.lengths)), self.history.steps)
        return draw_sample(map(self.laid_out, every), count, rng=rng)

    def complete_places(self) -> int:
        """Return the number of places at which every regressor is computed from real history."""
        return int(np.maximum(self.history.steps - first_complete(self.history, self.lags), 0).sum())

    def last_slot(self) -> int:
        """Return the slot of the newest step of all series."""
        every = np.arange(len(self.history.lengths))
        return int(self.history.slots_at(every, np.full(len(every), self.history.steps - 1)).max())

    def _laid_out(self, history: History) -> LaidOut:
        design = design_of(history, self.lags)
        folds = fold_of(self.bounds, history.slots[:, : history.steps])
        return LaidOut(design, folds, np.asarray(raw_weights(history, design.smoothed[TYPICAL]) / self.mean_weight))
