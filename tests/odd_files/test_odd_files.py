"""Every odd file has the outcome that is kept, every advised command works, and the page tells the same."""

import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import pytest

SPEC = importlib.util.spec_from_file_location("outcomes", Path(__file__).with_name("outcomes.py"))
outcomes = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(outcomes)

KEPT = outcomes.expected()
RENEW = "renew with: python tests/odd_files/outcomes.py"


@pytest.mark.parametrize("path", outcomes.odd_files(), ids=lambda path: path.name)
def test_a_file_has_the_outcome_that_is_kept(path):
    """Its report or refusal is as kept, and so is what each command does that a refusal advises: all of them work."""
    found = outcomes.outcome(path)
    assert found.text == KEPT[path.name], RENEW
    for command, lines in found.commands.items():
        assert lines[-1] == "exit code 0", command


def test_every_file_is_kept_and_described():
    """No file is without an outcome, a description and a row."""
    names = {path.name for path in outcomes.odd_files()}
    assert names == set(KEPT) == set(outcomes.descriptions())


def test_the_page_has_the_table():
    """The table of the page is that of the outcomes."""
    page = outcomes.PAGE.read_text(encoding="utf-8")
    assert outcomes.with_table(page, KEPT) == page, RENEW


def exports():
    """Return the commands of the table of public exports."""
    page = outcomes.EXPORTS.read_text(encoding="utf-8")
    table = page.partition("<!-- exports -->")[2].partition("<!-- end of exports -->")[0]
    return [command.replace("\\|", "|") for command in re.findall(r"\| `(lstm-forecast .*)` \|$", table, re.MULTILINE)]


def test_the_page_has_the_portals():
    """Eighteen exports have a command each."""
    assert len(set(exports())) == 18


@pytest.mark.parametrize("command", exports())
def test_each_export_is_read_by_its_command(command):
    """The command of the page reads the file, with check in the place of train."""
    with outcomes.workplace():
        lines = outcomes.effect(command)
    assert lines[-1] == "exit code 0", lines


@pytest.mark.slow
@pytest.mark.parametrize("command", exports())
def test_each_export_is_forecast_by_its_command(command, tmp_path):
    """The installed command trains on it as the page says, and predicts."""
    for path in outcomes.odd_files():
        (tmp_path / path.name).symlink_to(path)
    script = Path(sys.executable).with_name("lstm-forecast")
    line = f"{command} && lstm-forecast predict".replace("lstm-forecast ", f"{script} ")
    done = subprocess.run(line, shell=True, cwd=tmp_path, capture_output=True, timeout=300, check=False)  # noqa: S602
    assert done.returncode == 0, done.stderr.decode()
    assert len(done.stdout.splitlines()) > 1


def test_no_refusal_is_without_a_reason_for_having_no_command():
    """A file that is refused without a command has nothing that a command could read."""
    without = {name for name, text in KEPT.items() if re.search(r"\| refused: ", f"| {outcomes.result(text)}")}
    assert without == {
        *(name for name in KEPT if name.startswith("100") and "forecasts" in KEPT[name]),
        *(f"bad-{name}.csv" for name in WITHOUT_A_COMMAND),
    }


# What is in these cannot be told, or is not there at all.
WITHOUT_A_COMMAND = [
    "all_nan",
    "binary_named_csv",
    "blank_lines_only",
    "boolean_y",
    "empty",
    "far_dates",
    "header_only",
    "html_error_page",
    "impossible_dates",
    "missing_id",
    "missing_y_column",
    "mixed_date_formats",
    "mixed_frequencies",
    "null_bytes",
    "one_row",
    "percent_and_units",
    "ragged_rows",
    "single_date_panel",
    "json_named_csv",
    "two_rows",
    "unclosed_quote",
    "very_long_line",
]
