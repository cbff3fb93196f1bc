"""A file that readers refuse is refused with all that is in the way, and with commands that work."""

import pandas as pd
import pytest

import lstm_cli as lf
from lstm_cli.cli.settings import flag
from lstm_cli.ensemble.likeness import check_like
from lstm_cli.errors import Command, DataError
from lstm_cli.options import ReadOptions
from lstm_cli.panel.frequency import Frequency
from lstm_cli.readers.count_reader import read_panel
from lstm_cli.readers.source import as_source
from lstm_cli.tidying import advice
from lstm_cli.tidying.advice import advised
from lstm_cli.tidying.ways import ReadRequest

WEEKS = [f"{day:%Y-%m-%d}" for day in pd.date_range("2024-01-06", periods=12, freq="W-SAT")]
COUNTS = (12, 15, 11, 19, 24, 31, 28, 22, 17, 14, 9, 13)


def rows(header, row, *, dates=WEEKS):
    """Return a table with a row a date and a count in each."""
    return "\n".join([header, *(row.format(date, n=COUNTS[k % 12]) for k, date in enumerate(dates)), ""])


def refused(table, *, then="train", step=None, **options):
    """Return the error with which a command refuses a table."""
    content = table.encode() if isinstance(table, str) else table
    request = ReadRequest(as_source(content, "d.csv"), ReadOptions(**options), then=then, step=step)
    with pytest.raises(DataError) as caught:
        read_panel(content, name="d.csv", options=request.options)
    return advised(caught.value, request)


def lines(table, **options):
    """Return the lines of that error on the command line."""
    return list(refused(table, **options).lines(flag))


def commands(error):
    """Return the commands that an error advises."""
    hints = [entry.hint for entry in error.entries if entry.hint]
    return [flag(part) for hint in hints for part in hint.parts if isinstance(part, Command)]


DAY_FIRST = [f"{day:%d.%m.%Y}" for day in pd.date_range("2024-01-06", periods=12, freq="W-SAT")]


def test_options_that_suffice_are_the_command():
    """Where options make a file readable the command is that of the reader itself, with the columns' own names."""
    assert lines(rows("when is it,n", "{},{n}", dates=DAY_FIRST))[-1] == (
        "d.csv: this works: lstm-forecast train d.csv --date-format %d.%m.%Y"
    )
    assert lines(rows("date,state,new cases,new deaths", "{},x,{n},{n}"))[-2:] == [
        "d.csv: with 'new cases': lstm-forecast train d.csv --value 'new cases'",
        "d.csv: with 'new deaths': lstm-forecast train d.csv --value 'new deaths'",
    ]


def test_options_are_adopted_one_after_the_other():
    """An encoding and a date format together: each is advised by the error that the other leaves."""
    table = rows("Datum,Fälle", "{},{n}", dates=DAY_FIRST).encode("cp1252")
    assert commands(refused(table)) == ["lstm-forecast train d.csv --date-format %d.%m.%Y --encoding cp1252"]


def test_what_only_the_user_can_know_is_not_adopted():
    """1.312 beside 950 is a thousand, or a rate: a command that dates need does not decide it by the way."""
    table = rows("date,cases", "{},{n}", dates=DAY_FIRST).replace(",31\n", ",1.312\n").replace(",28\n", ",1.284\n")
    assert commands(refused(table.replace(",", ";"))) == [
        "lstm-forecast tidy d.csv --thousands . | lstm-forecast train -"
    ]
    assert commands(refused(table)) == ["lstm-forecast tidy d.csv --thousands . | lstm-forecast train -"]


def test_two_orders_of_a_date_are_two_commands():
    """What can be read in two ways is a choice, and both are named."""
    table = rows("date,cases", "{},{n}", dates=[f"{day:02d}/02/2024" for day in range(1, 9)])
    assert commands(refused(table)) == [
        "lstm-forecast train d.csv --date-format %d/%m/%Y",
        "lstm-forecast train d.csv --date-format %m/%d/%Y",
    ]


def test_what_options_cannot_do_is_tidied_first():
    """A suppressed count needs tidying, and the located errors of the reader stay."""
    table = rows("date,cases", "{},{n}").replace(",31\n", ",<5\n")
    assert lines(table) == [
        "d.csv:7: column 'cases': expected a whole number >= 0, got '<5'",
        "d.csv: with other texts as missing: lstm-forecast tidy d.csv --missing '<5' | lstm-forecast train -",
    ]


