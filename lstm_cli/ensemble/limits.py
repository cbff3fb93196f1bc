"""Limits: the steps of a series that are learned from, and the horizons that the calendar and memory allow."""

from typing import Final

import numpy as np

from lstm_cli.anchors.anchor_set import MEMBERS
from lstm_cli.errors import Hint, Setting, UsageError
from lstm_cli.panel.frequency import Frequency
from lstm_cli.panel.newest import newest_steps
from lstm_cli.panel.packed import lengths_of
from lstm_cli.panel.series import Panel
from lstm_cli.panel.slicing import last_time
from lstm_cli.remarks import Remark

__all__ = [
    "check_horizon",
    "check_time_line",
    "largest_in_memory",
    "largest_on_time_line",
    "newest_used",
    "shortened",
]

# Newest steps of a series that training and forecasts use: 11 years of hours, 10 weeks of minutes. Training on one such series
# takes two minutes and 700 MB, which grow with the steps; with older steps the loss differs by less than 1 %
# (tests/benchmarks/long_series.py).
MAX_HISTORY: Final = 100_000
LAST_TIME: Final = np.datetime64("9999-12-31T23:59:59", "s")  # the last that ISO 8601 and Python's datetime can write
MAX_MEMORY: Final = 4 << 30  # bytes that training may use
# Measured with 1 to 200 series of 30 to 30,000 steps, in bytes:
OUTPUT_BYTES: Final = 2 << 20  # per step ahead, for network outputs and their gradients
ANCHOR_BYTES: Final = 12  # per step ahead, member and step of the longest series, for anchors, targets and residuals


def newest_used(panel: Panel) -> Panel:
    """Return what training and forecasts use of a panel: the newest `MAX_HISTORY` steps of each series."""
    return newest_steps(panel, MAX_HISTORY)


def shortened(panel: Panel) -> tuple[Remark, ...]:
    """Return the remark that `newest_used` leaves out steps of a panel, if it does."""
    lengths = lengths_of(panel)
    longer = int(np.count_nonzero(lengths > MAX_HISTORY))
    details = {"steps": MAX_HISTORY, "series": longer, "of": len(panel), "longest": int(lengths.max())}
    return (Remark("newest-steps-only", details),) if longer else ()


def check_horizon(panel: Panel, horizon: int, *, usual: int) -> None:
    """Refuse a horizon that is invalid or cannot be computed or printed; the error names the largest that can.

    ``usual`` is the default horizon of the frequency, which is allowed whatever memory it needs.

    Raises
    ------
    UsageError
        The horizon is below 1, passes the end of the year 9999, or is longer than usual and needs too much memory.
    """
    if horizon < 1:
        message = f"expected a horizon from 1, got {horizon}"
        raise UsageError(message, value=str(horizon), hint=Hint("choose another {}", Setting("horizon")))
    memory = max(largest_in_memory(int(lengths_of(panel).max())), usual)
    check_time_line(panel, horizon, at_most=memory)
    if horizon > memory:
        message = f"{horizon} steps ahead take more than the {MAX_MEMORY >> 30} GB of memory that training may use"
        raise _too_far(message, horizon, memory, path=panel.source)


def check_time_line(panel: Panel, horizon: int, *, at_most: int | None = None) -> None:
    """Refuse forecast times that cannot be written; the UsageError names the largest horizon, at most ``at_most``."""
    fits = largest_on_time_line(panel.frequency, last_time(panel))
    if horizon > fits:
        message = f"{horizon} step{'s' if horizon > 1 else ''} ahead end after the year 9999 and cannot be written"
        raise _too_far(message, horizon, fits if at_most is None else min(fits, at_most), path=panel.source)


def largest_on_time_line(frequency: Frequency, last: np.datetime64) -> int:
    """Return how many steps after ``last`` end before the year 10000."""
    return int(frequency.steps_from(last, LAST_TIME))


def largest_in_memory(steps: int) -> int:
    """Return the longest horizon whose training on series of ``steps`` steps fits into `MAX_MEMORY`."""
    return max(MAX_MEMORY // (OUTPUT_BYTES + ANCHOR_BYTES * MEMBERS * steps), 1)


def _too_far(message: str, horizon: int, fits: int, *, path: str) -> UsageError:
    """Return the error with the largest horizon that fits, if any does."""
    hint = Hint("the longest is {}", Setting("horizon", fits)) if fits >= 1 else Hint("no horizon is possible")
    return UsageError(message, path=path, value=str(horizon), hint=hint)
