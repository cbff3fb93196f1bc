"""``lstm-forecast watch`` as a user meets it: a page, CSV in a pipe, JSON, notes apart from data."""

import csv
import datetime as dt
import io
import json

import pytest

HEADER = "location,week_ending,cases,median,low,high,p_value,alarm"


def week_before(date):
    """Return the date a week earlier."""
    return str(dt.date.fromisoformat(date) - dt.timedelta(weeks=1))


def usual_of(path, night):
    """Return the count of Hills before the night in which it reported far too much."""
    rows = path.read_text().splitlines()
    return next(row.split(",")[2] for row in rows if row.startswith(f"Hills,{week_before(night)},"))


@pytest.fixture
def night(trained, tmp_path):
    """Write the data of the session's model with a further week, in which a place reports far too much; return its date."""
    head, *rows = trained.table.read_text().splitlines()
    assert head == "location,week_ending,cases,population"
    last = max(row.split(",")[1] for row in rows)
    new = str(dt.date.fromisoformat(last) + dt.timedelta(weeks=1))
    usual = {row.split(",")[0]: row.split(",")[2] for row in rows if row.split(",")[1] == last}
    further = [f"{place},{new},{9_999 if place == 'Hills' else usual[place]},1000" for place in usual]
    (tmp_path / "tonight.csv").write_text("\n".join([head, *rows, *further, ""]))
    return new


@pytest.fixture
def watch(cli, trained):
    """Watch the new counts with the model of the session."""
    return lambda *arguments, **options: cli("watch", "tonight.csv", "--model", trained.model, *arguments, **options)


def test_a_pipe_gets_the_alarms_alone(watch, night):
    """A header and a row; how many would be by chance is told on standard error, and not with -q."""
    result = watch().ended()
    header, row = result.text.splitlines()
    assert header == HEADER
    assert row.startswith(f"Hills,{night},9999,")
    assert row.endswith(",true")
    summary = f"1 of 3 new counts after {week_before(night)} lies outside of the 99 % interval; at most 0.03 expected by chance"
    first, second = result.err.splitlines()
    assert f"{first} {second}" == summary
    assert len(first) <= 80
    assert watch("-q").ended().err == ""


def test_one_new_count_is_written_about_in_the_singular(watch, night, tmp_path):
    """Whether it is an alarm or not; the others have none after the step before it."""
    path, before = tmp_path / "tonight.csv", week_before(night)
    lines = path.read_text().splitlines(keepends=True)
    kept = [line for line in lines if f",{night}," not in line or "Hills" in line]
    path.write_text("".join(kept))
    told = watch().ended().err
    assert told.startswith(f"1 of 1 new count after {before} lies outside")
    assert f"2 of 3 series have no value after {before} and are not watched" in told
    path.write_text("".join(kept).replace(",9999,", f",{usual_of(path, night)},"))
    told = watch("--format", "text").ended().text
    assert told.startswith(f"0 of 1 new count after {before} lies outside")


def test_a_job_hears_nothing_of_a_night_without_alarms(watch, night, tmp_path):
    """Neither in a pipe nor beside a file is there a word on standard error, unless there is a note."""
    path = tmp_path / "tonight.csv"
    rows = path.read_text().replace(",9999,", f",{usual_of(path, night)},")
    path.write_text(rows)
    for arguments in ([], ["--all"], ["-o", "alarms.csv"]):
        assert watch(*arguments).ended().err == ""
    assert (tmp_path / "alarms.csv").read_text() == f"{HEADER}\n"
    path.write_text("".join(row for row in rows.splitlines(keepends=True) if f"Coast,{night}" not in row))
    assert watch().ended().err.startswith("note: 1 of 3 series has no value after")


def test_all_counts_are_written_on_request(watch, night):
    """The most surprising first; what is no alarm lies within its interval."""
    rows = list(csv.DictReader(io.StringIO(watch("--all", "-q").ended().text)))
    assert [row["alarm"] for row in rows] == ["true", "false", "false"]
    assert {row["week_ending"] for row in rows} == {night}
    for row in rows[1:]:
        assert float(row["low"]) <= float(row["cases"]) <= float(row["high"])


