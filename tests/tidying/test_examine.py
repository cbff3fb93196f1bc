"""Columns get their roles by names and by what they hold; what only the user can decide is asked, with commands."""

from datetime import UTC, datetime, timedelta

import pytest

from lstm_cli.options import Week

WEEKS = [f"2024-{month:02d}-{day:02d}" for month in (1, 2, 3) for day in (6, 13, 20, 27)]
WEEKS = [*WEEKS[:4], "2024-02-03", "2024-02-10", "2024-02-17", "2024-02-24", "2024-03-02", "2024-03-09", "2024-03-16"]
COUNTS = (12, 15, 11, 19, 24, 31, 28, 22, 17, 14, 9)


def rows(header, row, *, dates=WEEKS):
    """Return a table with a row a date; {n} is a count, {total} the sum so far, {k} the number of the row."""
    each = (
        row.format(date, n=COUNTS[k % 11], total=100 + sum(COUNTS[: k + 1]), k=k + 1) for k, date in enumerate(dates)
    )
    return "\n".join([header, *each, ""])


def codes(result):
    """Return the codes of what was done."""
    return [change.remark.code for change in result.changes]


def test_columns_are_found_as_readers_find_them(tidied):
    """Names of portals, and the only column of dates and of counts, need no option; the ledger says what was taken."""
    assert tidied(rows("Meldedatum,Landkreis,AnzahlFall", "{},SK Kiel,{n}")).columns[-1] in {"AnzahlFall", "count"}
    result = tidied(rows("Wann,wer,wieviel", "{},x,{n}"))
    assert result.total == sum(COUNTS)
    assert codes(result).count("column-by-content") == 2


def test_short_weeks_are_found_by_their_cells(written):
    """W5'22 is a time whatever its column is called."""
    lines, _ = written(rows("Wk,cases", "{},{n}", dates=[f"W{week}'24" for week in range(1, 12)]))
    assert (lines[1], lines[-1]) == ("2024-01-07,12", "2024-03-17,9")


def test_a_total_of_other_columns_is_told(tidied):
    """The columns that it adds up leave, and the report names them; with a row for each of them there is nothing to say."""
    lines = [f"{date},{n},{k},{n + k}" for k, (date, n) in enumerate(zip(WEEKS, COUNTS, strict=True))]
    table = "\n".join(["date,north,south,Total", *lines, ""])
    assert codes(tidied(table)).count("total-of-columns") == 1
    assert "total-of-columns" not in codes(tidied(table, wide=True))


def test_of_several_columns_the_first_is_proposed(refusal):
    """Each candidate is a command, and each was tried."""
    assert refusal(rows("date,state,cases,deaths", "{},x,{n},3")) == [
        "d.csv: several columns may hold the counts: 'cases', 'deaths'",
        "d.csv: with 'cases': lstm-forecast tidy d.csv --value cases",
        "d.csv: with 'deaths': lstm-forecast tidy d.csv --value deaths",
    ]


def test_of_many_columns_the_first_are_named(refusal):
    """A table of hundreds of candidates is refused in a line that can be read."""
    names = [f"cases {k}" for k in range(300)]
    table = rows(",".join(["date", "state", *names]), ",".join(["{}", "x", *["{n}"] * 300]))
    assert refusal(table)[0].endswith("'cases 6', 'cases 7', … (300 in all)")


def year_and_day(start, count, *, areas=("x",)):
    """Return days, and a table of them by their year and their number in it."""
    days = [datetime(2020, 1, 1, tzinfo=UTC) + timedelta(start + k) for k in range(count)]
    lines = [f"{area},{day.year},{day.timetuple().tm_yday},{k % 9}" for area in areas for k, day in enumerate(days)]
    return [f"{day:%Y-%m-%d}" for day in days], "\n".join(["area,year,day,cases", *lines, ""])


@pytest.mark.parametrize("areas", [["x"], ["north", "south"]])
@pytest.mark.parametrize(("start", "count"), [(0, 60), (300, 120), (0, 800)])
def test_a_year_and_its_days_are_a_time(written, areas, start, count):
    """Days beyond 31 beside a year and without a month are days of the year, of each area."""
    days, table = year_and_day(start, count, areas=areas)
    lines, changes = written(table)
    assert [line.split(",")[:2] for line in lines[1:]] == [[area, day] for area in areas for day in days]
    assert changes["time-columns"].remark.details["names"] == ("year", "day")


