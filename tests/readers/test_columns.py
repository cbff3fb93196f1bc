"""Columns are found by the names people use, or named by options; the layout is never a silent guess."""

import pytest

from lstm_cli.cli.settings import flag
from lstm_cli.errors import DataError, UsageError
from lstm_cli.options import ReadOptions
from lstm_cli.panel.series import Columns
from lstm_cli.readers.count_reader import read_panel

DATES = ("2024-01-06", "2024-01-13", "2024-01-20")


def table(header, *cells):
    """Return a table in which {} is the date of each row."""
    row = ",".join(cells) or ",".join("{}" if k == 0 else "7" for k in range(header.count(",") + 1))
    return "\n".join([header, *(row.format(date) for date in DATES), ""])


@pytest.mark.parametrize(
    "name",
    [
        "ds",
        "date",
        "datetime",
        "timestamp",
        "time",
        "week",
        "week_ending",
        "week_end",
        "month",
        "year",
        "day",
        "target_end_date",
        "target_date",
        "DATE",
        "Week-Ending",
        "Week_Ending",
    ],
)
def test_names_of_time_columns(read, name):
    """The usual names of times are known, whatever their case and however their words are joined."""
    assert read(table(f"{name},y")).columns == Columns(None, name, "y")


@pytest.mark.parametrize(
    "name",
    ["y", "value", "count", "cases", "admissions", "deaths", "observation", "oracle_value", "COUNT", "New-Cases"],
)
def test_names_of_value_columns(read, name):
    """The usual names of counts are known."""
    assert read(table(f"date,{name}")).columns == Columns(None, "date", name)


@pytest.mark.parametrize(
    "name",
    [
        "unique_id",
        "id",
        "location",
        "area",
        "region",
        "geo_value",
        "series",
        "district",
        "state",
        "country",
        "segment",
        "LOCATION",
    ],
)
def test_names_of_id_columns(read, name):
    """The usual names of series are known."""
    panel = read(table(f"date,{name},y", "{}", "x", "7"))
    assert panel.columns == Columns(name, "date", "y")
    assert panel.series[0].name == "x"


def test_columns_may_come_in_any_order_and_others_are_ignored_by_name(read):
    """Extra columns, also nameless ones, are reported and do not matter."""
    panel = read(table(",y,comment,ds,unique_id", "0", "7", '"a, b"', "{}", "x"))
    assert panel.columns == Columns("unique_id", "ds", "y", "long", ("column 1 (no name)", "comment"))
    assert panel.series[0].counts.tolist() == [7, 7, 7]


def test_blanks_around_header_names_do_not_matter(read):
    """A header written with blanks after the commas is read without them."""
    assert read(table(" unique_id , ds , y", "x", "{}", "7")).columns == Columns("unique_id", "ds", "y")


@pytest.mark.parametrize(
    ("header", "columns"),
    [
        ("ds,date,y", Columns(None, "ds", "y", "long", ("date",))),
        ("date,week,cases", Columns(None, "date", "cases", "long", ("week",))),
        ("date,y,cases", Columns(None, "date", "y", "long", ("cases",))),
    ],
)
def test_a_name_that_can_mean_nothing_else_goes_first(read, header, columns):
    """Ds and y win over other names, a date over a week or a year."""
    assert read(table(header)).columns == columns


def test_a_column_of_dates_that_holds_none_leaves_the_role_to_another(read):
    """Words below "date", and dates below a name that is less plain."""
    panel = read(table("date,collection_date,y", "spring", "{}", "7"))
    assert panel.columns == Columns(None, "collection_date", "y", "long", ("date",))


@pytest.mark.parametrize(("numbers", "value"), [((50, 51, 52), None), ((50, 51, 54), "Sold in the week")])
def test_numbers_that_no_week_has_are_counts_of_a_week(read, numbers, value):
    """A word for weeks in a name does not make numbers above 53 parts of a date; up to 53 they may be."""
    content = "\n".join(
        ["date,Sold in the week,Left", *(f"{date},{n},some" for date, n in zip(DATES, numbers, strict=True)), ""]
    )
    if value is None:
        with pytest.raises(DataError, match="no column holds the counts"):
            read(content)
    else:
        assert read(content).columns.value == value


