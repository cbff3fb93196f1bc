"""Series that end before the others: slightly, as late data do, or so long ago that they are over."""

from typing import Final

import numpy as np

from lstm_cli._arrays import Bools, Ints
from lstm_cli.panel.checks.known import KnownPanel
from lstm_cli.panel.frequency import Frequency
from lstm_cli.panel.packed import extents_in
from lstm_cli.remarks import Plain, Remark

__all__ = ["ended", "ended_details", "has_present", "is_over", "silent"]

HORIZONS: Final = 2  # of silence, after which a forecast from the end of a series lies in the past
MIN_GOING_ON: Final = 3  # series that continue, or more than half of them, for the panel to have a present


def ended(known: KnownPanel) -> list[Remark]:
    """Return remarks on the series that are over, and on others that end early."""
    ends, over = extents_in(known.members)[1], is_over(known)
    if not has_present(len(over) - int(over.sum()), of=len(over)):
        over = np.zeros(len(over), np.bool_)
    remarks = [Remark("series-ended", ended_details(known, np.flatnonzero(over)))] if over.any() else []
    early = np.flatnonzero((ends < ends.max()) & ~over)
    if len(early):
        details = ended_details(known, early)
        remarks.append(Remark("series-end-early", {name: details[name] for name in ("count", "of", "last", "first")}))
    return remarks


def is_over(known: KnownPanel, horizon: int = 0) -> Bools:
    """Whether each series is over (N,): silent for longer than two horizons, a season, and any earlier gap of its own.

    The horizon is the default of the frequency, or ``horizon`` if that is longer.
    """
    ends, (longest,) = extents_in(known.members)[1], known.each(lambda part: (part.largest(part.gaps),))
    return np.asarray(ends.max() - ends > np.maximum(longest, _least(known.frequency, horizon)))


def has_present(going_on: int, *, of: int) -> bool:
    """Whether enough series continue to give a panel a present, in which the others are missing.

    A collection of series from different times, such as outbreaks of three centuries, has none: each of its series is
    forecast from its own end.
    """
    return going_on >= MIN_GOING_ON or 2 * going_on > of


def silent(ends: Ints, frequency: Frequency, horizon: int = 0) -> Ints:
    """Return which series, with these end slots, are silent for long enough to be over, whatever their earlier gaps."""
    return np.flatnonzero(ends.max() - ends > _least(frequency, horizon))


def _least(frequency: Frequency, horizon: int) -> int:
    """Return the number of silent steps up to which no series is over."""
    return max(HORIZONS * max(frequency.default_horizon, horizon), frequency.main_season)


def ended_details(known: KnownPanel, rows: Ints) -> dict[str, Plain]:
    """Return the details of series that end before the newest time: the first ones to end, and both times."""
    ends = extents_in(known.members)[1]
    worst, details = known.worst(rows, -ends[rows])
    last, first = (known.style.write(known.members[row].times[-1]) for row in (int(np.argmax(ends)), worst))
    return {**details, "last": last, "first": first}
