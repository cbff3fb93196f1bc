"""The whole way: layouts, names, times and what is written, so that every command reads it."""

import csv
import gzip
import io
import json

import numpy as np
import pytest

from lstm_cli.cli.settings import flag
from lstm_cli.errors import DataError
from lstm_cli.formats.tidying import csv_parts
from lstm_cli.options import ReadOptions, TidyOptions
from lstm_cli.panel.series import TimeStyle
from lstm_cli.readers.columns import find_columns
from lstm_cli.readers.count_reader import read_panel
from lstm_cli.readers.table import Header
from lstm_cli.tidying.engine import tidy
from lstm_cli.tidying.styles import iso_pattern, iso_texts
from lstm_cli.tidying.tidied import output_names

DAYS = [f"2024-01-{day:02d}" for day in range(1, 21)]


def table(header, *rows):
    """Write a table of rows."""
    return "\n".join([header, *rows, ""])


@pytest.mark.parametrize("names", [DAYS, [f"1/{day}/24" for day in range(1, 21)], [f"d_{day}" for day in range(1, 21)]])
def test_dates_across_become_rows(written, names):
    """Each date that is a column is a row a series: of 20 days and 3 places 60 rows, every count where it belongs."""
    places = {"Albania": "", "Ontario": "Canada", "Quebec": "Canada"}
    rows = [
        f"{name},{country},45.1,{','.join(str(100 * at + day) for day in range(20))}"
        for at, (name, country) in enumerate(places.items())
    ]
    options = {"start": "2024-01-01", "freq": "D"} if names[0] == "d_1" else {}
    lines, changes = written(table(f"place,nation,Lat,{','.join(names)}", *rows), id=("place",), **options)
    assert lines[0] == "place,date,count"
    assert lines[1:] == [f"{name},{day},{100 * at + k}" for at, name in enumerate(places) for k, day in enumerate(DAYS)]
    assert changes["columns-to-rows"].rows == 57


def test_series_across_become_rows(written):
    """A column a series, found by what the columns hold or said."""
    text = table("day,Flu vaccine,RSV", *(f"{day},{2 * at},{3 * at}" for at, day in enumerate(DAYS)))
    lines, _ = written(text)
    assert lines[0] == "series,day,count"
    assert lines[1:] == [
        f"{name},{day},{times * at}" for name, times in (("Flu vaccine", 2), ("RSV", 3)) for at, day in enumerate(DAYS)
    ]
    assert written(text, wide=True)[0] == lines


def test_names_of_several_columns_are_joined_so_that_they_stay_unique(written):
    """A blank joins them, unless two combinations would become one name; empty parts leave no blank."""
    plain = table("a,b,day,n", *(f"{a},{b},{day},1" for a, b in (("North", "0-17"), ("", "all")) for day in DAYS))
    assert {line.split(",")[0] for line in written(plain, id=("a", "b"))[0][1:]} == {"North 0-17", "all"}
    clash = table("a,b,day,n", *(f"{a},{b},{day},1" for a, b in (("A B", "C"), ("A", "B C")) for day in DAYS))
    assert {line.split(",")[0] for line in written(clash, id=("a+b",))[0][1:]} == {"A B / C", "A / B C"}


def test_a_column_may_have_a_plus_in_its_name(written):
    """``a+b`` is the column of that name if there is one, else two columns."""
    text = table("a+b,b,day,n", *(f"x{at % 2},y,{day},1" for at in range(2) for day in DAYS))
    assert {line.split(",")[0] for line in written(text, id=("a+b",))[0][1:]} == {"x0", "x1"}
    assert {line.split(",")[0] for line in written(text, id=("a+b+b",))[0][1:]} == {"x0 y", "x1 y"}


def test_a_name_that_no_column_has_is_refused(refusal):
    """The column that was probably meant is advised."""
    text = table("region,day,n", *(f"A,{day},1" for day in DAYS))
    assert refusal(text, value="m")[0].startswith("d.csv: no column 'm'")
    assert refusal(text, id=("regoin",))[-1].endswith("lstm-forecast tidy d.csv --id region")


def test_one_series_may_be_asked_for(written):
    """An empty name takes no column for the series: with sums that is the total of all."""
    text = table("region,day,n", *(f"{name},{day},{at}" for at, name in enumerate(("A", "B", "C")) for day in DAYS))
    assert written(text, id=("",), sum=True)[0][1:] == [f"{day},3" for day in DAYS]


