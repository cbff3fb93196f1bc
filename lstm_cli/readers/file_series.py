"""The series that the files of a folder are, where each holds a time and a count and no more: by their names and times."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Final

from lstm_cli.errors import DataError
from lstm_cli.problems import shown
from lstm_cli.readers.table import Table

__all__ = ["DATED", "MARKS", "TimesOfFile", "series_of_files", "undated", "years_in"]

YEAR: Final = re.compile(r"(?:19|20)\d\d", re.ASCII)
MONTH: Final = (
    r"jan(uary?|uar|vier)?|enero|feb(ruary?|ruar|rero)?|f[eé]vrier|mar(ch|s|zo)?|märz|apr(il)?|a[vb]ril|may|mai|mayo"
    r"|ju[nl]|jun[ei]|juin|junio|july|juli|juillet|julio|aug(ust)?|ao[uû]t|agosto|sept?|sept(ember|embre|iembre)"
    r"|o[ck]t(ober|obre|ubre)?|nov(ember|embre|iembre)?|de[cz]|de[cz]ember|d[eé]cembre|diciembre"
)
WORD: Final = re.compile(
    rf"[-_. ]*(?<![^\W\d_])(?:{MONTH})(?![^\W\d_])", re.IGNORECASE
)  # a month, with marks before it
CLOCK: Final = r"(?:[T_ -]?(?:[01]\d|2[0-3])[-_.]?[0-5]\d(?:[-_.]?[0-5]\d)?Z?)?"
# 06.01.2024, or 2024, 2024-W05, 2024-01, 20240106T0600, with the marks before it
DAYS: Final = rf"(?<![^\W_])\d\d[-_.]\d\d[-_.]{YEAR.pattern}"
ISO: Final = (
    rf"(?<!\d){YEAR.pattern}(?:[-_.]?[WQ]\d\d?|[-_.]?(?:0[1-9]|1[0-2])(?:[-_.]?(?:0[1-9]|[12]\d|3[01]){CLOCK})?)?"
)
DATED: Final = re.compile(rf"[-_. ]*(?:{DAYS}|{ISO})(?!\d)", re.ASCII | re.IGNORECASE)
COPY: Final = re.compile(r"[-_ ]*(?:\(\d+\)|\bcopy)$", re.ASCII | re.IGNORECASE)  # of a file that was saved twice
UUID: Final = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.ASCII)  # of a run of a parallel program
MARKS: Final = " -_./"


class TimesOfFile:
    """The times of a file, which are read when they are needed."""

    def __init__(self, table: Table, column: str) -> None:
        self.table = table
        self.column = column

    @cached_property
    def texts(self) -> frozenset[str]:
        """Return the distinct cells of the column."""
        columns, _ = self.table.columns([self.table.header.names.index(self.column)])
        return frozenset(columns[0].texts)

    @cached_property
    def years(self) -> frozenset[str]:
        """Return the years of the times."""
        return years_in(self.texts)


def series_of_files(
    tables: Sequence[Table], names: Sequence[str], longer: Sequence[str], *, time: str, asked: bool = False
) -> list[str]:
    """Return the name of the series in each file; none if the files are pieces of one series.

    ``names``: of the files; ``longer``: with the folders above, for files of one name that have a time in common. ``time``:
    the column of times. ``asked``: whether each file is a series in any case.
    """
    times = [TimesOfFile(table, time) for table in tables]
    if asked:
        short, long = (_without_dates(known, times, strict=False) for known in (names, longer))
        apart = (each for each in (short, long, names, longer) if all(each) and not _clash(each, times))
        return list(next(apart, names))
    found = _without_dates(names, times, strict=True)
    are_dated = found != list(names)
    if _clash(found, times):
        found = _without_dates(longer, times, strict=True)
        are_dated = found != list(longer)
    return [] if _are_pieces(found, times, are_dated=are_dated) else found


def undated(name: str, years: Collection[str]) -> str:
    """Return a name without dates in some years, nor months or the mark of a copy beside them; others as they are.

    >>> undated("web-2024-01-06", {"2024"}), undated("web-2001", {"2024"})
    ('web', 'web-2001')
    """
    rest = DATED.sub(lambda found: found[0] if set(YEAR.findall(found[0])).isdisjoint(years) else "", name)
    if rest == name:
        return name
    rest = COPY.sub("", rest).strip(MARKS)
    return _without_months(rest) or rest


def years_in(texts: Iterable[str]) -> frozenset[str]:
    """Return the years in the texts of times."""
    return frozenset(year for text in texts for year in YEAR.findall(text))


def _without_dates(names: Sequence[str], times: Sequence[TimesOfFile], *, strict: bool) -> list[str]:
    """Return names without their dates if each has one in a year of its times, and something is left of all or of none.

    If that holds of most names, the others are refused where this is ``strict``: dates would become names of series.
    """
    rests = [undated(name, each.years) if DATED.search(name) else name for name, each in zip(names, times, strict=True)]
    forms = [bool(rest) if rest != name else None for name, rest in zip(names, rests, strict=True)]
    usual, count = Counter(forms).most_common(1)[0]
    if usual is None or count == len(names):
        return rests if usual is not None else list(names)
    if strict and 2 * count > len(names):
        odd = next(at for at, form in enumerate(forms) if form != usual)
        raise _unlike(times[odd].table, times[forms.index(usual)].table)
    return list(names)


def _unlike(table: Table, like: Table) -> DataError:
    """Return the error for a file whose name has no date, unlike most files of the folder."""
    usual = shown(Path(like.path).name)
    message = f"is not named by a date, as most files of the folder are, such as {usual}: rename or remove it"
    return DataError(message, path=table.path)


def _are_pieces(names: Sequence[str], times: Sequence[TimesOfFile], *, are_dated: bool) -> bool:
    """Whether files are pieces of one series: alike but for their dates, or for numbers and months without a time in common."""
    if are_dated and len(set(map(_without_months, names))) == 1:
        return True
    if len(set(map(_letters, names))) > 1:
        return False
    return _are_disjoint(times)


def _letters(name: str) -> str:
    """Return what is left of a name without numbers, months, and the mark of a run of a parallel program."""
    return re.sub(r"\d", "", _without_months(UUID.sub("", name)))


def _without_months(name: str) -> str:
    """Return a name without the names of months in it."""
    return WORD.sub("", name).strip(MARKS)


def _are_disjoint(times: Iterable[TimesOfFile]) -> bool:
    """Whether no time is in two files."""
    seen: set[str] = set()
    for of_file in times:
        if not seen.isdisjoint(of_file.texts):
            return False
        seen |= of_file.texts
    return True


def _clash(names: Sequence[str], times: Sequence[TimesOfFile]) -> bool:
    """Whether two files of one name have a time in common."""
    of_name: dict[str, list[TimesOfFile]] = {}
    for name, of_file in zip(names, times, strict=True):
        of_name.setdefault(name, []).append(of_file)
    return not all(len(files) == 1 or _are_disjoint(files) for files in of_name.values())