@pytest.mark.parametrize("name", ["ds", "date"])
def test_a_plain_name_of_dates_goes_before_words_for_dates(read, name):
    """A further column of dates, such as of the upload, makes nothing unclear; where it is the only one it is taken."""
    assert read(table(f"upload_date,{name},y", "{0}", "{0}", "7")).columns.time == name
    assert read(table("upload_date,year,y", "{}", "2024", "7")).columns.time == "upload_date"


def test_options_name_the_columns(read):
    """--id, --time and --value decide, exactly or without regard to case."""
    content = table("when,Where,N1,date,cases", "{}", "x", "7", "?", "?")
    panel = read(content, id="where", time="when", value=" N1 ")
    assert panel.columns == Columns("Where", "when", "N1", "long", ("date", "cases"))


def test_an_option_frees_the_names_it_does_not_take(read):
    """Where --value names one of two candidates, the other is ignored and no error."""
    content = table("date,cases,deaths")
    assert read(content, value="deaths").columns == Columns(None, "date", "deaths", "long", ("cases",))


@pytest.mark.parametrize(
    ("options", "line"),
    [
        ({"value": "case"}, "d.csv:1: no column 'case'; did you mean --value Cases?"),
        ({"id": "state"}, "d.csv:1: no column 'state'; --id takes one of 'date', 'Cases', 'x', 'X', 'x2', 'x2'"),
        ({"time": "zzz"}, "d.csv:1: no column 'zzz'; --time takes one of 'date', 'Cases', 'x', 'X', 'x2', 'x2'"),
        ({"value": "x2"}, "d.csv:1: 2 columns are named 'x2': rename all but one"),
        (
            {"time": "date", "value": "DATE"},
            "d.csv:1: a column can have only one role; --time and --value must name different columns",
        ),
    ],
)
def test_an_option_that_names_no_column_is_helped(complaint, options, line):
    """A name that is not there gets the nearest one or the list; two roles need two columns."""
    assert complaint(table("date,Cases,x,X,x2,x2"), **options) == [line]


def test_a_column_that_has_a_role_is_not_proposed_for_another(complaint):
    """Where the dates were named as the series, nobody is told to name them as the times, too."""
    (line,) = complaint(table("date,n"), id="date")
    assert line.endswith("found 'date', 'n'; name it with --time")


def test_exact_case_wins_where_names_differ_in_case_only(read):
    """--value X chooses X, not x."""
    assert read(table("date,x,X", "{}", "1", "2"), value="X").series[0].counts.tolist() == [2, 2, 2]


WIDE = "date,North,South\n2024-01-06,1,4\n2024-01-13,,5\n2024-01-20,3,\n"


def test_a_wide_table_is_recognised(read):
    """A column of times and nothing but columns of counts: each of them is a series."""
    panel = read(WIDE)
    assert panel.columns == Columns("series", "date", "count", "wide")
    assert [series.name for series in panel.series] == ["North", "South"]
    assert panel.series[0].counts.tolist() == [1, 0, 3]
    assert panel.series[0].observed.tolist() == [True, False, True]
    assert panel.series[1].counts.tolist() == [4, 5]
    assert panel.series[1].later_empty == 1


def test_a_wide_table_leaves_out_row_numbers_and_other_times(read):
    """A nameless column and a second column of times are no series unless --wide says so."""
    content = table(",date,week,North", "0", "{}", "1", "7")
    panel = read(content)
    assert [series.name for series in panel.series] == ["North"]
    assert panel.columns.ignored == ("column 1 (no name)", "week")
    assert [series.name for series in read(content, wide=True).series] == ["North", "week"]


@pytest.mark.parametrize(("rows", "names"), [(20, ["contacts"]), (4, ["contacts", "no"])])
def test_numbers_of_rows_are_no_series_of_a_wide_table(read, rows, names):
    """A line list with the number of each case makes no series of it; a few counts may be 1, 2, 3, 4."""
    lines = [f"{at},2024-01-{at:02d},{at % 3}" for at in range(1, rows + 1)]
    content = "\n".join(["no,onset,contacts", *lines, ""])
    assert sorted(series.name for series in read(content).series) == names


def test_decimals_beside_a_text_in_each_row_are_rates(read):
    """Where each time has one row, a text that differs in every row is a remark and names no cases."""
    lines = [f"2024-01-{at:02d},about day {at},{at % 9 + 1}.5" for at in range(1, 21)]
    panel = read("\n".join(["date,label,level", *lines, ""]))
    assert (panel.columns.value, panel.series[0].counts[0]) == ("level", 2.5)


