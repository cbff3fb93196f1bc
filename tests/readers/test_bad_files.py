"""Errors in a file are reported in plain, located lines, compared word for word."""

import gzip
import json

import pytest

PLAIN = "unique_id,ds,y\nA,2024-01-06,12\nA,2024-01-13,15\nA,2024-01-20,11\n"
Y = "d.csv:{}: column 'y': expected a whole number >= 0, got {}"
DS = "d.csv:{}: column 'ds': expected a date such as 2024-01-06, got {}"
LOOKED_FOR_TIMES = (
    "no column holds the times: looked for ds, date, time, week, month, timestamp, target_end_date, …, found"
)
LOOKED_FOR_COUNTS = (
    "no column holds the counts: looked for y, value, count, cases, admissions, deaths, observation, …, found"
)

OLD_WORKBOOK = (
    "d.csv: this is an old workbook (.xls), or one with a password: save the sheet as .xlsx or as CSV (UTF-8)"
)

WHOLE_FILES = [
    (b"", "d.csv: the file is empty (0 bytes); a header and rows are needed"),
    (b"\n\n   \n\n", "d.csv: the file holds only blank lines; a header and rows are needed"),
    (b"unique_id,ds,y\n", "d.csv:1: a header but no rows: there is nothing to read"),
    (b"# only\n# words\n", "d.csv: the file holds only comments; a header and rows are needed"),
    (
        gzip.compress(gzip.compress(PLAIN.encode(), mtime=0), mtime=0),
        "d.csv: this is a gzip file inside a compressed one: unpack it twice",
    ),
    (
        b"PK\x03\x04rest",
        "d.csv: this zip file is damaged or incomplete (File is not a zip file): fetch it again",
    ),
    (b"\xd0\xcf\x11\xe0", OLD_WORKBOOK),
    (b"x" * 257 + b"ustar", "d.csv: this is a tar archive: take the table out of it (tar -xf FILE)"),
    (PLAIN.encode("utf-16"), "d.csv: this is UTF-16 text, not UTF-8; add --encoding utf-16"),
    (PLAIN.encode("utf-16-be"), "d.csv: every other byte is NUL, as in UTF-16 text; add --encoding utf-16-be"),
    (PLAIN.encode("utf-16-le"), "d.csv: every other byte is NUL, as in UTF-16 text; add --encoding utf-16-le"),
    (
        b"unique_id,ds,y\nZ\xfcrich,2024-01-06,1\n",
        "d.csv:2: not valid UTF-8 (byte 0xfc); for a file from an older spreadsheet add --encoding cp1252",
    ),
    (
        b"unique_id,ds,y\nA,2024-01-06,12\nA,2024-01-13,\x0015\n",
        "d.csv:3: a NUL byte: the file is binary or damaged; export the table as CSV (UTF-8)",
    ),
    (
        b"<!DOCTYPE html>\n<html><body>Not Found</body></html>\n",
        "d.csv:1: this is HTML or XML, perhaps an error page saved in place of the data: fetch the CSV again",
    ),
    (
        json.dumps([{"ds": "2024-01-06", "y": -12}]).encode(),
        "d.csv:1: column 'y': expected a whole number >= 0, got '-12'",
    ),
    (
        PLAIN.replace("\n", "\r").encode(),
        "d.csv: the lines end in a bare CR, as on old Macintoshes: convert them (tr '\\r' '\\n' < FILE > FILE.csv)",
    ),
]

