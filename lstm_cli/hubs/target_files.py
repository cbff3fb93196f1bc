"""The tables of a hub's target data: where they stand, which columns they have, and which targets they hold.

A table has a column of dates and one of values. It may have one of targets (if not, its name tells the target) and one of
vintages, ``as_of`` (if not, a date in its name is the vintage). Folders such as ``as_of=2025-09-24`` are columns, too.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from lstm_cli.hubs.hub import Hub
from lstm_cli.hubs.tasks import LOCATION, Target
from lstm_cli.hubs.texts import ENDINGS, open_file
from lstm_cli.readers.column_names import TIME_NAMES, VALUE_NAMES, Ranks, is_known
from lstm_cli.readers.name_words import words
from lstm_cli.readers.table import Table

__all__ = ["AS_OF", "FOLDERS", "TARGET", "TargetFile", "target_files", "word_score"]

FOLDERS: Final = ("target-data", "auxiliary-data/target-data-archive")
AS_OF, TARGET = "as_of", "target"
ORACLE: Final = "oracle_value"
PLACES: Final = (LOCATION, "geo_value", "location_name", "geography", "abbreviation")
DATE: Final = re.compile(r"(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)")
MIN_WORD: Final = 2  # letters that a shortened word needs to count


@dataclass(frozen=True, slots=True)
class TargetFile:
    """A table of target data: the names of its columns by role, and the values in its path (``target``, ``as_of``)."""

    path: Path
    table: Table
    roles: Mapping[str, str]  # of date, value and location, and of target and as_of if these are columns
    path_values: Mapping[str, str]

    @property
    def is_oracle(self) -> bool:
        """Whether it is hubverse's oracle output: what a perfect forecast would have been."""
        return self.roles["value"].lower() == ORACLE


def target_files(hub: Hub) -> Iterator[TargetFile]:
    """Yield the tables that can be target data, in the order of their names."""
    date_column = _declared_date(hub.folder)
    for folder in FOLDERS:
        for path in sorted((hub.folder / folder).rglob("*")):
            if path.suffix.lower() in ENDINGS and path.is_file() and path.stat().st_size:
                table = open_file(path)
                roles = _roles(table.header.names, date_column)
                if roles:
                    yield TargetFile(path, table, roles, _path_values(path.relative_to(hub.folder)))


def _declared_date(folder: Path) -> str | None:
    """Return the column of dates that ``target-data.json`` names; None if it names none or cannot be read."""
    path = folder / "hub-config" / "target-data.json"
    if not path.is_file():
        return None
    try:
        settings = json.loads(path.read_text("utf-8"))
    except ValueError:
        return None
    name = settings.get("date_col") if isinstance(settings, dict) else None
    return name if isinstance(name, str) else None


def _roles(names: Sequence[str], date_column: str | None) -> dict[str, str]:
    """Return the columns by role; nothing if dates, values or locations have none, or if the rows are forecasts."""
    lower = {name.lower(): name for name in reversed(names)}
    if "output_type" in lower:
        return {}
    date = date_column if date_column in names else _first(names, TIME_NAMES)
    value = lower.get("observation") or _first(names, VALUE_NAMES)
    place = next((lower[name] for name in PLACES if name in lower), None)
    if date is None or value is None or place is None:
        return {}
    return {"date": date, "value": value, LOCATION: place} | {
        role: lower[role] for role in (TARGET, AS_OF) if role in lower
    }


def _first(names: Sequence[str], ranks: Ranks) -> str | None:
    """Return the first column with a known name, of the earliest rank that has any."""
    return next((name for rank in ranks for name in names if name != AS_OF and is_known(name, rank)), None)


def _path_values(path: Path) -> dict[str, str]:
    """Return the values in a path: ``target=…`` and ``as_of=…`` of its folders, else a date in its name as the vintage."""
    values = dict(unquote(part).split("=", 1) for part in path.parts[:-1] if "=" in part)  # Arrow writes a blank as %20
    dates = DATE.findall(path.stem)
    if dates:
        values.setdefault(AS_OF, dates[-1])
    return values


def word_score(stem: str, target: Target) -> int:
    """Count the words of a file's name that are words of a target, whole or shortened.

    >>> hosp = Target("wk inc flu hosp", "count", "continuous", True, "week", {})
    >>> word_score("target-hospital-admissions", hosp)
    1
    """
    wanted = words(target.name)
    return sum(any(_alike(word, other) for other in wanted) for word in words(stem))


def _alike(word: str, other: str) -> bool:
    """Whether one word is the beginning of another."""
    return min(len(word), len(other)) >= MIN_WORD and (word.startswith(other) or other.startswith(word))
