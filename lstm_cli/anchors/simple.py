"""A simple rule as an anchor: the one with the smallest mean absolute error on held-out folds.

The rules are the last value, smoothed levels, each of these plus the usual seasonal change, the seasonal naive, and the last
value plus last season's growth. Each is a linear step with fixed coefficients; only the choice among them is learned.
"""

from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np

from lstm_cli._arrays import Floats
from lstm_cli.anchors.base import FitData
from lstm_cli.anchors.design_matrix import LAGS, SEASON_COLUMNS, SMOOTHING
from lstm_cli.anchors.linear import LinearAnchor
from lstm_cli.features.folds import FOLDS

__all__ = ["SimpleRule"]


@dataclass(frozen=True, slots=True)
class SimpleRule(LinearAnchor):
    """The best simple rule, the same in every fold."""

    NAME: ClassVar[str] = "simple"

    @classmethod
    def fit(cls, data: FitData) -> Self:
        """Choose the rule that forecasts best over all folds."""
        rows = data.sample.rows
        rules = [np.broadcast_to(rule, (FOLDS, *rule.shape)) for rule in _rules(data.lags, rows.shape[1:])]
        # The memory layout of a loaded model, because other strides change the order of sums and so the last bit.
        return cls(np.ascontiguousarray(min(rules, key=data.sample.error)))


def _rules(lags: tuple[int, ...], shape: tuple[int, ...]) -> list[Floats]:
    """Return the coefficients (K, P) of every rule, in the order of the module's description."""
    first, season = len(LAGS), len(LAGS) + len(SMOOTHING)
    rules = [np.zeros(shape) for _ in range(1 + len(SMOOTHING))]
    for place in range(len(SMOOTHING)):
        rules[1 + place][:, first + place] = 1
    for _ in lags:
        target, here, _, usual, usual_here = range(season, season + len(SEASON_COLUMNS))
        season += len(SEASON_COLUMNS)
        plain = [rule.copy() for rule in rules[: 1 + len(SMOOTHING)]]
        for rule in plain:
            rule[:, [usual, usual_here]] = 1, -1  # plus the usual seasonal change
        naive, growth = np.zeros(shape), np.zeros(shape)
        naive[:, target] = 1
        growth[:, [target, here]] = 1, -1
        rules += [*plain, naive, growth]
    return rules