ONE_LINE = [
    # Rows that are not as wide as the header, and what the grammar of CSV forbids.
    (
        PLAIN + "A,2024-01-27\n",
        "d.csv:5: expected 3 fields as in the header, got 2: 'A,2024-01-27'",
    ),
    (
        PLAIN + "A,2024-01-27",
        (
            "d.csv:5: expected 3 fields as in the header, got 2: 'A,2024-01-27'; the file ends within this row: if it was cut off, "
            "fetch it again"
        ),
    ),
    (PLAIN + "A,2024-01-27,9,1", "d.csv:5: expected 3 fields as in the header, got 4: 'A,2024-01-27,9,1'"),
    (
        "unique_id,ds,y\nA,2024-01-06,12,\nA,2024-01-13,15\n",
        "d.csv:2: expected 3 fields as in the header, got 4: 'A,2024-01-06,12,'",
    ),
    (PLAIN + '"A,2024-01-27,9\n', 'd.csv:5: a quoted field that opens in this row is never closed: look for a lone "'),
    (
        PLAIN + '"A"b,2024-01-27,9\n',
        'd.csv:5: text after a closing quote: write a quote inside a quoted field twice ("")',
    ),
    (PLAIN + "A,2024\r-01-27,9\n", "d.csv:5: a bare carriage return (CR) inside the row: end lines with LF or CRLF"),
    (
        PLAIN + f'"{"B" * 140_000}",2024-01-27,9\n',
        "d.csv:5: a field of over 131072 characters, perhaps a quote that is never closed",
    ),
    # Cells.
    (PLAIN + "A,2024-01-27,-7\n", Y.format(5, "'-7'")),
    (PLAIN + "A,2024-01-27,many\n", Y.format(5, "'many'")),
    (PLAIN + "A,2024-01-27,True\n", Y.format(5, "'True'")),
    (PLAIN + "A,2024-01-27,12 cases\n", Y.format(5, "'12 cases'")),
    (PLAIN + "A,2024-01-27,inf\n", Y.format(5, "'inf'")),
    (PLAIN + "A,2024-01-27,.\n", Y.format(5, "'.'")),
    (PLAIN + "A,2024-01-27,0x10\n", Y.format(5, "'0x10'")),
    (PLAIN + "A,2024-01-27,1_000\n", Y.format(5, "'1_000'")),
    (PLAIN + "A,2024-01-27,１２\n", Y.format(5, "'１２'")),  # full-width digits
    (PLAIN + "A,2024-01-27,\x1b[2J\n", Y.format(5, r"'\x1b[2J'")),
    (PLAIN + f"A,2024-01-27,{'z' * 99}\n", Y.format(5, f"'{'z' * 37}…'")),
    (
        PLAIN + 'A,2024-01-27,"1,444"\n',
        "d.csv:5: column 'y': expected a whole number >= 0 without commas, got '1,444'",
    ),
    (
        PLAIN + "A,2024-01-27,9223372036854775808\n",
        "d.csv:5: column 'y': expected a whole number up to 9223372036854775807, got '9223372036854775808'",
    ),
    (
        PLAIN + "A,2024-01-27,1.000\n",
        "d.csv:5: column 'y': expected a whole number >= 0 (is it one or a thousand?), got '1.000'",
    ),
    (PLAIN + "A,2024-02-30,9\n", DS.format(5, "'2024-02-30'")),
    (PLAIN + "A,9999-12-31,9\n", DS.format(5, "'9999-12-31'")),
    (PLAIN + "Total,,38\n", DS.format(5, "''")),
    (
        PLAIN + "A,2024-01-27T00:00Z,9\n",
        "d.csv:5: column 'ds': expected a time written like '2024-01-06', got '2024-01-27T00:00Z'",
    ),
    (PLAIN + ",2024-01-27,9\n", "d.csv:5: column 'unique_id': expected the name of a series, got ''"),
    # Columns.
    ("unique_id,ds\nA,2024-01-06\n", f"d.csv:1: {LOOKED_FOR_COUNTS} 'unique_id', 'ds'; add a column of counts"),
    (
        "unique_id,ds,casess\nA,2024-01-06,many\n",
        f"d.csv:1: {LOOKED_FOR_COUNTS} 'unique_id', 'ds', 'casess'; did you mean --value casess?",
    ),
    ("y\n12\n15\n", f"d.csv:1: {LOOKED_FOR_TIMES} 'y'; name it with --time"),
    (
        "place,datse,y\nA,soon,1\n",
        f"d.csv:1: {LOOKED_FOR_TIMES} 'place', 'datse', 'y'; did you mean --time datse?",
    ),
    ("unique_id,ds,y,y\nA,2024-01-06,1,2\n", "d.csv:1: two columns are named 'y': rename or drop one"),
    (
        "location,date,cases,deaths\nA,2024-01-06,1,2\n",
        "d.csv:1: several columns may hold the counts: 'cases', 'deaths'; choose one with --value",
    ),
    (
        "year,week,cases\n2024,1,2\n",
        "d.csv:1: several columns may hold the times: 'year', 'week'; choose one with --time",
    ),
    # Times of a series and of the panel.
    (
        PLAIN + "A,2024-01-13,16\n",
        "d.csv:5: series 'A', 2024-01-13 is already on line 3, with another count",
    ),
    (
        PLAIN + "A,2024-01-13,15\n",
        "d.csv:5: series 'A', 2024-01-13 is already on line 3, with the same count",
    ),
    (
        "unique_id,ds,y\nA,2024-01-06,12\n",
        (
            "d.csv:2: the frequency cannot be inferred, as there is only one time: 2024-01-06 of series 'A'; "
            "set the step with --freq (W, D, h, MS, …)"
        ),
    ),
    (
        "unique_id,ds,y\nA,2024-01-06,12\nB,2024-01-13,1\n",
        (
            "d.csv:2: the frequency cannot be inferred, as every series has only one row: 2024-01-06 of series 'A'; "
            "set the step with --freq (W, D, h, MS, …)"
        ),
    ),
    (
        PLAIN + "A,2024-01-27,9\nA,2024-01-28,9\nA,2024-02-03,9\n",
        (
            "d.csv:6: a time is off the usual steps (weekly): 2024-01-28 of series 'A'; "
            "check that date, or set the step with --freq (W, D, h, MS, …)"
        ),
    ),
    (
        PLAIN + "B,2024-01-08,9\nB,2024-01-15,9\n",
        (
            "d.csv:5: the steps of the series do not line up (weekly): 2024-01-08 of series 'B'; "
            "check that date, or set the step with --freq (W, D, h, MS, …)"
        ),
    ),
    (
        "unique_id,ds,y\nA,2024-01-06,\nA,2024-01-13,NA\n",
        "d.csv: every count is missing: there is nothing to learn from",
    ),
    (
        "unique_id,ds,y\nA,1000-01-06T00:00,1\nA,1000-01-06T00:01,1\nB,2024-01-13T00:00,1\n",
        "d.csv: the series span 538581601 steps from 1000-01-06T00:00 to 2024-01-13T00:00, every minute: check the dates",
    ),
    (
        "unique_id,ds,y\nA,2024-01-06,1\nA,2024-01-13,1\nA,2924-01-22,1\n",
        (
            "d.csv: series 'A' has 3 rows over 46963 steps from 2024-01-06 to 2924-01-22, "
            "weekly (weeks stamped Saturday): check the dates"
        ),
    ),
]

