"""The truth of ``lstm-forecast score`` that is refused: commands in the refusal lead to the scores that were asked for."""

import datetime as dt
import re

import pytest
import small_hub
from small_hub import COUNTS, LAST, PROPORTIONS, WEEK

MODEL = "hub/model-output/Team-Model"
TABLE = "hub/target-data/time-series.csv"


def came(share):
    """Return the rows of place, date and value that came, of counts or of shares of them."""
    rows = small_hub.series(LAST + 5 * WEEK)
    return [(place, day, f"{n / 10_000:.4f}" if share else str(n)) for place, day, n in rows]


@pytest.fixture
def hub(tmp_path):
    """Make a hub whose target data have two targets in two vintages, a submission, and tables of each target's final values."""
    folder = small_hub.make_hub(tmp_path / "hub")
    small_hub.write_submission(tmp_path / MODEL / "2025-01-25-Team-Model.csv", small_hub.submission())
    lines = ["as_of,target,location,target_end_date,observation"]
    for target in (COUNTS, PROPORTIONS):
        rows = came(target == PROPORTIONS)
        early = [f"{LAST + dt.timedelta(4)},{target},{place},{day},{0}" for place, day, _ in rows if day <= LAST]
        late = [f"{LAST + 6 * WEEK},{target},{place},{day},{value}" for place, day, value in rows]
        lines += [*early, *late]
        final = ["location,date,value", *(f"{place},{day},{value}" for place, day, value in rows)]
        (tmp_path / f"{target}.csv").write_text("\n".join([*final, ""]))
    (tmp_path / TABLE).write_text("\n".join([*lines, ""]))
    return folder


def commands_of(error):
    """Return the commands of a refusal."""
    return re.findall(r": (lstm-forecast (?:hub|tidy|score) .*)$", error, re.MULTILINE)


@pytest.mark.parametrize("target", [COUNTS, PROPORTIONS])
@pytest.mark.parametrize("truth", [TABLE, "hub", "hub/target-data", "copy.csv"])
@pytest.mark.usefixtures("hub")
def test_the_command_scores_the_target_that_was_asked_for(cli, shell, tmp_path, target, truth):
    """A table of a hub, its folder and a copy of the table elsewhere; all else that was asked for is kept."""
    (tmp_path / "copy.csv").write_bytes((tmp_path / TABLE).read_bytes())
    asked = ("--target", target, "--baseline", "naive", "--model-name", "our model")
    error = cli("score", MODEL, truth, *asked).ended(2 if truth.startswith("hub") and truth != TABLE else 3).err
    (command,) = commands_of(error)
    assert "hub data hub" in command or truth == "copy.csv"
    result = shell(command)
    assert result.returncode == 0, result.stderr
    wanted = cli("score", MODEL, f"{target}.csv", *asked).ended().out
    assert result.stdout == wanted
    assert wanted.count(b"\n") > 3


@pytest.mark.usefixtures("hub")
def test_a_hub_of_several_targets_has_a_command_for_each(cli):
    """Which one is meant is the user's to say; the commands do."""
    first, second = commands_of(cli("score", MODEL, TABLE).ended(3).err)
    assert first == (
        f"lstm-forecast hub data hub --target '{COUNTS}' | lstm-forecast score {MODEL} --target '{COUNTS}' -"
    )
    assert second == first.replace(COUNTS, PROPORTIONS)


@pytest.mark.usefixtures("hub")
def test_a_team_without_the_target_is_left_out_and_named(cli, tmp_path):
    """Scores are those of the others, and a note says whose file has nothing of the target."""
    rows = [row for row in small_hub.submission() if row["target"] == COUNTS]
    small_hub.write_submission(tmp_path / "hub/model-output/A-B/2025-01-25-A-B.csv", rows)
    asked = (f"{PROPORTIONS}.csv", "--target", PROPORTIONS)
    whole, alone = (cli("score", place, *asked).ended() for place in ("hub/model-output", MODEL))
    told, usual = (" ".join(result.err.split()) for result in (whole, alone))
    assert whole.out == alone.out
    said = "1 file has no quantiles for 'wk inc flu prop ed visits' and is left out"
    assert said in told
    assert said not in usual


@pytest.mark.usefixtures("hub")
@pytest.mark.parametrize("truth", [TABLE, "copy.csv"])
def test_forecasts_in_a_pipe_leave_the_truth_to_a_file(cli, shell, tmp_path, truth):
    """Standard input is taken: the command writes a file, which was not there and scores."""
    (tmp_path / "copy.csv").write_bytes((tmp_path / TABLE).read_bytes())
    (tmp_path / "truth.csv").write_text("mine\n")
    forecasts = (tmp_path / MODEL / "2025-01-25-Team-Model.csv").read_bytes()
    command, *others = commands_of(cli("score", "-", truth, "--target", COUNTS, stdin=forecasts).ended(3).err)
    assert others == []
    assert shell(command).returncode == 0
    assert (tmp_path / "truth.csv").read_text() == "mine\n"
    scored = cli("score", "-", "truth-2.csv", "--target", COUNTS, stdin=forecasts).ended().out
    assert scored == cli("score", "-", f"{COUNTS}.csv", "--target", COUNTS, stdin=forecasts).ended().out


def test_a_date_format_of_the_forecasts_alone_leaves_an_iso_truth_as_it_is(cli, tmp_path):
    """What the refusal of dates that can be read in two ways advises scores them."""
    start = dt.date(2024, 1, 1)
    days = [start + dt.timedelta(days=at) for at in range(160)]
    (tmp_path / "truth.csv").write_text("date,cases\n" + "".join(f"{day},{10 + day.day % 7}\n" for day in days))
    ahead = "".join(f"{day:%d/%m/%Y},8,12,16\n" for day in days[-6:])
    (tmp_path / "f.csv").write_text(f"date,q0.1,q0.5,q0.9\n{ahead}")
    error = cli("score", "f.csv", "truth.csv", "-q").ended(3).err
    assert error.splitlines()[-1].endswith("add --date-format %d/%m/%Y or --date-format %m/%d/%Y")
    scored = cli("score", "f.csv", "truth.csv", "-q", "--date-format", "%d/%m/%Y").ended().text
    iso = "".join(f"{day},8,12,16\n" for day in days[-6:])
    (tmp_path / "iso.csv").write_text(f"date,q0.1,q0.5,q0.9\n{iso}")
    assert scored == cli("score", "iso.csv", "truth.csv", "-q").ended().text
    (tmp_path / "truth.csv").write_text("date,cases\n2024-01-01,x\n")
    assert (
        "expected a date in the format" in cli("score", "f.csv", "truth.csv", "--date-format", "%d/%m/%Y").ended(3).err
    )
