"""The sentence of each remark on data: tables of counts, and files of forecasts that are to be scored."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from lstm_cli.errors import on_line
from lstm_cli.formats.durations import amount
from lstm_cli.formats.text import plural
from lstm_cli.formats.verdicts import baseline_label
from lstm_cli.panel.frequency import DAY, Frequency
from lstm_cli.panel.open_calendar import OpenCalendar
from lstm_cli.panel.remarks import span
from lstm_cli.problems import shown

__all__ = ["DATA_SENTENCES", "Details", "named"]

Details = Mapping[str, Any]


def named(details: Details) -> str:
    """List the names that a remark holds, and how many more there are."""
    names = ", ".join(map(shown, details["names"]))
    omitted = details["count"] - len(details["names"])
    return f"{names} and {omitted} more" if omitted else names


def _comment_lines(details: Details) -> str:
    count = details["count"]
    return "line 1 starts with # and is skipped" if count == 1 else f"lines 1 to {count} start with # and are skipped"


ROLES: Final = {"time": "the times", "id": "the names of the series", "value": "the counts"}


def _by_content(details: Details) -> str:
    role = ROLES[details["role"]]
    return f"column {shown(details['name'])} is taken for {role} by what it holds: no other column can be"


def _series_column(details: Details) -> str:
    others = f"{'column' if details['count'] == 1 else 'columns'} {named(details)}"
    return f"series are named by column {shown(details['name'])}; {others} would tell no more of them apart"


def _row_numbers(details: Details) -> str:
    return f"column {shown(details['name'])} differs in every row: it names no series and is ignored"


def _uneven_steps(details: Details) -> str:
    usual = span(details["usual_seconds"], details["usual_seconds"])
    uneven = span(details["shortest_seconds"], details["longest_seconds"])
    affected = f"{details['count']} of {details['of']} steps {'is' if details['count'] == 1 else 'are'}"
    first = f"first: {details['first_from']} to {details['first_to']}"
    return f"{affected} {uneven} long instead of {usual} ({first}); each is read as a whole number of steps"


def _without_counts(details: Details) -> str:
    rest = "is left out: it has no counts" if details["count"] == 1 else "are left out: they have no counts"
    return f"series {named(details)} {rest}"


def _alike(details: Details) -> str:
    return f"series {named(details)} differ only in case or blanks: they are read as separate series"


def _end_early(details: Details) -> str:
    ends, which = ("ends", "it is") if details["count"] == 1 else ("end", "each is")
    when = f"{details['last']} (the earliest on {details['first']})"
    return f"{details['count']} of {details['of']} series {ends} before {when}; {which} forecast from its own end"


def _empty_rows(details: Details, which: str) -> str:
    rows = details["most_rows"]
    many = f"the {which} row has" if rows == 1 else f"the {which} {rows} rows have"
    if details["count"] > 1 and rows > 1:
        many = f"up to {rows} rows at the {'start' if which == 'first' else 'end'} have"
    return f"series {named(details)}: {many} no count"


def _empty_rows_before(details: Details) -> str:
    return f"{_empty_rows(details, 'first')}; a series begins with its first known count"


def _empty_rows_after(details: Details) -> str:
    return f"{_empty_rows(details, 'last')}; forecasts start after the last known count"


def _places(details: Details, counts: tuple[int, ...]) -> str:
    places = [f"{count} on {time}" for count, time in zip(counts, details["times"], strict=True)]
    omitted = details["in_all"] - len(places)
    return ", ".join(places) + (f" and {omitted} more" if omitted else "")


def _spikes(details: Details) -> str:
    return f"{_places(details, details['counts'])}: more than {details['factor']} times the counts on either side"


def _lone_zeros(details: Details) -> str:
    zeros = (0,) * len(details["times"])
    return f"{_places(details, zeros)}: isolated between large counts, perhaps missing rather than zero"


def _long_gap(details: Details) -> str:
    days, times = _opened(details)
    step = Frequency(details["step_seconds"], details["step_months"], open_days=days, open_times=times)
    return f"no counts for {amount(step, details['steps'])} after {details['after']}"


def _opened(details: Details) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the weekdays and times of day that are counted."""
    return tuple(details.get("open_days", ())), tuple(details.get("open_times", ()))


