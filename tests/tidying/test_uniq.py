"""The output of ``uniq -c``: a count, a time and perhaps something else in each line, without a header."""

import datetime as dt

import pytest

DAYS = [dt.date(2024, 3, 1) + dt.timedelta(day) for day in range(8)]
COUNTS = [(day, kind, 10 + 5 * at % 9 + kind % 7) for at, day in enumerate(DAYS) for kind in (200, 404)]


def lines_of(*names):
    """Write lines as `uniq -c` does, with a day, the status of an answer or its address behind the count."""
    words = {
        "day": lambda day, _: str(day),
        "status": lambda _, kind: str(kind),
        "address": lambda _, kind: f"/page/{kind}",
    }
    return "".join(f"{n:7d} {' '.join(words[name](day, kind) for name in names)}\n" for day, kind, n in COUNTS)


def total(lines):
    """Return the sum of the counts of a written table."""
    return sum(int(line.rpartition(",")[2]) for line in lines[1:])


@pytest.mark.parametrize(("names", "column"), [(("day", "status"), 3), (("status", "day"), 2)], ids=str)
def test_a_third_column_of_numbers_is_asked_about(refusal, written, names, column):
    """It is no series of counts beside the first column: as names, as one kind of row, or added up it is right."""
    text = lines_of(*names)
    lines = refusal(text, no_header=True)
    tidy = "lstm-forecast tidy d.csv --no-header"
    assert lines[0] == f"d.csv: several columns may hold the counts: 'column 1', 'column {column}'"
    assert f"such rows differ in 'column {column}' (2 values)" in lines[1]
    assert lines[2:] == [
        f"d.csv: with 'column 1', a series for each: {tidy} --id 'column {column}' --value 'column 1'",
        f"d.csv: one kind of row: {tidy} --value 'column 1' --where 'column {column}=200'",
        f"d.csv: rows added up: {tidy} --value 'column 1' --sum",
    ]
    whole = sum(n for _, _, n in COUNTS)
    for options, counted in (
        ({"id": (f"column {column}",)}, whole),
        ({"sum": True}, whole),
        ({"where": ((f"column {column}", "200"),)}, sum(n for _, kind, n in COUNTS if kind == 200)),
    ):
        read, _ = written(text, no_header=True, value="column 1", **options)
        assert total(read) == counted


def test_a_third_column_of_words_names_the_series(written):
    """As before: nothing is to be asked."""
    read, _ = written(lines_of("day", "address"), no_header=True)
    assert len(read) == 1 + len(COUNTS)
    assert "/page/404,2024-03-01,15" in read


def test_two_columns_of_numbers_beside_times_that_come_once_are_series(written):
    """A table of a row a day without a header is still read as one column a series."""
    text = "".join(f"{n} {day} {2 * n}\n" for day, kind, n in COUNTS if kind == 200)
    read, _ = written(text, no_header=True)
    assert [line.partition(",")[0] for line in read[1:]] == ["column 1"] * 8 + ["column 3"] * 8


def test_rows_of_a_wide_table_are_doubles_only_with_the_same_counts(refusal, written):
    """Other counts on the same day are no repeated row: leaving out such is not advised, and the same counts are left out."""
    rows = [f"{day},{n},{2 * n}" for day, kind, n in COUNTS if kind == 200]
    other = "\n".join(["date,Ohio,Utah", *rows, f"{DAYS[3]},1,1", ""])
    assert not any("--drop-doubles" in line for line in refusal(other))
    same = "\n".join(["date,Ohio,Utah", *rows, rows[3], ""])
    assert any(line.endswith("--drop-doubles") for line in refusal(same))
    assert len(written(same, drop_doubles=True)[0]) == 1 + 2 * 8


def test_a_column_has_one_role(refusal):
    """Counts that would name their own series are refused."""
    lines = refusal("date,a,b\n2024-01-01,1,2\n2024-01-02,2,3\n", value="a", id=("a",))
    assert lines == ["d.csv: a column can have only one role; --id and --value and --time must name different columns"]


def test_a_population_names_no_series_if_labels_do(refusal):
    """Each group has a population of its own, but its name is that of its sex and age."""
    groups = [("F", "0-4", 100), ("F", "5+", 300), ("M", "0-4", 110), ("M", "5+", 290)]
    rows = [f"2024-01-{day:02d},{sex},{age},{size},7" for sex, age, size in groups for day in range(1, 11)]
    said = refusal("\n".join(["date,sex,age,population,cases", *rows, ""]))
    assert "--id sex+age" in "".join(said)
    assert "population" not in "".join(said)


def test_numbers_of_wards_beside_counts_are_no_series(refusal, written):
    """A table with a header, in which most days have several rows: the column that repeats more names them, by its content."""
    rows = [
        f"{day},{(1, 4, 9)[at % 3]},{20 + 7 * at % 23}" for at, day in enumerate(day for day in DAYS for _ in range(3))
    ]
    table = "\n".join(["date,ward,Reported", *rows, ""])
    said = refusal(table)
    assert any(line.endswith("tidy d.csv --id ward --value Reported") for line in said)
    assert len(written(table, id=("ward",), value="Reported")[0]) == 1 + len(rows)
