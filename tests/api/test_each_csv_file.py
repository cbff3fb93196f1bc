"""A folder of CSV files, each forecast as a panel of its own, into CSV files: what differs from Parquet files."""

import pandas as pd
import pytest

import lstm_cli as lf
from lstm_cli.errors import DataError, UsageError


@pytest.fixture
def folder(flu, tmp_path):
    """Write two files of one and two states, one of them compressed."""
    (tmp_path / "panel").mkdir()
    for name, states in (("a.csv", ["Washington"]), ("b.csv.gz", ["California", "Ohio"])):
        flu[flu["location"].isin(states)].to_csv(tmp_path / "panel" / name, index=False)
    return tmp_path / "panel"


@pytest.mark.parametrize("jobs", [1, 2])
def test_each_file_is_forecast_as_it_is_alone(model, folder, tmp_path, jobs):
    """The bytes are those of a forecast of its data; names are those of the files, without the ending of compression."""
    known = model.predict_files(folder, tmp_path / "out", jobs=jobs, mean=True, levels=[80], horizon=3)
    assert [(each.name, each.target, each.series) for each in known] == [
        ("a.csv", "a.csv", 1),
        ("b.csv.gz", "b.csv", 2),
    ]
    for each in known:
        alone = model.predict(lf.read_csv(folder / each.name), levels=[80], horizon=3)
        assert (tmp_path / "out" / each.target).read_text() == alone.to_csv(mean=True)
        assert each.notes == alone.notes


def test_bad_and_empty_files_do_not_keep_others_from_being_forecast(model, flu, folder, tmp_path):
    """A header alone is skipped; nothing at all, which a torn write leaves, is an error, as a bad cell is."""
    flu.iloc[:0].to_csv(folder / "header.csv", index=False)
    (folder / "nothing.csv").write_bytes(b"")
    flu.head(20).assign(admissions="?").to_csv(folder / "what.csv", index=False)
    with pytest.raises(lf.FilesError) as caught:
        model.predict_files(folder, tmp_path / "out")
    facts = {each.name: each for each in caught.value.files}
    assert {name for name, each in facts.items() if each.error} == {"nothing.csv", "what.csv"}
    assert [note.code for note in facts["header.csv"].notes] == ["file-without-counts"]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["a.csv", "b.csv"]


def test_a_series_in_each_file_has_the_name_of_the_file(flu, tmp_path):
    """As in the folder that the model was trained on: each is a series of that model, and its forecast says which."""
    (tmp_path / "states").mkdir()
    for state, rows in flu[flu["location"].isin(["California", "Ohio"])].groupby("location"):
        rows.drop(columns="location").to_csv(tmp_path / "states" / f"{state}.csv", index=False)
    model = lf.Forecaster(horizon=2, seed=1).fit(lf.read_csv(tmp_path / "states"))
    for each in model.predict_files(tmp_path / "states", tmp_path / "out"):
        assert "series-not-in-training" not in [note.code for note in each.notes]
        made = pd.read_csv(tmp_path / "out" / each.target)
        assert list(made.columns[:2]) == ["series", "date"]
        assert set(made["series"]) == {each.target.removesuffix(".csv")}


def test_a_date_in_the_name_of_a_file_is_no_part_of_its_series(flu, tmp_path):
    """As in training on a file for each state and year: a newer file is of a series of the model."""
    (tmp_path / "old").mkdir()
    (tmp_path / "new").mkdir()
    for state, rows in flu[flu["location"].isin(["California", "Ohio"])].groupby("location"):
        for year, of_year in rows.drop(columns="location").groupby(rows["date"].dt.year):
            folder = tmp_path / ("new" if year == 2024 else "old")
            of_year.to_csv(folder / f"{state}-{year}.csv", index=False)
    model = lf.Forecaster(horizon=2, seed=1).fit(lf.read_csv(tmp_path / "old"))
    made = model.predict_files(tmp_path / "new", tmp_path / "out")
    assert [each.target for each in made] == ["California-2024.csv", "Ohio-2024.csv"]
    assert set(pd.read_csv(tmp_path / "out" / "Ohio-2024.csv")["series"]) == {"Ohio"}
    assert not any(note.code == "series-not-in-training" for each in made for note in each.notes)


def test_two_files_are_not_forecast_into_one(model, folder, tmp_path):
    """One of them would be lost."""
    (folder / "b.tsv").write_text("location\tdate\tadmissions\n")
    with pytest.raises(UsageError, match=r"panel: has b\.csv\.gz and b\.tsv, whose forecasts would both be b\.csv"):
        model.predict_files(folder, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_csv_files_need_no_pyarrow(model, folder, tmp_path, monkeypatch):
    """Parquet files do, and the error says how to install it."""
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    model.predict_files(folder, tmp_path / "out")
    for file in folder.iterdir():
        file.unlink()
    (folder / "a.parquet").write_bytes(b"PAR1")
    with pytest.raises(UsageError, match=r"panel: reading Parquet needs pyarrow; .* -m pip .*install"):
        model.predict_files(folder, tmp_path / "more")


def test_a_folder_of_other_files_is_refused(model, tmp_path):
    """With the endings that it looked for."""
    (tmp_path / "panel").mkdir()
    (tmp_path / "panel" / "notes.txt").write_text("date,count\n")
    message = r"panel: is a folder without tables \(Parquet: \.parquet; CSV: \.csv, \.tsv; Excel: \.xlsx\): name a file"
    with pytest.raises(DataError, match=message):
        model.predict_files(tmp_path / "panel", tmp_path / "out")
