"""The command that tidies a file before another reads it, as advice: with the file's own name and columns."""

import shlex
from typing import Final

from lstm_cli.errors import FRAME, STDIN, Command, Setting
from lstm_cli.options import ReadOptions

__all__ = ["STDIN", "tidy_command", "tidy_pipe"]

NAMED: Final = ("id", "time", "value", "date_format", "freq", "delimiter", "encoding")


def tidy_pipe(
    source: str, reading: ReadOptions, *settings: Setting, into: str = "train -"
) -> tuple[str, tuple[Setting | str, ...]] | None:
    """Return the template of a pipe and its parts, for a `Hint`; None for a frame, which no command reads.

    ``reading`` is how the file is read; ``settings`` is what tidying is to do; ``into`` is what reads the result.
    """
    if source == FRAME:
        return None
    parts: tuple[Setting | str, ...] = (
        "-" if source == STDIN else shlex.quote(source),
        *_settings_of(reading),
        *settings,
    )
    return f"lstm-forecast tidy {' '.join('{}' for _ in parts)} | lstm-forecast {into}", parts


def tidy_command(source: str, reading: ReadOptions, *settings: Setting) -> Command:
    """Return the pipe into `train` as a command that each front end writes its own way; of a frame the call alone."""
    return Command("tidy", source, (*_settings_of(reading), *settings), then="" if source == FRAME else "train")


def _settings_of(reading: ReadOptions) -> list[Setting]:
    """Return the settings that name columns and dates as they were read."""
    usual = ReadOptions()
    return [Setting(name, getattr(reading, name)) for name in NAMED if getattr(reading, name) != getattr(usual, name)]
