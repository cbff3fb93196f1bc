"""The command as it was typed, with one thing changed, for advice that keeps everything else the user asked for."""

import sys

from lstm_cli.cli.settings import quoted

__all__ = ["typed_for_a_pipe", "typed_with"]


def typed_with(argument: str, command: str) -> str | None:
    """Return what was typed with an argument after the name of the command; None if it was another command."""
    typed = _typed()
    if command not in typed:
        return None
    at = typed.index(command) + 1
    return _written([*typed[:at], argument, *typed[at:]])


def typed_for_a_pipe(option: str) -> str | None:
    """Return what was typed with ``-`` in place of an option's file; None if the option was not given."""
    typed = _typed()
    for at, word in enumerate(typed):
        if word == option:
            return _written([*typed[: at + 1], "-", *typed[at + 2 :]])
        if word.startswith(f"{option}="):
            return _written([*typed[:at], f"{option}=-", *typed[at + 1 :]])
    return None


def _typed() -> list[str]:
    """Return the words after the name of the program."""
    return sys.argv[1:]


def _written(words: list[str]) -> str:
    """Return a command line of these words."""
    return " ".join(map(quoted, ["lstm-forecast", *words]))
