"""What tidying did, in sentences: each change once, with the number of its nouns right."""

import numpy as np
import pytest

from lstm_cli.formats.tidying import TIDYING_SENTENCES, change_sentence, csv_parts, tidied_text
from lstm_cli.formats.tidying_times import TIME_SENTENCES
from lstm_cli.remarks import Remark
from lstm_cli.tidying.ledger import Change
from lstm_cli.tidying.tidied import Tidied

AT = {"line": 7}
EXAMPLES = [
    ("lines-above", {"count": 1}, "the first line is skipped"),
    ("lines-above", {"count": 3}, "the first 3 lines are skipped"),
    ("lines-below", {"count": 2, "line": 40}, "2 lines below line 40 are left out"),
    ("lines-left-out", {"count": 1} | AT, "1 line is left out as requested, line 7"),
    ("lines-left-out", {"count": 2} | AT, "2 lines are left out as requested, the first on line 7"),
    ("line-ends-cr", {}, "the lines end in a bare CR, as on old Macintoshes"),
    ("separator-line", {"separator": "\t"}, "line 1 says that the separator is tab"),
    ("title-lines", {"count": 1, "text": "Cases"} | AT, "the header is on line 7; 1 title line is left out: 'Cases'"),
    ("title-lines", {"count": 2, "text": "a"} | AT, "the header is on line 7; 2 title lines are left out, such as 'a'"),
    (
        "header-of-two-lines",
        {"line": 1, "last": 2, "name": "Flu Cases"},
        "the header is on lines 1 and 2: columns have names such as 'Flu Cases'",
    ),
    ("rule-lines", {"count": 1} | AT, "1 line of dashes or column types is left out on line 7"),
    ("rule-lines", {"count": 2} | AT, "2 lines of dashes or column types are left out, the first on line 7"),
    ("separated-by-blanks", {}, "cells are separated by spaces"),
    ("rows-in-quotes", {}, "each row is one quoted cell: its text is read as the row"),
    ("text-formulas", {"text": '="007"'}, "formulas such as '=\"007\"' are read as the text in them"),
    ("deducted-counts", {"text": "(25)", "number": "-25"}, "'(25)' is read as -25, as accounts write it"),
    ("per-cents", {"text": "17.7%", "number": "0.177"}, "per cents are shares of 1: '17.7%' is read as 0.177"),
    ("rounded-counts", {"text": "12.5K", "count": 12500}, "counts are rounded: '12.5K' is read as 12500"),
    ("other-digits", {"text": "٧"}, "digits of other scripts are read, such as '٧'"),
    ("cells-filled", {"count": 1}, "1 empty cell is filled from the one above"),
    ("cells-filled", {"count": 4}, "4 empty cells are filled from those above"),
    ("notes-below", {"count": 1, "text": "Source"} | AT, "1 line below the table is left out on line 7: 'Source'"),
    ("note-rows", {"count": 2, "text": "x"} | AT, "2 rows below the data are left out, the first on line 7: 'x'"),
    ("heading-rows", {"count": 1, "text": "N"} | AT, "1 row without a time or a count is left out on line 7: 'N'"),
    ("total-rows", {"count": 2, "text": "T"} | AT, "2 rows of totals are left out, the first on line 7: 'T'"),
    ("empty-columns", {"count": 2}, "2 columns without a name or content are left out"),
    ("blank-rows", {"count": 1} | AT, "1 row without content is left out on line 7"),
    ("repeated-header", {"count": 2} | AT, "2 repeated headers are left out, the first on line 7"),
    ("time-columns", {"names": ("Year", "Week")}, "the time is read from 'Year' and 'Week' together"),
    ("names-joined", {"between": " ", "name": "A F"}, "series names join several columns, as in 'A F'"),
    ("columns-to-rows", {"before": 1, "after": 3}, "1 row with a count per column becomes 3 rows"),
    ("columns-to-rows", {"before": 2, "after": 6}, "2 rows with a count per column become 6 rows"),
    ("columns-ignored", {"names": ("Total",), "count": 1}, "column 'Total' is ignored"),
    ("columns-ignored", {"names": ("Lat", "Long"), "count": 3}, "columns 'Lat', 'Long' and 1 more are ignored"),
    ("rows-are-events", {"count": 9}, "each of 9 rows counts as one event"),
    ("rows-elsewhere", {"column": "sex", "names": ("F", "M")}, "only rows whose 'sex' is 'F' or 'M' are kept"),
    (
        "older-vintages",
        {"column": "as_of", "date": "latest"},
        "for each series and time, only the newest row by column 'as_of' is kept",
    ),
    (
        "older-vintages",
        {"column": "as_of", "date": "2024-01-06"},
        "for each series and time, only the newest row up to 2024-01-06 by column 'as_of' is kept",
    ),
    ("doubles", {"count": 1}, "1 row is left out: it is identical to another"),
    ("doubles", {"count": 3}, "3 rows are left out: each is identical to another"),
    ("rows-before", {"date": "2024"}, "rows before 2024 are left out"),
    ("rows-after", {"date": "2024"}, "rows after 2024 are left out"),
    ("newest-times", {"count": 3}, "rows of the newest 3 times are left out"),
    ("newest-times", {"count": 1}, "rows of the newest time are left out"),
    ("into-steps", {"count": 1, "step": "D"}, "1 time is moved to the D step that contains it"),
    ("into-steps", {"count": 4, "step": "D"}, "4 times are moved to the D step that contains them"),
    ("rows-added", {"before": 12, "after": 4}, "12 rows are summed into 4"),
    ("events-counted", {"before": 12, "after": 4}, "12 events are counted in 4 rows"),
    ("sums-incomplete", {"count": 1}, "1 sum is left empty: a part has no count"),
    (
        "differences",
        {"series": 1, "before": 0},
        "running totals of 1 series: differences are taken",
    ),
    (
        "differences",
        {"series": 2, "before": 110},
        "running totals of 2 series: differences are taken; 110 in all were counted before the first rows",
    ),
    ("differences-open", {"count": 2}, "2 differences are left empty: each spans several steps"),
    (
        "totals-restarted",
        {"names": ("A",), "count": 1, "times": 2},
        "the running totals of 'A' fall to half or less 2 times: they are taken to restart at 0",
    ),
    ("first-totals", {"count": 1}, "1 row is left out: its running total began before the data"),
    ("first-totals", {"count": 2}, "2 rows are left out: their running totals began before the data"),
    ("negative-missing", {"count": 1, "total": 5, "left": 0}, "1 negative count, -5 in all: read as missing"),
    ("negative-zero", {"count": 2, "total": 5, "left": 0}, "2 negative counts, -5 in all: read as 0"),
    (
        "negative-spread",
        {"count": 2, "total": 5, "left": 3},
        (
            "2 negative counts, -5 in all: deducted from earlier counts, the latest first; a remainder of 3 "
            "exceeds all earlier counts"
        ),
    ),
    ("empty-rows-dropped", {"count": 1}, "1 row is left out: it has no count; a later row includes it"),
    ("empty-rows-dropped", {"count": 2}, "2 rows are left out: they have no count; later rows include them"),
    ("absent-missing", {"count": 4}, "4 times without a row are written without a count"),
    ("absent-zero", {"count": 1}, "1 time without a row is read as 0"),
    ("absent-zero", {"count": 4}, "4 times without a row are read as 0"),
    (
        "absent-spread",
        {"count": 1, "steps": 6},
        "1 count is spread over the steps since the previous row, 6 of them without a row",
    ),
    (
        "absent-spread",
        {"count": 3, "steps": 6},
        "3 counts are spread over the steps since the previous row, 6 of them without a row",
    ),
]