def test_a_table_is_not_wide_when_a_column_holds_no_counts(complaint):
    """One cell that is no count keeps the layout from being guessed, and the message says which."""
    lines = complaint(WIDE.replace("5", "5.5"))
    assert lines == [
        (
            "d.csv:1: no column holds the counts: looked for y, value, count, cases, admissions, deaths, observation, …, "
            "found 'date', 'North', 'South'; name it with --value; or, if every column but the time is a series, "
            "add --wide (but column 'South', line 3: '5.5' is not a count)"
        )
    ]
    assert complaint(WIDE.replace("5", "5.5"), wide=True) == [
        "d.csv:3: column 'South': expected a whole number >= 0, got '5.5'",
        "d.csv: if the values are rates: --kind rate",
    ]


def test_a_table_with_an_id_is_never_wide(read, complaint):
    """An id column and no known value column: the only column of counts is the value, or it must be named."""
    assert read(table("location,date,admits", "x", "{}", "7")).columns == Columns("location", "date", "admits")
    lines = complaint(table("location,date,admits", "x", "{}", "many"))
    assert lines[0].endswith("found 'location', 'date', 'admits'; did you mean --value admits?")


def test_what_is_constant_in_each_series_is_no_count(read):
    """Beside numbered series, too: a column of people is left out, and the other column of whole numbers is the value."""
    times = [(region, people, date) for region, people in ((1, 500), (2, 900)) for date in DATES]
    ill = [7, 2, 4, 4, 9, 1]
    rows = [f"{region},{date},{n},{people}" for (region, people, date), n in zip(times, ill, strict=True)]
    panel = read("\n".join(["region,date,ill,people", *rows, ""]))
    assert panel.columns == Columns("region", "date", "ill", "long", ("people",))
    assert [n for each in panel.series for n in each.counts.tolist()] == ill


def test_remarks_of_every_row_name_no_series(complaint):
    """Words that never repeat would make each row a series of its own, and hide that times are repeated."""
    rows = [f"{date},remark {at},{at % 4}" for at, date in enumerate([*DATES, DATES[0]])]
    lines = complaint("\n".join(["date,remark,y", *rows, ""]))
    assert "2024-01-06 is already on line 2" in lines[0]


def test_wide_decides_where_names_say_long(read):
    """With --wide, a column called cases is one series of several."""
    panel = read(table("date,cases,deaths", "{}", "5", "1"), wide=True)
    assert [(series.name, series.counts.tolist()) for series in panel.series] == [
        ("cases", [5] * 3),
        ("deaths", [1] * 3),
    ]


def test_long_decides_where_a_table_may_be_wide(complaint):
    """With wide=False a table without a value column is refused."""
    assert complaint(WIDE, wide=False) == [
        "d.csv:1: several columns may hold the counts: 'North', 'South'; choose one with --value"
    ]


def test_codes_like_roman_numerals_are_no_times(read):
    """X-1001 is a model, not the tenth month of a year."""
    rows = [f"2024-01-{day:02d},X-1{model:03},{day}" for day in (6, 13, 20) for model in (1, 2)]
    assert [series.name for series in read("\n".join(["date,model,cases", *rows, ""])).series] == ["X-1001", "X-1002"]


def test_wide_excludes_id_and_value(read):
    """--wide beside --id or --value is a usage error."""
    with pytest.raises(UsageError) as caught:
        read(WIDE, wide=True, value="North")
    (line,) = caught.value.lines(flag)
    assert line == (
        "a wide table has no column of names or of counts: every column but the time is a series; leave out --value"
    )


def test_two_series_of_one_name_are_refused_in_a_wide_table(complaint):
    """Equal column names would be one series with two counts a time."""
    lines = complaint("date,North,North\n2024-01-06,1,2\n")
    assert lines == ["d.csv:1: two columns are named 'North': rename or drop one"]


def test_a_repeated_time_in_a_wide_table_is_one_line(complaint):
    """Both rows are named once, not once a series."""
    lines = complaint("date,North,South\n2024-01-06,1,2\n2024-01-13,1,2\n2024-01-06,1,2\n")
    assert lines == ["d.csv:4: 2024-01-06 is already on line 2"]


