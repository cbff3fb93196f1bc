"""The known counts of a panel laid end to end: what every check looks at, without a loop over series."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lstm_cli._arrays import Bools, Datetimes, Floats, Ints
from lstm_cli.panel.frequency import Frequency
from lstm_cli.panel.series import Series, TimeStyle
from lstm_cli.remarks import Plain, first_names

__all__ = ["Known", "known_counts"]


@dataclass(frozen=True, slots=True)
class Known:
    """K known counts of N series, series after series and in order of time.

    counts, slots, times: (K,), the count, its slot of the time line and its time; first, size: (N,), where the counts of
    a series begin and how many there are, at least one; gaps: (K,), steps since the known count before, 0 at a series' first;
    empty: (N,), rows without a count between the first and the last known one.
    """

    names: tuple[str, ...]
    counts: Ints
    slots: Ints
    times: Datetimes
    first: Ints
    size: Ints
    gaps: Ints
    empty: Ints
    frequency: Frequency
    style: TimeStyle

    @property
    def last(self) -> Ints:
        """Where the last count of each series is."""
        return self.first + self.size - 1

    @property
    def series(self) -> Ints:
        """The series of each count, (K,)."""
        return np.repeat(np.arange(len(self.size)), self.size)

    def total(self, values: Ints | Bools) -> Ints:
        """Return the sum of values (K,) over each series."""
        return np.asarray(np.add.reduceat(values.astype(np.int64), self.first))

    def largest(self, values: Ints) -> Ints:
        """Return the largest of values (K,) in each series."""
        return np.asarray(np.maximum.reduceat(values, self.first))

    @property
    def step(self) -> dict[str, Plain]:
        """The details that name numbers of steps."""
        frequency = self.frequency
        return {"step_seconds": frequency.seconds, "step_months": frequency.months, **frequency.open_details}

    def time(self, place: int) -> str:
        """Write the time of one count as the data write it."""
        return self.style.write(self.times[place])

    def worst(self, rows: Ints, badness: Ints | Floats) -> tuple[int, dict[str, Plain]]:
        """Return the worst of some series, and the details that name the three worst and count them all.

        ``badness`` has a number for each of ``rows``; of equals the first is worse.
        """
        order = rows[np.argsort(-badness, kind="stable")]
        names = first_names([self.names[row] for row in order.tolist()])
        return int(order[0]), {**names, "of": len(self.names)}


def known_counts(series: Sequence[Series], frequency: Frequency, style: TimeStyle, empty: Ints | None = None) -> Known:
    """Lay the known counts of some series end to end; ``empty`` is left out where rows without a count are not known."""
    observed = np.concatenate([each.observed for each in series])
    lengths = np.array([len(each) for each in series])
    starts = np.cumsum(lengths) - lengths
    size = np.add.reduceat(observed.astype(np.int64), starts)
    offset = np.repeat(np.array([each.start for each in series]) - starts, lengths)
    slots = (np.arange(len(observed)) + offset)[observed]
    first = np.cumsum(size) - size
    gaps = np.diff(slots, prepend=slots[:1])
    gaps[first] = 0
    return Known(
        tuple(each.name for each in series),
        np.concatenate([each.counts for each in series])[observed],
        slots,
        np.concatenate([each.times for each in series])[observed],
        first,
        size,
        gaps,
        np.zeros(len(series), np.int64) if empty is None else empty,
        frequency,
        style,
    )
