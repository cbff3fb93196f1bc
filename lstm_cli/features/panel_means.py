"""Means over the series of a panel at each step, in units of their anchors' errors, and the terms that they average."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np

from lstm_cli._arrays import Floats, Ints
from lstm_cli.features.anchor_errors import AnchorErrors
from lstm_cli.features.history import History, smooth
from lstm_cli.features.slot_means import slot_means

__all__ = ["PANEL_INPUTS", "PanelMeans", "change", "cut", "panel_means", "series_of_means", "surprise"]

PANEL_INPUTS: Final = ("panel surprise", "panel level", "panel change")
MAX_MEAN_SERIES: Final = 256  # more series hardly change the means, and would be read for the forecast of any series
MAX_DIFFERENCE: Final = 4.0  # units of error at which differences are clipped


@dataclass(frozen=True, slots=True)
class PanelMeans:
    """Means of a panel at each slot of its time line: slots (S,); values (A, S, 3), in the order of `PANEL_INPUTS`.

    series: the number of series in the panel; in a large panel the means are over some of them.
    """

    slots: Ints
    values: Floats
    series: int

    def at(self, history: History) -> Floats:
        """Return the means at every step of a history, (A, N, T, 3)."""
        place = np.searchsorted(self.slots, history.slots[:, : history.steps])
        means: Floats = self.values[:, np.minimum(place, len(self.slots) - 1)]
        return means


def series_of_means(count: int) -> Ints:
    """Return the rows of the series that a panel's means are over: at most `MAX_MEAN_SERIES`, evenly spaced."""
    return np.unique(np.linspace(0, count - 1, min(count, MAX_MEAN_SERIES)).round().astype(np.int64))


def panel_means(parts: Iterable[tuple[History, AnchorErrors]], series: int) -> PanelMeans:
    """Return the means over the series of some histories, which are those of `series_of_means`."""
    first, means, count = slot_means((history, _panel_terms(history, errors)) for history, errors in parts)
    known = np.flatnonzero(count)
    by_anchor = means[:, known].reshape(-1, len(PANEL_INPUTS), len(known))
    return PanelMeans(first + known, np.moveaxis(by_anchor, 1, 2), series)


def _panel_terms(history: History, errors: AnchorErrors) -> list[Floats]:
    """Return the terms that are averaged, (N, T) each: those of an anchor, in the order of `PANEL_INPUTS`, then of the next."""
    slow, terms = smooth(history, 0.05), []
    for anchor, unit in enumerate(errors.level_unit):
        terms += [cut(surprise(errors, anchor)), cut((history.level - slow) / unit / 2), cut(change(history, 1) / unit)]
    return terms


def cut(values: Floats) -> Floats:
    """Clip values to ±`MAX_DIFFERENCE`."""
    return np.clip(values, -MAX_DIFFERENCE, MAX_DIFFERENCE)


def surprise(errors: AnchorErrors, which: int) -> Floats:
    """Return the newest error one step ahead in units of the errors before it, (N, T)."""
    last: Floats = errors.last[which]
    surprise = np.zeros_like(last)
    surprise[:, 1:] = last[:, 1:] / errors.scale[which][:, :-1, 0]
    return surprise


def change(history: History, back: int) -> Floats:
    """Return the change of the level over ``back`` steps, (N, T), 0 if the series had not begun by then."""
    change = np.zeros_like(history.level)
    begun = history.exists[:, :-back]
    change[:, back:] = np.where(begun, history.level[:, back:] - history.level[:, :-back], 0)
    return change