def test_a_year_and_days_up_to_31_are_a_question(refusal, written):
    """They may be days of the week or of a month that is not there: the command for days of the year is one that works."""
    days, table = year_and_day(0, 20)
    assert refusal(table) == [
        "d.csv: several columns may hold the times: 'year', 'day'",
        "d.csv: with 'year' and 'day', the day of the year: lstm-forecast tidy d.csv --time year+day",
    ]
    lines, _ = written(table, time=("year+day",))
    assert [line.split(",")[1] for line in lines[1:]] == days


def test_a_day_that_is_none_is_named(refusal):
    """One cell that is no day does not hide what the column is."""
    _, table = year_and_day(0, 60)
    assert refusal(table.replace("2020,45,", "2020,x,"))[0].startswith(
        "d.csv:46: column 'year+day': expected a year and a day"
    )


@pytest.mark.parametrize("days", [["Mon", "Tue", "Wed"], ["1", "2", "7"]])
def test_days_of_the_week_make_no_time_with_a_year(refusal, days):
    """They may name the series, but no command takes them for days of the year."""
    table = "year,day,cases\n" + "".join(f"{year},{day},{year % 7}\n" for year in range(2000, 2010) for day in days)
    assert refusal(table)[0] == "d.csv: several columns may hold the times: 'year', 'day'"
    assert any("--time year" in line for line in refusal(table))
    assert not any("year+day" in line or "together" in line for line in refusal(table))


def test_a_command_that_would_fail_is_not_advised(refusal):
    """An alternative with cells that cannot be read is left out."""
    table = rows("date,state,cases,deaths", "{},x,{n},3").replace("12,3", "12,3.5")
    assert refusal(table)[1:] == ["d.csv: with 'cases': lstm-forecast tidy d.csv --value cases"]


def test_names_of_series_are_joined_where_none_tells_all_apart(tidied):
    """State and county together name the series where a county is in two states."""
    areas = [("Ohio", "Adams"), ("Utah", "Adams"), ("Utah", "Cache")]
    table = "date,state,county,cases\n" + "".join(f"{d},{s},{c},7\n" for s, c in areas for d in WEEKS)
    assert tidied(table).names == ("Ohio Adams", "Utah Adams", "Utah Cache")


def test_rows_that_name_nothing_to_count_are_events(refusal, tidied):
    """A line list has no column of counts: each row is proposed to count as one, and record numbers are no counts."""
    table = "nu_notific,dt_notific,sexo\n" + "".join(f"{7000 + k},{d},F\n" for k, d in enumerate(WEEKS * 3))
    assert refusal(table)[-1] == "d.csv: each row counted as one event: lstm-forecast tidy d.csv --count-rows"
    assert tidied(table, count_rows=True).total == len(WEEKS) * 3


def test_dates_of_reports_and_of_onsets_are_asked_about(refusal):
    """Of two dates of one event nothing chooses."""
    table = "case_id,date_report,date_onset\n" + "".join(f"{k},{d},{d}\n" for k, d in enumerate(WEEKS * 2))
    assert refusal(table)[-2:] == [
        (
            "d.csv: with 'date_report', each row counted as one event: "
            "lstm-forecast tidy d.csv --time date_report --count-rows"
        ),
        "d.csv: with 'date_onset': lstm-forecast tidy d.csv --time date_onset --count-rows",
    ]


def test_a_table_without_counts_or_events_is_refused_without_a_command(refusal):
    """A date a row and nothing else can be made nothing of."""
    (line,) = refusal(rows("unique_id,ds", "x,{}"))
    assert line.startswith("d.csv: no column holds the counts: looked for")


def test_running_totals_are_proposed_as_differences(refusal):
    """Columns that never fall, and those that are called cumulative, are proposed with --cumulative."""
    lines = refusal(rows("date,state,cases,deaths", "{},x,{total},{total}"))
    assert lines[-2:] == [
        "d.csv: the increases of 'cases', which never falls: lstm-forecast tidy d.csv --value cases --cumulative",
        "d.csv: the increases of 'deaths', which never falls: lstm-forecast tidy d.csv --value deaths --cumulative",
    ]
    lines = refusal(rows("date,state,Cumulative_cases", "{},x,{total}"))
    assert lines[-1] == (
        "d.csv: the increases of 'Cumulative_cases': lstm-forecast tidy d.csv --value Cumulative_cases --cumulative"
    )


