"""docs/cli.md has every command with its help, and every exit code."""

import re

from cli_reference import command_names, with_every_command
from console_blocks import ROOT, commands_of

from lstm_cli.errors import ExitCode

PAGE = ROOT / "docs" / "cli.md"


def test_every_command_has_its_section_in_the_order_of_the_program():
    """The page shows the help of the program and of each command that the program lists, once."""
    shown = [command.command for command in commands_of(PAGE)]
    assert shown == ["lstm-forecast --help", *(f"lstm-forecast {name} --help" for name in command_names())]
    assert {"train", "predict", "diagnose", "backtest", "score", "check", "step"} <= set(command_names())


def test_the_sections_are_generated():
    """What stands between the marks, outputs aside, is what the generator writes: nothing was edited by hand."""
    text = PAGE.read_text(encoding="utf-8")
    without_output = re.sub(
        r"(\$ lstm-forecast [\w ]+ --help\n).*?(?=^```)", r"\1", text, flags=re.MULTILINE | re.DOTALL
    )
    expected = re.sub(
        r"(\$ lstm-forecast --help\n).*?(?=^```)", r"\1", with_every_command(text), flags=re.MULTILINE | re.DOTALL
    )
    assert (
        re.sub(r"(\$ lstm-forecast --help\n).*?(?=^```)", r"\1", without_output, flags=re.MULTILINE | re.DOTALL)
        == expected
    )


def test_help_fits_80_columns_and_about_a_screen():
    """The help of no command is wider than a terminal, nor longer than a screen of 60 lines."""
    for command in commands_of(PAGE):
        lines = command.shown.splitlines()
        assert max(map(len, lines)) <= 80, command
        assert len(lines) <= 60, command


def test_every_exit_code_is_in_the_table():
    """The table of exit codes has each code, with no other code in it."""
    section = PAGE.read_text(encoding="utf-8").partition("## Exit codes")[2].partition("\n## ")[0]
    assert [int(code) for code in re.findall(r"^\| (\d+) \|", section, flags=re.MULTILINE)] == sorted(ExitCode)


def test_what_a_command_does_is_said_to_the_end():
    """In the lists of commands no sentence is cut off for want of room."""
    lists = [after for command in commands_of(PAGE) if (after := command.shown.partition("\nCommands:\n")[2])]
    assert len(lists) >= 2
    assert not [line for shown in lists for line in shown.splitlines() if line.endswith("...")]
