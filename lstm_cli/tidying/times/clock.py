"""The time of day and the UTC offset after a date, and how moments with different offsets are put on one clock."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from lstm_cli._arrays import Bools, Datetimes, Ints
from lstm_cli.panel.frequency import DAY, HOUR
from lstm_cli.panel.open_calendar import MINUTE
from lstm_cli.remarks import Plain, Remark
from lstm_cli.tidying.times.records import Captures

__all__ = ["CLOCK", "CLOCK_DIRECTIVES", "Clock", "read_clock", "same_clock"]

# Names of time zones with one fixed offset, in minutes ahead of UTC: those of Europe, and of North America in RFC 5322.
ZONES: Final = {
    "Z": 0,
    "UTC": 0,
    "GMT": 0,
    "WET": 0,
    "WEST": 60,
    "CET": 60,
    "CEST": 120,
    "MEZ": 60,
    "MESZ": 120,
    "EET": 120,
    "EEST": 180,
    "EST": -300,
    "EDT": -240,
    "CST": -360,
    "CDT": -300,
    "MST": -420,
    "MDT": -360,
    "PST": -480,
    "PDT": -420,
}
BLANK: Final = r"[\s\u00a0\u202f]"
# T13:00, 15:23, 12:00:00 AM, 1:00 p. m., 00:00:00+00, 10:00:00.000Z, :13:55:36 -0700, 02:00 CEST, +02:00[Europe/Berlin]
CLOCK: Final = rf"""(?: (?:\s*T|[\s,:@]+) (?P<H>[0-9]{{1,2}})
    (?: [:.h](?P<M>[0-9][0-9]) (?: [:.](?P<S>[0-9][0-9]) (?: [.,](?P<F>[0-9]{{1,9}}) )? )? )?
    (?: {BLANK}*(?P<P>[AaPp]\.?{BLANK}?[Mm]\b\.?) )? (?:\s*Uhr)?
    (?: \s*(?P<Z>(?:UTC|GMT)?[+-][0-9][0-9](?::?[0-9][0-9])?|{"|".join(ZONES)}) (?:\[[A-Za-z_/+-]+\])? )? )?"""
CLOCK_DIRECTIVES: Final = {"M": "%M", "S": "%S", "F": "%f", "P": "%p", "Z": "%z"}
NOON: Final = 12
MIDNIGHT: Final = 24


@dataclass(frozen=True, slots=True)
class Clock:
    """For each text, seconds after midnight, and minutes ahead of UTC where ``has_offset``."""

    seconds: Ints
    offsets: Ints
    has_offset: Bools
    has_fraction: Bools  # of a second, which is dropped
    bad: Bools
    written: list[str]  # offsets as in the texts


def read_clock(found: Captures) -> Clock:
    """Return the times of day of texts matched by a pattern with `CLOCK`; midnight where a text has none."""
    hours, minutes, seconds = found.number("H"), found.number("M"), found.number("S")
    halves = [text[:1].upper() for text in found.text("P")]
    halved = found.has("P")
    late = np.array([text == "P" for text in halves], np.bool_)
    bad = (minutes >= MINUTE) | (seconds >= MINUTE) | (halved & ((hours < 1) | (hours > NOON)))
    hours = np.where(halved, hours % NOON + NOON * late, hours)
    of_day = hours * HOUR + minutes * MINUTE + seconds
    bad |= of_day > MIDNIGHT * HOUR  # 24:00 is the midnight that ends the day
    written = found.text("Z")
    known = {text: _minutes(text) for text in set(written)}
    offsets = np.array([known[text] for text in written], np.int64)
    fractions = np.array([bool(text.strip("0")) for text in found.text("F")], np.bool_)
    return Clock(of_day, offsets, found.has("Z"), fractions, bad | (np.abs(offsets) > DAY // MINUTE), written)


def same_clock(column: str, at: Datetimes, clock: Clock, bad: Bools) -> tuple[Datetimes, Bools, str, list[Remark]]:
    """Return local times on one clock, which of them are bad, how the offset is written, and remarks.

    A single offset is kept. Several offsets become UTC, except that local midnights are taken for dates. Times without
    an offset among times with one are bad: their clock is not known.
    """
    good = ~bad
    if not (clock.has_offset & good).any():
        return at, bad, "", []
    bad = bad | ~clock.has_offset
    good = ~bad
    offsets = np.unique(clock.offsets[good])
    if len(offsets) == 1:
        return at, bad, _spelled(int(offsets[0]), clock, good), []
    details: dict[str, Plain] = {
        "column": column,
        "offsets": tuple(_offset(int(minutes)) for minutes in offsets[:4]),
        "count": len(offsets),
    }
    if not (clock.seconds[good] % DAY).any():
        return at, bad, "", [Remark("offsets-of-midnights", details)]
    return at - (clock.offsets * MINUTE).astype("timedelta64[s]"), bad, "Z", [Remark("offsets-to-utc", details)]


def _minutes(text: str) -> int:
    """Return an offset such as Z, +01:00, +0100, UTC+01 or CET in minutes ahead of UTC."""
    if text in ZONES or not text:
        return ZONES.get(text, 0)
    digits = text.removeprefix("UTC").removeprefix("GMT").replace(":", "")
    return (-1 if digits[0] == "-" else 1) * (int(digits[1:3]) * MINUTE + int(digits[3:] or 0))


def _spelled(minutes: int, clock: Clock, good: Bools) -> str:
    """Return an offset in ISO 8601: Z if the texts say Z, UTC or GMT."""
    first = clock.written[int(np.argmax(good))]
    return "Z" if first in {"Z", "UTC", "GMT"} else _offset(minutes)


def _offset(minutes: int) -> str:
    hours, rest = divmod(abs(minutes), MINUTE)
    return f"{'-' if minutes < 0 else '+'}{hours:02d}:{rest:02d}"