def test_a_page_and_a_file(watch, night, tmp_path):
    """The page has the summary above the alarms, within 80 columns; a file has the format of its ending."""
    page = watch("--format", "text", "-q").ended().text.splitlines()
    assert page[0].startswith(f"1 of 3 new counts after {week_before(night)} lies outside of the 99 % interval")
    assert page[-1].split()[:3] == ["Hills", night, "9999"]
    assert max(map(len, page)) <= 80
    watch("-o", "alarms.csv", "-q").ended()
    assert (tmp_path / "alarms.csv").read_text().splitlines()[0] == HEADER
    assert watch("--level", "99.9", "--format", "text", "-q").ended().text.startswith("1 of 3")


def test_json_is_as_the_schema_says(watch, conforms, night):
    """The counts, their number and the level, and the notes."""
    result = watch("--format", "json").ended()
    document = json.loads(result.text)
    conforms(document)
    data = document["data"]
    assert (data["watched"], data["alarms"], data["by_chance"], data["level"]) == (3, 1, 0.03, 99.0)
    assert data["after"] == week_before(night)
    assert data["counts"][0]["name"] == "Hills"
    assert data["counts"][0]["value"] == 9999
    assert result.err == ""


@pytest.mark.usefixtures("night")
def test_a_table_may_come_through_a_pipe(cli, trained, tmp_path, watch):
    """As everywhere."""
    wanted = watch("-q").ended().out
    table = (tmp_path / "tonight.csv").read_bytes()
    assert cli("watch", "-", "--model", trained.model, "-q", stdin=table).ended().out == wanted


@pytest.mark.usefixtures("night")
def test_what_cannot_be_watched_is_one_line(watch, tmp_path):
    """A level or steps out of range, a target that is read, data of another step."""
    assert (
        "level: expected a central interval in per cent from 50 to 99.999, got '7'"
        in watch("--level", "7").ended(2).err
    )
    (line,) = watch("--steps", "99").ended(2).err.splitlines()
    assert "train with --horizon 99" in line
    assert "would overwrite a file that is read" in watch("-o", "tonight.csv").ended(2).err
    (tmp_path / "tonight.csv").write_text("location,week_ending,cases\nHills,2024-01-06,x\n")
    assert watch().ended(3).err.startswith("lstm-forecast: error: tonight.csv:2: column 'cases'")


def test_a_command_in_a_warning_watches_with_the_same_model(watch, night, trained, tmp_path, shell):
    """A count of 0 where others are usual may not be reported yet: the command leaves it out, and watches the rest."""
    *rows, coast, hills, plain = (tmp_path / "tonight.csv").read_text().splitlines()
    assert coast.startswith(f"Coast,{night},")
    (tmp_path / "tonight.csv").write_text("\n".join([*rows, f"Coast,{night},0,1000", hills, plain, ""]))
    error = watch("--level", "99.9", "--all").ended().err
    (command,) = (line.strip() for line in error.splitlines() if line.strip().startswith("lstm-forecast tidy"))
    assert command.endswith(f"| lstm-forecast watch --model {trained.model} --level 99.9 --all -")
    assert shell(command).returncode == 0


def test_rates_are_not_called_counts(cli, tmp_path):
    """A page of rates calls them values, in its summary and above its column."""
    days = [dt.date(2024, 1, 1) + dt.timedelta(days=day) for day in range(60)]
    rows = [f"{day},{10.3 + day.day % 7 / 2:.1f}" for day in days]
    (tmp_path / "rates.csv").write_text("\n".join(["date,value", *rows[:-1], ""]))
    cli("train", "rates.csv", "-q", "--horizon", "2").ended()
    (tmp_path / "rates.csv").write_text("\n".join(["date,value", *rows[:-1], f"{days[-1]},99.5", ""]))
    page = cli("watch", "rates.csv", "--format", "text").ended().text
    assert page.startswith(f"1 of 1 new value after {days[-2]} lies outside")
    assert page.splitlines()[3].split()[:3] == ["series", "date", "value"]
