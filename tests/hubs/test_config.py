"""The configuration of a hub, in the versions of its schema that hubs use."""

import copy
import json
import math
from pathlib import Path

import pandas as pd
import pytest
import small_hub

import lstm_cli as lf
from lstm_cli.errors import DataError, UsageError
from lstm_cli.hubs.hub import open_hub


def of(hub, target):
    """Return the model task of a target."""
    return next(task for known, task, _ in hub.targets() if known.name == target)


def test_a_relative_folder_stays_the_same_elsewhere(tmp_path, monkeypatch):
    """Its paths are as given, and whole once another folder is current, where they would name another hub."""
    small_hub.make_hub(tmp_path / "one" / "hub")
    (tmp_path / "two").mkdir()
    monkeypatch.chdir(tmp_path / "one")
    hub = lf.Hub("hub")
    assert hub.record.config == Path("hub/hub-config")
    wanted = hub.data(small_hub.COUNTS)
    monkeypatch.chdir(tmp_path / "two")
    assert hub.record.config == tmp_path / "one/hub/hub-config"
    pd.testing.assert_frame_equal(hub.data(small_hub.COUNTS), wanted)
    monkeypatch.chdir(tmp_path / "one")
    assert hub.record.config == Path("hub/hub-config")


def test_tasks_are_read_as_texts(hub):
    """Levels are shortest decimals, horizons whole numbers, and a value that must be NA has no values."""
    counts = of(hub, small_hub.COUNTS)
    assert counts.outputs["quantile"].needed == tuple(str(level) for level in small_hub.LEVELS)
    assert counts.ids["horizon"].allowed == ("-1", "0", "1", "2", "3")
    assert of(hub, small_hub.PEAK).ids["horizon"].allowed == ()
    assert hub.rounds[0].columns == (
        *("reference_date", "target", "horizon", "location", "target_end_date"),
        *("output_type", "output_type_id", "value"),
    )


def test_samples_and_values_are_read(hub):
    """How many samples, of which task ids, and in which range."""
    sample = of(hub, small_hub.COUNTS).outputs["sample"]
    assert (sample.samples.minimum, sample.samples.maximum, sample.samples.max_length) == (100, 100, 15)
    assert sample.samples.compound == ("reference_date", "location", "target")
    assert (sample.kind, sample.minimum, sample.maximum, sample.is_required) == ("integer", 0, None, False)


def test_which_targets_are_counts_and_which_are_series(hub):
    """A peak is a count and no series, a week of a peak is neither, a proportion is a series."""
    kinds = {target.name: (target.is_count, target.is_series) for target, _, _ in hub.targets()}
    assert kinds == {
        small_hub.CHANGE: (False, False),
        small_hub.COUNTS: (True, True),
        small_hub.PEAK: (True, False),
        small_hub.PEAK_WEEK: (False, False),
        small_hub.PROPORTIONS: (False, True),
    }


def test_before_version_4_the_ids_say_what_is_required(changed):
    """A quantile with required levels and a mean with a required NA are required there, samples say it themselves."""

    def to_version_3(tasks):
        outputs = tasks["rounds"][0]["model_tasks"][1]["output_type"]
        del outputs["quantile"]["is_required"], outputs["sample"]["is_required"]
        outputs["quantile"]["output_type_id"]["optional"] = None
        outputs["mean"] = {"output_type_id": {"required": ["NA"], "optional": None}, "value": {"type": "double"}}
        outputs["median"] = {"output_type_id": {"required": None, "optional": ["NA"]}, "value": {"type": "double"}}
        outputs["sample"]["output_type_id_params"]["is_required"] = True

    outputs = of(changed(to_version_3), small_hub.COUNTS).outputs
    required = {name: output.is_required for name, output in outputs.items()}
    assert required == {"quantile": True, "mean": True, "median": False, "sample": True}
    assert outputs["mean"].ids == ()


def test_the_first_schemas_called_the_ids_of_output_types_otherwise(hub, changed):
    """Their name was ``type_id``; the tasks are the same."""

    def to_version_1(tasks):
        for task in tasks["rounds"][0]["model_tasks"]:
            for output in task["output_type"].values():
                if "output_type_id" in output:
                    output["type_id"] = output.pop("output_type_id")

    assert changed(to_version_1).rounds == hub.rounds


@pytest.mark.parametrize(
    ("edit", "place"),
    [
        (lambda tasks: tasks.pop("rounds"), "rounds: expected a list of rounds, got 'nothing'"),
        (lambda tasks: tasks["rounds"][0].pop("model_tasks"), "rounds[0].model_tasks: expected a list of model tasks"),
        (
            lambda tasks: tasks["rounds"][0]["model_tasks"][1]["output_type"].update(quartile={}),
            "rounds[0].model_tasks[1].output_type.quartile: expected one of the output types mean",
        ),
        (
            lambda tasks: tasks["rounds"][0]["model_tasks"][0]["task_ids"]["location"].update(optional={}),
            "rounds[0].model_tasks[0].task_ids.location.optional: expected a list",
        ),
        (lambda tasks: tasks["rounds"][0].update(round_id="origin"), "rounds[0].round_id: expected the name of a task"),
        (
            lambda tasks: tasks["rounds"][0]["submissions_due"].update(end="soon"),
            "rounds[0].submissions_due.end: expected a number of days, got '\"soon\"'",
        ),
        (
            lambda tasks: tasks["rounds"][0]["model_tasks"][1]["output_type"]["quantile"].update(
                output_type_id={"required": ["low", "high"]}
            ),
            "rounds[0].model_tasks[1].output_type.quantile.output_type_id: expected levels from 0 to 1",
        ),
        (
            lambda tasks: tasks["rounds"][0]["model_tasks"][1]["output_type"]["quantile"]["value"].update(
                maximum=math.inf
            ),
            "rounds[0].model_tasks[1].output_type.quantile.value.maximum: expected a number, got 'Infinity'",
        ),
    ],
)
def test_what_cannot_be_understood_is_named_by_its_place(changed, edit, place):
    """The error has the file and the place in it."""
    with pytest.raises(DataError) as caught:
        changed(edit)
    assert str(caught.value).startswith(f"{caught.value.path}: {place}")
    assert caught.value.path.endswith("tasks.json")


