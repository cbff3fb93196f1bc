"""A folder of Parquet files, each forecast as a panel of its own: the same as one by one, whatever makes them."""

import pandas as pd
import pytest

import lstm_cli as lf
from lstm_cli.errors import DataError, UsageError

pytest.importorskip("pyarrow", reason="the extra 'parquet' is not installed")


@pytest.fixture
def folder(flu, tmp_path):
    """Write three files of one to two states each, the last of which the model does not know."""
    (tmp_path / "panel").mkdir()
    parts = {"b": ["California", "Ohio"], "a": ["Washington"], "c": ["Texas", "Utah"]}
    known = flu[flu["location"].isin(["California", "Ohio"])]
    texas = known.assign(location=known["location"].map({"California": "Texas", "Ohio": "Utah"}))
    for name, states in parts.items():
        frame = pd.concat([flu, texas])
        frame[frame["location"].isin(states)].to_parquet(tmp_path / "panel" / f"{name}.parquet")
    return tmp_path / "panel"


@pytest.mark.parametrize("jobs", [1, 2])
def test_each_file_is_forecast_as_it_is_alone(model, folder, tmp_path, jobs):
    """Rows of a file are those of a forecast of its data, with the means of its own series; names are those of the files."""
    known = model.predict_files(folder, tmp_path / "out", jobs=jobs, mean=True, levels=[80], horizon=3)
    assert [path.name for path in sorted((tmp_path / "out").iterdir())] == ["a.parquet", "b.parquet", "c.parquet"]
    assert [(each.name, each.series) for each in known] == [("a.parquet", 1), ("b.parquet", 2), ("c.parquet", 2)]
    for each in known:
        alone = model.predict(lf.read_csv(folder / each.name), levels=[80], horizon=3)
        made = pd.read_parquet(tmp_path / "out" / each.name)
        assert made.to_csv(index=False) == alone.to_csv(mean=True)
        assert each.notes == alone.notes
        assert each.data_end == "2025-01-18" or each.last > pd.Timestamp(each.data_end)
    assert [note.code for note in known[2].notes if note.code == "series-not-in-training"]


def test_files_are_read_when_it_is_their_turn(model, folder):
    """No more files are in memory than are worked on."""
    from lstm_cli.api.each_file import forecast_each
    from lstm_cli.api.one_file import FileRequest

    made = forecast_each(model.model, folder, FileRequest({}))
    first = next(made)[0].name
    (folder / "c.parquet").write_bytes(b"")
    assert {first, next(made)[0].name} == {"a.parquet", "b.parquet"}
    assert "c.parquet: is not a complete Parquet file" in str(next(made)[0].error)
    assert list(made) == []


def test_processes_beside_a_cluster_are_refused_as_for_other_forecasts(model, folder, tmp_path):
    """Neither of two places for the work is passed over silently; nothing is written."""
    with pytest.raises(lf.UsageError, match="work goes either to processes of this machine or to the workers"):
        model.predict_files(folder, tmp_path / "out", jobs=2, scheduler="tcp://127.0.0.1:9")
    assert not (tmp_path / "out").exists()


@pytest.fixture
def damaged(flu, folder):
    """Add files that cannot be used to the folder, and return the beginning of the message on each."""
    whole = (folder / "a.parquet").read_bytes()
    complete = "is not a complete Parquet file: write it again, or remove it from the folder"
    for name, content in (("cut", whole[:-9]), ("empty", b""), ("short", b"PAR1"), ("text", b"date,count\n" * 9)):
        (folder / f"{name}.parquet").write_bytes(content)
    (folder / "footer.parquet").write_bytes(whole[:-8] + b"\xff\xff\xff\x7fPAR1")
    (folder / "link.parquet").symlink_to("nowhere")
    daily = pd.DataFrame({"date": pd.date_range("2024-01-01", periods=90), "location": "Ohio", "admissions": 5})
    daily.to_parquet(folder / "daily.parquet")
    flu.rename(columns={"date": "what"}).assign(what="x").to_parquet(folder / "what.parquet")
    messages = dict.fromkeys(("cut", "empty", "short", "text"), complete) | {
        "daily": "is daily, but the model was trained on weekly",
        "footer": "",
        "link": "No such file or directory",
        "what": "no column holds the times",
    }
    return {f"{name}.parquet": message for name, message in messages.items()}