def test_dates_across_the_columns_are_told_how_to_turn(complaint):
    """A column a date is refused with the reason and a way to turn the table."""
    lines = complaint("area,2024-01-06,2024-01-13\nNorth,1,2\n")
    assert lines == [
        ("d.csv:1: the dates run across the columns ('2024-01-06', '2024-01-13', …): each date must be a row")
    ]


@pytest.mark.parametrize("names", ["Year,{},Total", "Area,Year,{},Cases", "Year,{}"])
def test_months_across_are_no_extra_columns_of_their_totals(complaint, names):
    """A column of the year's totals beside the months is not taken for the counts, whatever else is there."""
    months = "Jan,Feb,Mar,Apr,May,Jun,Jul,Aug,Sep,Oct,Nov,Dec"
    header = names.format(months)
    rows = [",".join(["2020" if name == "Year" else "A" if name == "Area" else "9" for name in header.split(",")])]
    assert complaint("\n".join([header, *rows, *(row.replace("2020", "2021") for row in rows), ""])) == [
        "d.csv:1: the months run across the columns ('Jan', 'Feb', …) and are not series: each must be a row"
    ]


@pytest.mark.parametrize("name", ["Total", "total"])
def test_a_total_of_other_columns_is_told(read, name):
    """Its parts may be the series that are meant; if it is not their sum, or if the layout was chosen, nothing is said."""
    rows = [f"{date},{k},{10 * k + 3},{{}}" for k, date in enumerate(DATES)]
    of_sums = "\n".join([f"date,north,south,{name}", *(row.format(11 * k + 3) for k, row in enumerate(rows)), ""])
    (note,) = read(of_sums).notes
    assert (note.code, note.details["name"], note.details["names"]) == ("total-of-columns", name, ("north", "south"))
    assert read(of_sums).columns.value == name
    assert read(of_sums, wide=False).notes == ()
    assert (
        read("\n".join([f"date,north,south,{name}", *(row.format(9 * k) for k, row in enumerate(rows)), ""])).notes
        == ()
    )


def test_row_numbers_are_no_series_beside_rates(read):
    """The rates are read, not the numbers of their rows."""
    rows = [f"{at},2024-{1 + at // 28:02d}-{1 + at % 28:02d},{at % 7}.{at % 10}5" for at in range(40)]
    panel = read("\n".join(["Unnamed: 0,date,rate", *rows, ""]))
    assert panel.columns.ignored == ("Unnamed: 0",)
    assert panel.series[0].counts[:3].tolist() == [0.05, 1.15, 2.25]


def test_numbers_may_name_series_beside_dates(read):
    """A header of numbers is one if a word names the column of dates; without a header a date stands there."""
    assert [series.name for series in read(table("wann,4,17", "{}", "7", "8")).series] == ["17", "4"]
    with pytest.raises(DataError, match="no header"):
        read(table("2023-12-30,4,17", "{}", "7", "8"))


def test_numbers_such_as_2000_may_name_series(read):
    """Shops 1000, 1001 and 2000 are three series; a number alone says nothing about rates."""
    names = ["1000", "1001", "2000"]
    assert [series.name for series in read(table(f"date,{','.join(names)}", "{}", "7", "8", "9")).series] == names


@pytest.mark.parametrize("names", ["2024-01-06,2024-01-13", "06/01/2024,13/01/2024", "6 Jan 2024,13 Jan 2024,x"])
@pytest.mark.parametrize("name", ["date", "year"])
def test_dates_across_beside_times_are_no_series(names, name):
    """They may be days of publication; with `wide`, the user says that they name series."""
    days = ["2021", "2022", "2023"] if name == "year" else ["2024-02-01", "2024-02-08", "2024-02-15"]
    rows = [f"{day},{','.join('345'[: names.count(',') + 1])}" for day in days]
    content = "\n".join([f"{name},{names}", *rows, ""]).encode()
    with pytest.raises(DataError, match=f"^d:1: dates run across the columns .*, and column '{name}' holds times"):
        read_panel(content, name="d")
    panel = read_panel(content, name="d", options=ReadOptions(wide=True))
    assert sorted(series.name for series in panel.series) == sorted(names.split(","))


def test_a_population_beside_rates_is_ignored():
    """Whole numbers named as rates are the only series."""
    panel = read_panel(b"t,rate,population\n2024-01-06,3,500\n2024-01-13,5,500\n2024-01-20,5,500\n", name="d")
    assert [series.name for series in panel.series] == ["rate"]
    assert panel.columns.ignored == ("population",)
