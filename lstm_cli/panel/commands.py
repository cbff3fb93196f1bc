"""Whole commands as advice, with the name and columns of a file: to read it, or to tidy it first."""

from dataclasses import fields
from typing import Final

from lstm_cli.errors import FRAME, Command, Setting
from lstm_cli.options import ReadOptions

__all__ = ["reading_command", "tidy_command"]

USUAL: Final = ReadOptions()


def reading_command(name: str, source: str, reading: ReadOptions) -> Command:
    """Return the named command that reads a file with some options."""
    return Command(name, source, _settings(reading))


def tidy_command(source: str, reading: ReadOptions, *settings: Setting, then: str = "train") -> Command:
    """Return the command that tidies a file, piped into the command that is to read the result.

    ``settings``: what tidying is to do. For a frame, the call alone is returned, without a pipe.
    """
    # Tidying has no options for a long table, which it assumes, and for decimals, which it keeps.
    known = (setting for setting in _settings(reading) if setting.name not in {"long", "kind"})
    return Command("tidy", source, (*known, *settings), then="" if source == FRAME else then)


def _settings(reading: ReadOptions) -> tuple[Setting, ...]:
    """Return the settings that set these options."""
    values = {entry.name: getattr(reading, entry.name) for entry in fields(reading)}
    changed = {name: value for name, value in values.items() if value != getattr(USUAL, name)}
    return tuple(Setting("long" if value is False else name, value or True) for name, value in changed.items())
