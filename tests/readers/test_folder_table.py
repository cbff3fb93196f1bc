"""A folder of Parquet, CSV or Excel files is one table, whichever way its rows are divided."""

import datetime as dt
import os

import numpy as np
import pandas as pd
import pytest

import lstm_cli as lf
from lstm_cli.errors import DataError
from lstm_cli.readers.count_reader import read_panel
from lstm_cli.readers.folder import file_source

ROWS = pd.DataFrame(
    {
        "area": np.repeat(["Ulm", "a=b", "Zürich/1"], 12),
        "date": np.tile([dt.date(2024, 1, 6) + dt.timedelta(7 * week) for week in range(12)], 3),
        "cases": np.arange(36) * 7 % 50,
    }
)


ENDINGS = ["parquet", "csv", "csv.gz", "tsv", "xlsx"]


def write(rows, path):
    """Write rows in the format of a name."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".parquet":
        rows.to_parquet(path, index=False)
    elif path.suffix == ".xlsx":
        rows.to_excel(path, index=False)
    else:
        rows.to_csv(path, index=False, sep="\t" if path.suffix == ".tsv" else ",")


def by_area(folder, ending):
    """Write the rows of each area into a file of its own, without the area."""
    for area, rows in ROWS.groupby("area"):
        name = area.replace("/", "%2F").replace("=", "%3D")
        write(rows.drop(columns="area"), folder / f"area={name}" / f"part-0.{ending}")


def cut(folder, ending="parquet"):
    """Write the rows one after the other into three files, of which one is in a folder within."""
    for at, name in enumerate(("a", "b", "more/c")):
        write(ROWS.iloc[at * 13 : (at + 1) * 13], folder / f"{name}.{ending}")


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("way", [cut, by_area], ids=["cut anywhere", "by parts of the path"])
def test_a_folder_is_read_as_one_file_is(tmp_path, way, ending):
    """Files that were cut anywhere, and folders that name a series, give the panel of one file."""
    way(tmp_path, ending)
    (tmp_path / "_hidden").mkdir()
    (tmp_path / "_hidden" / f"x.{ending}").write_bytes(b"nothing")
    (tmp_path / f"~$a.{ending}").write_bytes(b"of a book that is open")
    (tmp_path / "notes.md").write_text("no table")
    ROWS.to_parquet(tmp_path.parent / f"{tmp_path.name}.one")
    one, found = lf.read_csv(tmp_path.parent / f"{tmp_path.name}.one"), lf.read_csv(tmp_path)
    pd.testing.assert_frame_equal(found.to_frame(), one.to_frame())


@pytest.mark.parametrize("ending", ENDINGS)
def test_files_of_two_columns_are_series_by_their_names(tmp_path, ending):
    """A time and a count in every file, and no more: the name of the file is that of the series."""
    for area, rows in ROWS.iloc[:24].groupby("area"):
        write(rows.drop(columns="area"), tmp_path / f"{area}.{ending}")
    found = lf.read_csv(tmp_path)
    assert [series.name for series in found.series] == ["Ulm", "a=b"]
    assert found.columns.id == "series"
    np.testing.assert_array_equal(found.series[1].counts, ROWS["cases"].iloc[12:24])


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_count_that_is_named_after_its_file_is_that_of_a_series(tmp_path, ending):
    """Such as web1 in web1.csv, beside web2 in web2.csv: marks, letter case and a date in the name of the file may differ."""
    for column, stem, at in (("Web 1", "web_1-2024-01", 0), ("Web 1", "web_1-2024-02", 12), ("db", "db-2024-01", 24)):
        write(
            ROWS.iloc[at : at + 12].drop(columns="area").rename(columns={"cases": column}),
            tmp_path / f"{stem}.{ending}",
        )
    with pytest.raises(DataError, match="web_1-2024-02"):  # the same twelve times in both files of web_1
        lf.read_csv(tmp_path)
    later = ROWS.iloc[12:24].assign(date=ROWS["date"].iloc[12:24] + dt.timedelta(84))
    write(later.drop(columns="area").rename(columns={"cases": "Web 1"}), tmp_path / f"web_1-2024-02.{ending}")
    found = lf.read_csv(tmp_path)
    assert ([series.name for series in found.series], found.columns.value) == (["db", "web_1"], "count")
    np.testing.assert_array_equal(found.series[1].counts, ROWS["cases"].iloc[:24])


def test_counts_of_other_names_than_their_files_are_not_taken_for_one(tmp_path):
    """They may be of different things."""
    (tmp_path / "a.csv").write_text("date,cases\n2024-01-06,1\n")
    (tmp_path / "b.csv").write_text("date,deaths\n2024-01-06,1\n")
    with pytest.raises(DataError, match=r"b\.csv: has the columns 'date', 'deaths', but the first file .* 'cases'"):
        lf.read_csv(tmp_path)


@pytest.mark.parametrize("ending", ["parquet", "csv"])
@pytest.mark.parametrize(
    ("names", "pieces"),
    [
        (("part-0", "part-1"), True),
        (("cases-2023", "cases-2024"), True),
        (("old", "new"), False),  # names that say more than a number or a date
    ],
)
def test_pieces_of_one_series_are_joined(tmp_path, ending, names, pieces):
    """Numbered or dated files without a time in common are one series, which the file names do not name."""
    rows = ROWS.iloc[:12].drop(columns="area")
    for name, piece in zip(names, (rows.iloc[:7], rows.iloc[7:]), strict=True):
        write(piece, tmp_path / f"{name}.{ending}")
    found = lf.read_csv(tmp_path)
    if pieces:
        assert found.columns.id is None
        np.testing.assert_array_equal(found.series[0].counts, rows["cases"])
    else:
        assert [series.name for series in found.series] == sorted(names)


@pytest.mark.parametrize("ending", ["parquet", "csv"])
def test_numbered_files_with_times_in_common_are_series(tmp_path, ending):
    """So are counters that were numbered, even if only the last of them repeats a time."""
    rows = ROWS.iloc[:12].drop(columns="area")
    for number, piece in enumerate((rows.iloc[:5], rows.iloc[5:], rows.iloc[4:9])):
        write(piece, tmp_path / f"counter{number}.{ending}")
    assert [series.name for series in lf.read_csv(tmp_path).series] == ["counter0", "counter1", "counter2"]


@pytest.mark.parametrize("ending", ["parquet", "csv"])
@pytest.mark.parametrize("pattern", ["%Y-%m-%d", "counts-%Y%m%d"])
@pytest.mark.parametrize("layout", ["long", "wide"])
def test_files_without_times_are_dated_by_their_names(tmp_path, ending, pattern, layout):
    """A file for each week, named by it: the dates are those of a column."""
    wide = ROWS.pivot_table(index="date", columns="area", values="cases").astype(int)
    for date, counts in wide.iterrows():
        rows = counts.reset_index(name="cases") if layout == "long" else counts.to_frame().T
        write(rows, tmp_path / f"{date.strftime(pattern)}.{ending}")
    found = lf.read_csv(tmp_path)
    assert (found.columns.time, found.columns.layout) == ("date", layout)
    for series in found.series:
        assert series.times[0] == np.datetime64("2024-01-06")
        np.testing.assert_array_equal(series.counts, wide[series.name])
    assert len(found.series) == 3


def test_names_with_two_dates_or_other_words_do_not_date_rows(tmp_path):
    """They could mean anything: there is no time, and the error says so."""
    for name in ("a-2024-01-06", "b-2024-01-13"):
        write(ROWS.iloc[:3].drop(columns="date"), tmp_path / f"{name}.csv")
    with pytest.raises(DataError, match="time"):
        lf.read_csv(tmp_path)


def test_links_are_followed_and_no_row_is_read_twice(tmp_path):
    """A folder behind a link is read, also if that leads back; a link to a file that is there adds nothing."""
    cut(tmp_path / "all", "csv")
    (tmp_path / "all" / "more").rename(tmp_path / "elsewhere")
    for at, to in {
        "loop": ".",
        "0.csv": "a.csv",
        "more": "../elsewhere",
        "again": "more",
        "latest.csv": "b.csv",
    }.items():
        (tmp_path / "all" / at).symlink_to(to)
    ROWS.to_csv(tmp_path / "one.csv", index=False)
    pd.testing.assert_frame_equal(
        lf.read_csv(tmp_path / "all").to_frame(), lf.read_csv(tmp_path / "one.csv").to_frame()
    )
    (tmp_path / "all" / "gone.csv").symlink_to("nothing.csv")
    with pytest.raises(FileNotFoundError, match=r"gone\.csv"):
        lf.read_csv(tmp_path / "all")


def test_a_folder_within_that_cannot_be_opened_is_not_left_out(tmp_path, monkeypatch):
    """Its counts would be missing; hidden folders are not even looked into."""
    cut(tmp_path, "csv")
    (tmp_path / ".git").mkdir()
    scandir = os.scandir

    def scan(path):
        if os.fspath(path).endswith(("more", ".git")):
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", scan)
    with pytest.raises(PermissionError, match="more"):
        lf.read_csv(tmp_path)


def test_a_column_that_files_have_themselves_is_not_replaced_by_their_path(tmp_path):
    """Hours in a folder of their date stay hours; a file that lacks the column takes it from its path."""
    one = pd.DataFrame({"area": "a", "date": pd.date_range("2024-01-01", periods=48, freq="h"), "cases": range(48)})
    for day, rows in one.groupby(one["date"].dt.date):
        write(rows, tmp_path / "area=b" / f"date={day}" / "x.csv")
    (series,) = lf.read_csv(tmp_path).series
    np.testing.assert_array_equal(series.counts, range(48))
    write(one.iloc[:9].drop(columns="area"), tmp_path / "area=b" / "x.csv")
    assert [len(series.counts) for series in lf.read_csv(tmp_path).series] == [48, 9]


def test_a_column_that_only_some_paths_have_is_not_lost(tmp_path):
    """A file beside the folders of regions has none: which it is, is not known."""
    write(ROWS.iloc[:12], tmp_path / "a.csv")
    write(ROWS.iloc[12:], tmp_path / "region=north" / "b.csv")
    with pytest.raises(DataError, match=r"b\.csv: has the columns 'region', 'area', 'date', 'cases', but the first"):
        lf.read_csv(tmp_path)


@pytest.mark.parametrize("ending", ["parquet", "csv", "xlsx"])
def test_files_without_rows_are_passed_over(tmp_path, ending):
    """Wherever they stand, and whatever type their empty columns have; a folder of nothing else is refused."""
    cut(tmp_path, ending)
    whole = lf.read_csv(tmp_path).to_frame()
    write(ROWS.iloc[:0], tmp_path / f"0.{ending}")
    write(pd.DataFrame({name: [] for name in ROWS}), tmp_path / "more" / f"a.{ending}")
    pd.testing.assert_frame_equal(lf.read_csv(tmp_path).to_frame(), whole)
    write(ROWS.iloc[:0], tmp_path / "none" / f"a.{ending}")
    with pytest.raises(DataError, match=r"none: no file in this folder has rows: there is nothing to read$"):
        lf.read_csv(tmp_path / "none")


@pytest.mark.parametrize("ending", ["parquet", "csv", "xlsx"])
def test_rows_are_counted_over_all_files(tmp_path, ending):
    """A cell that cannot be read is located by its row in the folder, the header being row 1, and by that of its file."""
    cut(tmp_path, ending)
    write(ROWS.iloc[26:].assign(cases=[-5, *range(9)]), tmp_path / "more" / f"c.{ending}")
    with pytest.raises(DataError) as caught:
        lf.read_csv(tmp_path)
    assert caught.value.problems[0].line == 28
    assert caught.value.problems[0].value == "-5"
    assert str(caught.value).splitlines()[0].endswith(f"got '-5' ({tmp_path / 'more' / f'c.{ending}'}:2)")


def test_the_line_in_a_csv_file_is_the_physical_one(tmp_path):
    """Comments, blank lines and line ends within quotes count, and the number of comments is told."""
    cut(tmp_path, "csv")
    rows = '"a\nb",2024-01-06,1\n\na,2024-01-13,x\n'
    (tmp_path / "c.csv").write_text(f"# one\n# two\narea,date,cases\n{rows}")
    with pytest.raises(DataError) as caught:
        lf.read_csv(tmp_path)
    assert caught.value.problems[0].line == 2 + 26 + 1
    assert str(caught.value).splitlines()[0].endswith(f"got 'x' ({tmp_path / 'c.csv'}:7)")
    (tmp_path / "c.csv").write_text(f"# one\n# two\narea,date,cases\n{rows.replace('x', '2')}")
    (note,) = (note for note in lf.read_csv(tmp_path).notes if note.code == "comment-lines-skipped")
    assert note.details["count"] == 2


def test_rows_that_two_files_have_are_told_with_both_files(tmp_path):
    """A file without rows between them counts for nothing, and what is said of no line is as it was."""
    cut(tmp_path)
    ROWS.iloc[:0].to_parquet(tmp_path / "aa.parquet", index=False)
    ROWS.iloc[20:24].to_parquet(tmp_path / "more" / "d.parquet", index=False)
    with pytest.raises(DataError) as caught:
        lf.read_csv(tmp_path)
    folder = str(tmp_path)
    assert [(problem.path, problem.line) for problem in caught.value.problems] == [
        (folder, 38 + row) for row in range(4)
    ]
    for row, line in enumerate(str(caught.value).splitlines()[:4]):
        assert f"is already on line {22 + row}" in line
        places = [tmp_path / "b.parquet", tmp_path / "more" / "d.parquet"]
        assert line.endswith(f"({places[1]}:{2 + row}; line {22 + row}: {places[0]}:{9 + row})")


def test_what_no_table_can_be_made_of_is_refused(tmp_path):
    """No Parquet file at all, one that is none, or other columns in one: the file is named."""
    with pytest.raises(DataError, match="a folder without tables"):
        lf.read_csv(tmp_path)
    cut(tmp_path)
    ROWS.rename(columns={"cases": "deaths"}).to_parquet(tmp_path / "d.parquet")
    with pytest.raises(DataError, match=r"d\.parquet: has the columns 'area', 'date', 'deaths', but the first file"):
        lf.read_csv(tmp_path)
    (tmp_path / "d.parquet").write_bytes(b"text")
    with pytest.raises(DataError, match=r"d\.parquet: expected Parquet by its name, got something else: remove"):
        lf.read_csv(tmp_path)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            "area;date;cases\nUlm;2024-09-07;1\n",
            "separates columns with ';', but the first file of the folder has ','",
        ),
        ("area,date,cases\nUlm,2024-09-07,1,5\n", "2: expected 3 fields as in the header, got 4"),
        ("Ulm,2024-09-07,1\nUlm,2024-09-14,2\n", "1: no header: the first line must name the columns, found 'Ulm'"),
        ("", r"the file is empty \(0 bytes\)"),
        ('[{"area": "Ulm"}]', "expected CSV by its name, got json: remove it from the folder"),
    ],
)
def test_a_csv_file_that_does_not_fit_is_named(tmp_path, content, message):
    """With what is wrong with it."""
    cut(tmp_path, "csv")
    (tmp_path / "d.csv").write_text(content)
    with pytest.raises(DataError, match=rf"d\.csv:.*{message}"):
        lf.read_csv(tmp_path)


def test_the_file_that_is_unlike_most_is_named_even_if_it_is_the_first(tmp_path):
    """Such as forecasts that were written among the counts."""
    cut(tmp_path, "csv")
    (tmp_path / "0.csv").write_text("area,date,q0.5\nUlm,2024-01-06,3\n")
    with pytest.raises(
        DataError, match=r"0\.csv: has the columns 'area', 'date', 'q0\.5', but most files of the folder"
    ):
        lf.read_csv(tmp_path)
    (tmp_path / "0.csv").write_text("area;date;cases\nUlm;2024-01-06;3\n")
    with pytest.raises(DataError, match=r"0\.csv: separates columns with ';', but most files of the folder have ','"):
        lf.read_csv(tmp_path)


def test_files_of_two_kinds_are_not_one_table(tmp_path):
    """Neither kind is left out without a word."""
    cut(tmp_path, "csv")
    cut(tmp_path, "parquet")
    with pytest.raises(DataError, match="is a folder of 3 Parquet files and 3 CSV files, expected files of one kind"):
        lf.read_csv(tmp_path)


@pytest.mark.parametrize("name", ["old.xls", "more.jsonl", "sheet.ODS"])
def test_a_table_of_a_kind_that_is_not_read_is_not_left_out(tmp_path, name):
    """Nor is a workbook of an older kind, or JSON lines; what describes the tables may lie beside them."""
    cut(tmp_path, "csv")
    for other in ("datapackage.json", "README.txt", "backup.zip"):
        (tmp_path / other).write_bytes(b"{}")
    lf.read_csv(tmp_path)
    (tmp_path / name).write_bytes(b"{}")
    with pytest.raises(DataError, match=rf"{name}: is not read with the CSV files of this folder: save it as one"):
        lf.read_csv(tmp_path)


@pytest.mark.parametrize("read", [lf.read_csv, lf.tidy])
def test_a_workbook_of_several_sheets_is_told_without_a_name_that_others_lack(tmp_path, read):
    """To name the sheet is of use only where all workbooks have it."""
    cut(tmp_path, "xlsx")
    with pd.ExcelWriter(tmp_path / "a.xlsx") as book:
        for sheet in ("Data", "Info"):
            ROWS.iloc[:13].to_excel(book, sheet_name=sheet, index=False)
    with pytest.raises(DataError) as caught:
        read(tmp_path)
    first, second, *last = str(caught.value).splitlines()
    assert first == f"{tmp_path / 'a.xlsx'}: a workbook of 2 sheets: 'Data', 'Info'"
    way = "give the sheets that you want the same name in all workbooks"
    assert second == f"{tmp_path / 'b.xlsx'}: no sheet 'Data'; {way}"
    way = "in a folder, save the sheet that you want of each as a workbook of its own"
    assert last == [f"{tmp_path / 'a.xlsx'}: {way}"] * (read is lf.read_csv)


def test_a_folder_in_the_encoding_of_training_is_read_in_it(tmp_path):
    """Unless all of its files are UTF-8."""
    for name, encoding in (("old", "cp1252"), ("new", "utf-8")):
        (tmp_path / name).mkdir()
        for at in (0, 1):
            text = ROWS.iloc[at * 18 : (at + 1) * 18].to_csv(index=False)
            (tmp_path / name / f"{at}.csv").write_bytes(text.encode(encoding))
    trained = lf.read_csv(tmp_path / "old", encoding="cp1252")
    for name in ("old", "new"):
        found = read_panel(file_source(tmp_path / name), remembered=trained.reading)
        assert [series.name for series in found.series] == ["Ulm", "Zürich/1", "a=b"]