MANY_LINES = [
    (
        "unique_id,ds,y\n" + "".join(f"A,2024-01-{day:02},x{day}\n" for day in range(1, 9)),
        [*(Y.format(day + 1, f"'x{day}'") for day in range(1, 6)), "d.csv: … and 3 more"],
    ),
    (
        PLAIN + "A,2024-13-01,9\n,2024-02-03,-1\n",
        [
            DS.format(5, "'2024-13-01'"),
            "d.csv:6: column 'unique_id': expected the name of a series, got ''",
            Y.format(6, "'-1'"),
        ],
    ),
    (
        "unique_id,ds,y\nA,01/02/2024,5\nA,02/02/2024,6\n",
        [
            DS.format(2, "'01/02/2024'"),
            DS.format(3, "'02/02/2024'"),
            "d.csv: the dates can be read in two ways: add --date-format %d/%m/%Y or --date-format %m/%d/%Y",
        ],
    ),
    (
        "unique_id,ds,y\nA,06/01/2024,5\nA,13/01/2024,6\n",
        [DS.format(2, "'06/01/2024'"), DS.format(3, "'13/01/2024'"), "d.csv: add --date-format %d/%m/%Y"],
    ),
    (
        "unique_id,ds,y\nA,45297,5\n",
        [
            DS.format(2, "'45297'"),
            (
                "d.csv: five digits look like the day numbers of a spreadsheet (45297 is 2024-01-06): "
                "tidy reads them with --date-format excel"
            ),
        ],
    ),
    (
        "week,country,cases\n2021-01,Austria,384\n2021-12,Austria,405\n",
        [
            "d.csv:2: column 'week': expected a date such as 2024-01-06, got '2021-01'",
            "d.csv:3: column 'week': expected a date such as 2024-01-06, got '2021-12'",
            "d.csv: the column's name says weeks: tidy reads them with --week iso or --week mmwr",
        ],
    ),
    (
        "ds,y\n1000,33\n1001,29\n",
        [
            DS.format(2, "'1000'"),
            DS.format(3, "'1001'"),
            (
                "d.csv: the numbers look like an index without dates: "
                "tidy gives them dates, with --start 2024-01-01 and --freq W"
            ),
        ],
    ),
    (
        "A,2024-01-06,12\nA,2024-01-13,15\n",
        [
            "d.csv:1: no header: the first line must name the columns, found 'A', '2024-01-06', '12'",
            "d.csv: add a first line such as unique_id,ds,y",
        ],
    ),
    (
        "unique_id,ds,y,age\nA,2024-01-06,12,old\nA,2024-01-06,15,young\n",
        [
            "d.csv:3: series 'A', 2024-01-06 is already on line 2, with another count",
            "d.csv: if such rows differ in an ignored column ('age'), keep one kind of row",
        ],
    ),
    (
        "ds,y\n2024-10-27 02:00,4\n2024-10-27 02:00,3\n",
        [
            "d.csv:3: series 'y', 2024-10-27 02:00 is already on line 2, with another count",
            "d.csv: local times repeat when clocks go back: write the times in UTC (…Z)",
        ],
    ),
]


