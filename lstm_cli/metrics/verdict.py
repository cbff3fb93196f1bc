"""Verdicts on a relative score, decided from numbers alone."""

import math
from enum import StrEnum

__all__ = ["Verdict", "decide"]


class Verdict(StrEnum):
    """Whether forecasts are better than a baseline."""

    BETTER = "better"  # the whole interval of the relative score lies below 1
    WORSE = "worse"  # the whole interval lies above 1
    UNCLEAR = "unclear"  # the interval contains 1
    TOO_FEW_BLOCKS = "too-few-blocks"  # a relative score, but too few blocks of time for an interval
    BASELINE_WITHOUT_ERROR_EQUAL = "baseline-without-error-equal"  # neither makes an error
    BASELINE_WITHOUT_ERROR_WORSE = "baseline-without-error-worse"  # only the baseline makes none
    NOTHING_TO_COMPARE = "nothing-to-compare"  # the baseline has no forecast of what was scored
    TOO_LITTLE_DATA = "too-little-data"  # nothing was scored


def decide(
    relative: float | None, low: float | None, high: float | None, *, compared: int, error: float, scored: bool = True
) -> Verdict:
    """Decide by the interval of a relative score, not by the score alone.

    Parameters
    ----------
    relative
        The summed error over that of the baseline; None or NaN if the baseline made no error.
    low, high
        The ends of its interval; None or NaN if there are too few blocks of time for one.
    compared
        The number of forecasts, or cutoffs, that the baseline has, too.
    error
        The summed error of the forecasts that the baseline has, too.
    scored
        Whether there was anything to score at all.
    """
    if not scored:
        return Verdict.TOO_LITTLE_DATA
    if not compared:
        return Verdict.NOTHING_TO_COMPARE
    if relative is None or math.isnan(relative):
        return Verdict.BASELINE_WITHOUT_ERROR_WORSE if error > 0 else Verdict.BASELINE_WITHOUT_ERROR_EQUAL
    if low is None or high is None or math.isnan(low) or math.isnan(high):
        return Verdict.TOO_FEW_BLOCKS
    if low > 1:
        return Verdict.WORSE
    return Verdict.BETTER if high < 1 else Verdict.UNCLEAR