@pytest.mark.parametrize(
    ("own", "single"),
    [
        (("location", "date", "cases"), False),
        (("Gemeinde", "Woche endet", "Fälle"), False),
        (("a", "b", "c"), False),
        (("date", "cases", "location"), False),
        (("#location", "date", "cases"), False),
        (('pl"ace', "day", "n\n"), False),
        ((None, None, None), False),
        ((None, "week", "y"), True),
        ((None, "cases", "date"), True),
        ((None, None, "count"), True),
        (("ds", "ds", "ds"), False),
    ],
)
def test_the_header_is_one_that_readers_understand(own, single):
    """Whatever the columns were called, the names that are written are found by themselves and in their roles."""
    names = output_names(*own, single=single)
    assert len(names) == 3 - single
    plan = find_columns(Header(names, 1), ReadOptions(), path="d.csv")
    assert (plan.columns.id, plan.columns.time, plan.columns.value) == ((None, *names) if single else names)


@pytest.mark.parametrize(
    ("times", "pattern", "first"),
    [
        (["2024-01-01", "2025-01-01"], "%Y", "2024"),
        (["2024-01-01", "2025-01-01"], "%Y-%m", "2024-01"),
        (["2024-01-01", "2024-02-01"], "%Y-%m", "2024-01"),
        (["2024-01-01", "2024-02-01"], "%b %Y", "2024-01"),
        (["2024-01-01", "2024-02-01"], "%d/%m/%Y", "2024-01-01"),
        (["2024-01-31", "2024-02-29"], "%Y-%m", "2024-01-31"),
        (["1200-01-01", "1201-01-01"], "%Y", "1200-01"),
        (["2024-01-01", "2024-01-08"], "%G-W%V", "2024-01-01"),
        (["2024-01-01T05:00", "2024-01-01T06:00"], "%Y-%m-%dT%H:%M", "2024-01-01 05:00"),
        (["2024-01-01T05:00:01", "2024-01-01T06:00"], "%H:%M %d.%m.%Y", "2024-01-01 05:00:01"),
        (["2024-01-01T05:00", "2024-01-01T06:00"], "%Y-%m-%dT%H:%MZ", "2024-01-01 05:00Z"),
    ],
)
def test_times_are_written_as_short_as_their_unit_allows(times, pattern, first):
    """Years and months where they were written as such, dates, and moments with seconds where they have any."""
    at = np.array(times, "datetime64[s]")
    assert iso_texts(at, iso_pattern(at, TimeStyle(pattern)))[0] == first


def test_bad_times_are_refused_or_their_series_left_out(written, refusal):
    """A damaged date is located; with --skip-bad-series its series is named and left out, and the others stay."""
    rows = [f"{name},{day},{at}" for name in ("A", "B", "C") for at, day in enumerate(DAYS)]
    damaged = [row.replace("B,2024-01-07", "B,2024-13-07").replace("C,2024-01-09,8", "C,2024-01-09,?") for row in rows]
    lines = refusal(table("region,day,n", *damaged))
    assert any("2024-13-07" in line for line in lines)
    lines, changes = written(table("region,day,n", *damaged), skip_bad_series=True)
    assert lines[1:] == [row for row in rows if row.startswith("A")]
    skipped = changes["series-skipped"]
    assert skipped.remark.details["names"] == ("B", "C")
    assert skipped.rows == -40
    assert skipped.counts == -(190 + 190 - 8)


def test_where_every_series_is_bad_nothing_is_written(refusal):
    """No series left is an error of the data."""
    text = table("region,day,n", *(f"A,{day},?" for day in DAYS), *(f"B,{day},3x" for day in DAYS))
    assert refusal(text, skip_bad_series=True, missing=("!",), value="n", id=("region",)) == [
        "d.csv: every series has a cell that cannot be read: none is left"
    ]


def test_rows_without_a_name_are_refused(refusal):
    """An empty name of a series is located, and no command makes one up."""
    text = table("region,day,n", *(f"A,{day},1" for day in DAYS), *(f",{day},1" for day in DAYS))
    assert refusal(text, id=("region",)) == [
        "d.csv:22: column 'region': expected the name of a series, got '' in 20 rows"
    ]


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-8-sig"])
def test_encodings(encoding, written, refusal):
    """A byte-order mark is no matter; another encoding is advised, and read."""
    text = table("Gemeinde;Woche endet;Fälle", *(f"Münster;{day}.01.2024;{day}" for day in range(6, 28, 7)))
    content = text.encode(encoding)
    options = {"encoding": encoding} if encoding != "utf-8-sig" else {}
    lines, _ = written(content, **options)
    assert lines[1] == "Münster,2024-01-06,6"
    if options:
        assert refusal(content)[-1].endswith(f"--encoding {encoding}")


