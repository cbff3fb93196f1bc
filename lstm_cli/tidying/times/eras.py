"""Years of Japanese eras, of the Republic of China and of the Buddhist calendar, whose months and days are Gregorian."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from lstm_cli.remarks import Remark
from lstm_cli.tidying.times.records import Cells, matched

__all__ = ["in_our_years"]

MIN_SHARE: Final = 0.5  # of the rows that must have such years
# The year before the first one of each era.
ERAS: Final = {"令和": 2018, "平成": 1988, "昭和": 1925, "大正": 1911, "明治": 1867, "R": 2018, "H": 1988, "S": 1925}
ERA: Final = re.compile(
    r"(?:(?P<name>令和|平成|昭和|大正|明治)\s?(?P<year>元|[0-9]{1,2})(?P<rest>年.*)?"
    r"|(?P<letter>[RHS])(?P<number>[0-9]{1,2})(?P<end>年.*|[./-][0-9]{1,2}[./-][0-9]{1,2}))"
)
# 民國113年5月, 113年5月3日, 113/05/03: no other calendar writes years of three digits
MINGUO: Final = re.compile(
    r"(?:中華民國|民國|民国)\s?(?P<y1>[0-9]{1,3})(?P<r1>年.*|[./-].*)|(?P<y2>1[0-5][0-9])(?P<r2>年.*|[./-][0-9].*)"
)
BUDDHIST: Final = re.compile(
    r"(?:พ\.ศ\.\s?)?(?P<y1>2(?:4[4-9]|5[0-9]|6[0-4])[0-9])(?P<rest>[-/.][0-9].*|年.*)|(?P<start>.*[^0-9])(?P<y2>2(?:4[4-9]|5[0-9]|6[0-4])[0-9])"
)
BEFORE_MINGUO: Final = 1911
BUDDHIST_AHEAD: Final = 543


@dataclass(frozen=True, slots=True)
class _Calendar:
    """The pattern of texts with years of this calendar, and how to write them with Gregorian years."""

    name: str
    pattern: re.Pattern[str]
    written: Callable[[re.Match[str]], str]


def _of_era(match: re.Match[str]) -> str:
    name, year = match["name"] or match["letter"], match["year"] or match["number"]
    return f"{ERAS[name] + (1 if year == '元' else int(year))}{match['rest'] or match['end'] or '年'}"


def _of_minguo(match: re.Match[str]) -> str:
    return f"{int(match['y1'] or match['y2']) + BEFORE_MINGUO}{match['r1'] or match['r2']}"


def _of_buddhist(match: re.Match[str]) -> str:
    return f"{match['start'] or ''}{int(match['y1'] or match['y2']) - BUDDHIST_AHEAD}{match['rest'] or ''}"


CALENDARS: Final[Sequence[_Calendar]] = (
    _Calendar("japanese", ERA, _of_era),
    _Calendar("minguo", MINGUO, _of_minguo),
    _Calendar("buddhist", BUDDHIST, _of_buddhist),
)


def in_our_years(cells: Cells) -> tuple[Cells, tuple[Remark, ...]]:
    """Return the cells with Gregorian years, and a remark if most rows had years of another calendar."""
    for calendar in CALENDARS:
        matches = [matched(calendar.pattern, text) for text in cells.texts]
        hit = np.array([match is not None for match in matches], np.bool_)
        if hit.any() and cells.rows[hit].sum() >= MIN_SHARE * cells.rows.sum():
            texts = [
                calendar.written(match) if match else text for match, text in zip(matches, cells.texts, strict=True)
            ]
            at = int(np.argmax(hit))
            details = {"column": cells.column, "example": cells.texts[at], "date": texts[at], "calendar": calendar.name}
            return replace(cells, texts=texts), (Remark("years-converted", details),)
    return cells, ()
