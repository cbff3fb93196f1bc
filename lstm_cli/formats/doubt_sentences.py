"""The sentence of each doubt about the counts of a panel: the fact, then what it may mean."""

from collections.abc import Callable
from typing import Final

from lstm_cli.formats.data_sentences import Details, in_first, some_series, step_of
from lstm_cli.formats.durations import amount
from lstm_cli.formats.text import plural
from lstm_cli.panel.open_calendar import WEEKDAYS, listed
from lstm_cli.panel.remarks import steps_text
from lstm_cli.problems import shown

__all__ = ["DOUBT_SENTENCES"]


def _zeros_absent(details: Details) -> str:
    absent = f"{details['absent']} of {details['steps']} steps have no row and are read as missing"
    return f"{some_series(details)}: no count is 0, and {absent}: if they mean 0, forecasts are {details['factor']:.1f} times too high"


def _running_totals(details: Details) -> str:
    falls = details["falls"]
    and_falls = f"falls {plural(falls, 'time')}" if falls else "never falls"
    which = "it" if details["count"] == 1 else "the first"
    return f"{some_series(details)}: {which} rises {plural(details['rises'], 'time')} and {and_falls}: perhaps running totals"


def _period(details: Details) -> str:
    return f"from {details['first']} to {details['last']}"


def _step_changed(details: Details) -> str:
    wide, usual = (steps_text(step_of(details), steps) for steps in (details["steps"], 1))
    return (
        f"{some_series(details)}: {in_first(details)}a value every {wide} {_period(details)}, every {usual} elsewhere; "
        f"the {usual}s between are read as missing, but if a value includes them, forecasts are too high"
    )


def _zeros_between_totals(details: Details) -> str:
    wide, usual = (steps_text(step_of(details), steps) for steps in (details["steps"], 1))
    return (
        f"{some_series(details)}: {in_first(details)}a value above 0 only every {wide} {_period(details)}, every {usual} elsewhere: "
        "perhaps these are totals, and the zeros between them stand for nothing"
    )


def _zeros_last(details: Details) -> str:
    zeros = details["zeros"]
    newest = "the newest count is" if zeros == 1 else f"the newest {zeros} counts are"
    zero = f"{in_first(details)}{newest} 0 where {details['usual']} is usual"
    return f"{some_series(details)}: {zero}: perhaps not reported yet"


def _weekdays_lost(details: Details) -> str:
    days = listed([f"{WEEKDAYS[day]}s" for day in details["weekdays"]])
    return (
        f"{some_series(details)}: {in_first(details)}no row on {days} since {details['since']}; these days are read as missing, "
        "but if the next row includes them, forecasts are too high"
    )


def _long_gap(details: Details) -> str:
    gap = amount(step_of(details), details["steps"])
    between = f"between {details['after']} and {details['before']}"
    return f"{some_series(details)}: {in_first(details)}no values for {gap} {between}: check the years on both sides"


def _new_record(details: Details) -> str:
    newest = f"{in_first(details)}one of the newest counts is {details['largest']}"
    return f"{some_series(details)}: {newest} where the largest before was {details['record']}: check that it is right"


def _sum(details: Details) -> str:
    count, all_others = details["count"], details.get("all", True)
    others = f"the {count} other series" if all_others else f"{count} others"
    more = details.get("more")
    also, it, its = (
        (f", and {plural(more, 'more is a sum', 'more are sums')} of others", "them", "their")
        if more
        else ("", "it", "its")
    )
    return f"series {shown(details['name'])} is the sum of {others}{also}: do not add {it} to {its} parts in a total"


def _ended(details: Details, becomes: str) -> str:
    when = f"on {details['first']}" if details["count"] == 1 else f"(the first on {details['first']})"
    return f"{some_series(details)} ended {when}, long before {details['last']}, and {becomes}"


def _series_ended(details: Details) -> str:
    return _ended(details, "is not forecast" if details["count"] == 1 else "are not forecast")


def _ended_forecast(details: Details) -> str:
    single = details["count"] == 1
    return _ended(
        details, "is forecast from its own last value" if single else "are forecast from their own last values"
    )


def _skipped(details: Details) -> str:
    are = "is" if details["count"] == 1 else "are"
    return f"{some_series(details)} cannot be used and {are} left out ({details['reason']})"


def _other_calendar(details: Details) -> str:
    read = f"the years, up to {details['year']}, are read as Gregorian, but may be"
    if details["calendar"] == "buddhist":
        return f"{read} Buddhist (543 years ahead)"
    return f"{read} Persian or Islamic, whose months differ: convert such dates first"


DOUBT_SENTENCES: Final[dict[str, Callable[[Details], str]]] = {
    "other-calendar": _other_calendar,
    "zeros-absent": _zeros_absent,
    "running-totals": _running_totals,
    "step-changed": _step_changed,
    "zeros-between-totals": _zeros_between_totals,
    "zeros-last": _zeros_last,
    "weekdays-lost": _weekdays_lost,
    "long-gap": _long_gap,
    "new-record": _new_record,
    "series-ended": _series_ended,
    "series-is-sum": _sum,
    "ended-forecast": _ended_forecast,
    "series-skipped": _skipped,
}
