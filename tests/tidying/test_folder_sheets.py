"""A folder of CSV or Excel files with lines around their tables: each is read as tidying reads it alone, then all are joined."""

import pandas as pd
import pytest

import lstm_cli as lf

DAYS = [str(day.date()) for day in pd.date_range("2024-01-06", periods=12)]
NAMES = ["web1", "web2", "db3"]


def rows(place):
    """Return the rows of a counter."""
    return [f"{day},{(7 * at + len(place)) % 11}" for at, day in enumerate(DAYS)]


def put(folder, texts):
    """Write a file for each counter, given what is made of its rows."""
    for name, lines in zip(NAMES, texts, strict=True):
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n")


def alone(folder, **options):
    """Return what tidying makes of each file by itself, under the name of the file."""
    made = [lf.tidy(folder / f"{name}.csv", **options).frame.assign(series=name) for name in NAMES]
    return pd.concat(made)[["series", "date", "count"]].sort_values(["series", "date"], ignore_index=True)


@pytest.mark.parametrize(
    ("around", "said"),
    [
        (
            lambda at, body: ["Report", "", *body] if at == 0 else body,
            "the header is on line 3; 1 title line is left out: 'Report' (in web1.csv)",
        ),
        (
            lambda at, body: [*["A title"] * (at + 1), *body],  # of another length in each file
            "the header is on line 4; 3 title lines are left out, such as 'A title' (in db3.csv and 2 more files)",
        ),
        (
            lambda _, body: [*body, "", "Source: the city"],
            "1 line below the table is left out on line 15: 'Source: the city' (in db3.csv and 2 more files)",
        ),
        (
            lambda at, body: [line.replace(",", ";") for line in body] if at else body,
            None,
        ),
        (
            lambda at, body: [*body, "Total,99"] if at == 2 else body,
            "1 row of totals is left out on line 14: 'db3 Total 99' (in db3.csv)",
        ),
    ],
    ids=["one title", "titles", "notes", "separators", "total"],
)
def test_lines_around_the_tables_are_left_out_of_each_file(tmp_path, around, said):
    """What is left is what each file gives by itself; each kind of change is said once, with its files."""
    put(tmp_path, [around(at, ["date,count", *rows(name)]) for at, name in enumerate(NAMES)])
    tidied = lf.tidy(tmp_path)
    pd.testing.assert_frame_equal(tidied.frame, alone(tmp_path), check_dtype=False)
    assert ([said] if said else []) == [line for line in tidied.changes["change"] if "left out" in line]


def test_files_without_a_header_are_series_too(tmp_path):
    """The refusal of the readers advises the call that makes a panel of all of them."""
    put(tmp_path, map(rows, NAMES))
    with pytest.raises(lf.DataError, match="no header") as caught:
        lf.read_csv(tmp_path)
    assert "no_header=True" in str(caught.value)
    found = lf.describe(lf.tidy(tmp_path, no_header=True).frame)
    assert [series.name for series in found.series] == sorted(NAMES)


def test_a_sheet_is_named_for_all_workbooks(tmp_path):
    """Reading proposes it, and the folder is one table of these sheets."""
    for name in NAMES:
        with pd.ExcelWriter(tmp_path / f"{name}.xlsx") as book:
            pd.DataFrame({"about": ["nothing"]}).to_excel(book, sheet_name="Info", index=False)
            cells = pd.DataFrame([row.split(",") for row in rows(name)], columns=["date", "count"])
            cells.to_excel(book, sheet_name="Data", index=False, startrow=2)
    with pytest.raises(lf.DataError) as caught:
        lf.read_csv(tmp_path)
    assert "sheet='Data'" in str(caught.value)
    tidied = lf.tidy(tmp_path, sheet="Data")
    assert len(tidied.frame) == len(NAMES) * len(DAYS)
    assert not any("title" in line for line in tidied.changes["change"])  # rows without a cell are none


def test_no_line_of_one_file_is_cut_off_all_of_them(tmp_path):
    """Where a file needs it, the refusal names the file and the command that shows what it needs."""
    body = [["date,count", *rows(name)] for name in NAMES]
    body[1] += ["", "Other", "date,count", "2024-02-01,4", "2024-02-02,5"]
    put(tmp_path, body)
    with pytest.raises(lf.DataError) as caught:
        lf.tidy(tmp_path)
    first, second = str(caught.value).splitlines()
    assert first.startswith(f"{tmp_path / 'web2.csv'}:15: another table begins")
    assert second == f"{tmp_path / 'web2.csv'}: tidy('{tmp_path / 'web2.csv'}') shows what this file needs by itself"
    with pytest.raises(lf.UsageError, match="whose files have lines of their own; leave out until_line"):
        lf.tidy(tmp_path, until_line=14)
    with pytest.raises(lf.UsageError, match="leave out without_lines"):
        lf.tidy(tmp_path, without_lines=[15])


def test_files_without_rows_are_passed_over(tmp_path):
    """As the readers do; a folder of nothing else is refused."""
    put(tmp_path, [["date,count", *rows("web1")], ["date,count"], ["date,count", *rows("db3")]])
    assert set(lf.tidy(tmp_path).frame["series"]) == {"web1", "db3"}
    put(tmp_path, [["date,count"]] * 3)
    with pytest.raises(lf.DataError, match="no file in this folder has rows"):
        lf.tidy(tmp_path)
