"""A person at a terminal: the program in a real pseudo-terminal."""

import pytest


@pytest.mark.parametrize("command", ["train", "check", "predict"])
def test_a_dash_at_a_terminal_explains_itself(terminal, command):
    """Nothing is piped in: the program says so instead of waiting for ever."""
    code, seen = terminal([command, "-"])
    assert code == 2
    assert "standard input is a terminal" in seen


def test_words_at_a_terminal_have_no_markup(terminal):
    """Help and errors are the same plain text at a terminal."""
    code, seen = terminal(["train", "--horizon", "[/red]", "x"])
    assert code == 2
    assert "[/red]" in seen or "--horizon" in seen
    assert "\x1b" not in seen
