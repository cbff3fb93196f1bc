"""Which rows stay: of a kind, of a vintage, between dates; doubles; and what makes rows of one time several."""

import re

import pytest

from lstm_cli.errors import UsageError

DATE = r"\d{4}-\d{2}-\d{2}"


def table(header, *rows):
    """Write a table of rows."""
    return "\n".join([header, *rows, ""])


KINDS = table(
    "date,place,sex,age,cases",
    *(
        f"2024-01-{day:02d},{place},{sex},{age},{count}"
        for place in ("A", "B")
        for day in (6, 13, 20)
        for count, (sex, age) in enumerate([(sex, age) for sex in ("F", "M") for age in ("0-17", "18-64", "65+")], day)
    ),
)
A_DAYS = ["A,2024-01-06", "A,2024-01-13", "A,2024-01-20"]


def test_only_rows_of_a_kind(written):
    """Texts of one column are alternatives, those of several columns all hold; the counts of the others leave."""
    table, changes = written(KINDS, where=(("sex", "M"), ("age", "65+"), ("place", "A")))
    assert table == ["place,date,cases", *(f"{row},{day + 5}" for row, day in zip(A_DAYS, (6, 13, 20), strict=True))]
    table, changes = written(KINDS, where=(("place", "A"), ("sex", "F"), ("age", "0-17"), ("age", "65+")), sum=True)
    assert table[1:] == [f"{row},{day + day + 2}" for row, day in zip(A_DAYS, (6, 13, 20), strict=True)]
    assert changes["rows-elsewhere"].rows < 0


def test_a_text_that_no_row_has_is_refused(refusal):
    """A mistyped value is proposed as it is written, another is answered with those that there are."""
    assert refusal(KINDS, where=(("age", "0-16"),))[0].startswith("d.csv: column 'age' is never '0-16'")
    assert "its values are 'F', 'M'" in refusal(KINDS, where=(("sex", "unknown"),))[0]


def test_rows_that_differ_in_columns_name_these(refusal, written):
    """The columns are found by looking, the fewest that tell rows apart; each command that is advised works."""
    lines = refusal(KINDS)
    assert lines[0].startswith(
        "d.csv:3: 30 rows repeat the series and time of another row: 'A', 2024-01-06 is on line 2"
    )
    assert lines[0].endswith("such rows differ in 'sex' (2 values), 'age' (3 values)")
    assert [line.partition(": ")[2] for line in lines[1:]] == [
        "a series for each: lstm-forecast tidy d.csv --id place+sex+age",
        "one kind of row: lstm-forecast tidy d.csv --where sex=F --where age=0-17",
        "rows added up: lstm-forecast tidy d.csv --sum",
    ]
    assert written(KINDS, id=("place", "sex", "age"))[0][1] == "A F 0-17,2024-01-06,6"
    assert written(KINDS, sum=True)[0][1] == f"A,2024-01-06,{sum(range(6, 12))}"


def test_a_total_is_not_added_to_its_parts(refusal):
    """Where a label names the whole, sums are refused and the rows of the whole are advised."""
    text = KINDS.replace("65+", "Total")
    assert not any("added up" in line for line in refusal(text))
    lines = refusal(text, sum=True)
    assert lines[0] == "d.csv: column 'age' has the total 'Total' beside its parts: adding both would count twice"
    assert lines[-1].endswith("lstm-forecast tidy d.csv --where age=Total --sum")


PARTS = [(f"2024-01-{day:02d}", part, day + at) for day in range(6, 26) for at, part in enumerate(("p", "q", "r"))]


def with_sums(label, off=0):
    """Return rows of three parts and of their sum, which at the first days is off by something."""
    sums = {day: sum(n for each, _, n in PARTS if each == day) for day, _, _ in PARTS}
    rows = [(day, label, n + (off if at < 2 else 0)) for at, (day, n) in enumerate(sums.items())]
    return table("date,place,kind,cases", *(f"{day},A,{part},{n}" for day, part, n in [*PARTS, *rows]))


def test_a_total_is_known_by_its_counts(refusal, written):
    """A label that says nothing is a total if its counts are the sums of the others; a chance sum makes none of it."""
    lines = refusal(with_sums("zz"))
    assert [line.partition("tidy d.csv ")[2] for line in lines[1:]] == ["--id place+kind", "--where kind=zz"]
    lines = refusal(with_sums("zz"), sum=True)
    assert lines[0] == "d.csv: column 'kind' has the total 'zz' beside its parts: adding both would count twice"
    assert lines[-1].endswith("--where kind=zz --sum")
    assert refusal(with_sums("zz", off=1))[-1].endswith("--sum")
    every = 2 * sum(n for _, _, n in PARTS) + 2
    assert sum(int(line.rpartition(",")[2]) for line in written(with_sums("zz", off=1), sum=True)[0][1:]) == every


