"""What a person should know of a panel before trusting a forecast of it: plain facts, nothing judged or mended."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from lstm_cli._arrays import Bools, Floats, Ints
from lstm_cli.panel.frequency import Frequency
from lstm_cli.panel.series import Columns, Panel, Series, TimeStyle

__all__ = ["Audit", "SeriesAudit", "audit"]

JUMP: Final = 10  # times the larger neighbour, from which a count is told as a spike ...
NOISE: Final = 3  # ... where neighbours below this count as this, and ordinary highs of the series lie this far below
LARGE: Final = 20  # both neighbours of a zero from which the zero is told
TOLD: Final = 3  # places of a kind that a fact names


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
    smallest: int
    largest: int
    constant: bool
    later_empty: int  # rows without a count after the last known one
    suspicious: tuple[str, ...]  # a plain fact each


@dataclass(frozen=True, slots=True)
class Audit:
    """The facts of a panel."""

    source: str
    columns: Columns
    frequency: Frequency
    frequency_name: str
    first: str
    last: str
    observations: int
    missing: int
    zeros: int
    notes: tuple[str, ...]
    series: tuple[SeriesAudit, ...]


def audit(panel: Panel) -> Audit:
    """Return the facts of a panel and of each of its series."""
    series = tuple(_audit_series(one, panel.time_style, panel.frequency) for one in panel.series)
    return Audit(
        source=panel.source,
        columns=panel.columns,
        frequency=panel.frequency,
        frequency_name=panel.frequency.name,
        first=panel.time_style.write(min(one.times[0] for one in panel.series)),
        last=panel.time_style.write(max(one.times[-1] for one in panel.series)),
        observations=sum(one.known for one in series),
        missing=sum(one.missing for one in series),
        zeros=sum(one.zeros for one in series),
        notes=panel.notes,
        series=series,
    )


def _audit_series(series: Series, style: TimeStyle, frequency: Frequency) -> SeriesAudit:
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
        smallest=int(known.min()),
        largest=int(known.max()),
        constant=len(known) > 1 and bool((known == known[0]).all()),
        later_empty=series.later_empty,
        suspicious=(
            *_spikes(series, known, style),
            *_holes(series, known, style),
            *_gap(series, gaps, style, frequency),
        ),
    )


def _inner(series: Series) -> tuple[Floats, Floats, Floats, Bools]:
    """Return the counts with a step on either side, those before, those after, and whether all three are known."""
    counts, seen = series.counts.astype(np.float64), series.observed
    return counts[1:-1], counts[:-2], counts[2:], seen[:-2] & seen[1:-1] & seen[2:]


def _spikes(series: Series, known: Ints, style: TimeStyle) -> list[str]:
    """Tell counts over ten times both neighbours, unless the series often reaches such heights."""
    here, before, after, seen = _inner(series)
    around = np.maximum(np.maximum(before, after), NOISE)
    ordinary = float(np.quantile(known, 0.9, method="lower"))
    at = np.flatnonzero(seen & (here > JUMP * around) & (here > NOISE * ordinary)) + 1
    return _told(series, at, style, f"more than {JUMP} times the counts on either side")


def _holes(series: Series, known: Ints, style: TimeStyle) -> list[str]:
    """Tell zeros that stand alone between large counts: perhaps missing, not zero."""
    here, before, after, seen = _inner(series)
    around = np.minimum(before, after)
    at = np.flatnonzero(seen & (here == 0) & (around >= LARGE) & (around >= float(np.median(known)) / 2)) + 1
    return _told(series, at, style, "alone between large counts, perhaps missing rather than zero")


def _gap(series: Series, gaps: Ints, style: TimeStyle, frequency: Frequency) -> list[str]:
    """Tell a gap that is longer than half of what is known."""
    if not len(gaps) or int(gaps.max()) * 2 <= len(gaps) + 1:
        return []
    left = int(np.flatnonzero(series.observed)[np.argmax(gaps)])
    length = frequency.amount(int(gaps.max()))
    return [f"nothing is known for {length} after {style.write(series.times[left])}"]


def _told(series: Series, at: Ints, style: TimeStyle, what: str) -> list[str]:
    """Return one sentence on the places of a kind, if there are any."""
    if not len(at):
        return []
    places = [f"{series.counts[i]} on {style.write(series.times[i])}" for i in at[:TOLD]]
    more = f" and {len(at) - TOLD} more" if len(at) > TOLD else ""
    return [f"{', '.join(places)}{more}: {what}"]
