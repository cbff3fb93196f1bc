"""The verdict on a relative score: the interval decides, and nothing is claimed without one."""

import math

import pytest

from lstm_cli.metrics.verdict import Verdict, decide

NAN = math.nan


@pytest.mark.parametrize(
    ("relative", "low", "high", "verdict"),
    [
        (0.7, 0.6, 0.99, Verdict.BETTER),
        (0.9, 0.8, 1.0, Verdict.UNCLEAR),
        (1.0, 0.9, 1.1, Verdict.UNCLEAR),
        (1.1, 1.0, 1.2, Verdict.UNCLEAR),
        (1.3, 1.01, 1.5, Verdict.WORSE),
        (0.5, None, None, Verdict.TOO_FEW_BLOCKS),
        (0.5, NAN, NAN, Verdict.TOO_FEW_BLOCKS),
        (0.5, 0.4, None, Verdict.TOO_FEW_BLOCKS),
    ],
)
def test_the_interval_decides(relative, low, high, verdict):
    """An interval below 1 is better, one above it worse; one that holds 1, and none at all, claim nothing."""
    assert decide(relative, low, high, compared=6, error=3.0) is verdict


@pytest.mark.parametrize("relative", [None, NAN])
def test_a_baseline_without_error_has_its_own_verdicts(relative):
    """Nothing is relative to no error: the forecasts' own error decides."""
    assert decide(relative, None, None, compared=6, error=0.0) is Verdict.BASELINE_WITHOUT_ERROR_EQUAL
    assert decide(relative, None, None, compared=6, error=0.1) is Verdict.BASELINE_WITHOUT_ERROR_WORSE


def test_what_is_missing_comes_first():
    """Without a score there is too little data; without a baseline there is nothing to compare, whatever the numbers."""
    assert decide(0.7, 0.6, 0.8, compared=6, error=1.0, scored=False) is Verdict.TOO_LITTLE_DATA
    assert decide(0.7, 0.6, 0.8, compared=0, error=1.0) is Verdict.NOTHING_TO_COMPARE


def test_codes_are_stable():
    """Programs read the codes: none of them may change."""
    assert [verdict.value for verdict in Verdict] == [
        "better",
        "worse",
        "unclear",
        "too-few-blocks",
        "baseline-without-error-equal",
        "baseline-without-error-worse",
        "nothing-to-compare",
        "too-little-data",
    ]
