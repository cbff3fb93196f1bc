"""Parses the name of a step of time, in the short forms of pandas, with the open weekdays and times of day."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from lstm_cli.errors import Hint, Setting, UsageError
from lstm_cli.panel.frequency import DAY, WEEK, Frequency
from lstm_cli.panel.open_calendar import OpenCalendar
from lstm_cli.panel.open_names import DAYS, open_days, open_times, spelled_days, spelled_times, whole_day
from lstm_cli.problems import shown

__all__ = ["DAYS", "Wanted", "parse_frequency", "short_name", "spelled"]

FREQ: Final = Setting("freq")
SPEC: Final = re.compile(r"(\d{0,6})(s|min|h|D|W(?:-[A-Z]{3})?|MS|ME|M|QS|QE|Q|YS|YE|Y)", re.ASCII | re.IGNORECASE)
SECONDS: Final = {"s": 1, "min": 60, "h": 3_600, "d": DAY, "w": WEEK}
UNITS: Final = {"D": DAY, "h": 3_600, "min": 60, "s": 1}
MONTHS: Final = {"m": 1, "q": 3, "y": 12}
WORDS: Final = {"hourly": "h", "daily": "D", "weekly": "W", "monthly": "M", "quarterly": "Q", "yearly": "Y"}
WORKING_DAYS: Final = "D@MON-FRI"
STEPS: Final = "{} takes 15min, h, D, B, W, W-SAT, 14D, MS, ME, QS, QE, YS, YE, …"
CALENDARS: Final = "{} takes B, D@MON-SAT, h@8-17, 30min@MON-FRI@8:30-17, …"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a user asks for: a step, and the stamp that its times must have."""

    text: str
    seconds: int = 0
    months: int = 0
    stamp: str = ""  # "s" month starts, "e" month ends, "" either
    weekday: int | None = None
    open_days: tuple[int, ...] = ()  # as in `Frequency`
    open_times: tuple[int, ...] = ()
    step: str = ""  # without open days and times, for advice
    trained: bool = False  # named in training, not now; with an empty text, not named at all
    usual: Frequency | None = None  # the model's step, for rows that show none

    @property
    def calendar(self) -> bool:
        """Whether some weekdays or times of day are closed."""
        return bool(self.open_days or self.open_times)


def parse_frequency(text: str) -> Wanted:
    """Return the step that a text names; UsageError if it names none.

    After the step, each after an @, the open weekdays and times of day may follow; B is D@MON-FRI.
    """
    step, *counted = (WORKING_DAYS if text.upper() == "B" else text).split("@")
    wanted = _step(text, step)
    return _counted(replace(wanted, step=step), counted) if counted else wanted


def spelled(frequency: Frequency) -> str:
    """Return the text that `parse_frequency` reads as this step of a day or less with closed times."""
    unit, size = next((unit, size) for unit, size in UNITS.items() if frequency.seconds % size == 0)
    count = frequency.seconds // size
    days, times = spelled_days(frequency.open_days), spelled_times(frequency.open_times, frequency.seconds)
    text = "@".join(part for part in (f"{'' if count == 1 else count}{unit}", days, times) if part)
    return "B" if text == WORKING_DAYS else text


def short_name(frequency: Frequency) -> str:
    """Return the text that `parse_frequency` reads as this step: D, B, W-SAT, 14D, MS."""
    if frequency.months:
        unit = next(unit for unit, size in (("Y", 12), ("Q", 3), ("M", 1)) if frequency.months % size == 0)
        count = frequency.months // MONTHS[unit.lower()]
        stamp = "E" if frequency.month_end else "S" if frequency.day == 1 else ""
        return f"{'' if count == 1 else count}{unit}{stamp}"
    if frequency.seconds == WEEK:
        return "W" if frequency.weekday is None else f"W-{DAYS[frequency.weekday]}"
    return spelled(frequency)


def _counted(wanted: Wanted, counted: Sequence[str]) -> Wanted:
    """Add the open weekdays and times of day."""
    if not 0 < wanted.seconds <= DAY or DAY % wanted.seconds:
        raise _no_calendar(wanted, "has weekdays or times of day, but its step is not a day or a whole fraction of one")
    days = [part for part in counted if part[:1].isalpha()]
    times = [part for part in counted if part not in days]
    if max(len(days), len(times)) > 1:
        raise _no_calendar(wanted, "has weekdays or times of day twice")
    try:
        calendar = OpenCalendar(
            wanted.seconds,
            open_days(days[0]) if days else (),
            open_times(times[0], wanted.seconds) if times else whole_day(wanted.seconds),
        )
    except ValueError as error:
        raise _no_calendar(wanted, str(error)) from None
    if not calendar.days and calendar.all_day:
        return wanted
    if calendar.problem():
        raise _no_calendar(wanted, "keeps only one weekday or time of day: that is a step of its own")
    return replace(wanted, open_days=calendar.days, open_times=calendar.clock)


def _step(text: str, step: str) -> Wanted:
    """Return the step without open times; ``text`` is the whole text of the user."""
    match = SPEC.fullmatch(WORDS.get(step.lower(), step))
    if match is None or match[1].strip("0") == "" != match[1]:
        raise _no_step(text, "is not a time step", Hint(STEPS, FREQ))
    if match[2] == "m":
        raise _no_step(text, "may be minutes or months", Hint("{} takes min, or MS or ME", FREQ))
    count, unit = int(match[1] or 1), match[2].lower()
    if unit in SECONDS:
        return Wanted(text, seconds=count * SECONDS[unit])
    if unit.startswith("w-"):
        if unit[2:].upper() not in DAYS:
            raise _no_step(text, "does not end in a weekday", Hint("{} takes the weekdays {}", FREQ, ", ".join(DAYS)))
        return Wanted(text, seconds=count * WEEK, weekday=DAYS.index(unit[2:].upper()))
    return Wanted(text, months=count * MONTHS[unit[0]], stamp=unit[1:])


def _no_calendar(wanted: Wanted, message: str) -> UsageError:
    return _no_step(wanted.text, message, Hint(CALENDARS, FREQ))


def _no_step(text: str, message: str, hint: Hint) -> UsageError:
    return UsageError(f"{shown(text)} {message}", value=text, hint=hint)