@pytest.mark.parametrize(
    ("code", "details", "text"), EXAMPLES, ids=lambda value: value if isinstance(value, str) else ""
)
def test_sentences(code, details, text):
    """A change is one sentence of plain English."""
    assert change_sentence(Change(Remark(code, details))) == text


def test_every_sentence_is_tested():
    """The table above leaves out no code but those of times, which have a table of their own."""
    assert {code for code, _, _ in EXAMPLES} == set(TIDYING_SENTENCES) - set(TIME_SENTENCES)


def tidied(counts, known, changes=(), names=("A", 'B, "x"')):
    """Return a table of two times for each of two series."""
    return Tidied(
        "d.csv",
        ("place", "date", "n"),
        names,
        np.array([0, 0, 1, 1]),
        ("2024-01-06", "2024-01-13"),
        np.array([0, 1, 0, 1]),
        np.array(counts),
        np.array(known),
        9,
        80,
        tuple(changes),
    )


def test_csv_is_quoted_where_it_must_be_and_empty_where_no_count_is_known():
    """Names with commas and quotes are written so that they are read again; counts are whole to the last digit."""
    table = tidied([3, 2**63 - 1, 0, -(2**63)], [True, True, True, False])
    assert "".join(csv_parts(table)) == (
        'place,date,n\nA,2024-01-06,3\nA,2024-01-13,9223372036854775807\n"B, ""x""",2024-01-06,0\n"B, ""x""",2024-01-13,\n'
    )


def test_a_report_ends_with_what_came_and_what_goes():
    """Each change says what it did to rows and counts; the last line has both sums, and harmful names are escaped."""
    change = Change(Remark("total-rows", {"count": 2, "line": 4, "text": "To\x1b[2Jtal"}), rows=-5, counts=-77)
    lines = tidied_text(tidied([1, 0, 2, 0], [True, False, True, False], [change]), size=100).splitlines()
    assert lines == [
        "  2 rows of totals are left out, the first on line 4: 'To\\\\x1b[2Jtal' (-5 rows, counts -77)",
        "d.csv: rows 9 in, 4 out; counts 80 in, 3 out",
    ]
