"""The files of a folder as vintages of one table: named by the days on which they were written, with times in common."""

import itertools
from collections.abc import Sequence
from datetime import date
from typing import Final

from lstm_cli.readers.file_names import DATE
from lstm_cli.readers.file_series import MARKS, TimesOfFile
from lstm_cli.readers.name_words import vintage_column
from lstm_cli.readers.table import Table

__all__ = ["AS_OF", "day_in", "vintages_of_files"]

AS_OF: Final = "as_of"  # the column of days of publication
Named = tuple[str, str]  # the day in the name of a file, and the name without it


def vintages_of_files(tables: Sequence[Table], stems: Sequence[str], *, time: str, apart: bool) -> list[Named]:
    """Return the day of each file and its name without the day; none if the files are no vintages.

    They are if every name has one day, some time is in two files of one name but for the day, and no column says when rows
    were published. ``time``: the column of times; ``apart``: whether files of several names can be in the folder.
    """
    if vintage_column(tables[0].header.names) is not None:
        return []
    found = [(day_in(stem), DATE.sub("", stem).strip(MARKS)) for stem in stems]
    if not all(day for day, _ in found) or (not apart and len({rest for _, rest in found}) > 1):
        return []
    order = sorted(range(len(found)), key=lambda at: found[at][::-1])
    next_to = [
        (one, other)
        for one, other in itertools.pairwise(order)
        if found[one][1] == found[other][1] and found[one][0] < found[other][0]
    ]
    if not next_to:
        return []
    one, other = next_to[-1]  # the newest: the first may be too short to have anything in common with the second
    times = [TimesOfFile(tables[at], time).texts for at in (one, other)]
    return [] if times[0].isdisjoint(times[1]) else found


def day_in(stem: str) -> str:
    """Return the only date in the name of a file, in ISO 8601; empty for none, several, or none of the calendar.

    >>> day_in("export_20240106"), day_in("2024-02-31")
    ('2024-01-06', '')
    """
    found = DATE.findall(stem)
    try:
        return str(date.fromisoformat(found[0].replace("_", "-"))) if len(found) == 1 else ""
    except ValueError:
        return ""
