"""Files that break one rule each: all are made of one file that keeps all rules, and each is caught by its rule alone."""

import pytest
import small_hub
from small_hub import CHANGE, COUNTS, PEAK, PEAK_WEEK, PROPORTIONS

from lstm_cli.formats.hub_check import BREACHES, breach_sentence
from lstm_cli.hubs.checks.engine import RULES, check_file

NAME = "2025-01-25-Team-Model"


def check(hub, rows, *, name=f"model-output/Team-Model/{NAME}.csv", columns=small_hub.COLUMNS):
    """Write rows into the hub and check them."""
    return check_file(hub, small_hub.write_submission(hub.folder / name, rows, columns))


def where(**cells):
    """Return what recognises rows by some of their cells."""
    return lambda row: all(row[name] == value for name, value in cells.items())


def edit(wanted, **changes):
    """Return a change of the rows that are wanted."""

    def change(rows):
        assert any(map(wanted, rows)), "nothing to change"
        return [row | changes if wanted(row) else row for row in rows]

    return change


def without(wanted):
    """Return what leaves rows out."""

    def change(rows):
        assert any(map(wanted, rows)), "nothing to leave out"
        return [row for row in rows if not wanted(row)]

    return change


US = {"location": "US", "horizon": "1"}
ONE = where(target=COUNTS, output_type="quantile", output_type_id="0.5", **US)
TOP = where(target=COUNTS, output_type="quantile", output_type_id="0.99", **US)
SHARE = where(target=PROPORTIONS, output_type_id="0.99", **US)
MEDIAN = where(target=COUNTS, output_type="median", **US)
PATH = where(output_type="sample", output_type_id="AL07", horizon="2")
PATHS = where(output_type="sample", output_type_id="AL07")
SAMPLES = where(output_type="sample", horizon="2")


def one_more(rows):
    """Add a path."""
    return [*rows, *(row | {"output_type_id": "AL100"} for row in rows if PATHS(row))]


def renamed(rows):
    """Give every horizon of the samples ids of its own."""
    return [
        row | {"output_type_id": f"{row['horizon']}_{row['output_type_id']}"} if row["output_type"] == "sample" else row
        for row in rows
    ]


def shared(rows):
    """Add samples of another place that has some of the ids of the first and some of its own."""
    paths = [row for row in rows if row["output_type"] == "sample"]
    other = [row | {"location": "US", "output_type_id": row["output_type_id"].replace("AL1", "US1")} for row in paths]
    return [*rows, *other]


WRONG = {
    "a level with too many digits": ("level-spelling", edit(where(output_type_id="0.1"), output_type_id="0.10000000000000001")),
    "a level with a zero at its end": ("level-spelling", edit(ONE, output_type_id="0.50")),
    "a level that is none": ("output-type-id", edit(ONE, output_type_id="0.51")),
    "a category that is none": ("output-type-id", edit(where(target=CHANGE, output_type_id="stable", **US), output_type_id="same")),
    "a level that lacks": ("levels-missing", without(ONE)),
    "a category that lacks": ("levels-missing", without(where(target=CHANGE, output_type_id="stable", **US))),
    "quantiles that fall": ("ascending", edit(ONE, value="5")),
    "a negative count": ("value-range", edit(where(target=COUNTS, output_type_id="0.01", **US), value="-1")),
    "a proportion above 1": ("value-range", edit(SHARE, value="1.5")),
    "a sample that is not whole": ("value-integer", edit(PATH, value="7.5")),
    "a value that is no number": ("value-number", edit(TOP, value="many")),
    "a number as Python writes it": ("value-number", edit(TOP, value="1_000")),
    "a value without end": ("value-number", edit(TOP, value="inf")),
    "no value": ("value-missing", edit(TOP, value="NA")),
    "more than live there": ("population", edit(TOP, value="331000000")),
    "probabilities that do not add up": ("pmf-sum", edit(where(target=CHANGE, output_type_id="stable", **US), value="0.41")),
    "weeks of a peak that do not add up": ("pmf-sum", edit(where(target=PEAK_WEEK, output_type_id="2025-01-25", location="US"), value="0.9")),
    "a row twice": ("duplicate", lambda rows: [*rows, next(filter(ONE, rows))]),
    "a row twice with two values": ("duplicate", lambda rows: [*rows, next(filter(TOP, rows)) | {"value": "999"}]),
    "a horizon that is none": ("task-value", edit(where(target=CHANGE, **US), horizon="7")),
    "a place by its name": ("task-value", edit(where(location="US"), location="United States")),
    "a code without its zero": ("task-value", edit(where(location="01"), location="1")),
    "a season with a horizon": ("task-value", edit(where(target=PEAK, location="US"), horizon="1")),
    "a target that is none": ("target", edit(where(target=PROPORTIONS), target="wk inc flu prop")),
    "an output type that is none": ("output-type", edit(MEDIAN, output_type="mean")),
    "an end that is another horizon's": ("horizon-date", edit(ONE, target_end_date="2025-02-08")),
    "a horizon that is another end's": ("horizon-date", edit(ONE, horizon="3")),
    "a row of another place that has it": ("duplicate", edit(ONE, location="01")),
    "ends that are a week late": ("horizon-date", edit(where(target=COUNTS, horizon="1"), target_end_date="2025-02-08")),
    "a date in another order": ("date-format", edit(ONE, target_end_date="02/01/2025")),
    "a date with a time": ("date-format", edit(ONE, target_end_date="2025-02-01 00:00:00")),
    "rows of another round": ("one-round", edit(ONE, reference_date="2025-01-18")),
    "all rows of another round": ("one-round", edit(lambda _: True, reference_date="2025-01-18")),
    "a median with a level": ("output-type-id", edit(MEDIAN, output_type_id="0.5")),
    "a median with another spelling of NA": ("na-spelling", edit(MEDIAN, output_type_id="NaN")),
    "a season with another spelling of NA": ("na-spelling", edit(where(target=PEAK, location="US"), horizon="null")),
    "an id of a sample that is too long": ("sample-id", edit(PATHS, output_type_id="Alabama-sample-07")),
    "a sample without an id": ("sample-id", edit(PATHS, output_type_id="")),
    "a path that lacks": ("sample-count", without(PATHS)),
    "a path too many": ("sample-count", one_more),
    "a path that ends early": ("sample-path", without(PATH)),
    "ids of one horizon alone": ("sample-path", renamed),
    "ids that two places share in part": ("sample-compound", shared),
    "counts without the quantiles": ("output-type-required", without(where(target=COUNTS, output_type="quantile", **US))),
}  # fmt: skip


