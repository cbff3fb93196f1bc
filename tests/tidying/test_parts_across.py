"""Tables with years across and weeks, months or quarters down."""

import pytest

from lstm_cli.errors import DataError

MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def grid(labels, years, *, name="", separator=","):
    """Write a table of labels by years; the count of the label at n in a year is 100 n and the last two digits of it."""
    rows = [
        [name, *years],
        *([label, *(100 * at + year % 100 for year in years)] for at, label in enumerate(labels, 1)),
    ]
    return "".join(separator.join(map(str, row)) + "\n" for row in rows)


def across(name, labels, count, *, first="202{}"):
    """Write a table with a row for each time and a column for each label: 100 times the row and the place of the column."""
    times = [first.format(at) for at in range(1, count + 1)]
    rows = [[time, *(100 * (at + 1) + place for place in range(1, len(labels) + 1))] for at, time in enumerate(times)]
    return "".join(",".join(map(str, row)) + "\n" for row in [[name, *labels], *rows])


@pytest.mark.parametrize(
    ("name", "labels", "first", "last"),
    [
        ("", [f"KW {week:02d}" for week in range(1, 53)], "2021-01-10,121", "2023-12-31,5223"),
        ("Month", MONTHS, "2021-01,121", "2023-12,1223"),
        ("", ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juil."], "2021-01,121", "2023-07,723"),
        ("month", range(1, 13), "2021-01,121", "2023-12,1223"),
        ("", ["Q1", "Q2", "Q3", "Q4"], "2021-01,121", "2023-10,423"),
    ],
)
def test_years_across_become_rows(written, name, labels, first, last):
    """Weeks, months and quarters down with years across are one series of them, and not a yearly series for each."""
    lines, changes = written(grid(labels, [2021, 2022, 2023], name=name))
    rows = lines[1:]
    assert (len(rows), rows[0], rows[-1]) == (3 * len(labels), first, last)
    assert rows == sorted(rows)
    assert "columns-to-rows" in changes


def test_numbers_of_weeks_are_asked_about(refusal):
    """Weeks that are plain numbers may be ISO or MMWR, across years as anywhere."""
    said = refusal(grid(range(1, 53), [2021, 2022], name="week"))
    assert any("--week iso" in line for line in said)
    assert any("--week mmwr" in line for line in said)


def test_a_week_53_without_a_count_is_left_out(written):
    """The row of week 53 is empty in years that have 52 weeks; where it has a count it is read."""
    weeks = [f"KW {week}" for week in range(1, 54)]
    table = grid(weeks, [2020, 2021]).replace("5320,5321", "5320,")
    lines, changes = written(table)
    assert len(lines) == 1 + 53 + 52
    assert "2021-01-03,5320" in lines
    assert changes["blank-rows"].rows == -1


def test_a_region_and_a_total_stay_apart(written):
    """Months of two regions are two series, and the row of totals is left out."""
    rows = [f"{region},{month},{at},{at + 1}" for region in ("North", "South") for at, month in enumerate(MONTHS)]
    lines, _ = written("\n".join(["Region,Month,2022,2023", *rows, "Total,,132,156", ""]))
    assert len(lines) == 1 + 2 * 24
    assert sum(int(line.rpartition(",")[2]) for line in lines[1:]) == 2 * (66 + 78)


@pytest.mark.parametrize("labels", [["W1", "W2", "W3"], ["May", "April", "June"], ["Austria", "Chad"], ["1", "2", "3"]])
def test_names_are_no_parts_of_years(written, labels):
    """Wards, first names, countries and numbers under a name that says nothing stay yearly series."""
    lines, _ = written(grid(labels, [2021, 2022, 2023], name="Place"))
    assert lines[1:] == sorted(
        f"{label},{year},{100 * at + year % 100}" for at, label in enumerate(labels, 1) for year in (2021, 2022, 2023)
    )


@pytest.mark.parametrize(("before", "after"), [("X", ""), ("Cases ", ""), ("", " (provisional)"), ("n_", "")])
def test_years_within_names_are_years(written, before, after):
    """What is the same in the names of all years is no part of them."""
    table = (
        grid(MONTHS, [2021, 2022], name="Month")
        .replace("2021", f"{before}2021{after}")
        .replace("2022", f"{before}2022{after}")
    )
    lines, _ = written(table)
    assert (lines[1], lines[-1], len(lines)) == ("2021-01,121", "2022-12,1222", 25)


def test_seasons_across_are_weeks_of_two_years(written):
    """Week 40 of 2020/21 is of 2020 and week 5 of 2021, and nothing is added up."""
    weeks = [*range(40, 54), *range(1, 40)]
    rows = [f"{week},{week},{week + 100}" for week in weeks if week != 53]
    lines, changes = written("\n".join(["Week,2019/20,2020/21", *rows, ""]), week="iso")
    assert {"2019-10-06,40", "2020-02-02,5", "2020-10-04,140", "2021-02-07,105"} <= set(lines)
    assert len(lines) == 1 + 2 * 52
    assert "rows-added" not in changes


def test_columns_of_years_beside_a_year_or_a_date_are_something_else(written):
    """Populations and budgets of two years beside weeks of a year stay columns."""
    for name in ("pop", "budget"):
        rows = [f"2021,{week},{week},900,901" for week in range(1, 20)]
        lines, _ = written("\n".join([f"Year,Week,cases,{name}_2019,{name}_2020", *rows, ""]), week="iso")
        assert len(lines) == 20
        assert sum(int(line.rpartition(",")[2]) for line in lines[1:]) == sum(range(1, 20))


def test_days_and_months_without_a_year_are_refused(refusal):
    """Days down and months across lack a year: there is no command, and no month is a series."""
    rows = [",".join([str(day), *(str(day + month) for month in range(12))]) for day in range(1, 29)]
    said = refusal("\n".join([",".join(["Day", *(month[:3] for month in MONTHS)]), *rows, ""]))
    assert said == ["d.csv: months run across the columns ('Jan', 'Feb', …), but no column holds the year"]


@pytest.mark.parametrize(
    ("numbers", "first", "last"),
    [(range(1, 13), "2021-01,101", "2023-12,312"), (["01", "02", *range(3, 13)], "2021-01,101", "2023-12,312")],
)
def test_months_across_may_be_numbers(written, read, numbers, first, last):
    """Columns 1 to 12 beside the years are months of one series: readers refuse them, and do not read twelve yearly series."""
    table = across("year", numbers, 3)
    rows = written(table)[0][1:]
    assert (len(rows), rows[0], rows[-1]) == (36, first, last)
    with pytest.raises(DataError, match="the months run across"):
        read(table)


def test_weeks_and_hours_across_may_be_numbers(written, refusal):
    """Columns 1 to 52 beside the years are weeks, ISO or MMWR; columns 0 to 23 beside dates are hours."""
    said = refusal(across("year", range(1, 53), 3))
    assert any("--week iso" in line for line in said)
    for numbers in (
        range(24),
        range(1, 25),
        [f"h{hour}" for hour in range(24)],
        [f"Hour {hour}" for hour in range(24)],
    ):
        hours = written(across("date", numbers, 3, first="2024-01-0{}"))[0][1:]
        assert (len(hours), hours[1], hours[-1]) == (72, "2024-01-01 01:00,102", "2024-01-03 23:00,324")


def test_numbered_series_are_no_months(read):
    """Columns 1 to 12 beside whole dates, and columns 1 to 11 beside years, are series."""
    assert len(read(across("date", range(1, 13), 3, first="2024-01-0{}"))) == 12
    assert len(read(across("year", range(1, 12), 3))) == 11


def test_a_word_like_a_month_is_no_month(written):
    """Gender, market and outcome begin as names of months do."""
    table = (
        across("year", [month[:3] for month in MONTHS], 3).replace("year,", "gender,year,").replace("\n20", "\nF,20")
    )
    rows = written(table)[0][1:]
    assert (len(rows), rows[0], rows[-1]) == (36, "2021-01,101", "2023-12,312")


def test_the_weeks_of_one_year_may_stand_below_it(refusal, written):
    """A single year is enough, if its column is named by nothing else."""
    assert any("--week iso" in line for line in refusal(grid(range(1, 53), [2021], name="week")))
    assert written(grid(MONTHS, [2021], name="Month"))[0][1:][:2] == ["2021-01,121", "2021-02,221"]


@pytest.mark.parametrize("years", [[2000, 2001], [1999, 2000, 2001]])
def test_the_year_2000_may_stand_across(written, years):
    """It is a year as others are, and says nothing about rates per 2000 people."""
    lines, _ = written(grid(["Q1", "Q2", "Q3", "Q4"], years, name="Quarter"))
    assert len(lines) == 1 + 4 * len(years)
    assert {line.count(",") for line in lines} == {1}


@pytest.mark.parametrize("week", ["W{}", "KW {}", "Week {:02d}"])
def test_weeks_across_may_be_lettered(written, read, week):
    """Columns W1 to W52 beside the years are weeks of one series, and not 52 series of years."""
    table = across("year", [week.format(number) for number in range(1, 53)], 3)
    rows = written(table, week="iso")[0][1:]
    assert (len(rows), rows[0], rows[-1]) == (156, "2021-01-10,101", "2023-12-31,352")
    with pytest.raises(DataError, match="the weeks run across"):
        read(table)


def test_days_across_are_those_of_their_month(written):
    """Columns 1 to 31 beside a year and a month are days; a month has no empty 31st that it does not have."""
    rows = [["year", "month", *range(1, 32)], [2023, 1, *range(1, 32)], [2023, 2, *range(1, 29), "", "", ""]]
    lines, changes = written("".join(",".join(map(str, row)) + "\n" for row in rows))
    assert (len(lines), lines[31], lines[-1]) == (1 + 31 + 28, "2023-01-31,31", "2023-02-28,28")
    assert changes["blank-rows"].rows == -3
