"""What a person should know about a panel before trusting a forecast of it: only facts."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from lstm_cli._arrays import Bools, Floats, Ints
from lstm_cli.options import DataKind
from lstm_cli.panel.floor import measured_scale
from lstm_cli.panel.frequency import Frequency
from lstm_cli.panel.scale import Scale
from lstm_cli.panel.series import Columns, Panel, Series, TimeStyle
from lstm_cli.panel.slicing import first_time, last_time
from lstm_cli.remarks import Remark

__all__ = ["Audit", "SeriesAudit", "audit"]

MIN_SPIKE: Final = 10  # times the larger neighbour, for a count to be a spike ...
MIN_NEIGHBOUR: Final = 3  # ... a smaller neighbour counts as this ...
MIN_ABOVE_USUAL: Final = 3  # ... and the count must be this many times the 0.9 quantile of its series
MIN_AROUND_ZERO: Final = 20  # least size of both neighbours of a suspicious zero
MAX_PLACES: Final = 3  # places that a remark names


@dataclass(frozen=True, slots=True)
class SeriesAudit:
    """The facts of one series; times are as the input wrote them."""

    name: str
    length: int  # steps from the first to the last known count
    first: str
    last: str
    known: int
    missing: int
    longest_gap: int  # in steps
    zeros: int
    smallest: float  # int of counts
    largest: float
    constant: bool
    later_empty: int  # rows without a count after the last known one
    remarks: tuple[Remark, ...]  # counts that look suspicious


@dataclass(frozen=True, slots=True)
class Audit:
    """The facts of a panel."""

    source: str
    columns: Columns
    kind: DataKind
    frequency: Frequency
    frequency_name: str
    first: str
    last: str
    observations: int
    missing: int
    zeros: int
    notes: tuple[Remark, ...]
    series: tuple[SeriesAudit, ...]

    def __repr__(self) -> str:
        return f"Audit({len(self.series)} series, {self.frequency_name}, {self.first} to {self.last}, {self.missing} missing)"


def audit(panel: Panel) -> Audit:
    """Return the facts of a panel and of each of its series."""
    scale = measured_scale(panel)
    series = tuple(_audit_series(each, panel.time_style, scale) for each in panel.series)
    return Audit(
        source=panel.source,
        columns=panel.columns,
        kind=panel.scale.kind,
        frequency=panel.frequency,
        frequency_name=panel.frequency.name,
        first=panel.time_style.write(first_time(panel)),
        last=panel.time_style.write(last_time(panel)),
        observations=sum(each.known for each in series),
        missing=sum(each.missing for each in series),
        zeros=sum(each.zeros for each in series),
        notes=panel.notes,
        series=series,
    )


def _audit_series(series: Series, style: TimeStyle, scale: Scale) -> SeriesAudit:
    """Return the facts of one series."""
    known = series.counts[series.observed]
    gaps = np.diff(np.flatnonzero(series.observed)) - 1
    return SeriesAudit(
        name=series.name,
        length=len(series),
        first=style.write(series.times[0]),
        last=style.write(series.times[-1]),
        known=len(known),
        missing=len(series) - len(known),
        longest_gap=int(gaps.max(initial=0)),
        zeros=int((known == 0).sum()),
        smallest=known.min().item(),
        largest=known.max().item(),
        constant=len(known) > 1 and bool((known == known[0]).all()),
        later_empty=series.later_empty,
        remarks=(*_spikes(series, style, scale), *_lone_zeros(series, style, scale)),
    )


def _inner(series: Series, scale: Scale) -> tuple[Floats, Floats, Floats, Bools]:
    """Return the counts that have two neighbours, those before, those after, and whether all three are known.

    Rates are in units of their floor, at which their noise is that of one count.
    """
    counts, seen = scale.above_floor(series.counts), series.observed
    return counts[1:-1], counts[:-2], counts[2:], seen[:-2] & seen[1:-1] & seen[2:]


def _spikes(series: Series, style: TimeStyle, scale: Scale) -> list[Remark]:
    """Return counts of more than ten times both neighbours, unless the series often reaches such heights."""
    known = scale.above_floor(series.counts[series.observed])
    here, before, after, seen = _inner(series, scale)
    around = np.maximum(np.maximum(before, after), MIN_NEIGHBOUR)
    ordinary = float(np.quantile(known, 0.9, method="lower"))
    at = np.flatnonzero(seen & (here > MIN_SPIKE * around) & (here > MIN_ABOVE_USUAL * ordinary)) + 1
    if not len(at):
        return []
    counts = tuple(series.counts[at[:MAX_PLACES]].tolist())
    return [
        Remark(
            "spikes",
            {"counts": counts, "times": _times(series, at, style), "in_all": len(at), "factor": MIN_SPIKE},
        )
    ]


def _lone_zeros(series: Series, style: TimeStyle, scale: Scale) -> list[Remark]:
    """Return single zeros between large counts: perhaps missing, not zero."""
    known = scale.above_floor(series.counts[series.observed])
    here, before, after, seen = _inner(series, scale)
    around = np.minimum(before, after)
    at = np.flatnonzero(seen & (here == 0) & (around >= MIN_AROUND_ZERO) & (around >= float(np.median(known)) / 2)) + 1
    return [Remark("lone-zeros", {"times": _times(series, at, style), "in_all": len(at)})] if len(at) else []


def _times(series: Series, at: Ints, style: TimeStyle) -> tuple[str, ...]:
    """Write the times of the first few places."""
    return tuple(style.write(series.times[place]) for place in at[:MAX_PLACES])
