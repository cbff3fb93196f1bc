"""What cannot be read is refused with a command, and the command works as it stands in the message."""

import datetime as dt
import json
import re
import shlex

import pytest

DAYS = [f"2024-01-{day:02d}" for day in range(1, 29)]
SUPPRESSED = "date,area,cases\n" + "".join(
    f"{day},x,{'<5' if k % 9 == 4 else 20 + k % 7}\n" for k, day in enumerate(DAYS)
)


def command_of(error):
    """Return the command at the end of the words on standard error."""
    return re.search(r": (lstm-forecast (?:tidy|train|check|backtest|predict) .*)$", error.rstrip().splitlines()[-1])[1]


def test_the_command_in_a_refusal_trains(cli, shell, tmp_path):
    """The last line of `train` is typed as it stands, and trains."""
    (tmp_path / "my cases.csv").write_text(SUPPRESSED)
    error = cli("train", "my cases.csv").ended(3).err
    command = command_of(error)
    assert command == "lstm-forecast tidy 'my cases.csv' --missing '<5' | lstm-forecast train -"
    assert shell(command).returncode == 0
    assert (tmp_path / "forecast.lstm").exists()


@pytest.mark.parametrize("cell", ["a,b", "a\x10b", "it's\u202e", "\\\x7f"])
def test_a_command_with_odd_characters_can_be_pasted(cli, shell, tmp_path, cell):
    """What a terminal would not show, in a name or a cell, is escaped as bash reads it; a comma may be in a text."""
    (tmp_path / "my\tcases.csv").write_text(SUPPRESSED.replace("<5", f'"{cell}"'))
    command = command_of(cli("check", "my\tcases.csv").ended(3).err)
    assert command.isprintable()
    assert shell(shlex.join(["bash", "-c", command])).returncode == 0
    assert (tmp_path / "forecast.lstm").exists()


def test_a_command_has_no_cell_of_a_page(cli, tmp_path):
    """A long text is not proposed as one that means a missing count, and the refusal stays short."""
    (tmp_path / "d.csv").write_text(SUPPRESSED.replace("<5", "see below " * 1000, 1))
    assert max(map(len, cli("check", "d.csv").ended(3).err.splitlines())) < 200


@pytest.mark.parametrize("name", ["check", "backtest"])
def test_each_command_advises_itself(cli, tmp_path, name):
    """Check advises to train; backtest to go on with backtest."""
    (tmp_path / "d.csv").write_text(SUPPRESSED)
    last = command_of(cli(name, "d.csv").ended(3).err)
    assert last.endswith("| lstm-forecast backtest -" if name == "backtest" else "| lstm-forecast train -")


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("train", "--horizon 2 --seed 3 --cell cec --quiet --format json --model 'my model.lstm'"),
        ("train", "--jobs 1 --seed 0 --model given-the-default.lstm"),
        ("backtest", "--horizon 2 --cutoffs 2 --step 1 --refit-every 2 --baseline naive --quiet --forecasts kept.csv"),
        (
            "predict",
            "--horizon 2 --levels 50,80 --model m.lstm --series x --series y --format csv --mean --output f.csv",
        ),
        ("predict", "--gates expected --ended keep --model m.lstm --series x --plot f.svg"),
        ("watch", "--model m.lstm --steps 2 --level 99.5 --all --format json --output f.json"),
        ("diagnose", "--model m.lstm --series x --format csv --output f.csv"),
        ("score f.csv", "--model-name us --by step --baseline naive --cutoff 2024-01-21 --format csv --output s.csv"),
    ],
)
def test_a_command_keeps_what_was_asked_for(cli, shell, tmp_path, name, options):
    """The same command on tidied data has the same options but those about reading DATA, and works."""
    good = SUPPRESSED.replace("<5", "21") + SUPPRESSED.replace("<5", "21").replace(",x,", ",y,").split("\n", 1)[1]
    (tmp_path / "good.csv").write_text(good)
    cli("train", "good.csv", "--model", "m.lstm", "--horizon", 2, "-q").ended()
    (tmp_path / "past.csv").write_text("".join(line for line in good.splitlines(keepends=True) if "-01-28" not in line))
    cli("predict", "past.csv", "--model", "m.lstm", "-q", "-o", "f.csv").ended()
    (tmp_path / "d.csv").write_text(good.replace("cases", "sick").replace("x,21", "x,<5"))
    command = command_of(cli(*name.split(), "d.csv", "--value=sick", *shlex.split(options)).ended(3).err)
    assert command == f"lstm-forecast tidy d.csv --value sick --missing '<5' | lstm-forecast {name} {options} -"
    assert shell(command).returncode == 0
    assert (tmp_path / shlex.split(options)[-1]).exists()


