"""Tables with a column that says when rows were published, and those that cannot be read."""

from datetime import date, timedelta

import numpy as np
import pytest

from lstm_cli.cli.settings import flag
from lstm_cli.errors import DataError
from lstm_cli.options import ReadOptions
from lstm_cli.readers.count_reader import read_panel
from lstm_cli.readers.vintage_reader import read_vintages

FIRST = date(2024, 1, 6)


def week(number):
    """Return the Saturday of a week, from 0."""
    return FIRST + timedelta(weeks=number)


def published(number):
    """Return the Wednesday after a week."""
    return week(number) + timedelta(days=4)


def table(rows, header="area,date,cases,as_of"):
    """Write rows of a table."""
    return "\n".join([header, *(",".join(map(str, row)) for row in rows), ""]).encode()


def snapshots(reports, name="A"):
    """Return rows of whole tables: ``reports`` has for each week of publication the counts of all weeks up to it."""
    return [
        (name, week(of), count, published(number))
        for number, counts in reports.items()
        for of, count in enumerate(counts)
    ]


REPORTS = {1: [10, 20], 2: [11, 22, 30], 3: [11, 23, 33, 40]}


def read(content, **options):
    """Read vintages from bytes."""
    return read_vintages(content, name="v.csv", options=ReadOptions(**options))


def complaint(rows, **options):
    """Return the lines with which a table is refused."""
    with pytest.raises(DataError) as caught:
        read(table(rows) if isinstance(rows, list) else rows, **options)
    return list(caught.value.lines(flag)), caught.value


def test_each_vintage_is_the_table_that_was_published_then():
    """The state of a vintage has the counts of its own snapshot; the newest state those of the last."""
    vintages = read(table(snapshots(REPORTS)))
    for place, counts in enumerate(REPORTS.values()):
        known = vintages.values(place)[0]
        assert known[known >= 0].tolist() == counts
    assert vintages.newest.series[0].counts.tolist() == REPORTS[3]
    assert vintages.as_of.astype("datetime64[D]").tolist() == [published(number) for number in REPORTS]


def test_rows_that_only_changed_give_the_same_states():
    """A file with whole tables and one with new and revised rows alone are the same vintages."""
    rows, before = [], {}
    for row in snapshots(REPORTS):
        if before.get(row[1]) != row[2]:
            rows.append(row)
            before[row[1]] = row[2]
    assert len(rows) == 8
    whole, changes = read(table(snapshots(REPORTS))), read(table(rows))
    for place in range(3):
        assert np.array_equal(whole.values(place), changes.values(place))


@pytest.mark.parametrize("order", [slice(None, None, -1), slice(None)])
@pytest.mark.parametrize("header", ["area,date,cases,as_of", "location,target_end_date,observation,issue"])
def test_rows_may_stand_in_any_order_under_usual_names(order, header):
    """The newest state does not depend on the order of rows, and the column of publication has the names people use."""
    rows = [*snapshots(REPORTS), *snapshots({1: [1, 2], 3: [2, 3, 4, 5]}, "B")][order]
    vintages = read(table(rows, header))
    assert [series.counts.tolist() for series in vintages.newest.series] == [REPORTS[3], [2, 3, 4, 5]]


def test_an_empty_count_withdraws_one():
    """A row without a count that was published later takes the count away, until another comes."""
    rows = [*snapshots(REPORTS), ("A", week(1), "", published(4)), ("A", week(4), 50, published(4))]
    vintages = read(table(rows))
    assert vintages.values(3)[0].tolist() == [11, -1, 33, 40, 50]
    assert vintages.newest.series[0].observed.tolist() == [True, False, True, True, True]


def test_a_wide_table_has_vintages_too():
    """A column a series beside the column of publication."""
    rows = [
        (week(of), 10 * of + number, of + number, published(number)) for number in (1, 2, 3) for of in range(number + 1)
    ]
    vintages = read(table(rows, "date,North,South,as_of"))
    assert [series.name for series in vintages.newest.series] == ["North", "South"]
    assert vintages.values(1)[1].tolist() == [2, 3, 4, -1]


def test_the_newest_state_is_read_as_a_plain_table_is():
    """It is the panel of a file with the newest rows alone."""
    plain = table([row[:3] for row in snapshots(REPORTS) if row[3] == published(3)], "area,date,cases")
    newest, panel = read(table(snapshots(REPORTS))).newest, read_panel(plain, name="v.csv")
    assert newest.frequency == panel.frequency
    assert newest.columns == panel.columns
    assert newest.reading == panel.reading
    assert np.array_equal(newest.series[0].times, panel.series[0].times)


def test_a_table_without_a_column_of_publication_is_refused():
    """The line says what was looked for, what there is, and what to add."""
    lines, error = complaint(table([("A", week(0), 3, 4)], "area,date,cases,other"))
    assert lines == [
        (
            "v.csv:1: no column says when a row was published: looked for as_of, issue, vintage, …, "
            "found 'area', 'date', 'cases', 'other'; add a column as_of with the date on which each row was published, such as 2024-01-10"
        )
    ]
    assert (error.line, error.column) == (1, "as_of")


def test_a_row_published_before_the_day_that_it_is_of_is_refused():
    """Line, column and both days are named."""
    rows = snapshots(REPORTS)
    rows[1] = ("A", week(1), 20, week(1) - timedelta(days=1))
    lines, error = complaint(rows)
    assert lines == [
        "v.csv:3: column 'as_of': expected a date from '2024-01-13' on, the date of the row, got '2024-01-12'"
    ]
    assert (error.line, error.column, error.value) == (3, "as_of", "2024-01-12")
    rows[1] = ("A", week(1), 20, week(1))
    assert read(table(rows)).newest.series[0].counts.tolist() == REPORTS[3]  # on the day itself is early enough


def test_two_rows_of_one_series_time_and_publication_are_refused():
    """Both lines are named, and whether they say the same."""
    rows = [*snapshots(REPORTS), ("A", week(1), 21, published(1))]
    lines, error = complaint(rows)
    assert lines == [
        "v.csv:11: series 'A', 2024-01-13 as of 2024-01-17 is already on line 3, with another count",
    ]
    assert (error.line, error.column) == (11, "date")
    assert [rows[line - 2][:2] for line in (3, 11)] == [("A", week(1))] * 2


@pytest.mark.parametrize(("cell", "got"), [("soon", "'soon'"), ("", "''")])
def test_a_time_of_publication_that_cannot_be_read_is_refused(cell, got):
    """As any cell: line, column, what was expected and what was found."""
    rows = snapshots(REPORTS)
    rows[4] = (*rows[4][:3], cell)
    lines, _ = complaint(rows)
    assert lines == [f"v.csv:6: column 'as_of': expected a date such as 2024-01-17, got {got}"]


def test_times_of_publication_may_be_written_as_those_of_the_counts():
    """Where they are not ISO 8601, a date format is that of both columns."""
    rows = [(name, f"{day:%d/%m/%Y}", count, f"{when:%d/%m/%Y}") for name, day, count, when in snapshots(REPORTS)]
    vintages = read(table(rows), date_format="%d/%m/%Y")
    assert vintages.as_of.astype("datetime64[D]").tolist() == [published(number) for number in REPORTS]
    lines, _ = complaint(
        table([(name, day, count, f"{when:%d/%m/%Y}") for name, day, count, when in snapshots(REPORTS)])
    )
    assert lines[0] == "v.csv:2: column 'as_of': expected a date such as 2024-01-06, got '17/01/2024'"
    assert lines[-1] == "v.csv: add --date-format %d/%m/%Y"