def test_codes_of_what_is_not_known_are_proposed_as_missing(refusal):
    """-999 is first of all no correction, other negative counts are."""
    table = rows("date,cases", "{},{n}").replace(",31\n", ",-999\n")
    assert refusal(table)[1] == "d.csv: negative counts as missing: lstm-forecast tidy d.csv --negative missing"
    assert refusal(table.replace("-999", "-7"))[1].startswith("d.csv: negative counts deducted from earlier ones:")


@pytest.mark.parametrize("header", ["quantile", "quantile_level", "output_type_id", "yhat_lower", "AutoETS-lo-95"])
def test_forecasts_are_no_counts(refusal, header):
    """No choice of rows makes counts of a table of forecasts, unless the user says which."""
    (line,) = refusal(rows(f"date,{header},value", "{},0.5,{n}"))
    assert line == f"d.csv: these are forecasts, not counts (column '{header}'); score compares them with counts"


def test_forecasts_may_be_chosen_from(tidied):
    """The user's own choice of rows is taken at its word, and counts beside levels are counts."""
    table = rows("date,quantile,value", "{},0.5,{n}")
    assert tidied(table, where=(("quantile", "0.5"),)).total == sum(COUNTS)
    assert tidied(rows("date,output_type_id,oracle_value", "{},NA,{n}")).total == sum(COUNTS)


def test_several_columns_of_counts_are_each_a_series(tidied):
    """A table with nothing but times and counts is wide."""
    result = tidied(rows("Woche,Grippe: (Deutschland),Erkältung: (Deutschland)", "{},{n},7"))
    assert set(result.names) == {"Grippe: (Deutschland)", "Erkältung: (Deutschland)"}


@pytest.mark.parametrize(
    ("table", "names"),
    [
        ("Province/State,Country/Region,Lat,{}\n,Albania,41.1,{n}\nAlberta,Canada,41.1,{n}\n,Canada,41.1,{n}\n", 3),
        ('UID,iso2,Admin2,Combined_Key,{}\n8401,US,Adams,"Adams, Ohio",{n}\n8402,US,Lake,"Lake, Ohio",{n}\n', 2),
        ("freq|geo\\TIME_PERIOD,{}\nM|AT,{n}\nM|DE,{n}\n", 2),
    ],
)
def test_rows_with_dates_across_are_named_by_the_fewest_columns(tidied, table, names):
    """The columns that tell the rows apart name them, the usual names first; coordinates and codes do not."""
    filled = table.replace("{}", ",".join(WEEKS)).replace("{n}", ",".join(map(str, COUNTS)))
    result = tidied(filled)
    assert len(result.names) == names
    assert not any("41.1" in name or "840" in name for name in result.names)


MONTHS = "Jan,Feb,Mar,Apr,May,Jun,Jul,Aug,Sep,Oct,Nov,Dec"


def test_months_across_become_rows(tidied, complaint):
    """A row a year with its months across is a row a month, not twelve yearly series."""
    table = f"Year,{MONTHS}\n" + "".join(
        f"{year},{','.join(str(year + m) for m in range(12))}\n" for year in (2020, 2021)
    )
    result = tidied(table)
    assert (result.times[0], result.times[-1], len(result)) == ("2020-01", "2021-12", 24)
    assert result.counts.tolist() == [year + month for year in (2020, 2021) for month in range(12)]
    assert complaint(table) == [
        "d.csv:1: the months run across the columns ('Jan', 'Feb', …) and are not series: each must be a row"
    ]
    assert len(tidied(table, wide=True).names) == 12


def test_quarters_and_hours_across_become_rows(tidied):
    """The same holds for the quarters of a year and the hours of a day."""
    result = tidied("Year,Q1,Q2,Q3,Q4\n2020,1,2,3,4\n2021,5,6,7,8\n")
    assert result.counts.tolist() == [1, 2, 3, 4, 5, 6, 7, 8]
    hours = ",".join(f"{hour:02d}:00" for hour in range(24))
    days = "".join(f"2024-01-{day:02d},{','.join(map(str, range(24)))}\n" for day in range(1, 11))
    result = tidied(f"date,{hours}\n{days}")
    assert (result.times[1], len(result)) == ("2024-01-01 01:00", 240)


