"""What the network sees at each step: level, changes, calendar, the panel's mean, a missing-value indicator."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from lstm_cli._arrays import Floats, Ints
from lstm_cli.features.history import History
from lstm_cli.panel.frequency import Frequency

__all__ = ["input_groups", "network_inputs", "series_scaling"]

# The columns of `network_inputs` in their order; behind them stand the harmonics of each season.
INPUTS: Final = ("level", "size", "last change", "change over 4", "missing", "panel mean")
HARMONICS: Final = 2  # of each season; with 1 weekly influenza has 5 % more WIS, 3 gain nothing
MIN_SPREAD: Final = 0.3  # growth units: keeps a nearly constant series from being blown up


def series_scaling(history: History) -> Floats:
    """Mean and spread of each series in growth units, (N, 2): what levels are measured by."""
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
    history: History, scaling: Floats, change_scale: float, *, rows: Ints | None = None
) -> NDArray[np.float32]:
    """Return the inputs of every step, (N, T, D) float32, zero before a series begins.

    ``scaling`` is that of `series_scaling`; ``change_scale`` the typical one-step change of the panel; ``rows`` (n,):
    of some series only, (n, T, D), whose panel mean is that of all.
    """
    standard = (history.level - scaling[:, :1]) / scaling[:, 1:]
    panel_mean = _panel_mean(history, standard)
    if rows is not None:
        history, standard, panel_mean = history.take(rows), standard[rows], panel_mean[rows]
    level, steps = history.level, history.steps
    change, change_4 = np.zeros_like(level), np.zeros_like(level)
    change[:, 1:] = level[:, 1:] - level[:, :-1]
    change_4[:, 4:] = level[:, 4:] - level[:, :-4]
    columns = [
        standard,
        level / 8 - 0.5,
        np.clip(change / change_scale, -4, 4),
        np.clip(change_4 / (2 * change_scale), -4, 4),
        np.isnan(history.growth).astype(float),
        panel_mean,
    ]
    for phase in history.phases:
        angle = 2 * np.pi * phase[:, 1 : steps + 1]  # of the next step, the first to be forecast
        for multiple in range(1, HARMONICS + 1):
            columns += [np.sin(multiple * angle), np.cos(multiple * angle)]
    return np.where(history.exists[..., None], np.stack(columns, axis=-1), 0).astype(np.float32)


def _panel_mean(history: History, values: Floats) -> Floats:
    """Mean of values over the series that exist at each one's slot, (N, T)."""
    exists = history.exists
    places, slot = np.unique(history.slots[:, : history.steps], return_inverse=True)
    slot = slot.reshape(values.shape)
    total = np.bincount(slot[exists], weights=values[exists], minlength=len(places))
    count = np.bincount(slot[exists], minlength=len(places))
    return np.asarray((total / np.maximum(count, 1))[slot])