def test_all_obstacles_are_in_one_report():
    """What stands behind the first obstacle is reported with it, and one command solves all."""
    table = rows("year_week,state,cases,deaths", "{},x,{n},{n}", dates=[f"2020{week:02d}" for week in range(1, 13)])
    table = table.replace(",31,31\n", ",31 p,31\n")
    report = lines(table)
    assert report[0].startswith("d.csv:1: several columns may hold the counts: 'cases', 'deaths'")
    assert "d.csv:2: column 'year_week': '202001' is week 1 of 2020" in report[1]
    assert report[2] == "d.csv:7: column 'cases': 1 row holds no whole number: '31 p' in 1"
    assert "lstm-forecast tidy d.csv --value cases --week iso --strip-flags | lstm-forecast train -" in report[3]
    assert all("lstm-forecast tidy d.csv" in line for line in report[3:])


def test_the_advice_that_leads_astray_gives_way():
    """Date and hour are the time: the reader's advice to name the hour as the series is not repeated."""
    table = "date,hour,count\n" + "".join(f"2024-01-{day:02d},{hour},7\n" for day in range(1, 9) for hour in range(24))
    report = lines(table)
    assert report[-1] == "d.csv: this works: lstm-forecast tidy d.csv | lstm-forecast train -"
    assert not any("--id" in line for line in report)


def test_given_options_are_kept():
    """What the user named stays in the command."""
    table = rows("wann,n", "{},{n}").replace(",31\n", ",*\n")
    assert commands(refused(table, time="wann", value="n", freq="W-SAT")) == [
        "lstm-forecast tidy d.csv --time wann --value n --freq W-SAT --missing '*' | lstm-forecast train -"
    ]


def test_the_command_is_the_one_that_was_given():
    """Predict and backtest are advised as themselves, with their model."""
    table = rows("date,cases", "{},{n}").replace(",31\n", ",<5\n")
    assert commands(refused(table, then="predict --model flu.lstm")) == [
        "lstm-forecast tidy d.csv --missing '<5' | lstm-forecast predict --model flu.lstm -"
    ]


def test_a_few_lines_are_left_out_where_nothing_else_helps():
    """A date that does not exist is left out by its line, if enough rows remain."""
    table = rows("date,cases", "{},{n}").replace("2024-02-10", "2024-02-31")
    assert lines(table) == [
        "d.csv:7: column 'date': expected a date such as 2024-01-06, got '2024-02-31'",
        "d.csv: without line 7: lstm-forecast tidy d.csv --without-lines 7 | lstm-forecast train -",
    ]
    assert commands(refused(rows("date,cases", "{},{n}", dates=[*WEEKS[:2], "2024-02-31"]))) == []


def test_lines_that_tidying_reads_are_not_left_out():
    """Readers know no week numbers; tidying reads all but the week 53 of a year with 52, which alone is left out."""
    weeks = [f"2024{week}" for week in (*range(42, 54), *range(10, 42))]
    assert commands(refused(rows("epiweek,cases", "{},{n}", dates=weeks))) == [
        "lstm-forecast tidy d.csv --without-lines 13 | lstm-forecast train -"
    ]
    months = [f"2023,{month}" for month in range(1, 14)]
    assert commands(refused(rows("year,month,cases", "{},{n}", dates=months))) == [
        "lstm-forecast tidy d.csv --without-lines 14 | lstm-forecast train -"
    ]


@pytest.mark.parametrize(
    ("table", "places"),
    [
        (rows("date,cases", "{},{n}").replace(",31\n", ",-31\n"), [7]),
        (rows("date,cases", "{},{n}.5").replace(",31.5\n", ",x\n"), [7]),
        (rows("date,cases", "{},{n}") + f"{WEEKS[3]},19\n", [14]),
        (rows("date,cases", "{},{n}") + f"{WEEKS[3]},20\n", [14]),
        (rows("date,cases", "{},{n}", dates=[f"2024{week}" for week in range(10, 22)]), [2, 3, 4, 5, 6, None, 2]),
        (rows("date,state,sex,cases", "{},x,F,{n}") + f"{WEEKS[3]},x,M,20\n", [14, 14]),
        (
            rows("date,cases", "{},{n}", dates=[*map(str, range(45_292, 45_322)), *"abcdefg"]),
            [2, 3, 4, 5, 6, None, 2, 32, 33, 34, 35, 36, None],
        ),
    ],
    ids=["negative", "rates", "same row", "other row", "weeks", "rows that differ", "other cells"],
)
def test_what_readers_have_said_is_not_said_again(table, places):
    """The same problem is one line, whoever finds it; which weeks are meant, in what rows differ, or other cells, is more."""
    problems = [entry for entry in refused(table).entries if entry.message]
    assert [problem.line for problem in problems] == places