def test_a_damaged_file_is_named_by_its_line(folder):
    """A comma that is missing is found where it is missing; of a number that is too long, the file is named."""
    (folder / "hub-config" / "tasks.json").write_text('{"rounds": [\n{"a": 1 "b": 2}]}')
    with pytest.raises(DataError, match=r"tasks\.json:2: not valid JSON"):
        open_hub(folder)
    (folder / "hub-config" / "tasks.json").write_text(f'{{"rounds": {"1" * 5000}}}')
    with pytest.raises(DataError, match=r"tasks\.json: not valid JSON .* 5000 digits"):
        open_hub(folder)


def test_a_folder_that_is_no_hub_is_refused(tmp_path):
    """The message says what a hub has."""
    with pytest.raises(UsageError, match=r"is not a hub: it has no hub-config/tasks\.json"):
        open_hub(tmp_path)
    with pytest.raises(UsageError, match="there is no such folder"):
        open_hub(tmp_path / "nowhere")
    (tmp_path / "submission.csv").write_text("a\n")
    with pytest.raises(UsageError, match=r"submission\.csv: expected the folder of a hub, got a file"):
        open_hub(tmp_path / "submission.csv")


def test_admin_says_name_formats_and_folder(folder):
    """What admin.json leaves out is as hubverse has it."""
    assert (open_hub(folder).name, open_hub(folder).formats) == ("Small hub", ("csv", "parquet"))
    admin = folder / "hub-config" / "admin.json"
    admin.write_text(json.dumps({"name": "X", "file_format": "csv", "model_output_dir": "out"}))
    assert (open_hub(folder).formats, open_hub(folder).model_output) == (("csv",), "out")
    admin.unlink()
    assert open_hub(folder).name == "hub"


def test_locations_are_known_by_code_abbreviation_and_name(hub):
    """Also a code that has lost its zero, but no other number and no other place."""
    known = tuple(small_hub.PLACES)
    names = ("01", "1", "AL", "alabama", " Alaska ", "US", "Narnia", "3")
    assert [hub.locations.code(name, known) for name in names] == ["01", "01", "01", "01", "02", "US", None, None]
    assert hub.locations.population["02"] == 740_133


def test_names_of_locations_come_from_a_table_that_has_them(folder):
    """Another table of auxiliary data may have their codes, too; it comes first and has neither names nor populations."""
    (folder / "auxiliary-data" / "a.csv").write_text("location,region\n01,4\n02,10\n")
    locations = open_hub(folder).locations
    assert (locations.code("Alaska", tuple(small_hub.PLACES)), locations.population["02"]) == ("02", 740_133)


@pytest.mark.parametrize(
    ("units", "kind", "measure"),
    [
        ("admissions", "integer", "count"),
        ("admissions", "double", "rate"),
        ("percent", "integer", "rate"),
        ("count", "double", "count"),
        ("Proportion of visits", "double", "proportion"),
        ("rate per 100,000 population", "double", "rate"),
    ],
)
def test_whole_values_are_counts_whatever_they_are_called(changed, units, kind, measure):
    """Hubs write counts, cases, admissions, …; a percentage stays a share though it is whole; proportions end at 1."""

    def edit(tasks):
        task = tasks["rounds"][0]["model_tasks"][1]
        task["target_metadata"][0]["target_units"] = units
        for output in task["output_type"].values():
            output["value"]["type"] = kind

    (target,) = of(changed(edit), small_hub.COUNTS).targets
    assert (target.measure, target.is_count) == (measure, measure == "count")


def test_a_target_of_several_model_tasks_is_asked_for_in_all_of_them(changed):
    """Places, horizons and levels of each; a later task repeats nothing."""

    def split(tasks):
        task = tasks["rounds"][0]["model_tasks"][1]
        other = copy.deepcopy(task)
        task["task_ids"]["location"] = {"required": ["US"], "optional": None}
        other["task_ids"]["location"] = {"required": None, "optional": ["01", "US"]}
        other["task_ids"]["horizon"]["optional"] = [3, 4]
        other["output_type"] = {"quantile": small_hub.levels_of("double", required=True, ids=[0.5, 0.6, 0.625])}
        tasks["rounds"][0]["model_tasks"].append(other)

    hub = changed(split)
    (task,) = [task for target, task, _ in hub.targets() if target.name == small_hub.COUNTS]
    assert (task.ids["location"].required, task.ids["location"].optional) == (("US",), ("01",))
    assert task.ids["horizon"].allowed == ("-1", "0", "1", "2", "3", "4")
    assert task.outputs["quantile"].required == (*small_hub.LEVEL_NAMES, "0.625")
    assert task.outputs.keys() == {"quantile", "median", "sample"}