AGES = ("0-4", "5-17", "18-49", "50-64", "65+")


def of_ages(week):
    """Return the counts of one week by age."""
    return [5 + 7 * place * week % (11 + place) for place in range(1, 6)]


def nested(off=0):
    """Return weeks of ages, and of two sums of them, <18 and 18-64, which are off by something in two weeks of ten."""
    rows = []
    for week in range(1, 11):
        counts, less = of_ages(week), off * (week < 3)
        sums = [("<18", sum(counts[:2]) - less), ("18-64", sum(counts[2:4]) - less)]
        rows += [(week, *each) for each in [*zip(AGES, counts, strict=True), *sums]]
    return table("date,place,age,cases", *(f"2024-01-{week:02d},A,{age},{n}" for week, age, n in rows))


def test_ages_within_ages_are_not_added_up_twice(refusal, written):
    """Labels that are sums of a few others are left out of what is added up, unless the user names them."""
    kept = " ".join(f"--where age={age}" for age in AGES)
    advice = f"rows added up, but for sums of others: lstm-forecast tidy d.csv {kept} --sum"
    assert refusal(nested())[-1].endswith(advice)
    lines = refusal(nested(), sum=True)
    assert lines[0] == "d.csv: column 'age' has '<18' beside its parts '0-4', '5-17': adding both would count twice"
    assert lines[-1].endswith(f"lstm-forecast tidy d.csv {kept} --sum")
    parts, every = tuple(("age", age) for age in AGES), (*AGES, "<18", "18-64")
    once = sum(of_ages(1))
    assert written(nested(), where=parts, sum=True)[0][1] == f"A,2024-01-01,{once}"
    for column in ("age", "AGE"):  # by any spelling that names the column
        chosen = tuple((column, age) for age in every)
        assert written(nested(), where=chosen, sum=True)[0][1] == f"A,2024-01-01,{once + sum(of_ages(1)[:4])}"
    assert refusal(nested(off=1))[-1].endswith("rows added up: lstm-forecast tidy d.csv --sum")


def test_vintages_may_be_numbered(refusal, written):
    """Version 10 is newer than version 9; what was known on a date cannot be told from numbers."""
    rows = [f"2024-01-{day:02d},{version},{10 * version + day}" for version in (9, 10) for day in range(6, 12)]
    text = table("date,version,cases", *rows)
    assert refusal(text)[-1] == "d.csv: only the newest of each: lstm-forecast tidy d.csv --as-of latest"
    assert written(text, as_of="latest")[0][1:3] == ["2024-01-06,106", "2024-01-07,107"]
    with pytest.raises(UsageError, match="column 'version' numbers the vintages, and has no dates"):
        written(text, as_of="2024-02-01")


def test_one_condition_is_proposed_where_it_suffices(refusal):
    """Rows of several indicators are told apart by one of them, named first, as they do not add up."""
    text = table(
        "date,place,indicator,unit,cases",
        *(
            f"2024-01-{day:02d},A,{indicator},{unit},{day}"
            for day in (6, 13, 20)
            for indicator, unit in (("cases", "n"), ("deaths", "n"), ("rate", "p"))
        ),
    )
    assert refusal(text)[1].endswith("one kind of row: lstm-forecast tidy d.csv --where indicator=cases")


DOUBLES = table("date,place,cases", "2024-01-06,A,3", "2024-01-13,A,4", "2024-01-13,A,4", "2024-01-20,A,5")


def test_exact_doubles_are_dropped_on_request(written, refusal):
    """A row that repeats another in every cell is refused, dropped with --drop-doubles, and its count is accounted for."""
    lines = refusal(DOUBLES)
    assert (
        lines[0] == "d.csv:4: 1 row repeats the series and time of another row: 'A', 2024-01-13 is on line 3 and here"
    )
    assert lines[1].endswith("lstm-forecast tidy d.csv --drop-doubles")
    table, changes = written(DOUBLES, drop_doubles=True)
    assert table[1:] == ["A,2024-01-06,3", "A,2024-01-13,4", "A,2024-01-20,5"]
    assert (changes["doubles"].rows, changes["doubles"].counts) == (-1, -4)


def test_rows_that_look_alike_are_not_dropped_before_they_are_added_up(refusal, written):
    """Events of one day and sex are as many rows that look alike: no command that adds them up loses some."""
    rows = [f"2024-01-{6 + at // 4:02d},{'FM'[at % 4 // 3]},1" for at in range(40)]
    ways = refusal(table("date,sex,count", *rows))
    sums = [way.partition("tidy d.csv ")[2] for way in ways if "added up" in way]
    assert sums == ["--id sex --sum", "--sum"]
    assert written(table("date,sex,count", *rows), sum=True)[0][1] == "2024-01-06,4"