def test_other_formats_are_tidied_too(written):
    """The same rows compressed and as JSON lines give the same table."""
    text = table("region,day,n", *(f"A,{day},{at}" for at, day in enumerate(DAYS)), "A,2024-01-20,19")
    plain, _ = written(text, drop_doubles=True)
    rows = list(csv.DictReader(io.StringIO(text)))
    assert written(gzip.compress(text.encode()), drop_doubles=True)[0] == plain
    assert written("\n".join(map(json.dumps, rows)), drop_doubles=True)[0] == plain


def test_workbooks_are_tidied_as_they_stand(written, refusal):
    """Titles, empty columns, totals and dates of a sheet; of two sheets one is named; lines are rows of the sheet."""
    openpyxl = pytest.importorskip("openpyxl")
    import datetime as dt

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Weeks"
    sheet.append(["Weekly cases, made on 3 May"])
    sheet.append([])
    sheet.append(["place", "week ending", None, "cases"])
    for at, day in enumerate((6, 13, 20, 27)):
        sheet.append(["Ohio", dt.date(2024, 1, day), None, 10 + at])
    sheet.append(["Total", None, None, 46])
    stream = io.BytesIO()
    book.save(stream)
    lines, changes = written(stream.getvalue())
    assert lines == [
        "place,week ending,cases",
        *(f"Ohio,2024-01-{day:02d},{10 + at}" for at, day in enumerate((6, 13, 20, 27))),
    ]
    assert changes["total-rows"].remark.details["line"] == 8
    assert changes["title-lines"].remark.details["line"] == 3
    book.create_sheet("Notes").append(["nothing"])
    stream = io.BytesIO()
    book.save(stream)
    assert refusal(stream.getvalue())[-1].endswith("lstm-forecast tidy d.csv --sheet Weeks")
    assert written(stream.getvalue(), sheet="Weeks")[0] == lines


def test_times_that_keep_no_step_are_refused_with_a_way_to_add_them_up(refusal):
    """What no command would read is not written: moments are added up, or moved onto the steps that they are near."""
    moments = [f"2024-01-{1 + at // 24:02d} {at % 24:02d}:0{at * at % 7}" for at in range(60)]
    lines = refusal(table("time,n", *(f"{moment},1" for moment in moments)))
    assert lines[1].endswith("times moved onto the nearest steps: lstm-forecast tidy d.csv --freq h")
    assert lines[2].endswith("added up by day: lstm-forecast tidy d.csv --freq D --sum")
    sales = [f"2024-01-{1 + at // 9:02d} {at * at % 17 + 5:02d}:{at * 7 % 60:02d}" for at in range(60)]
    lines = refusal(table("time,n", *(f"{moment},1" for moment in sales)))
    assert [line.partition(": lstm")[0] for line in lines[1:]] == ["d.csv: rows added up by day"]


def test_a_refusal_is_all_that_is_in_the_way():
    """Encoding, date format, marks, missing texts, several rows and negative counts: one report, one command that works."""
    rows = [
        f"A;{name};{day:02d}.01.2024;{count}"
        for name in ("x", "y")
        for day, count in zip(range(1, 25), ["1.025", "n.v.", "39*", -2, *range(20)], strict=True)
    ]
    content = table("Ort;Gruppe;Tag;Fälle", *rows).encode("cp1252")
    with pytest.raises(DataError) as caught:
        tidy(content, TidyOptions(), name="alles.csv")
    lines = caught.value.lines(flag)
    command = next(line for line in lines if "lstm-forecast" in line)
    for part in ("--encoding cp1252", "--missing n.v.", "--thousands .", "--strip-flags", "--negative spread"):
        assert part in command
    assert len([line for line in lines if "lstm-forecast" not in line]) >= 3


def test_the_frame_is_the_table(tidied):
    """The frame has the rows that are written, counts as integers that may be missing."""
    text = table("region,day,n", *(f"A,{day},{at if at != 3 else ''}" for at, day in enumerate(DAYS)))
    result = tidied(text)
    lines = "".join(csv_parts(result)).splitlines()
    frame = result.frame
    assert list(frame.columns) == lines[0].split(",")
    assert str(frame.dtypes.iloc[-1]) == "Int64"
    assert frame.to_csv(index=False).splitlines() == lines


