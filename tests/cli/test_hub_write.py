"""``lstm-forecast hub write`` and ``hub run``: the path on standard output, the rest on standard error, a file that passes."""

import csv
import json

import small_hub

import lstm_cli as lf

PLACE = "hub/model-output/T-M/2025-01-25-T-M.csv"
WHO = ("--team", "T", "--abbr", "M")


def rows_of(path):
    """Read rows as sets of columns and cells: hubs take columns in any order."""
    with path.open(newline="") as stream:
        return {frozenset(row.items()) for row in csv.DictReader(stream)}


def test_a_round_is_written_checked_and_told(cli, tmp_path):
    """What was read, which round, the rows by target and type, what is left out and why; the library writes the same bytes."""
    small_hub.make_hub(tmp_path / "hub")
    result = cli("hub", "write", "hub", *WHO, "--target", small_hub.COUNTS).ended()
    assert result.text == f"{PLACE}\n"
    lines = result.err.replace("\n" + 10 * " ", " ").replace("\n" + 6 * " ", " ").splitlines()
    assert lines[2:6] == [
        "round 2025-01-25, due by 2025-01-22",
        "  wk inc flu hosp  quantile   345 rows",
        "  wk inc flu hosp  median      15 rows",
        "  wk inc flu hosp  sample    1500 rows",
    ]
    assert "note: model-metadata/T-M.yml is missing; the command `hub metadata` writes it" in lines
    assert lines[-1].startswith("1860 rows, checked against 33 rules, in ")
    (tmp_path / "hub/model-metadata/T-M.yml").write_text("team_abbr: T\n")
    assert cli("hub", "check", PLACE, "hub").ended().text.count("\n") == 1
    other = lf.Hub(tmp_path / "hub").write("T", "M", targets=[small_hub.COUNTS], folder=tmp_path / "elsewhere")
    assert other.read_bytes() == (tmp_path / PLACE).read_bytes()


def written(folder):
    """Tell which file is in the place of the submission, and when it was written."""
    there = (folder / PLACE).stat()
    return there.st_ino, there.st_mtime_ns, there.st_size


def test_a_nightly_run_writes_when_there_are_new_data(cli, tmp_path):
    """Exit code 0 and the path when a file was written; 5, nothing on standard output and the same file when not."""
    small_hub.make_hub(tmp_path / "hub")
    first = cli("hub", "run", "hub", *WHO, "--target", small_hub.COUNTS).ended()
    assert first.text == f"{PLACE}\n"
    before = written(tmp_path)
    again = cli("hub", "run", "hub", *WHO, "--target", small_hub.COUNTS).ended(5)
    assert again.out == b""
    said = f"{PLACE} exists, and the target data are not newer: nothing to do (`hub write` writes it in any case)"
    assert again.err.splitlines()[-1] == said
    assert written(tmp_path) == before
    content = (tmp_path / PLACE).read_bytes()
    (tmp_path / PLACE).write_bytes(content[: len(content) // 2])  # as of a copy that was interrupted
    mended = cli("hub", "run", "hub", *WHO, "--target", small_hub.COUNTS).ended()
    assert f"{PLACE} exists, but breaks a rule of the hub: " in mended.err
    assert (tmp_path / PLACE).read_bytes() == content
    table = tmp_path / "hub/target-data/time-series.csv"
    more = [f"2025-01-29,{small_hub.COUNTS},{place},2025-01-25,9" for place in small_hub.PLACES]
    table.write_text(table.read_text() + "\n".join([*more, ""]))
    newer = cli("hub", "run", "hub", *WHO, "--target", small_hub.COUNTS, "-q").ended()
    assert (newer.text, newer.err) == (f"{PLACE.replace('2025-01-25', '2025-02-01')}\n", "")


def test_horizons_are_read_in_the_same_way_everywhere(cli, tmp_path):
    """`predict --format hub` of the hub's data has the rows of `hub write` but for horizon -1, which `score` leaves out."""
    small_hub.make_hub(tmp_path / "hub")
    cli("hub", "write", "hub", *WHO, "--target", small_hub.COUNTS, "-q").ended()
    cli("hub", "data", "hub", "--target", small_hub.COUNTS, "-o", "data.csv").ended()
    cli("train", "data.csv", "--horizon", "4", "-q").ended()
    cli("predict", "--format", "hub", "--target", small_hub.COUNTS, "--ended", "keep", "-o", "rows.csv").ended()
    ours = rows_of(tmp_path / "rows.csv")
    theirs = {row for row in rows_of(tmp_path / PLACE) if ("output_type", "quantile") in row}
    assert len(ours) == 3 * 4 * 23
    assert ours == {row for row in theirs if ("horizon", "-1") not in row}
    truth = small_hub.series(small_hub.LAST + 4 * small_hub.WEEK)
    lines = ["location,date,count", *(f"{place},{day},{n}" for place, day, n in truth)]
    (tmp_path / "truth.csv").write_text("\n".join([*lines, ""]))
    scored = json.loads(cli("score", PLACE, "truth.csv", "--format", "json").ended().text)["data"]["forecasts"]
    assert scored["read"] == 3 * 5
    assert "the first step after the known data is horizon 0" in scored["notes"][1]
    assert scored["notes"][2].startswith("3 of 15 forecasts are for times that were already known when they were made")


def test_what_cannot_be_submitted_is_refused_before_any_work(cli, tmp_path):
    """A team with a hyphen, a round that is none, a target that cannot be served, a folder that is none."""
    small_hub.make_hub(tmp_path / "hub")
    assert "for example --team my_team" in cli("hub", "write", "hub", "--team", "my-team", "--abbr", "M").ended(2).err
    refused = cli("hub", "write", "hub", *WHO, "--reference-date", "2025-01-24").ended(2)
    assert "'2025-01-24' is not a round of this hub" in refused.err
    refused = cli("hub", "run", "hub", *WHO, "--reference-date", "banana").ended(2)
    assert "; the first after the data is --reference-date 2025-01-25\n" in refused.err
    late = ("--reference-date", "2025-12-06", "--target", small_hub.PEAK)
    refused = cli("hub", "write", "hub", *WHO, *late).ended(2)
    assert "tasks.json lists the weeks of another season than the round's" in refused.err.replace("\n      ", " ")
    assert not (tmp_path / "hub/model-output").exists()
    nobody = cli("hub", "write", "hub", *WHO, "--into", "hub/hub-config/tasks.json").ended(1)
    assert "Not a directory" in nobody.err
