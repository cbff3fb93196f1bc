"""The sentence of each remark on tables of counts."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from lstm_cli.formats.text import and_more
from lstm_cli.options import DataKind
from lstm_cli.panel.frequency import DAY, Frequency
from lstm_cli.panel.open_calendar import OpenCalendar
from lstm_cli.panel.remarks import span
from lstm_cli.problems import shown

__all__ = ["DATA_SENTENCES", "ROLES", "Details", "in_first", "named", "some_series", "step_of"]

Details = Mapping[str, Any]


def named(details: Details) -> str:
    """List the names in a remark, and the number of further ones."""
    return and_more(map(shown, details["names"]), details["count"])


def some_series(details: Details) -> str:
    """Name the worst series of a remark, and say how many of how many series it is about."""
    count, of = details["count"], details["of"]
    return f"series {named(details)}" if of == 1 else f"{count} of {of} series ({named(details)})"


def in_first(details: Details) -> str:
    """Say that figures are those of the first series, where a remark is about several."""
    return "" if details["count"] == 1 else "in the first, "


def _comment_lines(details: Details) -> str:
    count = details["count"]
    return "line 1 starts with # and is skipped" if count == 1 else f"lines 1 to {count} start with # and are skipped"


ROLES: Final = {"time": "the times", "id": "the names of the series", "value": "the counts", "rate": "the values"}


def _by_content(details: Details) -> str:
    role = ROLES[details["role"]]
    return f"column {shown(details['name'])} is read as {role}: it is the only column whose contents fit"


def _series_column(details: Details) -> str:
    others = f"{'column' if details['count'] == 1 else 'columns'} {named(details)}"
    return f"series are named by column {shown(details['name'])}; {others} would not split them further"


def _row_numbers(details: Details) -> str:
    return f"column {shown(details['name'])} is ignored: it differs in every row, so it cannot name series"


def _total(details: Details) -> str:
    return (
        f"column {shown(details['name'])} is read as the counts: it is the sum of {named(details)}, which are ignored"
    )


def _uneven_steps(details: Details) -> str:
    usual = span(details["usual_seconds"], details["usual_seconds"])
    uneven = span(details["shortest_seconds"], details["longest_seconds"])
    affected = f"{details['count']} of {details['of']} steps {'is' if details['count'] == 1 else 'are'}"
    first = f"first: {details['first_from']} to {details['first_to']}"
    return f"{affected} {uneven} long instead of {usual} ({first}); each is rounded to a whole number of steps"


def _without_counts(details: Details) -> str:
    rest = "is left out: it has no values" if details["count"] == 1 else "are left out: they have no values"
    return f"series {named(details)} {rest}"


def _alike(details: Details) -> str:
    return f"series {named(details)} differ only in case or blanks: they are read as separate series"


def _end_early(details: Details) -> str:
    ends, which = ("ends", "it is") if details["count"] == 1 else ("end", "each is")
    when = f"{details['last']} (the earliest on {details['first']})"
    return (
        f"{details['count']} of {details['of']} series {ends} before {when}; {which} forecast from its own last value"
    )


def _empty_rows(details: Details, which: str) -> str:
    rows = details["most_rows"]
    many = f"the {which} row has" if rows == 1 else f"the {which} {rows} rows have"
    if details["count"] > 1 and rows > 1:
        many = f"up to {rows} rows at the {'start' if which == 'first' else 'end'} have"
    return f"series {named(details)}: {many} no value"


def _empty_rows_before(details: Details) -> str:
    return f"{_empty_rows(details, 'first')}; a series begins with its first known value"


def _empty_rows_after(details: Details) -> str:
    return f"{_empty_rows(details, 'last')}; forecasts start after the last known value"


def _places(details: Details, counts: tuple[int, ...]) -> str:
    places = (f"{count} on {time}" for count, time in zip(counts, details["times"], strict=True))
    return and_more(places, details["in_all"])


def _spikes(details: Details) -> str:
    return f"{_places(details, details['counts'])}: more than {details['factor']} times the values on either side"


def _lone_zeros(details: Details) -> str:
    zeros = (0,) * len(details["times"])
    return f"{_places(details, zeros)}: isolated between large values, perhaps missing rather than zero"


def step_of(details: Details) -> Frequency:
    """Return the step in which a remark counts."""
    days, times = _opened(details)
    return Frequency(details["step_seconds"], details["step_months"], open_days=days, open_times=times)


def _opened(details: Details) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the open weekdays and times of day."""
    return tuple(details.get("open_days", ())), tuple(details.get("open_times", ()))


def _closed_times(details: Details) -> str:
    closed = OpenCalendar(details["step_seconds"], *_opened(details)).closed_words
    which = "days" if details["step_seconds"] == DAY else "times"
    return f"no row falls {closed}: these {which} are left out of the time line and are not forecast"


def _values_by_content(details: Details) -> str:
    where = f"column {shown(details['name'])}" if details["columns"] == 1 else f"{details['columns']} columns"
    which = "decimals from 0 to 1" if details["kind"] == DataKind.PROPORTION else "decimals"
    return f"read as {details['kind']}s: {which} in {where}"


DATA_SENTENCES: Final[dict[str, Callable[[Details], str]]] = {
    "comment-lines-skipped": _comment_lines,
    "column-by-content": _by_content,
    "values-by-content": _values_by_content,
    "series-column-chosen": _series_column,
    "column-differs-in-every-row": _row_numbers,
    "total-of-columns": _total,
    "columns-inside": lambda _: "each entry of the JSON object is read as a column",
    "rows-numbered": lambda _: "each numbered object is read as a row",
    "rows-by-time": lambda details: f"each object is read as a row, with its key as {shown(details['name'])}",
    "rows-inside": lambda details: f"the objects in {shown(details['name'])} are read as rows",
    "uneven-steps": _uneven_steps,
    "series-without-counts": _without_counts,
    "names-alike": _alike,
    "no-weekends": lambda _: "no row falls on a Saturday or Sunday: those days are read as missing",
    "closed-times": _closed_times,
    "series-end-early": _end_early,
    "empty-rows-before": _empty_rows_before,
    "empty-rows-after": _empty_rows_after,
    "spikes": _spikes,
    "lone-zeros": _lone_zeros,
}
