"""Years in rows of their own above the rows of their months: each month gets its year, and totals of years are left out."""

import pytest

MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
QUARTERS = ["Q1", "Q2", "Q3", "Q4"]
YEARS = (2021, 2022)


def table(parts, *, name="Period", head="{},", row="{},{}", years=YEARS):
    """Write rows of parts of years with the counts 1, 2, …, and a row of its own for each year."""
    rows = []
    for at, year in enumerate(years):
        counts = range(at * len(parts) + 1, (at + 1) * len(parts) + 1)
        rows += [
            head.format(year, sum(counts)),
            *(row.format(part, count) for part, count in zip(parts, counts, strict=True)),
        ]
    return "\n".join([f"{name},cases", *rows, ""])


@pytest.mark.parametrize("name", ["Period", "month", "Year", "x"])
@pytest.mark.parametrize("head", ["{},", "{}", "{}.0,"])
def test_months_below_their_years(written, name, head):
    """Whatever the column is called, also if the row of a year has no further cell."""
    lines, changes = written(table(MONTHS, name=name, head=head))
    assert lines[1:] == [
        f"{year}-{month:02d},{12 * at + month}" for at, year in enumerate(YEARS) for month in range(1, 13)
    ]
    assert changes["year-rows"].remark.details["count"] == 2
    assert changes["year-rows"].rows == -2


def test_a_count_that_looks_like_a_year_is_kept_where_another_column_holds_the_times(written):
    """Whatever its column is called: numbers of weeks are as good counts."""
    rows = [f"2020-01-{day:02d},{count}" for day, count in zip(range(1, 20), [2010, *range(10, 28)], strict=True)]
    lines, _ = written("\n".join(["day,weekly cases", *rows, ""]))
    assert lines[1:] == rows


def test_numbers_of_months_are_parts_if_the_column_says_so(written):
    """Under another name they may be anything."""
    lines, _ = written(table(range(1, 13), name="Monat"))
    assert (lines[1], lines[-1]) == ("2021-01,1", "2022-12,24")


def test_quarters_below_their_years_with_the_newest_first(written):
    """Years may fall, and are dated with their quarters."""
    lines, _ = written(table(QUARTERS, years=YEARS[::-1]))
    assert lines[1:] == [
        *("2021-01,5", "2021-04,6", "2021-07,7", "2021-10,8"),
        *("2022-01,1", "2022-04,2", "2022-07,3", "2022-10,4"),
    ]


def test_several_series_and_notes_below(written):
    """Each column is a series, and what stands below the months is no month."""
    months = [f"{month},{at},{2 * at}" for at, month in enumerate(MONTHS, 1)]
    lines, changes = written("\n".join(["Period,A,B", "2021,,", *months, "2022,,", *months, "Source: registry,,", ""]))
    assert len(lines) == 1 + 2 * 24
    assert lines[1] == "A,2021-01,1"
    assert lines[-1] == "B,2022-12,24"
    assert changes["note-rows"].remark.details["count"] == 1


def test_totals_of_years_are_left_out_only_if_they_are_the_sum(written, refusal):
    """Another number may be that of something else."""
    lines, changes = written(table(MONTHS, head="{},{}"))
    assert len(lines) == 1 + 24
    assert changes["total-rows"].counts == -sum(range(1, 25))
    assert any(line.startswith("d.csv:2: ") for line in refusal(table(MONTHS, head="{},7{}")))


@pytest.mark.parametrize(
    "rows",
    [
        ["2019,5", "2020,7", "2021,9", *(f"{month},1" for month in MONTHS)],  # years, and then the newest months
        [
            *(f"{month},1" for month in MONTHS),
            "2021,12",
            *(f"{month},1" for month in MONTHS),
            "2022,12",
        ],  # totals below
        ["2021,", *(f"{month},1" for month in MONTHS), "2021,", *(f"{month},1" for month in MONTHS)],  # a year again
    ],
)
def test_years_elsewhere_are_no_headings(refusal, rows):
    """The year of a month is not known then."""
    assert refusal("\n".join(["Period,cases", *rows, ""]))