def test_tidy_keeps_where_its_table_goes(cli, shell, tmp_path):
    """Also with a name that a shell splits; the command writes it."""
    (tmp_path / "d.csv").write_text(SUPPRESSED)
    command = command_of(cli("tidy", "d.csv", "-o", "my table.csv", "-q", "--id", "area").ended(3).err)
    assert command == "lstm-forecast tidy d.csv --id area --missing '<5' --output 'my table.csv' --quiet"
    assert shell(command).returncode == 0
    assert (tmp_path / "my table.csv").read_text().startswith("area,date,cases\nx,2024-01-01,20\n")


def test_newer_data_are_read_with_the_model(cli, shell, tmp_path):
    """Predict advises a pipe into itself, with the model it was given."""
    (tmp_path / "d.csv").write_text(SUPPRESSED.replace("<5", ""))
    cli("train", "d.csv", "--model", "my model.lstm").ended()
    (tmp_path / "newer.csv").write_text(SUPPRESSED)
    command = command_of(cli("predict", "newer.csv", "--model", "my model.lstm").ended(3).err)
    assert command == ("lstm-forecast tidy newer.csv --missing '<5' | lstm-forecast predict --model 'my model.lstm' -")
    assert shell(command).returncode == 0


def test_tidied_dates_are_read_with_a_model_of_other_dates(cli, shell, tmp_path):
    """Tidying writes ISO dates, which a model reads that was trained with --date-format."""
    table = re.sub(r"2024-01-(\d\d)", r"\1/01/2024", SUPPRESSED)
    (tmp_path / "d.csv").write_text(table.replace("<5", ""))
    cli("train", "d.csv", "--model", "m.lstm", "--date-format", "%d/%m/%Y").ended()
    (tmp_path / "newer.csv").write_text(table)
    command = command_of(cli("predict", "newer.csv", "--model", "m.lstm").ended(3).err)
    assert command.startswith("lstm-forecast tidy newer.csv --missing '<5' ")
    assert b"\nx,2024-01-29," in shell(command).stdout


def test_doubts_about_newer_data_are_settled_for_the_model(cli, shell, tmp_path):
    """The command in a warning forecasts with the same model, and leaves it alone; so do those for paths."""
    (tmp_path / "d.csv").write_text(SUPPRESSED.replace("<5", "21"))
    cli("train", "d.csv", "--model", "m.lstm", "--horizon", 2).ended()
    model = (tmp_path / "m.lstm").read_bytes()
    (tmp_path / "d.csv").write_text(SUPPRESSED.replace("<5", "21") + "2024-01-29,x,0\n")
    for more in ((), ("--samples", "2")):
        said = cli("predict", "d.csv", "--model", "m.lstm", *more).ended().err
        (command,) = re.findall(r"^ +(lstm-forecast tidy .*)$", said, re.MULTILINE)
        assert command.endswith(" ".join(["--until 2024-01-28 | lstm-forecast predict --model m.lstm", *more, "-"]))
        assert shell(command).stdout.splitlines()[1].startswith((b"x,2024-01-29,", b"x,1,2024-01-29,"))
    assert (tmp_path / "m.lstm").read_bytes() == model