@pytest.mark.parametrize("jobs", [1, 2])
def test_files_that_cannot_be_used_do_not_keep_others_from_being_forecast(model, folder, damaged, tmp_path, jobs):
    """The others have the bytes that they have without them; each bad file is named once, with its reason."""
    good = tmp_path / "good"
    good.mkdir()
    for name in "abc":
        (good / f"{name}.parquet").write_bytes((folder / f"{name}.parquet").read_bytes())
    before = model.predict_files(good, tmp_path / "before")
    with pytest.raises(lf.FilesError) as caught:
        model.predict_files(folder, tmp_path / "out", jobs=jobs)
    assert [each for each in caught.value.files if each.error is None] == before
    made, wanted = (
        {path.name: path.read_bytes() for path in (tmp_path / name).iterdir()} for name in ("out", "before")
    )
    assert made == wanted
    failed = {each.name: str(each.error) for each in caught.value.files if each.error is not None}
    assert failed.keys() == damaged.keys()
    for name, message in damaged.items():
        assert message in failed[name]
        assert failed[name].startswith(str(folder / name))
        assert failed[name].splitlines()[0] in str(caught.value).splitlines()
    assert str(caught.value).splitlines()[-1] == f"{folder}: 8 of 11 files cannot be used; forecasts written: 3"


def test_a_bug_that_one_file_brings_to_light_does_not_cost_the_others(model, folder, tmp_path, monkeypatch):
    """It is told with its traceback when the others are written; what every file would meet with ends the work at once."""
    from lstm_cli.api import one_file

    of_others = one_file.planned

    def planned(trained, panel, arguments):
        if panel.source.endswith("b.parquet"):
            raise cause
        return of_others(trained, panel, arguments)

    monkeypatch.setattr(one_file, "planned", planned)
    cause = ZeroDivisionError("never seen before")
    with pytest.raises(lf.FilesError) as caught:
        model.predict_files(folder, tmp_path / "out")
    assert [path.name for path in sorted((tmp_path / "out").iterdir())] == ["a.parquet", "c.parquet"]
    assert str(caught.value).splitlines()[0].endswith("b.parquet: ZeroDivisionError: never seen before: this is a bug")
    assert caught.value.exit_code == 1
    assert "raise cause" in "".join(caught.value.__notes__)
    cause = OSError(28, "No space left on device")
    with pytest.raises(OSError, match="No space left"):
        model.predict_files(folder, tmp_path / "again")
    assert not (tmp_path / "again").exists()


def test_a_folder_of_which_no_file_can_be_used_leaves_none(model, folder, damaged, tmp_path):
    """Every file is named, and nothing is written."""
    for name in "abc":
        (folder / f"{name}.parquet").unlink()
    with pytest.raises(lf.FilesError) as caught:
        model.predict_files(folder, tmp_path / "out")
    assert {problem.path for problem in caught.value.problems[:-1]} == {str(folder / name) for name in damaged}
    assert str(caught.value).endswith(f"{folder}: no file can be forecast: nothing is written")
    assert [path.name for path in tmp_path.iterdir()] == ["panel"]


def test_the_list_of_files_that_cannot_be_used_is_bounded(model, folder, tmp_path):
    """A disk that was full for a night must not bury the log: fifty files are named, and the others counted."""
    for number in range(60):
        (folder / f"x{number:02}.parquet").write_bytes(b"")
    with pytest.raises(lf.FilesError) as caught:
        model.predict_files(folder, tmp_path / "out")
    *named, more, _ = str(caught.value).splitlines()
    assert [line.split(": ")[0] for line in named] == [str(folder / f"x{number:02}.parquet") for number in range(50)]
    assert more == f"{folder}: … and 10 more files"
    assert len([each for each in caught.value.files if each.error is not None]) == 60


@pytest.mark.usefixtures("damaged")
def test_a_bad_argument_ends_the_work_whatever_the_files_are(model, folder, tmp_path):
    """It would be the same for every file."""
    with pytest.raises(UsageError, match="forecasts"):
        model.predict_files(folder, tmp_path / "out", horizon=999)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["panel"]


def test_what_is_missing_is_named(model, tmp_path):
    """A folder that is not there is the one named, and not the one for the forecasts."""
    with pytest.raises(FileNotFoundError) as caught:
        model.predict_files(tmp_path / "nope", tmp_path / "out")
    assert str(caught.value.filename) == str(tmp_path / "nope")