def test_row_numbers_do_not_hide_a_double(written):
    """A column that numbers the rows is no difference; one that differs otherwise is."""
    rows = DOUBLES.splitlines()
    numbered = table(f"row,{rows[0]}", *(f"{at},{row}" for at, row in enumerate(rows[1:], 1)))
    assert len(written(numbered, drop_doubles=True, id=("place",), value="cases")[0]) == 4


def test_equal_counts_at_other_times_are_no_doubles(written):
    """Dropping doubles in a single series leaves weeks with the same count."""
    text = table("date,cases", "2024-01-06,3", "2024-01-13,3", "2024-01-20,3")
    assert len(written(text, drop_doubles=True)[0]) == 4


VINTAGES = table(
    "date,as_of,cases",
    *("2024-01-06,2024-01-10,3", "2024-01-06,2024-01-17,5", "2024-01-13,2024-01-17,4"),
    *("2024-01-13,2024-01-24,6", "2024-01-20,2024-01-24,7"),
)


@pytest.mark.parametrize(
    ("date", "counts"),
    [
        ("latest", [5, 6, 7]),
        ("2024-01-24", [5, 6, 7]),
        ("2024-01-23", [5, 4]),
        ("2024-01-17", [5, 4]),
        ("2024-01-16", [3]),
    ],
)
def test_what_was_known_at_a_date(written, date, counts):
    """Of each time the newest row that was published by then; later times were not known."""
    lines, changes = written(VINTAGES, as_of=date)
    assert [int(line.split(",")[1]) for line in lines[1:]] == counts
    assert changes["older-vintages"].counts == sum(counts) - 25


def test_vintages_are_asked_about(refusal):
    """Several rows of one time that differ in when they were published: the newest of each."""
    assert refusal(VINTAGES)[-1] == "d.csv: only the newest of each: lstm-forecast tidy d.csv --as-of latest"


def test_a_file_without_vintages_has_none(tidied):
    """Asking for what was known at a date is an error of usage where nothing tells it."""
    with pytest.raises(UsageError, match="no column says when a row was published"):
        tidied(DOUBLES, as_of="latest", sum=True)


DAYS = table("date,cases", *(f"2024-{month:02d}-{day:02d},{day}" for month in (1, 2, 3) for day in range(1, 29)))


@pytest.mark.parametrize(
    ("options", "first", "last", "rows"),
    [
        ({"from_date": "2024-02-10"}, "2024-02-10,10", "2024-03-28,28", 47),
        ({"until": "2024-02-10"}, "2024-01-01,1", "2024-02-10,10", 38),
        ({"until": "2024-02"}, "2024-01-01,1", "2024-02-28,28", 56),
        ({"from_date": "2024-02", "until": "2024"}, "2024-02-01,1", "2024-03-28,28", 56),
        ({"drop_last": 3}, "2024-01-01,1", "2024-03-25,25", 81),
    ],
)
def test_dates_that_bound_the_rows(written, options, first, last, rows):
    """Both bounds are part of what stays, a month to its last day; the newest times are those of the whole table."""
    lines, _ = written(DAYS, **options)
    assert (lines[1], lines[-1], len(lines) - 1) == (first, last, rows)


def test_a_bound_that_is_no_date_is_refused(tidied, refusal):
    """An option that names no date is an error of usage; one that leaves nothing is refused."""
    with pytest.raises(UsageError, match="is not a date"):
        tidied(DAYS, until="last week")
    for options, advice in (
        ({"until": "2020"}, "--until takes a date not before the first"),
        ({"from_date": "2090"}, "--from takes a date not after the last"),
        ({"drop_last": 999}, "--drop-last takes fewer times than there are"),
    ):
        (line,) = refusal(DAYS, **options)
        assert re.fullmatch(rf"d\.csv: no rows are left of those from {DATE} to {DATE}; {advice}", line)


LINES = table("case,reported,county", *(f"{at},2024-01-{1 + at * at % 9:02d},{'AB'[at % 2]}" for at in range(1, 30)))


def test_events_are_counted(written):
    """Each row is one: by series and day, with 0 on days without, and all of them add up."""
    lines, changes = written(LINES, count_rows=True, id=("county",), time=("reported",))
    counted = {}
    for at in range(1, 30):
        key = ("AB"[at % 2], f"2024-01-{1 + at * at % 9:02d}")
        counted[key] = counted.get(key, 0) + 1
    for line in lines[1:]:
        name, day, count = line.split(",")
        assert int(count) == counted.pop((name, day), 0)
    assert counted == {}
    assert changes["rows-are-events"].counts == 29
    assert changes["absent-zero"].rows > 0