def test_the_file_that_all_are_made_of_keeps_every_rule(hub):
    """Otherwise the rest would say nothing; all its rows are read, and all could be checked."""
    report = check(hub, small_hub.submission())
    assert (report.breaches, report.notes) == ((), ())
    assert (report.rows, report.round) == (len(small_hub.submission()), "2025-01-25")


@pytest.mark.parametrize(("rule", "change"), WRONG.values(), ids=WRONG)
def test_a_wrong_file_is_caught_by_its_rule_and_by_no_other(hub, rule, change):
    """One mistake is one breach, with the line of a row that has it."""
    rows = change(small_hub.submission())
    report = check(hub, rows)
    assert [breach.rule for breach in report.breaches] == [rule]
    (breach,) = report.breaches
    assert 2 <= breach.examples[0].line <= len(rows) + 1
    for example in breach.examples:
        assert breach_sentence(rule, example)
        if example.column is not None:
            assert rows[example.line - 2][example.column] == example.value


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("model-output/Team-Model/2025-01-25_Team-Model.csv", "file-name"),
        ("model-output/Team-Model/2025-01-25-Team-Mo-del.csv", "file-name"),
        ("model-output/Team/2025-01-25-Team-Model.csv", "file-location"),
        ("model-output/2025-01-25-Team-Model.csv", "file-location"),
        ("model-output/Team-Other/2025-01-25-Team-Other.csv", "metadata"),
        ("model-output/Team-Model/2025-01-24-Team-Model.csv", "round"),
        ("model-output/Team-Model/2031-01-04-Team-Model.csv", "round"),
    ],
)
def test_a_wrong_name_or_place_is_caught_by_its_rule(hub, name, rule):
    """The rows are right, and are still looked at."""
    report = check(hub, small_hub.submission(), name=name)
    assert [breach.rule for breach in report.breaches] == [rule]
    assert report.rows == len(small_hub.submission())
    assert breach_sentence(rule, report.breaches[0].examples[0])


@pytest.mark.parametrize(
    ("columns", "what"),
    [
        ([name for name in small_hub.COLUMNS if name != "horizon"], "missing"),
        ([*small_hub.COLUMNS, "model_id"], "extra"),
        ([*small_hub.COLUMNS, "value"], "twice"),
    ],
)
def test_columns_are_those_of_the_round(hub, columns, what):
    """None lacks, none is there beside them, none stands twice; their order does not matter."""
    rows = [row | {"model_id": "Team-Model"} for row in small_hub.submission()]
    (breach,) = check(hub, rows, columns=columns).breaches
    assert (breach.rule, breach.examples[0].details["what"]) == ("columns", what)
    assert check(hub, rows, columns=small_hub.COLUMNS[::-1]).is_fine


