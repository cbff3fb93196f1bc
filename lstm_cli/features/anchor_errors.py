"""The running errors of an anchor a few steps ahead: the unit of everything that pretrained networks read and forecast.

The unit s_{t,k} is an exponentially weighted mean of the absolute errors, known at step t, of forecasts k steps ahead. It is
causal, so that it has the same meaning in short and long series, and it follows a series that becomes calmer or wilder.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from lstm_cli._arrays import Floats, Ints
from lstm_cli.features.history import History, smooth_values
from lstm_cli.panel.scale import Scale

__all__ = [
    "KNOTS",
    "MAX_UNIT",
    "SMALLEST",
    "SMALLEST_FINE",
    "AnchorErrors",
    "anchor_errors",
    "error_floor",
    "knots_of",
    "spread_over_steps",
]

# Steps ahead at which errors are tracked and networks have outputs; other steps are interpolated.
KNOTS: Final = (1, 2, 3, 4, 5, 6, 8, 10, 13, 16, 20, 24, 28, 36, 48)
MEMORY: Final = 0.98  # factor of the weight of past errors with each new error
BIAS_MEMORY: Final = 0.9
PRIOR_ERRORS: Final = 4.0  # number of errors that weigh as much as the expected error of a step ahead
FIRST_ERRORS: Final = 3.0  # the same for one step ahead, where the expected error is counting noise
COUNTING: Final = 0.8  # mean absolute value of a standard normal variable
MIN_EXPECTED: Final = 0.15  # growth units
GROWTH_BY_STEP: Final = 0.35  # expected errors grow with this power of the steps ahead
SMALLEST: Final = 0.02  # growth units: 2 % of a count
FADING: Final = 0.7  # factor of the weight of the expected fine error with each new error
FADED: Final = 0.03  # of this weight, reached after ten errors
# Of this weight, reached after four errors, if these were not all 0: counts that stand still say less of the next change.
FADED_MOVING: Final = 0.25
# The most that an error is expected to be, in multiples of the largest so far; 10 forecasts the same.
MAX_TIMES: Final = 4.0
MAX_UNIT: Final = 30.0  # units of error at which the targets of pretraining and of tuning are clipped
SMALLEST_FINE: Final = 1e-12  # the precision of float64 in differences of large logarithms


@dataclass(frozen=True, slots=True)
class AnchorErrors:
    """Running errors of A anchors in N series at J knots, in growth units.

    scale, bias (A, N, T, J): mean absolute and mean signed error, as known at each step; fine (A, N, T, J): like scale, but
    without the floor of 2 % and with an expectation that fades after a few errors, for values that are forecast more
    precisely; last (A, N, T): the newest error one step ahead, 0 where a count is missing; level_unit (A, N, T): the unit of
    differences between levels.
    """

    scale: Floats
    fine: Floats
    bias: Floats
    last: Floats
    level_unit: Floats

    def in_fine_units(self, history: History) -> "AnchorErrors":
        """Return the errors with the fine scale wherever that is below 2 %.

        Simulated counts rarely have such errors, but large, slowly changing counts do. In units of their own errors the
        network reads them as it reads any other series; in units of 2 % they seem to stand still. Where a season or a trend
        is forecast to a fraction of its steps, these would be far beyond what inputs can show: the unit of levels is then the
        mean absolute step, up to the scale with its floor.
        """
        is_fine = self.fine < SMALLEST
        if not is_fine.any():
            return self
        changes = np.abs(np.diff(history.level, axis=1, prepend=history.level[:, :1]))
        steps = smooth_values(history, np.where(np.isnan(history.growth), np.nan, changes), 1 - MEMORY)
        scale = np.where(is_fine, self.fine, self.scale)
        level_unit = np.where(is_fine[..., 0], np.clip(steps, scale[..., 0], self.scale[..., 0]), scale[..., 0])
        return replace(self, scale=scale, level_unit=level_unit)


def error_floor(scale: Scale, level: Floats) -> Floats:
    """Return the smallest unit of errors at some levels, in growth units: half a step of the values, at most 2 %.

    Forecasts are rounded as the values are, so that a finer unit is useless; at a level of millions, half a count is a tiny
    change in growth units.
    """
    return np.clip(scale.half_step(level), SMALLEST_FINE, SMALLEST)


def knots_of(horizon: int) -> Ints:
    """Return the knots (J,) of a horizon: the `KNOTS` below it, doubled steps beyond the last of these, and itself."""
    further = [KNOTS[-1] * 2**power for power in range(1, 20)]
    return np.array([*(k for k in (*KNOTS, *further) if k < horizon), horizon], np.int64)


def spread_over_steps(knots: Ints, horizon: int) -> Floats:
    """Return the matrix (K, J) that interpolates linearly from values at knots to every step ahead 1..K."""
    return np.stack([np.interp(np.arange(1, horizon + 1), knots, unit) for unit in np.eye(len(knots))], axis=1)


def anchor_errors(history: History, anchors: Floats, knots: Ints) -> AnchorErrors:
    """Track the errors of anchors (A, N, T, J), made at every step of a history for the ``knots`` (J,)."""
    error = _errors_when_known(history, anchors, knots)
    last = np.where(np.isnan(error[..., 0]), 0, error[..., 0])
    by_step = np.ascontiguousarray(np.moveaxis(error, 2, 0))  # (T, A, N, J): one step after the other
    scale, fine, bias = np.empty((3, *by_step.shape))
    total, weight, signed = np.zeros((3, *by_step.shape[1:]))
    left, largest = np.ones_like(total), np.zeros_like(total)  # left: weight of the expected fine error
    counting = COUNTING / np.sqrt(np.maximum(np.expm1(np.minimum(history.level, 700)), 0) + 1)
    expected = np.ascontiguousarray((FIRST_ERRORS * np.maximum(counting, MIN_EXPECTED)).T)
    ahead = knots.astype(float) ** GROWTH_BY_STEP
    floor = np.ascontiguousarray(error_floor(history.scale, history.level).T)
    for step, new in enumerate(by_step):
        known = ~np.isnan(new)
        size = np.where(known, new, 0)
        kept = np.where(known, MEMORY, 1.0)
        total = total * kept + np.abs(size)
        weight = weight * kept + known
        left = left * np.where(known, FADING, 1.0)
        signed = signed * np.where(known, BIAS_MEMORY, 1.0) + (1 - BIAS_MEMORY) * size
        first = (total[..., 0] + expected[step]) / (weight[..., 0] + FIRST_ERRORS)
        usual = first[..., None] * ahead
        scale[step] = np.maximum((total + PRIOR_ERRORS * usual) / (weight + PRIOR_ERRORS), SMALLEST)
        largest = np.maximum(largest, np.abs(size))
        moving = largest > floor[step][:, None]
        most = np.where(moving[..., 0], FIRST_ERRORS * MAX_TIMES * largest[..., 0], np.inf)
        at_first = left[..., 0] * np.minimum(expected[step], most)
        first = (total[..., 0] + at_first) / (weight[..., 0] + left[..., 0] * FIRST_ERRORS)
        mean = (total + left * PRIOR_ERRORS * first[..., None] * ahead) / (weight + left * PRIOR_ERRORS)
        few = left > np.where(moving, FADED_MOVING, FADED)
        fine[step] = np.where(few, scale[step], np.maximum(mean, floor[step][:, None]))
        bias[step] = signed
    scale, fine, bias = (np.ascontiguousarray(np.moveaxis(each, 0, 2)) for each in (scale, fine, bias))
    return AnchorErrors(scale, fine, bias, last, scale[..., 0])


def _errors_when_known(history: History, anchors: Floats, knots: Ints) -> Floats:
    """Return at each step the errors of the forecasts of this step, (A, N, T, J), NaN if there is none."""
    error = np.full(anchors.shape, np.nan)
    for place, ahead in enumerate(knots):
        made = anchors[:, :, :-ahead, place]
        known = history.exists[:, :-ahead]
        error[:, :, ahead:, place] = np.where(known, history.growth[:, ahead:] - made, np.nan)
    return error