def test_many_columns_and_rows_are_quick(written):
    """300 rows of 1000 dates across take a second, not a minute."""
    import time

    days = np.arange("2021-01-01", "2023-09-28", dtype="datetime64[D]")[:1000].astype(str)
    rows = [f"item {at},{','.join([str(at % 7)] * 1000)}" for at in range(300)]
    started = time.process_time()
    lines, _ = written(table(f"item,{','.join(days)}", *rows))
    assert len(lines) == 300_001
    assert time.process_time() - started < 10


def test_what_is_written_gives_the_panel_that_reading_gives():
    """A table that needs no tidying is read alike before and after."""
    text = table("location,date,cases", *(f"{name},{day},{at}" for name in ("b", "A") for at, day in enumerate(DAYS)))
    before = read_panel(text.encode(), name="d.csv")
    after = read_panel("".join(csv_parts(tidy(text.encode(), TidyOptions(), name="d.csv"))).encode(), name="stdin")
    assert [(s.name, s.counts.tolist(), s.times.tolist()) for s in before.series] == [
        (s.name, s.counts.tolist(), s.times.tolist()) for s in after.series
    ]
    assert before.frequency == after.frequency


def test_a_date_may_name_the_series(written):
    """A column that is named for the series is none of the dates across, whatever its name is."""
    rows = [f"{name},{','.join(str(at) for at in range(19))}" for name in ("A", "B")]
    lines, _ = written(table(",".join(DAYS), *rows), id=(DAYS[0],))
    assert len(lines) == 1 + 2 * 19
    assert lines[1] == "A,2024-01-02,0"


def test_numbers_are_never_proposed_as_missing(refusal):
    """With the wrong separator named, counts are no texts that mean: not known."""
    text = table("day;n", *(f"{day};1.{100 + at}" for at, day in enumerate(DAYS)))
    assert not any("--missing" in line for line in refusal(text, thousands=" "))
    assert refusal(text)[-1].endswith("--thousands .")


def test_a_table_without_counts_is_refused(refusal):
    """Whatever the options do with missing counts, none is nothing to write."""
    text = table("day,n", *(f"{day}," for day in DAYS))
    for options in ({}, {"absent": "accumulate"}, {"absent": "zero"}, {"cumulative": True, "absent": "accumulate"}):
        assert refusal(text, value="n", **options) == ["d.csv: every count is missing: there is nothing to learn from"]


def test_a_named_step_that_makes_no_steps_is_said_so(refusal):
    """Months on the step of a week come after four weeks or five: the refusal names the step, and the command without it."""
    months = [f"{2020 + at // 12}-{1 + at % 12:02d}-01,{at}" for at in range(40)]
    first, second = refusal(table("time,n", *months), freq="W")
    assert first.startswith("d.csv:3: moved onto the step W, no regular steps: 62% of the times are off the steps ")
    assert second == "d.csv: with the step of the rows: lstm-forecast tidy d.csv"
    apart = [f"{'ab'[at % 2]},{np.datetime64('2020-01-06') + 28 * (at // 2) + 10 * (at % 2)},{at}" for at in range(80)]
    (line,) = refusal(table("place,time,n", *apart), freq="4W")
    assert line.startswith("d.csv:3: moved onto the step 4W, the steps of the series do not line up (every 28 days): ")


def test_codes_name_the_series_of_dates_across(written):
    """Numbers in a column of codes tell the rows apart, if nothing else does; they are not added up."""
    lines, _ = written("code,population,2024-01-01,2024-01-02\n07,900,3,4\n11,800,5,6\n")
    assert [line.split(",")[0] for line in lines] == ["series", "07", "07", "11", "11"]


def test_totals_name_no_series_of_dates_across(written):
    """A column of sums with blanks between thousands holds numbers, although it tells the rows apart."""
    table = "code,sex,2024-01-01,2024-01-02,Total\n7,F,1 000,2 000,3 000\n7,M,500,600,1 100\n8,F,700,800,1 500\n"
    assert [line.split(",")[0] for line in written(table, thousands=" ")[0][1::2]] == ["F 7", "F 8", "M 7"]


@pytest.mark.parametrize("day", ["2024-01-{:02d}", "{} de enero de 2024"])
def test_years_name_series_beside_dates(written, day):
    """Shops 1998 and 2003 are two series if the rows have dates, however these are written."""
    lines, _ = written(f"fecha,1998,2003\n{day.format(6)},3,4\n{day.format(13)},5,6\n")
    assert lines[1:] == ["1998,2024-01-06,3", "1998,2024-01-13,5", "2003,2024-01-06,4", "2003,2024-01-13,6"]