@pytest.mark.parametrize(("mark", "written"), [(";", "';'"), ("\t", r"'\t'")])
def test_other_separators_than_commas_are_told_as_such(hub, mark, written):
    """A spreadsheet's semicolons, quoted or not, are one mistake, and no column is missing."""
    path = small_hub.write_submission(hub.folder / f"model-output/Team-Model/{NAME}.csv", small_hub.submission())
    plain = path.read_text().replace(",", mark)
    for text in (
        plain,
        "".join(f'"{name}"{mark}' for name in small_hub.COLUMNS).rstrip(mark) + plain[plain.index("\n") :],
    ):
        path.write_text(text)
        (breach,) = check_file(hub, path).breaches
        assert (breach.rule, breach.count, breach.examples[0].line) == ("columns", 1, 1)
        said = breach_sentence(breach.rule, breach.examples[0])
        assert said == f"columns are separated by {written}: expected commas"


def test_a_file_that_cannot_be_read_is_caught_with_its_line(hub):
    """A row that lacks a cell."""
    path = small_hub.write_submission(hub.folder / f"model-output/Team-Model/{NAME}.csv", small_hub.submission())
    path.write_text(path.read_text().replace("Team,", "", 1) + "2025-01-25,x,y\n")
    (breach,) = check_file(hub, path).breaches
    assert (breach.rule, breach.examples[0].line) == ("file-read", len(small_hub.submission()) + 2)


def test_every_rule_has_its_sentence_and_a_file_that_breaks_it():
    """No rule is in the list that nothing tests or says; three have tests of their own below."""
    own = {"file-name", "file-location", "metadata", "round", "columns", "file-read"}
    elsewhere = {"file-format", "column-type", "task-combination", "values-required"}
    assert {rule for rule, _ in WRONG.values()} | own | elsewhere == set(RULES)
    assert set(BREACHES) == set(RULES)
    assert len(WRONG) >= 30


@pytest.mark.parametrize(
    ("column", "value"), [("horizon", "9"), ("location", "Narnia"), ("target", "x"), ("output_type", "y")]
)
def test_one_wrong_cell_of_a_task_is_told_once(hub, column, value):
    """The task that the row is lost from is not said to lack a level, too."""
    rules = {"target": "target", "output_type": "output-type"}
    report = check(hub, edit(ONE, **{column: value})(small_hub.submission()))
    assert [(breach.rule, breach.count) for breach in report.breaches] == [(rules.get(column, "task-value"), 1)]
    assert report.notes == (("required-later", ""),)


def test_a_mistake_elsewhere_is_still_found(hub):
    """Two mistakes in two tasks are two breaches, in the order of the rules."""
    rows = edit(ONE, value="5")(edit(SHARE, value="2")(small_hub.submission()))
    assert [breach.rule for breach in check(hub, rows).breaches] == ["value-range", "ascending"]


def test_many_rows_are_three_lines_and_a_number(hub):
    """All rows of a level in all tasks."""
    rows = edit(where(output_type_id="0.1"), output_type_id="0.10")(small_hub.submission())
    (breach,) = check(hub, rows).breaches
    assert (breach.count, len(breach.examples)) == (sum(row["output_type_id"] == "0.10" for row in rows), 3)


def test_samples_of_all_places_together_are_welcome(hub):
    """An id that spans every place asks more of a model than the hub does."""
    paths = [row for row in small_hub.submission() if row["output_type"] == "sample"]
    rows = small_hub.submission() + [row | {"location": "US"} for row in paths]
    assert check(hub, rows).breaches == ()


def test_ids_of_levels_alone_are_read_as_numbers(changed):
    """Where a hub has no other ids, 0.50 is 0.5, as the hub reads it; a level that is none is still none."""

    def levels_alone(tasks):
        tasks["rounds"][0]["model_tasks"] = tasks["rounds"][0]["model_tasks"][4:]

    hub = changed(levels_alone)
    rows = [row for row in small_hub.submission() if row["target"] == PROPORTIONS]
    assert check(hub, edit(where(output_type_id="0.5"), output_type_id="0.50")(rows)).breaches == ()
    report = check(hub, edit(where(output_type_id="0.5"), output_type_id="0.55001")(rows))
    assert [breach.rule for breach in report.breaches] == ["output-type-id"]


def test_rows_of_no_round_in_a_file_of_another_name_are_told(hub):
    """Neither tells the round, so each is a breach, and the check goes on."""
    rows = [row | {"reference_date": "2031-01-04"} for row in small_hub.submission()]
    report = check(hub, rows, name="model-output/Team-Model/latest.csv")
    assert [breach.rule for breach in report.breaches] == ["file-name", "task-value"]