def test_the_only_counter_of_a_folder_keeps_its_name(cli, shell, tmp_path):
    """The model knows it by the name of its file, and so does the command that tidies the folder first."""
    for folder, names in (("all", ("east", "west")), ("one", ("west",))):
        (tmp_path / folder).mkdir()
        for name in names:
            rows = "".join(f"{day},{20 + k * 3 % 7}\n" for k, day in enumerate(DAYS))
            (tmp_path / folder / f"{name}.csv").write_text(f"date,count\n{rows}")
    cli("train", "all", "-q", "--horizon", "2").ended()
    wanted = cli("predict", "one", "-q").ended().out
    assert wanted.splitlines()[1].startswith(b"west,")
    (tmp_path / "one" / "west.csv").write_text(f"date,count\n{rows}".replace(f"{DAYS[3]},", f"{DAYS[3]},n.a."))
    error = cli("predict", "one").ended(3).err
    assert shell(command_of(error)).stdout.splitlines()[1].startswith(b"west,")


def test_a_pipe_is_advised_to_a_pipe(cli, shell):
    """What came from standard input is advised with a dash, and the same bytes make the command work."""
    command = command_of(cli("check", "-", stdin=SUPPRESSED.encode()).ended(3).err).replace("train", "check")
    assert command == "lstm-forecast tidy - --missing '<5' | lstm-forecast check -"
    assert shell(command, stdin=SUPPRESSED.encode()).returncode == 0


def test_check_ends_with_the_command_to_use(cli, shell, tmp_path):
    """The last line of a report reads the same columns in the same way, and JSON has it, too."""
    rows = "".join(f"{day[8:]}.01.2024;{k};7\n" for k, day in enumerate(DAYS))
    (tmp_path / "d.csv").write_text("Tag;Betten;Raum\n" + rows)
    options = ("--value", "Betten", "--date-format", "%d.%m.%Y")
    last = cli("check", "d.csv", *options).ended().text.splitlines()[-1]
    assert last == "lstm-forecast train d.csv --time Tag --value Betten --date-format %d.%m.%Y"
    assert json.loads(cli("check", "d.csv", *options, "--format", "json").ended().out)["data"]["command"] == last
    assert shell(last.replace("train", "check")).returncode == 0


def test_json_has_the_command_of_a_refusal(cli, tmp_path, conforms):
    """A program finds the command beside the hint, null where there is none."""
    (tmp_path / "d.csv").write_text(SUPPRESSED)
    document = json.loads(cli("check", "d.csv", "--format", "json").ended(3).out)
    conforms(document)
    found = [error["command"] for error in document["errors"]]
    assert found[:-1] == [None] * (len(found) - 1)
    assert found[-1] == "lstm-forecast tidy d.csv --missing '<5' | lstm-forecast train -"


def test_days_for_a_weekly_model_are_added_up_by_its_weeks(cli, shell, trained, tmp_path):
    """Predict advises the weeks of the model, which end on Saturdays, so that its own command needs no second remark."""
    days = [dt.date(2023, 7, 2) + dt.timedelta(at) for at in range(72)]  # to a Monday
    (tmp_path / "days.csv").write_text(
        "location,date,cases\n" + "".join(f"Coast,{day},{5 + day.day % 4}\n" for day in days)
    )
    command = command_of(cli("predict", "days.csv", "--freq", "W", "--model", trained.model).ended(3).err)
    assert command.startswith("lstm-forecast tidy days.csv --freq W-SAT --sum | lstm-forecast predict --model ")
    done = shell(command)
    assert done.returncode == 0
    assert done.stdout.splitlines()[1].startswith(b"Coast,2023-09-16,")  # after the week to the 9th, the last whole one
    assert b"stamped" not in done.stderr
    assert b"the last week, 2023-09-16, has 2 of 7 days and is left out" in done.stderr
