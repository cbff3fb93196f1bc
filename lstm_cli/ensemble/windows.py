"""Windows of series, as the network reads them, and the choice of windows for a batch."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lstm_cli._arrays import Ints

__all__ = ["Windows", "windows_of"]


@dataclass(frozen=True, slots=True)
class Windows:
    """Windows of series: window w covers the steps end - length + 1 .. end of its series, padded before the start."""

    series: Ints
    end: Ints
    length: int

    def take(self, which: slice | Ints) -> "Windows":
        """Return some of the windows."""
        return Windows(self.series[which], self.end[which], self.length)

    def steps(self) -> Ints:
        """Return the step of every place in every window, (W, L); negative before the first column."""
        return np.asarray(self.end[:, None] + np.arange(1 - self.length, 1))

    def inputs(self, inputs: NDArray[np.float32]) -> NDArray[np.float32]:
        """Gather inputs (N, T, D) into (L, D, W), zero before the first column."""
        if len(self.end) and (self.end == self.end[0]).all():  # such as the newest steps of all series
            return self._same_stretch(inputs, int(self.end[0]) + 1)
        steps = self.steps()
        seen = inputs[self.series[:, None], np.maximum(steps, 0)] * (steps >= 0)[..., None]
        return np.ascontiguousarray(seen.transpose(1, 2, 0))

    def _same_stretch(self, inputs: NDArray[np.float32], stop: int) -> NDArray[np.float32]:
        """Gather the inputs of windows that all end before the step ``stop``."""
        first = max(stop - self.length, 0)
        seen = np.zeros((self.length, inputs.shape[2], len(self.end)), np.float32)
        seen[self.length - stop + first :] = inputs[self.series, first:stop].transpose(1, 2, 0)
        return seen


def windows_of(lengths: Ints, steps: int, length: int, count: int, rng: np.random.Generator) -> Windows:
    """Draw windows: the newest steps of every series if all series fit, else windows at random places."""
    if int(lengths.max()) <= length and len(lengths) <= count:
        return Windows(np.arange(len(lengths)), np.full(len(lengths), steps - 1), length)
    series = rng.choice(len(lengths), count, p=lengths / lengths.sum())
    spare = np.maximum(lengths[series] - length, 0)
    return Windows(series, steps - 1 - rng.integers(spare + 1), length)