@pytest.mark.parametrize(
    "table",
    [
        b"",
        b"<html><body>Not Found</body></html>\n",
        rows("date,cases", "{},").encode(),
        rows("date,cases", "{},yes").encode(),
        rows("unique_id,ds", "x,{}").encode(),
        b"\x80\x81\x82\xff\n",
    ],
)
def test_where_nothing_works_nothing_is_advised(table):
    """No command is better than one that does not work, and the reader's own words stay."""
    error = refused(table)
    assert commands(error) == []
    with pytest.raises(DataError) as caught:
        read_panel(table, name="d.csv")
    assert error.lines(flag)[: len(caught.value.lines(flag))] == caught.value.lines(flag)


def test_a_name_of_a_file_or_column_is_quoted():
    """Names with blanks, quotes and dashes are written so that a shell takes them."""
    content = rows("date,-cases,'admissions'", "{},{n},{n}").encode()
    with pytest.raises(DataError) as caught:
        read_panel(content, name="-my cases.csv", options=ReadOptions(freq="W"))
    error = advised(caught.value, ReadRequest(as_source(content, "-my cases.csv"), ReadOptions(freq="W")))
    assert commands(error) == [
        "lstm-forecast train './-my cases.csv' --value=-cases --freq W",
        """lstm-forecast train './-my cases.csv' --value ''"'"'admissions'"'"'' --freq W""",
    ]


def test_standard_input_is_a_dash():
    """The command for what came in by a pipe reads a pipe."""
    content = rows("date,cases", "{},{n}").replace(",31\n", ",<5\n").encode()
    with pytest.raises(DataError) as caught:
        read_panel(content, name="stdin")
    error = advised(caught.value, ReadRequest(as_source(content, "stdin")))
    assert commands(error) == ["lstm-forecast tidy - --missing '<5' | lstm-forecast train -"]


def test_a_file_beyond_the_limit_is_not_looked_into(monkeypatch):
    """A large file is refused at the cost of reading it once."""
    content = rows("date,cases", "{},{n}").replace(",31\n", ",<5\n").encode()
    monkeypatch.setattr(advice, "MAX_ADVISED", len(content) - 1)
    with pytest.raises(DataError) as caught:
        read_panel(content, name="d.csv")
    assert advised(caught.value, ReadRequest(as_source(content, "d.csv"))) is caught.value


def test_python_is_advised_in_calls(tmp_path):
    """`read_csv` ends with a call that works, in Python's own words."""
    path = tmp_path / "d.csv"
    path.write_text(rows("date,state,cases,deaths", "{},x,{n},{n}"))
    with pytest.raises(lf.DataError) as caught:
        lf.read_csv(path)
    last = str(caught.value).splitlines()[-1]
    assert last == f"{path}: with 'deaths': read_csv('{path}', target_col='deaths')"
    assert len(eval(last.partition("': ")[2], {"read_csv": lf.read_csv})) == 1  # noqa: S307 - our own advice


def test_the_ways_of_the_reader_itself_are_a_line_each():
    """Where the reader advises a command it is tried and written alone, and so is the other way that it names."""
    days = [f"{day:%Y-%m-%d}" for day in pd.date_range("2024-01-01", periods=120)]
    weeks = [f"{day:%Y-%m-%d}" for day in pd.date_range("2024-05-06", periods=20, freq="W-MON")]
    report = lines(rows("date,area,cases", "{},x,{n}", dates=[*days, *weeks]), then="backtest")
    assert report[0].startswith("d.csv:122: series 'x' has a row every 7 days from")
    assert report[1:] == [
        (
            "d.csv: if a row includes the counts since the previous row: lstm-forecast tidy d.csv --id area --time date "
            "--value cases --absent accumulate | lstm-forecast backtest -"
        ),
        "d.csv: steps without a row are read as missing: lstm-forecast backtest d.csv --freq D",
    ]


SATURDAYS = Frequency(seconds=7 * 86_400, weekday=5)
DAYS = rows("date,cases", "{},{n}", dates=[f"{day:%Y-%m-%d}" for day in pd.date_range("2024-01-07", periods=42)])


