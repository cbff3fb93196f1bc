"""``lstm-forecast hub check``: a line for each mistake, exit code 3; one line and 0 when all is well."""

import json
import shutil

import small_hub

import lstm_cli as lf

PLACE = "hub/model-output/Team-Model/2025-01-25-Team-Model.csv"


def files(tmp_path):
    """Write the small hub, a good file and one with two mistakes of one kind and one of another."""
    small_hub.make_hub(tmp_path / "hub")
    rows = small_hub.submission()
    small_hub.write_submission(tmp_path / PLACE, rows)
    wrong = [
        row | {"output_type_id": "0.50"} if row["output_type_id"] == "0.5" and row["horizon"] == "0" else row
        for row in rows
    ]
    at = next(k for k, row in enumerate(wrong) if row["horizon"] == "2" and row["output_type_id"] == "0.25")
    wrong[at] = wrong[at] | {"value": "1"}
    small_hub.write_submission(tmp_path / "2025-01-25-Team-Model.csv", wrong)
    return wrong, at


def test_a_good_file_is_one_line_and_a_bad_one_a_line_for_each_mistake(cli, tmp_path):
    """Rows by their line in the file, with value, what is right, and the rule; three at most for a rule."""
    wrong, at = files(tmp_path)
    fine = cli("hub", "check", PLACE, "hub").ended()
    rows = len(small_hub.submission())
    assert fine.text == f"{PLACE}: {rows} rows of round 2025-01-25 pass all 33 rules\n"
    assert fine.err == ""
    assert cli("hub", "check", PLACE, "hub", "-q").ended().out == b""
    result = cli("hub", "check", "2025-01-25-Team-Model.csv", "hub").ended(3)
    lines = [k + 2 for k, row in enumerate(wrong) if row["output_type_id"] == "0.50"]
    name = "2025-01-25-Team-Model.csv"
    fall = "wk inc flu hosp, horizon 2, US: quantiles must not decrease, but 1 at 0.25 is below 50 at 0.2"
    left = "place and metadata are not checked: the file is outside model-output; "
    left += "required rows are checked once no row breaks a rule"
    assert result.text.splitlines() == [
        *(f"{name}:{k}: column 'output_type_id': got '0.50': write it as 0.5 [level-spelling]" for k in lines[:3]),
        f"{name}: … and {len(lines) - 3} more [level-spelling]",
        f"{name}:{at + 2}: {fall} [ascending]",
        f"{name}: 2 rules are broken (level-spelling, ascending), in {rows} rows ({left})",
    ]


def test_json_has_the_same(cli, tmp_path, conforms):
    """The rule, how many rows, and of the first their line, column, value and message; Python gives the same."""
    _, at = files(tmp_path)
    document = json.loads(cli("hub", "check", "2025-01-25-Team-Model.csv", "hub", "--format", "json").ended(3).text)
    conforms(document)
    assert document["data"]["passes"] is False
    assert [breach["rule"] for breach in document["data"]["breaches"]] == ["level-spelling", "ascending"]
    assert document["data"]["breaches"][1]["examples"][0]["line"] == at + 2
    fine = json.loads(cli("hub", "check", PLACE, "hub", "--format", "json").ended().text)
    conforms(fine)
    assert (fine["data"]["passes"], fine["data"]["breaches"]) == (True, [])
    report = lf.Hub(tmp_path / "hub").check(tmp_path / "2025-01-25-Team-Model.csv")
    assert report.to_frame()["message"].tolist() == [
        example["message"] for breach in document["data"]["breaches"] for example in breach["examples"]
    ]
    assert not report.passes
    assert repr(report) == "HubReport(level-spelling, ascending)"


def test_what_is_no_file_and_no_hub_is_an_error(cli, tmp_path):
    """A missing file is one of the system, a folder that is no hub one of usage."""
    files(tmp_path)
    assert "No such file" in cli("hub", "check", "nowhere.csv", "hub").ended(1).err
    folder = cli("hub", "check", "hub/model-output/Team-Model", "hub").ended(2).err
    assert f": expected a file of model output, got a folder; name one of its files, such as {PLACE}\n" in folder
    shutil.rmtree(tmp_path / "hub" / "hub-config")
    assert "is not a hub: it has no hub-config/tasks.json" in cli("hub", "check", PLACE, "hub").ended(2).err
