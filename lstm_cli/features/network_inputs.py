"""The inputs of networks trained from scratch: level, changes, calendar, the panel's mean, a missing-value indicator."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lstm_cli._arrays import Floats
from lstm_cli.features.history import History
from lstm_cli.features.slot_means import slot_means
from lstm_cli.panel.frequency import Frequency

__all__ = ["PanelMean", "input_groups", "network_inputs", "panel_mean", "series_scaling"]

# The columns of `network_inputs` in order; the harmonics of each season follow them.
INPUTS: Final = ("level", "size", "last change", "change over 4", "missing", "panel mean")
HARMONICS: Final = 2  # of each season; with 1 the WIS of weekly influenza is 5 % higher, 3 gain nothing
MIN_SPREAD: Final = 0.3  # growth units: keeps the noise of a nearly constant series small


@dataclass(frozen=True, slots=True)
class PanelMean:
    """The mean of a panel's standardised levels: values (S,) at consecutive slots from ``first``."""

    first: int
    values: Floats

    def at(self, history: History) -> Floats:
        """Return the mean at every step of a history, (N, T); it has no meaning before a series begins."""
        place = history.slots[:, : history.steps] - self.first
        means: Floats = self.values[np.clip(place, 0, len(self.values) - 1)]
        return means


def panel_mean(parts: Iterable[tuple[History, Floats]]) -> PanelMean:
    """Return the mean over the series of a panel that exist at each slot; the panel comes in parts, each with its scaling."""
    first, means, _ = slot_means((history, [_standardised(history, scaling)]) for history, scaling in parts)
    return PanelMean(first, means[0])


def _standardised(history: History, scaling: Floats) -> Floats:
    """Return the standardised levels of series, (N, T)."""
    return np.asarray((history.level - scaling[:, :1]) / scaling[:, 1:])


def series_scaling(history: History) -> Floats:
    """Return the mean and standard deviation of each series in growth units, (N, 2), for standardising levels."""
    exists = history.exists
    count = exists.sum(1)
    mean = np.where(exists, history.level, 0).sum(1) / count
    spread = np.sqrt(np.where(exists, (history.level - mean[:, None]) ** 2, 0).sum(1) / count)
    return np.stack([mean, np.maximum(spread, MIN_SPREAD)], axis=1)


def input_groups(frequency: Frequency) -> dict[str, tuple[int, ...]]:
    """Return the columns of each input by its name; the harmonics of a season are one input."""
    groups: dict[str, tuple[int, ...]] = {name: (column,) for column, name in enumerate(INPUTS)}
    for place, season in enumerate(frequency.seasons):
        first = len(INPUTS) + 2 * HARMONICS * place
        groups[f"calendar ({frequency.cycle(season)})"] = tuple(range(first, first + 2 * HARMONICS))
    return groups


def network_inputs(
    history: History, scaling: Floats, change_scale: float, *, mean: PanelMean | None = None
) -> NDArray[np.float32]:
    """Return the inputs of every step, (N, T, D) float32, zero before a series begins.

    scaling: from `series_scaling`; change_scale: the typical one-step change of the panel; mean: of the panel that the
    series belong to, None if they are the whole panel.
    """
    mean = panel_mean([(history, scaling)]) if mean is None else mean
    width = len(INPUTS) + 2 * HARMONICS * len(history.phases)
    inputs = np.empty((*history.level.shape, width), np.float32)
    for place, column in enumerate(_columns(history, scaling, change_scale, mean)):
        inputs[..., place] = np.where(history.exists, column, 0)
    return inputs


def _columns(history: History, scaling: Floats, change_scale: float, mean: PanelMean) -> Iterator[Floats]:
    """Yield the columns of the inputs, each (N, T), so that only one is in memory at a time."""
    level, steps = history.level, history.steps
    yield _standardised(history, scaling)
    yield level / 8 - 0.5
    for back in (1, 4):
        change = np.zeros_like(level)
        change[:, back:] = level[:, back:] - level[:, :-back]
        yield np.clip(change / (min(back, 2) * change_scale), -4, 4)
    yield np.isnan(history.growth).astype(float)
    yield mean.at(history)
    for phase in history.phases:
        angle = 2 * np.pi * phase[:, 1 : steps + 1]  # of the next step, the first to be forecast
        for multiple in range(1, HARMONICS + 1):
            yield np.sin(multiple * angle)
            yield np.cos(multiple * angle)
