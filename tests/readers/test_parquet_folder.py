"""A folder of Parquet files is one table, whichever way its rows are divided."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

import lstm_cli as lf
from lstm_cli.errors import DataError

ROWS = pd.DataFrame(
    {
        "area": np.repeat(["Ulm", "a=b", "Zürich/1"], 12),
        "date": np.tile([dt.date(2024, 1, 6) + dt.timedelta(7 * week) for week in range(12)], 3),
        "cases": np.arange(36) * 7 % 50,
    }
)


def by_area(folder, name):
    """Write the rows of each area into a file of its own, without the area."""
    for area, rows in ROWS.groupby("area"):
        file = folder / name(area.replace("/", "%2F").replace("=", "%3D"))
        file.parent.mkdir(parents=True, exist_ok=True)
        rows.drop(columns="area").to_parquet(file, index=False)


def cut(folder):
    """Write the rows one after the other into three files, of which one is in a folder within."""
    for at, name in enumerate(("a.parquet", "b.parquet", "more/c.parquet")):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        ROWS.iloc[at * 13 : (at + 1) * 13].to_parquet(folder / name, index=False)


WAYS = {
    "cut anywhere": cut,
    "by parts of the path": lambda folder: by_area(folder, lambda area: f"area={area}/part-0.parquet"),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_folder_is_read_as_one_file_is(tmp_path, way):
    """Files that were cut anywhere, and folders that name a series, give the panel of one file."""
    WAYS[way](tmp_path)
    (tmp_path / "_hidden").mkdir()
    (tmp_path / "_hidden" / "x.parquet").write_bytes(b"nothing")
    ROWS.to_parquet(tmp_path.parent / f"{tmp_path.name}.one")
    one, found = lf.read_csv(tmp_path.parent / f"{tmp_path.name}.one"), lf.read_csv(tmp_path)
    pd.testing.assert_frame_equal(found.to_frame(), one.to_frame())


def test_files_of_two_columns_are_series_by_their_names(tmp_path):
    """A time and a count in every file, and no more: the name of the file is that of the series."""
    for area, rows in ROWS.iloc[:24].groupby("area"):
        rows.drop(columns="area").to_parquet(tmp_path / f"{area}.parquet", index=False)
    found = lf.read_csv(tmp_path)
    assert [series.name for series in found.series] == ["Ulm", "a=b"]
    assert found.columns.id == "series"
    np.testing.assert_array_equal(found.series[1].counts, ROWS["cases"].iloc[12:24])


def test_files_without_rows_are_passed_over(tmp_path):
    """Wherever they stand, and whatever type their empty columns have; a folder of nothing else is refused."""
    cut(tmp_path)
    whole = lf.read_csv(tmp_path).to_frame()
    ROWS.iloc[:0].to_parquet(tmp_path / "0.parquet", index=False)
    pd.DataFrame({name: [] for name in ROWS}).to_parquet(tmp_path / "more" / "a.parquet", index=False)
    pd.testing.assert_frame_equal(lf.read_csv(tmp_path).to_frame(), whole)
    (tmp_path / "none").mkdir()
    ROWS.iloc[:0].to_parquet(tmp_path / "none" / "a.parquet", index=False)
    with pytest.raises(DataError, match=r"none: no file in this folder has rows: there is nothing to read$"):
        lf.read_csv(tmp_path / "none")


def test_rows_are_counted_over_all_files(tmp_path):
    """A cell that cannot be read is located by its row in the folder, the header being row 1, and by that of its file."""
    cut(tmp_path)
    bad = ROWS.iloc[26:].assign(cases=[-5, *range(9)])
    bad.to_parquet(tmp_path / "more" / "c.parquet", index=False)
    with pytest.raises(DataError) as caught:
        lf.read_csv(tmp_path)
    assert caught.value.problems[0].line == 28
    assert caught.value.problems[0].value == "-5"
    assert str(caught.value).splitlines()[0].endswith(f"got '-5' ({tmp_path / 'more' / 'c.parquet'}:2)")


def test_rows_that_two_files_have_are_told_with_the_file_of_the_second(tmp_path):
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
        assert line.endswith(f"({tmp_path / 'more' / 'd.parquet'}:{2 + row})")


def test_what_no_table_can_be_made_of_is_refused(tmp_path):
    """No Parquet file at all, one that is none, or other columns in one: the file is named."""
    with pytest.raises(DataError, match="a folder without Parquet files"):
        lf.read_csv(tmp_path)
    cut(tmp_path)
    ROWS.rename(columns={"cases": "deaths"}).to_parquet(tmp_path / "d.parquet")
    with pytest.raises(DataError, match=r"d\.parquet: has the columns 'area', 'date', 'deaths', but the first file"):
        lf.read_csv(tmp_path)
    (tmp_path / "d.parquet").write_bytes(b"text")
    with pytest.raises(DataError, match=r"d\.parquet: ends in \.parquet but is not a Parquet file"):
        lf.read_csv(tmp_path)