def test_numbers_of_districts_name_series_beside_dates(written):
    """They are not taken for day numbers of a spreadsheet, whatever the column of dates is called."""
    table = "{},45131,45132,45133,45134\n2024-01-06,1,2,3,4\n2024-01-13,5,6,7,8\n"
    with pytest.raises(DataError, match="no header"):
        written(table.format("x"))
    lines, _ = written(table.format("fecha"))
    assert [line.split(",")[0] for line in lines[1:]] == [str(code) for code in range(45131, 45135) for _ in range(2)]


def test_day_numbers_across_are_dates(written):
    """A workbook whose header is not formatted as dates has them."""
    lines, _ = written("area,45292,45299,45306,45313\nN,3,4,5,6\n")
    assert lines == ["area,date,count", "N,2024-01-01,3", "N,2024-01-08,4", "N,2024-01-15,5", "N,2024-01-22,6"]


@pytest.mark.parametrize("names", ["0-4 5-17", "<5 65+", "Flu RSV"])
def test_names_go_before_codes_beside_dates_across(written, names):
    """Whatever the names are; a code names series only if the names do not, or together with them, as in the file."""
    first, second = names.split()
    lines, _ = written(f"code,group,2024-01-01,2024-01-02\nE1,{first},3,4\nE2,{second},5,6\n")
    assert [line.split(",")[0] for line in lines[1:]] == sorted([first, first, second, second])
    lines, _ = written(f"code,group,2024-01-01,2024-01-02\nE1,{first},3,4\nE2,{first},5,6\n")
    assert [line.split(",")[0] for line in lines[1:]] == ["E1", "E1", "E2", "E2"]
    rows = [f"{code},{name},3,4" for code in ("E1", "E2") for name in (first, second)]
    lines, _ = written("\n".join(["code,group,2024-01-01,2024-01-02", *rows, ""]))
    assert {line.split(",")[0] for line in lines[1:]} == {
        f"{code} {name}" for code in ("E1", "E2") for name in (first, second)
    }


def test_the_first_column_names_the_series_of_dates_across(written):
    """Ages are numbers, and rows are not added up over them."""
    lines, _ = written("age,2024-01-01,2024-01-02\n0,3,4\n1,5,6\n")
    assert [line.split(",")[0] for line in lines[1:]] == ["0", "0", "1", "1"]


TRIANGLE = "{},{}\n2024-02-01,3,4\n2024-02-08,3,5\n2024-02-15,3,4\n"


@pytest.mark.parametrize(
    "dates", ["2024-01-06,2024-01-13", "20240101,20240102", "6 Jan 2024,13 Jan 2024", "2024-W01,2024-W02"]
)
@pytest.mark.parametrize("name", ["date", "Woche", "x"])
def test_dates_across_beside_times_are_asked_about(refusal, written, name, dates):
    """Columns and rows may be the times, the others then name series; or both are, such as days of onset and of reports."""
    table = TRIANGLE.format(name, dates)
    first, second = dates.split(",")
    assert refusal(table) == [
        f"d.csv: dates run across the columns ({first!r}, {second!r}, …), and column {name!r} holds times",
        f"d.csv: a series for each column: lstm-forecast tidy d.csv --wide --time {name}",
        f"d.csv: a series for each row: lstm-forecast tidy d.csv --across --id {name}",
    ]
    columns, _ = written(table, wide=True, time=(name,))
    assert f"{first},2024-02-01,3" in columns
    rows, _ = written(table, across=True, id=(name,))
    assert [line.split(",")[0] for line in rows[1:]] == [
        f"2024-02-{day}" for day in ("01", "01", "08", "08", "15", "15")
    ]


def test_numbers_of_rows_without_a_name_are_no_series_in_any_order(written, refusal):
    """Data frames keep them where rows are sorted or filtered."""
    lines, _ = written(",Date,I,II\n7,2024-01-06,3,4\n2,2024-01-13,5,6\n9,2024-01-20,5,6\n")
    assert {line.split(",")[0] for line in lines[1:]} == {"I", "II"}
    found = refusal(",date,rate\n7,2024-01-06,3\n2,2024-01-13,5\n9,2024-01-20,5\n")
    assert found[0].startswith("d.csv: no column holds the counts")


def test_a_population_is_no_series_beside_rates(refusal):
    """A rate must be named to be read; the population beside it is none of the counts."""
    found = refusal("date,rate,population\n2024-01-06,3,500\n2024-01-13,5,500\n2024-01-20,5,500\n")
    assert found[0].startswith("d.csv: no column holds the counts")