@pytest.mark.parametrize(("content", "line"), WHOLE_FILES)
def test_a_file_without_lines_is_named_with_the_reason(complaint, content, line):
    """A file that is no CSV at all is refused in one line that says what it is and how to fix it."""
    assert complaint(content) == [line]


@pytest.mark.parametrize(("table", "line"), ONE_LINE)
def test_what_is_wrong_is_one_located_line(complaint, table, line):
    """One fault gives one line with file, line, column, what would be valid and what was found."""
    assert complaint(table) == [line]


@pytest.mark.parametrize(("table", "lines"), MANY_LINES)
def test_several_faults_are_told_in_the_order_of_the_file(complaint, table, lines):
    """Several faults come in the order of the file, at most five, then how many more and what may help."""
    assert complaint(table) == lines


def test_line_ends_and_byte_order_mark_do_not_move_line_numbers(complaint):
    """A CRLF file with a byte-order mark, blank lines and a quoted line break is located by physical lines."""
    table = '\ufeffunique_id,ds,y\r\n\r\n"A\r\nB",2024-01-06,1\r\n"A\r\nB",2024-01-13,x\r\nC,2024-01-20,z\r\n'
    assert complaint(table) == [Y.format(5, "'x'"), Y.format(7, "'z'")]


def test_a_file_name_cannot_write_to_the_terminal():
    """Control characters in the path are escaped in messages."""
    from lstm_cli.errors import DataError
    from lstm_cli.readers.count_reader import read_panel

    with pytest.raises(DataError, match=r"^d\\x1b\[2J\.csv: the file is empty"):
        read_panel(b"", name="d\x1b[2J.csv")