@pytest.mark.parametrize(
    ("freq", "expected"),
    [
        ("D", {"2024-01-05": 2, "2024-01-06": 1, "2024-01-07": 1, "2024-01-31": 4, "2024-02-01": 8}),
        ("W-SAT", {"2024-01-06": 3, "2024-01-13": 1, "2024-02-03": 12}),
        ("W", {"2024-01-07": 4, "2024-02-04": 12}),
        ("MS", {"2024-01-01": 8, "2024-02-01": 8}),
        ("ME", {"2024-01-31": 8, "2024-02-29": 8}),
        ("6h", {"2024-01-05 06:00": 1, "2024-01-05 18:00": 1, "2024-01-06 00:00": 1}),
    ],
)
def test_moments_are_added_up_by_the_step_that_holds_them(written, freq, expected):
    """A step begins where its calendar says, and is dated as the data of such a step are."""
    moments = ["01-05 06:10", "01-05 23:59", "01-06 00:00", "01-07 12:00", *["01-31 23:59"] * 4, *["02-01 00:00"] * 8]
    lines, _ = written(table("time,n", *(f"2024-{moment},1" for moment in moments)), sum=True, freq=freq)
    found = dict(line.split(",") for line in lines[1:])
    assert {time: int(found[time]) for time in expected} == expected


def test_a_sum_without_one_of_its_parts_is_missing(written):
    """What is not known of a part is not known of the whole, and the parts that are known leave the total."""
    text = table("date,sex,n", "2024-01-06,F,3", "2024-01-06,M,", "2024-01-13,F,3", "2024-01-13,M,4", "2024-01-20,F,1")
    lines, changes = written(text, sum=True, id=("",))
    assert lines[1:] == ["2024-01-06,", "2024-01-13,7", "2024-01-20,1"]
    assert changes["sums-incomplete"].counts == -3


def test_a_condition_names_a_column(refusal):
    """A column that is not there is answered with those that are, also where the counts are columns of their own."""
    assert refusal(KINDS, where=(("", "F"),))[0].startswith(
        "d.csv: no column ''; --where takes a column and a text; columns are 'date', 'place'"
    )
    wide = table("date,North,South", *(f"2024-01-{day:02d},{day},{day}" for day in range(1, 9)))
    assert refusal(wide, wide=True, where=(("Nort", "3"),))[0].startswith("d.csv: no column 'Nort'")


def test_weeks_without_a_year_that_begin_again_are_never_added_up(refusal):
    """Week 1 of one year is no part of week 1 of the next: neither a sum nor dropping one is advised."""
    weeks = [*range(1, 53), 1, 2]
    lines = refusal("\n".join(["Week,Cases", *(f"Week {week},5" for week in weeks), ""]))
    assert "numbers that restart are not times" in lines[-1]
    assert not any("--sum" in line or "--drop-doubles" in line for line in lines)


def test_a_year_that_is_a_season_is_no_part_of_the_time(written):
    """FluSurv-NET has the season in YEAR and the year in MMWR-YEAR: 2021-22 is neither week 22 nor a year."""
    rows = [f"Net,2021-22,{2021 + (at > 12)},{(39 + at) % 52 + 1},{at}" for at in range(20)]
    table = "\n".join(["CATCHMENT,YEAR,MMWR-YEAR,MMWR-WEEK,CASES", *rows, ""])
    lines, changes = written(table)
    assert changes["time-columns"].remark.details["names"] == ("MMWR-YEAR", "MMWR-WEEK")
    assert (lines[1], lines[-1]) == ("2021-10-09,0", "2022-02-19,19")


def test_weeks_of_several_years_are_not_added_up(refusal):
    """An index that restarts every year is no time: no command adds week 1 of one year to week 1 of the next."""
    rows = [f"{step},{year},{step}" for year in (2022, 2023) for step in range(1, 53)]
    lines = refusal("\n".join(["t,year,n", *rows, ""]), time=("t",), start="2022-01-02", freq="W")
    assert not any("--sum" in line for line in lines)


def test_a_line_list_with_a_measurement_is_counted(refusal, written):
    """A number measured of each case, beside the name of the case, is neither a rate nor a count."""
    rows = [f"S-{at};{6 + at // 3:02d}.01.2024;{20 + at},{at % 9 + 1}" for at in range(30)]
    text = table("sample;taken;ct", *rows)
    assert refusal(text)[-1] == "d.csv: each row counted as one event: lstm-forecast tidy d.csv --count-rows"
    assert written(text, count_rows=True)[0][1:3] == ["2024-01-06,3", "2024-01-07,3"]


def test_counts_that_are_all_rounded_are_found(written):
    """A dashboard writes every count as 4.42 K: the column is known by its name or, as here, by its cells."""
    rows = [f"2024-01-{day:02d},{day}.4{day % 10} K" for day in range(1, 15)]
    lines, changes = written(table("date,load", *rows))
    assert lines[1:3] == ["2024-01-01,1410", "2024-01-02,2420"]
    assert "rounded-counts" in changes
