"""A person at a terminal: the program in a real pseudo-terminal."""

import itertools

import pytest

from lstm_cli.formats.text import width

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("command", ["train", "check", "predict"])
def test_a_dash_at_a_terminal_explains_itself(terminal, command):
    """Nothing is piped in: the program says so instead of waiting for ever."""
    code, seen = terminal([command, "-"])
    assert code == 2
    assert "standard input is a terminal" in seen


def test_words_at_a_terminal_have_no_markup(terminal):
    """Errors are the same plain text at a terminal."""
    code, seen = terminal(["train", "--horizon", "[/red]", "x"])
    assert code == 2
    assert "--horizon" in seen
    assert "\x1b" not in seen


def test_a_forecast_is_something_to_look_at(terminal, trained):
    """Format left out, one series: sparkline, fan bars, gates, in colour."""
    code, seen = terminal(["predict", "--model", trained.model, "--series", "Plain"])
    assert code == 0
    assert "\x1b[36m" in seen
    assert "●" in seen
    assert any(bar in seen for bar in "▁▂▃▄▅▆▇█")
    assert "95 % interval" in seen
    assert "forget gate" in seen


def test_many_series_are_summarised(terminal, trained):
    """Format left out, a panel: a row a series, and how to see one."""
    _, seen = terminal(["predict", "--model", trained.model], NO_COLOR="1")
    assert "3 series, weekly" in seen
    assert "ask for one series" in seen
    assert [line.split()[0] for line in seen.splitlines()[3:6]] == ["Coast", "Hills", "Plain"]
    assert "\x1b" not in seen


@pytest.mark.parametrize(
    "changes", [{"NO_COLOR": "1"}, {"NO_COLOR": "1", "FORCE_COLOR": "1"}, {"TERM": "dumb"}, {"TERM": ""}]
)
def test_colour_can_be_switched_off(terminal, trained, changes):
    """NO_COLOR, which wins over FORCE_COLOR, a dumb terminal and one without a name get no escape sequence at all."""
    code, seen = terminal(["predict", "--model", trained.model], **changes)
    assert code == 0
    assert "\x1b" not in seen


def test_the_option_switches_colour_off_too(terminal, trained):
    """--no-color is NO_COLOR for one command."""
    assert "\x1b" not in terminal(["predict", "--model", trained.model, "--no-color"])[1]


@pytest.mark.parametrize("columns", [60, 100, 200])
def test_a_table_fits_the_terminal(terminal, trained, columns):
    """Pictures use the room there is and never wrap."""
    _, seen = terminal(["predict", "--model", trained.model, "--no-color"], COLUMNS=str(columns))
    pictures = [line for line in seen.splitlines() if "│" in line]
    assert len(pictures) >= 3
    assert max(map(width, pictures)) <= columns


def test_a_report_whose_format_is_named_is_the_same_everywhere(cli, terminal, trained):
    """The page has 80 columns, as in a pipe, however wide the terminal is."""
    command = ["check", str(trained.table), "--format", "text"]
    _, seen = terminal(command, COLUMNS="120")
    assert seen.splitlines() == cli(*command).ended().out.decode().splitlines()


@pytest.mark.parametrize("columns", [44, 64])
def test_the_gates_fit_the_terminal(terminal, trained, columns):
    """Below the forecast, the table of gates goes on below where columns have no room, and its sentences wrap."""
    _, seen = terminal(["predict", "--model", trained.model, "--no-color"], COLUMNS=str(columns))
    block = seen[seen.index("Gates, mean of 3 series") :].splitlines()
    gates = list(itertools.takewhile(lambda line: not line or line.startswith(("Gates", "  ")), block))
    for name in ("shut (<0.1)", "open (>0.9)", "mean σ' (≤ 0.25)"):
        assert sum(name in line for line in gates[1:]) == 1
    assert max(map(width, gates)) <= columns
    assert "memory: the forget gate halves" in " ".join(" ".join(gates).split())
    notes = seen[seen.index("note: the data end on") :].splitlines()
    assert max(map(width, notes)) <= columns
    assert "every step of this forecast lies in the past" in " ".join(" ".join(notes).split())


def test_progress_is_seen_and_gone(terminal, trained):
    """While training there is a bar on standard error; afterwards only the report stands there."""
    code, seen = terminal(["train", trained.table, "--horizon", "4", "--model", "m.lstm"])
    assert code == 0
    assert "\x1b[?25l" in seen  # the cursor is hidden while the bar moves ...
    assert "\x1b[?25h" in seen  # ... and shown again
    assert "verdict" in seen.split("\x1b[?25h")[-1]


@pytest.mark.parametrize("option", ["--quiet", "--format=json"])
def test_no_progress_where_none_was_asked_for(terminal, trained, option):
    """Quiet and JSON runs draw nothing on a terminal."""
    code, seen = terminal(["train", trained.table, "--horizon", "4", "--model", "m.lstm", option])
    assert code == 0
    assert "\x1b" not in seen
