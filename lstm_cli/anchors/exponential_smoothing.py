"""Exponential smoothing as an anchor: a level, a damped trend and seasons of each series, in growth units.

With e_t the error of the forecast one step ahead: l_t = l_{t-1} + φ b_{t-1} + α e_t, b_t = φ b_{t-1} + α β e_t,
s_t = s_{t-m} + γ (1 - α) e_t, and the anchor k steps ahead is l_t + (φ + … + φ^k) b_t + the season's s (Holt 1957;
Winters 1960, doi:10.1287/mnsc.6.3.324; damped: Gardner & McKenzie 1985, doi:10.1287/mnsc.31.10.1237). It is multiplicative
in counts, because growth units are logarithms. A long season is smoothed: each error also updates the neighbouring steps of
the season. The forecast of a series is the mean over its best settings from a fixed grid, which is too little freedom to
memorise targets, so that no fold needs to be held out.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar, Final, Self

import numpy as np

from lstm_cli._arrays import Array, Arrays, Floats, Ints
from lstm_cli.anchors.base import Anchor, AnchorSizes, FitData
from lstm_cli.anchors.design_matrix import Design
from lstm_cli.anchors.smoothing_filter import damped_sums, states
from lstm_cli.anchors.smoothing_settings import KEPT, best_settings

__all__ = ["ExponentialSmoothing"]

SETTING_WIDTH: Final = 4  # α, β, φ and γ, which come before the seasons


@dataclass(frozen=True, slots=True)
class ExponentialSmoothing(Anchor):
    """The settings (E, N, 4 + P) that are averaged for each series, and those (E, 4 + P) of the panel.

    A setting consists of α, β, φ, γ and, for each of the P seasons, 1 if it is used, else 0.
    """

    NAME: ClassVar[str] = "smoothing"
    RANGE: ClassVar[tuple[float, float]] = (0, 1)

    settings: Floats
    typical: Floats

    @classmethod
    def fit(cls, data: FitData) -> Self:
        """Choose each series' settings."""
        return cls(*best_settings(data.history, data.lags, rng=data.rng))

    def at(self, design: Design, series: Ints, step: Ints, ahead: Ints | None = None) -> Floats:
        """Return the anchors made at n places, (1, n, K): the same for every fold."""
        history = design.history
        ahead = np.arange(1, history.horizon + 1) if ahead is None else ahead
        anchors = np.empty((1, len(series), len(ahead)))
        rows, place = np.unique(series, return_inverse=True)
        order = np.argsort(step, kind="stable")
        bounds = np.searchsorted(step[order], np.arange(history.steps + 1))
        settings = self.settings[:, rows]
        damped = damped_sums(settings, ahead)
        for now, state in states(history.take(rows), design.lags, settings):
            here = order[bounds[now] : bounds[now + 1]]
            if len(here):
                anchors[0, here] = state.mean_forecast(now, ahead, damped, place[here])
            if bounds[now + 1] == len(order):  # no later place was asked for
                break
        return anchors

    def of_series(self, rows: Ints) -> Self:
        """Return the settings of some series, the panel's if the row is -1."""
        chosen = np.where((rows >= 0)[:, None], self.settings[:, rows], self.typical[:, None])
        return replace(self, settings=chosen)

    def to_arrays(self) -> Arrays:
        """Return the settings of the series and of the panel."""
        return {self.NAME: self.settings, f"{self.NAME}_typical": self.typical}

    @classmethod
    def shapes(cls, sizes: AnchorSizes) -> dict[str, tuple[int, ...]]:
        """Return the shapes of both."""
        width = SETTING_WIDTH + len(sizes.lags)
        return {cls.NAME: (KEPT, sizes.series, width), f"{cls.NAME}_typical": (KEPT, width)}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, Array]) -> Self:
        """Restore the anchor from its settings."""
        return cls(arrays[cls.NAME], arrays[f"{cls.NAME}_typical"])
