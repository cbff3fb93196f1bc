"""The series of a hub's target as long CSV and as a frame, and sentences on what was read and revised."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import numpy as np

from lstm_cli.formats.text import csv_line, plural, printable
from lstm_cli.hubs.target_data import TargetData
from lstm_cli.hubs.target_states import Revision
from lstm_cli.panel.frame_times import frame_times

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["data_frame", "data_parts", "data_text"]

ROWS: Final = 50_000  # in a part


def _value_name(data: TargetData) -> str:
    """Return the name of the column of values."""
    return "count" if data.target.is_count else "value"


def data_parts(data: TargetData) -> Iterator[str]:
    """Yield the CSV in parts: location, further task ids, date, count or value, and ``as_of`` if it has all vintages."""
    names = ["location", *data.further, "date", _value_name(data), *([] if data.published is None else ["as_of"])]
    yield f"{csv_line(names)}\n"
    places = [[key.location, *(value for _, value in key.further)] for key in data.series_keys()]
    ends = [""] * len(places) if data.published is None else [f",{day}" for day in data.published.tolist()]
    for start in range(0, len(data.observed), ROWS):
        part = slice(start, start + ROWS)
        days = np.datetime_as_string(data.dates[part])
        cells = zip(places[part], days, data.observed[part].tolist(), ends[part], strict=True)
        yield "".join(f"{csv_line(place)},{day},{_value(value)}{end}\n" for place, day, value, end in cells)


def _value(value: float) -> str:
    """Write a value in its shortest exact form: whole numbers without a fraction, nothing for a missing one."""
    if np.isnan(value):
        return ""
    return str(int(value)) if value.is_integer() else repr(value)


def data_frame(data: TargetData) -> "pd.DataFrame":
    """Return the same as a frame: dates without a zone, values int64 where all are whole, else float64."""
    import pandas as pd

    numbers = data.observed
    whole = bool((numbers == numbers.round()).all())
    times = frame_times(data.dates.astype("datetime64[s]"))
    values = {"date": times, _value_name(data): numbers.astype("int64") if whole else numbers}
    published = {} if data.published is None else {"as_of": pd.to_datetime(data.published)}
    return pd.DataFrame({"location": data.location, **data.further, **values, **published})


def data_text(data: TargetData) -> str:
    """Say what was read, and on a second line what was revised since the vintage before."""
    places = plural(len(set(data.location.tolist())), "location")
    if data.further:
        places = f"{plural(len(set(data.series_keys())), 'series', 'series')} of {places} by {', '.join(data.further)}"
    span = f"{data.dates.min()} to {data.dates.max()}"
    state = f", as of {data.as_of}" if data.as_of else ""
    if data.published is not None:
        state += f", with {plural(len(set(data.published.tolist())), 'vintage')}"
    text = f"{printable(data.target.name)}: {places}, {span}{state}"
    return text if data.revision is None else f"{text}\n{_revised(data.revision)}"


def _revised(revision: Revision) -> str:
    """Say what a vintage changed."""
    facts = [f"{revision.new} new", f"{revision.revised} revised"]
    facts += [f"{revision.withdrawn} withdrawn"] if revision.withdrawn else []
    text = f"since {revision.since}: {', '.join(facts)}"
    if revision.before <= 0:
        return text
    change = 100 * (revision.now / revision.before - 1)
    return f"{text}; total for {revision.date}: {change:+.1f} %"
