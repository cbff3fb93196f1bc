"""Whole commands as advice, with the name and columns of a file: to read it, or to tidy it first."""

from dataclasses import fields, replace
from typing import TYPE_CHECKING

from lstm_cli.errors import FRAME, Command, Setting
from lstm_cli.options import READ_DEFAULTS, ReadOptions

if TYPE_CHECKING:
    from lstm_cli.panel.series import Panel

__all__ = ["reading_command", "tidy_command", "training_command"]


def reading_command(name: str, source: str, reading: ReadOptions) -> Command:
    """Return the named command that reads a file with some options."""
    return Command(name, source, _settings(reading))


def training_command(panel: "Panel") -> Command:
    """Return the command that trains on the file of a panel, read in the same way, with its columns by name.

    To name the layout would make a series of every column, also of those that are ignored.
    """
    found_wide = panel.columns.layout == "wide" and not panel.columns.ignored
    return reading_command("train", panel.source, replace(panel.reading, wide=panel.reading.wide or found_wide or None))


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
    changed = {name: value for name, value in values.items() if value != getattr(READ_DEFAULTS, name)}
    return tuple(Setting("long" if value is False else name, value or True) for name, value in changed.items())