def _closed_times(details: Details) -> str:
    closed = OpenCalendar(details["step_seconds"], *_opened(details)).closed_words
    which = "days" if details["step_seconds"] == DAY else "times"
    return f"no row falls {closed}: these {which} are left out of the time line and are not forecast"


def _other_types(details: Details) -> str:
    omitted = details["in_all"] - len(details["types"])
    types = ", ".join(map(shown, details["types"])) + (f" and {omitted} more" if omitted else "")
    rows = details["rows"]
    return f"{plural(rows, 'row')} of other output types ({types}) {'is' if rows == 1 else 'are'} left out"


def _unpaired_levels(details: Details) -> str:
    omitted = details["in_all"] - len(details["levels"])
    levels = ", ".join(f"{level:.6g}" for level in details["levels"]) + (f" and {omitted} more" if omitted else "")
    return f"levels without a counterpart on the other side of 0.5 are left out: {levels}"


def _not_in_truth(details: Details) -> str:
    is_ = "is" if details["count"] == 1 else "are"
    return f"{details['count']} series of the forecasts {is_} not in the truth and {is_} left out ({named(details)})"


def _forecasts(details: Details, verb: str, verbs: str) -> str:
    """Begin a sentence on some of the forecasts of a file."""
    return f"{details['count']} of {details['of']} forecasts {verb if details['count'] == 1 else verbs}"


def _out(details: Details) -> str:
    return f"{'is' if details['count'] == 1 else 'are'} left out ({_first(details)})"


def _first(details: Details) -> str:
    """Write on which line of a file, or in which row of a frame, the first of them is."""
    return f"the first {on_line(details['source'], details['first_line'])}"


def _levels_missing(details: Details) -> str:
    return f"{_forecasts(details, 'lacks', 'lack')} one of the {details['levels']} levels and {_out(details)}"


def _below_zero(details: Details) -> str:
    return f"{_forecasts(details, 'has', 'have')} a horizon below 0, a time already known, and {_out(details)}"


def _between_steps(details: Details) -> str:
    affected = _forecasts(details, "has", "have")
    rule = "the earlier step is taken as the last known time"
    return f"{affected} a cutoff between two steps of the truth: {rule} ({_first(details)})"


def _closed_in_truth(details: Details) -> str:
    affected = _forecasts(details, "is of a time", "are of times")
    return f"{affected} at which the truth never has a row and {_out(details)}"


def _no_count(details: Details) -> str:
    return f"{_forecasts(details, 'has', 'have')} no count in the truth yet and {_out(details)}"


def _from_truth(details: Details) -> str:
    what = f"the {baseline_label(details['baseline'])} baseline and the scale of MASE"
    return f"{what} are computed from the truth up to each cutoff, as it stands now: counts may have been revised since"


DATA_SENTENCES: Final[dict[str, Callable[[Details], str]]] = {
    "comment-lines-skipped": _comment_lines,
    "column-by-content": _by_content,
    "series-column-chosen": _series_column,
    "column-differs-in-every-row": _row_numbers,
    "rows-inside": lambda details: f"the rows are the objects in {shown(details['name'])}",
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
    "long-gap": _long_gap,
    "other-output-types": _other_types,
    "levels-unpaired": _unpaired_levels,
    "series-not-in-truth": _not_in_truth,
    "levels-missing": _levels_missing,
    "horizon-below-zero": _below_zero,
    "hub-horizon-zero": lambda _: "step 1 is the hub's horizon 0, the first step after the last known time",
    "cutoff-between-steps": _between_steps,
    "closed-in-truth": _closed_in_truth,
    "no-count-in-truth": _no_count,
    "baseline-from-truth": _from_truth,
}
