"""A panel of count series: the result of reading and the input of forecasting.

Arrays are read-only by agreement. A slot is a step of the panel's time line; two series with the
same slot number are at the same time. Missing observations are slots whose ``observed`` is False.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

from lstm_cli._arrays import Bools, ByValue, Datetimes, Floats, Values
from lstm_cli.options import ReadOptions
from lstm_cli.panel.frame_times import frame_times
from lstm_cli.panel.frequency import HOUR, Frequency
from lstm_cli.panel.scale import COUNTS, Scale
from lstm_cli.remarks import Remark

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Columns", "Labels", "Panel", "Series", "TimeStyle"]

DIRECTIVE: Final = re.compile("%.", re.DOTALL)
OFFSET: Final = re.compile(r"(?:Z|([+-])(\d\d):?(\d\d))$", re.ASCII)


@dataclass(frozen=True, slots=True)
class TimeStyle:
    """How times were written in the input, so that forecasts are written the same way."""

    pattern: str = "%Y-%m-%d"  # of strftime; ISO 8601 unless a date format is named

    def write(self, time: np.datetime64) -> str:
        """Write one time (datetime64[s]) in this style."""
        moment = time.astype("datetime64[s]").item()
        # The C library writes the year 987 as "987", which no ISO 8601 reader takes.
        return str(moment.strftime(self.filled("%Y", f"{moment.year:04d}").pattern))

    def filled(self, directive: str, text: str) -> "TimeStyle":
        """Return the style with a text in place of a directive; ``%%Y`` is a per cent sign and a Y."""
        return TimeStyle(DIRECTIVE.sub(lambda match: text if match[0] == directive else match[0], self.pattern))

    @property
    def offset(self) -> str:
        """The UTC offset of all times as the input writes it, such as ``Z`` or ``+02:00``; empty if there is none."""
        match = OFFSET.search(self.pattern)
        return match[0] if match else ""

    @property
    def ahead(self) -> int:
        """How many seconds the times are ahead of UTC; 0 without an offset.

        >>> TimeStyle("%Y-%m-%d %H:%M-0330").ahead
        -12600
        """
        match = OFFSET.search(self.pattern)
        sign, hours, minutes = match.groups(default="0") if match else ("", "0", "0")
        seconds = HOUR * int(hours) + 60 * int(minutes)
        return -seconds if sign == "-" else seconds


@dataclass(frozen=True, slots=True)
class Columns:
    """The column names of the input; ``id`` is None for a single series without an id column."""

    id: str | None
    time: str
    value: str
    layout: str = "long"  # or "wide"
    ignored: tuple[str, ...] = ()

    @property
    def ids(self) -> list[str]:
        """The id column, if there is one, as a list."""
        return [] if self.id is None else [self.id]


@dataclass(frozen=True, slots=True)
class Labels:
    """What a column that is neither time nor count says about each series.

    of: the text of the newest row, by the name of the series; changing: series with several texts.
    """

    of: Mapping[str, str]
    changing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Series(ByValue):
    """One series of counts, rates or proportions from its first to its last known observation.

    times: datetime64[s], shape (T,); counts: int64, float64 of rates and proportions, shape (T,), 0 where not observed;
    observed: bool, shape (T,), True at both ends; start: slot of the first observation;
    later_empty: rows without a count after the last known one; earlier_empty: such rows before the first.
    """

    name: str
    times: Datetimes
    counts: Values
    observed: Bools
    start: int
    later_empty: int = 0
    earlier_empty: int = 0

    def __repr__(self) -> str:
        first = f", {self.times[0]} to {self.times[-1]}" if len(self) else ""
        return f"Series({self.name!r}, {len(self)} steps{first})"

    def __len__(self) -> int:
        return len(self.counts)

    def recent(self, most: int) -> Floats:
        """Return the newest counts, NaN where not observed."""
        return np.where(self.observed[-most:], self.counts[-most:].astype(float), np.nan)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Panel(ByValue):
    """Series of one frequency, in the order of their names as text."""

    series: Sequence[Series]
    frequency: Frequency
    columns: Columns
    time_style: TimeStyle = field(default_factory=TimeStyle)
    source: str = "-"  # the path as given, for messages
    notes: tuple[Remark, ...] = ()  # what the reader tolerated or noticed
    reading: ReadOptions = field(default_factory=ReadOptions)  # options that read such a file again in the same way
    labels: Mapping[str, Labels] = field(default_factory=dict)  # of the columns that were asked for, by their names
    scale: Scale = COUNTS  # of the values

    def __repr__(self) -> str:
        ends = [(series.times[0], series.times[-1]) for series in self.series if len(series)]
        written = (
            [self.time_style.write(time) for time in (min(ends)[0], max(last for _, last in ends))] if ends else []
        )
        return f"Panel({', '.join([f'{len(self)} series', self.frequency.name, ' to '.join(written)])})"

    def __len__(self) -> int:
        return len(self.series)

    def to_frame(self) -> "pd.DataFrame":
        """Return the counts as a frame: id (if the data have it), time and count, with the column names of the data.

        Times are datetime64, counts Int64, rates and proportions Float64, with <NA> if not observed; rows are ordered by
        series, then time.
        """
        import pandas as pd

        columns = self.columns
        counts = np.concatenate([series.counts for series in self.series])
        observed = np.concatenate([series.observed for series in self.series])
        frame = {
            columns.time: frame_times(np.concatenate([series.times for series in self.series])),
            columns.value: pd.array(counts, dtype="Float64" if counts.dtype.kind == "f" else "Int64"),
        }
        if columns.id is not None:
            names = np.repeat([series.name for series in self.series], [len(series) for series in self.series])
            frame = {columns.id: names, **frame}
        table = pd.DataFrame(frame)
        table.loc[~observed, columns.value] = pd.NA
        return table