def test_a_table_without_a_header_is_asked_about(refusal, tidied):
    """A date above dates is no name; with --no-header columns are told by what they hold."""
    table = rows("x,2023-12-30,7", "x,{},{n}")
    assert refusal(table) == [
        "d.csv:1: no header: the first line must name the columns, found 'x', '2023-12-30', '7'",
        "d.csv: columns found by their contents: lstm-forecast tidy d.csv --no-header",
    ]
    assert tidied(table, no_header=True).total == 7 + sum(COUNTS)


def test_counts_alone_are_an_index(refusal, tidied):
    """A column of counts and nothing else is in order: the first date and the step are asked for."""
    table = "cases\n" + "".join(f"{count}\n" for count in COUNTS)
    assert refusal(table)[-1].endswith("lstm-forecast tidy d.csv --freq W --start 2024-01-01")
    result = tidied(table, start="2024-01-06", freq="W")
    assert (result.times[0], result.times[1], result.total) == ("2024-01-06", "2024-01-13", sum(COUNTS))


def test_lines_are_left_out_as_asked(tidied):
    """--without-lines leaves out physical lines, and the others keep their numbers."""
    table = rows("date,cases", "{},{n}").replace(",31\n", ",many\n").replace(",9\n", ",x\n")
    result = tidied(table, without_lines=(7, 12))
    assert result.total == sum(COUNTS) - 31 - 9
    assert "lines-left-out" in codes(result)


def test_hours_of_watching_are_no_time_of_day(written):
    """A video portal writes the total first, and hours with decimals, whose column is no part of the time."""
    days = [f"2024-01-{day:02d},{day},{day / 7:.4f}" for day in range(1, 20)]
    lines, _ = written("\n".join(["Date,Views,Watch time (hours)", "Total,190,27.1", *days, ""]), value="Views")
    assert lines[1:] == [day.rpartition(",")[0] for day in days]


@pytest.mark.parametrize("form", ["%d/%b/%Y", "%d/%b/%Y:%H"])
def test_days_and_hours_of_web_servers_are_found_behind_their_counts(refusal, written, form):
    """What cut, sort and uniq -c make of a log has no header, which is said, and the way that is advised reads it."""
    counts = [40 + 7 * at % 20 for at in range(20)]
    days = [datetime(2024, 1, 1, tzinfo=UTC) + timedelta(days=at) for at in range(20)]
    text = "".join(f"{count:7d} {day.strftime(form)}\n" for day, count in zip(days, counts, strict=True))
    assert refusal(text)[0].startswith("d.csv:1: no header")
    lines, _ = written(text, no_header=True)
    assert [line.split(",")[1] for line in lines[1:]] == list(map(str, counts))
    assert lines[1].startswith("2024-01-01")


def test_the_lines_of_a_log_may_be_counted(refusal, written):
    """Moments that keep no step, in a file without a header, are events: counting them is advised beside sums of bytes."""
    lines = [
        f'10.0.0.{at} - - [{1 + at // 3:02d}/Jan/2024:{at * at % 24:02d}:{at * 7 % 60:02d}:00 +0000] "GET /" 200 {at * 37 % 101}'
        for at in range(3, 63)
    ]
    advised = refusal("\n".join([*lines, ""]))
    assert advised[-1].endswith("--freq D --count-rows")
    table, _ = written("\n".join([*lines, ""]), no_header=True, freq="D", count_rows=True)
    assert [line.split(",")[1] for line in table[1:]] == ["3"] * 20


def test_answers_to_a_form_are_counted_by_day(refusal):
    """Every row has a moment of its own, and nothing to count: the rows are advised to be counted."""
    rows = [f"1/{1 + at // 3}/2024 {8 + at % 3}:{at * 7 % 60:02d}:05,P{at},cough" for at in range(60)]
    lines = refusal("\n".join(["Timestamp,Your name,Symptom", *rows, ""]))
    assert lines[-1].endswith("each row counted as one event, by day: lstm-forecast tidy d.csv --freq D --count-rows")
    days = [f"2024-01-{day:02d},cough" for day in range(1, 20)]
    assert "--count-rows" not in " ".join(refusal("\n".join(["date,symptom", *days, ""])))


def test_year_to_date_is_no_date(refusal):
    """A running total to date does not hide the year and the week, which are read together."""
    table = rows("year,week,total_to_date,cases", "2024,{k},{total},{n}")
    assert "--week iso" in refusal(table)[-2]


