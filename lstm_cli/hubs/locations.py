"""The locations of a hub: codes, abbreviations, names and populations, from its file in ``auxiliary-data``."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from lstm_cli.hubs.plain_numbers import number
from lstm_cli.hubs.texts import text_columns

__all__ = ["Locations", "read_locations"]

FOLDER: Final = "auxiliary-data"
CODES: Final = ("location", "fips", "location_code", "code")
NAMES: Final = ("abbreviation", "location_name", "name", "fullname", "full_name", "state_name", "country")
PEOPLE: Final = ("population", "pop", "census_population")
# A column of the counts that make a rate per 100,000 people; its name has the rate, as ``count_rate0p3``.
THRESHOLD: Final = re.compile(r"count_rate(\d+)(?:p(\d+))?(?:per100k)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Locations:
    """Codes by name in lower case, and populations by code; both are empty if a hub has no such file.

    thresholds: rates per 100,000 people for which the file has a column of counts.
    """

    codes: Mapping[str, str] = field(default_factory=dict)
    population: Mapping[str, float] = field(default_factory=dict)
    path: str = ""
    thresholds: tuple[float, ...] = ()

    def code(self, name: str, known: Sequence[str] = ()) -> str | None:
        """Return the ``known`` code that is meant: the name itself, the code of that name, or ``06`` for ``6``; else None."""
        text = name.strip()
        wanted = frozenset(known)
        for candidate in (text, self.codes.get(text.lower(), text), text.zfill(2)):
            if candidate in wanted:
                return candidate
        return None


def read_locations(folder: Path) -> Locations:
    """Read the first table in ``auxiliary-data`` that has a column of locations and one of names or populations."""
    for path in sorted((folder / FOLDER).glob("*.csv")):
        columns = text_columns(path, lambda names: _is_code(names) and any(map(_is_fact, names)))
        if columns:
            return _locations(str(path), columns)
    return Locations()


def _is_code(names: Sequence[str]) -> bool:
    """Whether a column has codes of locations, and the table is none of forecasts or observations."""
    lower = {name.lower() for name in names}
    return bool(lower & set(CODES)) and not lower & {"value", "observation", "date", "output_type"}


def _is_fact(name: str) -> bool:
    """Whether a column has names or populations of locations."""
    return name.lower() in {*NAMES, *PEOPLE}


def _locations(path: str, columns: Mapping[str, list[str]]) -> Locations:
    """Make the record from the columns of a file."""
    lower = {name.lower(): cells for name, cells in columns.items()}
    codes = next(lower[name] for name in CODES if name in lower)
    called = {code.lower(): code for code in codes}
    for name in NAMES:
        for text, code in zip(lower.get(name, ()), codes, strict=False):
            called.setdefault(text.strip().lower(), code)
    people = next((lower[name] for name in PEOPLE if name in lower), [])
    population = {code: number(text) for code, text in zip(codes, people, strict=False) if number(text) > 0}
    return Locations(called, population, path, tuple(_thresholds(lower)))


def _thresholds(names: Iterable[str]) -> Iterator[float]:
    """Yield the rates in the names of columns."""
    for match in filter(None, map(THRESHOLD.fullmatch, names)):
        yield float(f"{match[1]}.{match[2] or 0}")
