"""Parsing the name of a time step, in the short forms of pandas."""

import re
from dataclasses import dataclass
from typing import Final

from lstm_cli.errors import Hint, Setting, UsageError
from lstm_cli.panel.frequency import DAY, WEEK
from lstm_cli.problems import shown

__all__ = ["DAYS", "Wanted", "parse_frequency"]

FREQ: Final = Setting("freq")
SPEC: Final = re.compile(r"(\d{0,6})(min|h|D|W(?:-[A-Z]{3})?|MS|ME|M|QS|QE|Q|YS|YE|Y)", re.ASCII | re.IGNORECASE)
SECONDS: Final = {"min": 60, "h": 3_600, "d": DAY, "w": WEEK}
MONTHS: Final = {"m": 1, "q": 3, "y": 12}
WORDS: Final = {"hourly": "h", "daily": "D", "weekly": "W", "monthly": "M", "quarterly": "Q", "yearly": "Y"}
DAYS: Final = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a user asks for: a step, and what the times must be stamped with."""

    text: str
    seconds: int = 0
    months: int = 0
    stamp: str = ""  # "s" month starts, "e" month ends, "" either
    weekday: int | None = None


def parse_frequency(text: str) -> Wanted:
    """Return the step that a text names; UsageError when it names none."""
    match = SPEC.fullmatch(WORDS.get(text.lower(), text))
    if match is None or match[1].strip("0") == "" != match[1]:
        raise _no_step(
            text, "is no step of time", Hint("{} takes 15min, h, D, W, W-SAT, 14D, MS, ME, QS, QE, YS, YE, …", FREQ)
        )
    if match[2] == "m":
        raise _no_step(text, "may be minutes or months", Hint("{} takes min, or MS or ME", FREQ))
    count, unit = int(match[1] or 1), match[2].lower()
    if unit in SECONDS:
        return Wanted(text, seconds=count * SECONDS[unit])
    if unit.startswith("w-"):
        if unit[2:].upper() not in DAYS:
            raise _no_step(text, "ends in no weekday", Hint("{} takes the weekdays {}", FREQ, ", ".join(DAYS)))
        return Wanted(text, seconds=count * WEEK, weekday=DAYS.index(unit[2:].upper()))
    return Wanted(text, months=count * MONTHS[unit[0]], stamp=unit[1:])


def _no_step(text: str, message: str, hint: Hint) -> UsageError:
    return UsageError(f"{shown(text)} {message}", value=text, hint=hint)