def test_a_hub_of_one_place_may_do_without_locations(changed):
    """Its rounds have no such column, and counts no population to be held against."""

    def one_place(tasks):
        tasks["rounds"][0]["model_tasks"] = tasks["rounds"][0]["model_tasks"][1:2]
        task = tasks["rounds"][0]["model_tasks"][0]
        del task["task_ids"]["location"]
        task["output_type"]["sample"]["output_type_id_params"]["compound_taskid_set"].remove("location")

    hub = changed(one_place)
    columns = [name for name in small_hub.COLUMNS if name != "location"]
    rows = [row for row in small_hub.submission() if row["target"] == COUNTS and row["location"] == "01"]
    assert check(hub, rows, columns=columns).breaches == ()


def test_values_that_are_required_stand_with_every_combination(changed):
    """A required horizon is missed in each place that lacks it, and nowhere else."""

    def require(tasks):
        for task in tasks["rounds"][0]["model_tasks"]:
            horizon = task["task_ids"]["horizon"]
            if horizon["optional"]:
                horizon.update(required=[0, 1], optional=[-1, 2, 3])

    hub = changed(require)
    assert check(hub, small_hub.submission()).is_fine
    lacking = without(where(target=CHANGE, location="US", horizon="1"))(small_hub.submission())
    (breach,) = check(hub, lacking).breaches
    assert (breach.rule, breach.count) == ("values-required", 1)
    assert breach.examples[0].details == {"names": ("target", "location", "horizon"), "values": (CHANGE, "US", "1")}


def test_each_value_may_be_right_and_the_combination_wrong(changed):
    """Two tasks of one target, each with places of its own and horizons of its own."""

    def split(tasks):
        of = tasks["rounds"][0]["model_tasks"]
        for places, horizons in ((["US"], [0]), (["01"], [1])):
            ids = of[0]["task_ids"] | {
                "location": {"required": None, "optional": places},
                "horizon": {"required": None, "optional": horizons},
            }
            of.append(of[0] | {"task_ids": ids})
        del of[0]

    hub = changed(split)
    rows = [row for row in small_hub.submission() if row["target"] == CHANGE]
    keep = [row for row in rows if (row["location"], row["horizon"]) in {("US", "0"), ("01", "1")}]
    assert check(hub, keep).is_fine
    more = [*keep, *(row for row in rows if (row["location"], row["horizon"]) == ("US", "1"))]
    (breach,) = check(hub, more).breaches
    assert (breach.rule, breach.count) == ("task-combination", 5)


def test_weekdays_that_differ_are_compared_within_the_file(changed):
    """RespiCast's Wednesdays and Sundays: most rows say when horizon 0 ends, and one that says otherwise is wrong."""
    wednesdays = small_hub.weeks(small_hub.dt.date(2024, 10, 16), small_hub.dt.date(2025, 3, 26))

    def move(tasks):
        for task in tasks["rounds"][0]["model_tasks"]:
            task["task_ids"]["reference_date"]["optional"] = wednesdays

    hub = changed(move)
    rows = [row | {"reference_date": "2025-01-22"} for row in small_hub.submission()]
    place = "model-output/Team-Model/2025-01-22-Team-Model.csv"
    assert check(hub, rows, name=place).is_fine
    (breach,) = check(hub, edit(ONE, target_end_date="2025-02-08")(rows), name=place).breaches
    assert (breach.rule, breach.count, breach.examples[0].details["wanted"]) == ("horizon-date", 1, "2025-02-01")


def test_a_draft_elsewhere_is_checked_but_for_its_place(hub, tmp_path):
    """The notes say what was not looked at; a hub without metadata cannot miss any."""
    path = small_hub.write_submission(tmp_path / f"{NAME}.csv", small_hub.submission())
    assert check_file(hub, path).notes == (("outside", "model-output"),)
    (hub.folder / "model-metadata" / "Team-Model.yml").unlink()
    (hub.folder / "model-metadata").rmdir()
    report = check(hub, small_hub.submission())
    assert (report.breaches, report.notes) == ((), (("no-metadata-folder", "model-metadata"),))


def test_a_round_of_another_season_has_weeks_of_its_own(hub, tmp_path):
    """A Saturday in summer is a round that is not listed: its peak weeks are Saturdays, and those of the list none."""
    summer = small_hub.dt.date(2025, 8, 2) - small_hub.ROUND

    def move(text):
        return str(small_hub.dt.date.fromisoformat(text) + summer) if text[:3] == "202" else text

    rows = [{name: move(text) for name, text in row.items()} for row in small_hub.submission()]
    path = tmp_path / "2025-08-02-Team-Model.csv"
    report = check_file(hub, small_hub.write_submission(path, rows))
    assert report.breaches == ()
    assert report.notes == (("outside", "model-output"), ("round-unlisted", "2025-08-02"))
    friday = edit(where(output_type_id="2025-08-02"), output_type_id="2025-08-01")(rows)
    (breach,) = check_file(hub, small_hub.write_submission(path, friday)).breaches
    assert breach.rule == "output-type-id"
