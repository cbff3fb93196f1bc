"""The sentence of each remark on times that tidying read."""

import pytest

from lstm_cli.formats.tidying import TIDYING_SENTENCES
from lstm_cli.formats.tidying_times import TIME_SENTENCES

WEEK = {"column": "week", "example": "2020W01", "year": 2020, "week": 1}
DATE = {"column": "d", "example": "1/2/20", "date": "2020-01-02"}
PART = {"edge": "last", "length": 1, "unit": "week", "step": 1, "part": "day", "date": "2022-03-27", "have": 1, "of": 7}
EXAMPLES = [
    (
        "year-rows",
        {"count": 1, "text": "2021", "line": 7},
        "a year stands in a row above those of its parts: '2021' on line 7",
    ),
    (
        "year-rows",
        {"count": 3, "text": "2021", "line": 7},
        "a year stands in a row above those of its parts: '2021' on line 7, and 2 more",
    ),
    (
        "dates-of-two-kinds",
        {"column": "d", "rows": 6, "of": 40, "example": "01/01/2024"},
        "column 'd' has dates of two kinds: 6 of 40 rows are like '01/01/2024'",
    ),
    ("partial-periods", PART | {"single": True}, "the last week, 2022-03-27, has 1 of 7 days and is left out"),
    (
        "partial-periods",
        PART | {"single": False, "count": 1, "names": ("b",)},
        "the last week of series 'b', 2022-03-27, has 1 of 7 days and is left out",
    ),
    (
        "partial-periods",
        PART | {"single": False, "count": 2, "names": ("a", "b"), "length": 2, "of": 14},
        (
            "the last period of 2 weeks is incomplete in 2 series ('a', 'b') and is left out: that of 'a', "
            "2022-03-27, has 1 of 14 days"
        ),
    ),
    (
        "weeks-read",
        WEEK | {"system": "ISO", "why": "spelling", "dated": "end", "date": "2020-01-05"},
        (
            "column 'week': '2020W01' is read as 2020-01-05: ISO week 1 of 2020 (a W means ISO 8601); a week is "
            "dated by its last day"
        ),
    ),
    (
        "weeks-read",
        WEEK | {"column": "", "system": "MMWR", "why": "option", "dated": "start", "date": "2019-12-29"},
        "'2020W01' is read as 2019-12-29: MMWR week 1 of 2020 (as requested); a week is dated by its first day",
    ),
    (
        "periods-read",
        {"column": "quarter", "example": "Q1 2020", "date": "2020-01", "kind": "quarters"},
        "column 'quarter': 'Q1 2020' is read as 2020-01: a quarter is dated by its first month",
    ),
    (
        "weeks-read",
        WEEK | {"column": "", "system": "ISO", "why": "country", "dated": "end", "date": "2020-01-05"},
        (
            "'2020W01' is read as 2020-01-05: ISO week 1 of 2020 (weeks written like this are ISO 8601 weeks); a "
            "week is dated by its last day"
        ),
    ),
    (
        "periods-read",
        {"column": "fy", "example": "2004/05", "date": "2004", "kind": "years"},
        "column 'fy': '2004/05' is read as 2004: two years are dated by the first",
    ),
    (
        "periods-read",
        {"column": "m", "example": "Jan 2020", "date": "2020-01", "kind": "months"},
        "column 'm': 'Jan 2020' is read as 2020-01",
    ),
    *(
        (
            "years-converted",
            {"column": "d", "example": "令和2年", "date": "2020年", "calendar": calendar},
            f"column 'd': '令和2年' is read as 2020年: a year of {words}",
        )
        for calendar, words in (
            ("japanese", "a Japanese era"),
            ("minguo", "the Republic of China"),
            ("buddhist", "the Buddhist calendar"),
        )
    ),
    (
        "dates-read",
        DATE | {"order": "month/day/year", "ruled_out_by": "1/22/20", "short_years": True},
        (
            "column 'd': '1/2/20' is read as 2020-01-02, month/day/year ('1/22/20' cannot be anything else); "
            "two-digit years are 1969 to 2068"
        ),
    ),
    (
        "dates-read",
        DATE | {"order": "", "ruled_out_by": "", "short_years": False},
        "column 'd': '1/2/20' is read as 2020-01-02",
    ),
    (
        "ranges-read",
        {"column": "Week", "example": "2015-01-04 - 2015-01-10", "date": "2015-01-10", "dated": "end"},
        "column 'Week': '2015-01-04 - 2015-01-10' is read as 2015-01-10; a week is dated by its last day",
    ),
    (
        "ranges-read",
        {"column": "h", "example": "1/1/2020 00:00 - 1/1/2020 01:00", "date": "2020-01-01 00:00", "dated": "moment"},
        "column 'h': '1/1/2020 00:00 - 1/1/2020 01:00' is read as 2020-01-01 00:00; a step is dated by its first moment",
    ),
    (
        "ranges-read",
        {"column": "p", "example": "1/1/2020-31/1/2020", "date": "2020-01", "dated": "month"},
        "column 'p': '1/1/2020-31/1/2020' is read as 2020-01: a month",
    ),
    (
        "numbers-read",
        {"column": "date", "example": "45000", "date": "2023-03-15", "word": "excel"},
        "column 'date': '45000' is read as 2023-03-15: the day number of a spreadsheet (1900 system)",
    ),
    (
        "index-read",
        {"column": "ds", "example": "1", "date": "2020-01-05", "freq": "W"},
        "column 'ds': '1' is read as 2020-01-05; each number is one step (W) later",
    ),
    (
        "offsets-to-utc",
        {"column": "t", "offsets": ("+00:00", "+01:00"), "count": 2},
        "column 't': times with the UTC offsets +00:00, +01:00 are converted to UTC",
    ),
    (
        "offsets-of-midnights",
        {"column": "t", "offsets": ("-05:00", "-04:00", "+00:00", "+01:00"), "count": 6},
        (
            "column 't': times with the UTC offsets -05:00, -04:00, +00:00, +01:00 and 2 more are local "
            "midnights: they are read as dates"
        ),
    ),
    ("fractions-cut", {"column": "t", "rows": 1}, "column 't': fractions of seconds are cut off in 1 row"),
    (
        "seasons-read",
        {"column": "season+week", "week": 27},
        ("columns 'season+week': weeks from 27 on are in the first year of a season, lower numbers in the second"),
    ),
    (
        "hours-from-one",
        {"column": "hour"},
        "column 'hour': hours 1 to 24 are read as the hours that begin at 0:00 to 23:00",
    ),
    (
        "row-a-month",
        {"count": 47, "of": 48},
        "each month has one row, on varying days: 47 of 48 times are moved to the first day",
    ),
    (
        "times-moved",
        {"count": 335, "of": 336, "most_seconds": 306},
        "335 of 336 times are moved onto regular steps, by at most 306 seconds",
    ),
    (
        "times-moved",
        {"count": 12, "of": 48, "most_seconds": 30 * 86_400},
        "12 of 48 times are moved onto regular steps, by at most 30 days",
    ),
]


@pytest.mark.parametrize(
    ("code", "details", "text"), EXAMPLES, ids=[f"{place}-{code}" for place, (code, _, _) in enumerate(EXAMPLES)]
)
def test_sentences(code, details, text):
    """A remark is one sentence of plain English, with its example from the file."""
    assert TIDYING_SENTENCES[code](details) == text


def test_every_sentence_is_tested():
    """The table above leaves out no code."""
    assert {code for code, _, _ in EXAMPLES} == set(TIME_SENTENCES)