@pytest.mark.parametrize(("header", "dates"), [("month,y", "Aug-{}"), ("week,y", "2024-W{}"), ("epiweek,y", "2024{}")])
def test_a_column_y_holds_counts(written, header, dates):
    """It is a year only if it holds years, also beside a week or a month."""
    lines, _ = written(rows(header, "{},{n}", dates=[dates.format(number) for number in range(32, 43)]))
    assert [line.split(",")[1] for line in lines] == ["y", *map(str, COUNTS)]
    assert written("y,m,cases\n2023,12,7\n2024,1,8\n")[0][1:] == ["2023-12,7", "2024-01,8"]


@pytest.mark.parametrize("ratio", ["{n}.25", "0.{n}5"])
def test_rates_of_several_series_may_stand_side_by_side(tidied, ratio):
    """A wide table of rates or proportions is tidied as one of counts is."""
    table = rows("date,North,South", f"{{}},{ratio},0.{{n}}1")
    assert tidied(table).names == ("North", "South")
    assert len(tidied(table)) == 2 * len(COUNTS)


@pytest.mark.parametrize("below", ["Total,,238", "Source: the ministry,,"])
def test_row_numbers_are_none_less_for_a_line_below(written, below):
    """A total or a note in the column of row numbers does not make these the counts, nor a series of them."""
    dates = [f"2024-01-{day:02d}" for day in range(1, 23)]
    lines, _ = written(rows("Nr,wann,wieviel", "{k},{},{n}", dates=dates) + below + "\n")
    assert [line.partition(",")[2] for line in lines[1:]] == [str(COUNTS[k % 11]) for k in range(len(dates))]


def test_a_few_row_numbers_without_a_name_are_no_series(written):
    """Rows may be few where their numbers stand below no name, as pandas writes them."""
    for name in ("", "Unnamed: 0"):
        lines, _ = written(rows(f"{name},Woche,wieviel", "{k},2024-W0{k},{n}", dates=WEEKS[:9]))
        assert [line.partition(",")[2] for line in lines[1:]] == list(map(str, COUNTS[:9]))


@pytest.mark.parametrize("date", ["2024/01/{:02d}", "2024/01/{:02d} 00:00"])
def test_a_year_beside_whole_dates_is_no_time(written, date):
    """The dates have the year already, whatever their column is called."""
    table = rows("Zeitp.,year,cases", "{},2024,{n}", dates=[date.format(day) for day in range(10, 21)])
    assert written(table)[0][1:] == [f"2024-01-{day},{count}" for day, count in zip(range(10, 21), COUNTS, strict=True)]


def test_a_year_beside_dated_weeks_is_no_part_of_them(written):
    """A column called week may hold dates, which a year does not complete."""
    table = rows("week,year,cases", "{},2024,{n}", dates=[f"{day}-Jan-2024" for day in range(10, 21)])
    assert written(table)[0][1] == "2024-01-10,12"


def test_rows_are_not_only_counted_where_a_column_holds_numbers(refusal):
    """Specimens are no cases, but may be what is to be forecast: both ways are proposed."""
    table = rows("date,region,specimens", "{},North,{n}", dates=WEEKS) + rows("", "{},South,{k}", dates=WEEKS).lstrip(
        "\n"
    )
    said = refusal(table)
    assert any("--count-rows" in line for line in said)
    assert any("--value specimens" in line for line in said)


def test_columns_that_a_layout_does_not_have_are_refused(refusal):
    """A column of counts where rows are counted, or among series or times; names of series among series; two places of times."""
    long, wide = rows("date,place,cases", "{},x,{n}"), rows("date,north,south", "{},{n},{n}")
    across = "place,2024-01-06,2024-01-13\nx,3,4\ny,5,6\n"
    no_columns = "a wide table has no column of names or of counts: every column but the time is a series"
    holds = "every column whose name is a time, such as '2024-01-06', holds counts; leave out --value"
    for text, options, message in (
        (long, {"count_rows": True, "value": "cases"}, "the rows are counted, so no column holds the counts"),
        (wide, {"wide": True, "value": "north"}, f"{no_columns}; leave out --value"),
        (wide, {"wide": True, "id": ("north",)}, f"{no_columns}; leave out --id"),
        (across, {"value": "cases"}, holds),
        (across, {"across": True, "time": ("place",)}, "are the times, so no column holds them; leave out --time or"),
        (across, {"week": Week.ISO}, "the times are dates, such as '2024-01-06', not numbered weeks; leave out --week"),
    ):
        (line,) = refusal(text, **options)
        assert message in line