@pytest.mark.parametrize(
    ("freq", "step", "named"),
    [
        ("W", SATURDAYS, "W-SAT"),
        ("W", Frequency(months=1, day=1), "W"),
        ("W-MON", SATURDAYS, "W-MON"),
        ("W", None, "W"),
    ],
)
def test_days_are_added_up_by_the_weeks_of_the_model(freq, step, named):
    """The command for a model names the weekday of its weeks where the user left it open, and what it makes is read."""
    (command,) = commands(refused(DAYS, then="predict", step=step, freq=freq))
    assert command == f"lstm-forecast tidy d.csv --freq {named} --sum | lstm-forecast predict -"


def test_a_step_that_is_named_is_not_asked_for():
    """Months that are read with another step are refused without the advice to name the step."""
    months = rows("date,cases", "{},{n}", dates=[f"{2020 + at // 12}-{1 + at % 12:02d}-01" for at in range(40)])
    report = lines(months, freq="W")
    assert report == [
        "d.csv:3: a time is off the usual steps (weekly): 2020-02-01 of series 'cases'; check that date, or the step",
        "d.csv: with the step of the rows: lstm-forecast train d.csv",
    ]


def test_lines_that_tell_tables_apart_are_not_left_out():
    """Without the line between them two regions would be added up: no command is advised that leaves it out and does that."""
    days = [f"2024-01-{day:02d}" for day in range(1, 21)]
    first, second = ([f"{day},{at + shift}" for at, day in enumerate(days)] for shift in (3, 40))
    table = "\n".join(["day,cases", *first, "the south", *second, ""])
    assert not [command for command in commands(refused(table)) if "--sum" in command or "--drop-doubles" in command]


@pytest.mark.parametrize(
    ("options", "way"),
    [
        ({"value": "state"}, "without --value state: lstm-forecast train d.csv"),
        ({"delimiter": ";"}, "without --delimiter ';': lstm-forecast train d.csv"),
        ({"wide": True}, "without --wide: lstm-forecast train d.csv"),
        (
            {"date_format": "%d/%m/%Y", "freq": "W"},
            "without --date-format %d/%m/%Y: lstm-forecast train d.csv --freq W",
        ),
        ({"id": "cases", "value": "state"}, "without --id cases --value state: lstm-forecast train d.csv"),
    ],
)
def test_an_option_that_is_in_the_way_is_left_out(options, way):
    """Where a file is read without what was given, the last line is that command; and no line is told twice."""
    report = lines(rows("date,state,cases", "{},x,{n}"), **options)
    assert report[-1] == f"d.csv: {way}"
    assert len(set(report)) == len(report)


def test_a_model_is_given_what_it_takes():
    """Weeks that are read as days for a model of weeks are read as they are; an option that is meant is kept for a training."""
    table, given = rows("date,cases", "{},{n}"), ReadOptions(freq="D")
    trained = read_panel(table.encode(), name="d.csv")

    def check(panel):
        check_like(panel, trained)

    panel = read_panel(table.encode(), name="d.csv", options=given)
    with pytest.raises(DataError) as caught:
        check(panel)
    request = ReadRequest(
        as_source(table.encode(), "d.csv"), given, trained.reading, "predict", trained.frequency, check
    )
    assert commands(advised(caught.value, request))[0] == "lstm-forecast predict d.csv"


def test_a_line_that_a_question_names_is_not_left_out():
    """Weeks are ISO or MMWR, as each command says; only the line that no answer makes readable is left out."""
    table = rows("year,week,cases", "{},{n}", dates=[f"2024,{week}" for week in (*range(1, 8), "8-ish", *range(9, 13))])
    iso, mmwr = (
        f"lstm-forecast tidy d.csv --without-lines 9 --week {week} | lstm-forecast train -" for week in ("iso", "mmwr")
    )
    assert lines(table)[-2:] == [
        f"d.csv: without line 9, weeks from Monday (ISO): {iso}",
        f"d.csv: without line 9, weeks from Sunday (MMWR): {mmwr}",
    ]


def test_a_choice_behind_an_encoding_stays_a_choice():
    """Dates that may begin with the day or the month are asked about in UTF-16, too."""
    table = rows("date,cases", "{},{n}", dates=[f"{month:02d}/01/2023" for month in range(1, 13)])
    said = commands(refused(table.encode("utf-16")))
    assert all(any(form in line for line in said) for form in ("%d/%m/%Y", "%m/%d/%Y"))
    assert all("--encoding utf-16" in line for line in said)