@pytest.mark.parametrize("jobs", [1, 2])
def test_files_without_counts_are_skipped(model, flu, folder, tmp_path, jobs):
    """Without rows, or with nothing known in any: they are named, and the forecasts of the others are as they were."""
    before = model.predict_files(folder, tmp_path / "before")
    flu.iloc[:0].to_parquet(folder / "aa.parquet")
    flu.head(20).assign(admissions=float("nan")).to_parquet(folder / "bb.parquet")
    known = model.predict_files(folder, tmp_path / "out", jobs=jobs)
    skipped = [each for each in known if not each.series]
    assert [(each.name, [note.code for note in each.notes]) for each in skipped] == [
        ("aa.parquet", ["file-without-counts"]),
        ("bb.parquet", ["file-without-counts"]),
    ]
    assert [each for each in known if each.series] == before
    for each in before:
        assert (tmp_path / "out" / each.name).read_bytes() == (tmp_path / "before" / each.name).read_bytes()
    assert len(list((tmp_path / "out").iterdir())) == 3


def test_a_folder_without_any_counts_is_refused(model, flu, tmp_path):
    """No folder without a forecast is left behind."""
    (tmp_path / "panel").mkdir()
    flu.iloc[:0].to_parquet(tmp_path / "panel" / "a.parquet")
    with pytest.raises(
        DataError, match=r"panel: no file in this folder holds counts: there is nothing to forecast from"
    ):
        model.predict_files(tmp_path / "panel", tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["panel"]


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_file_that_cannot_be_read_is_advised_on_as_it_is_alone(model, flu, folder, tmp_path, jobs):
    """The call that is proposed reads that file; with bad series left out the file is, as it has no other, and it is told why."""
    ohio = flu[flu["location"] == "Ohio"]
    bad = ohio.assign(admissions=ohio["admissions"].where(ohio.index != ohio.index[4], -3))
    bad.to_parquet(folder / "d.parquet", index=False)
    with pytest.raises(DataError) as caught:
        model.predict_files(folder, tmp_path / "out", jobs=jobs)
    first, *ways, _ = str(caught.value).splitlines()
    assert first == f"{folder / 'd.parquet'}:6: column 'admissions': expected a whole number >= 0, got '-3'"
    assert (
        f"{folder / 'd.parquet'}: negative counts as missing: tidy('{folder / 'd.parquet'}', negative='missing')"
        in ways
    )
    tidied = lf.tidy(folder / "d.parquet", negative="missing")
    assert len(model.predict(tidied.frame)) == 1
    known = model.predict_files(folder, tmp_path / "skipped", jobs=jobs, skip_bad_series=True)
    assert [(note.code, note.details["reason"]) for note in known[-1].notes] == [("file-unusable", first)]
    assert not (tmp_path / "skipped" / "d.parquet").exists()


def test_a_folder_with_files_is_refused_before_any_is_forecast(model, folder, tmp_path, monkeypatch):
    """The forecasts of an earlier night stay, and no hour is lost."""
    from lstm_cli.api import one_file

    model.predict_files(folder, tmp_path / "out")
    before = {path: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    monkeypatch.setattr(one_file, "planned", lambda *_: pytest.fail("a file was forecast"))
    with pytest.raises(OSError, match="Directory not empty") as caught:
        model.predict_files(folder, tmp_path / "out")
    assert caught.value.filename == str(tmp_path / "out")
    assert {path: path.read_bytes() for path in (tmp_path / "out").iterdir()} == before


def test_a_file_that_is_no_table_of_counts_is_refused_whatever_series_are_left_out(model, flu, folder, tmp_path):
    """It is not its series that are bad."""
    flu.rename(columns={"date": "what"}).assign(what="x").to_parquet(folder / "d.parquet")
    with pytest.raises(DataError, match="no column holds the times"):
        model.predict_files(folder, tmp_path / "out", skip_bad_series=True)


def test_what_is_no_folder_of_files_is_refused(model, folder, tmp_path):
    """A file, and a folder with folders within, whose files could have one name."""
    with pytest.raises(UsageError, match="is not a folder of files, one panel in each"):
        model.predict_files(folder / "a.parquet", tmp_path / "out")
    with pytest.raises(UsageError, match="has folders inside") as caught:
        model.predict_files(tmp_path, tmp_path / "out")
    assert str(folder) in str(caught.value)
