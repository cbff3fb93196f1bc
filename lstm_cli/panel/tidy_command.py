"""The command that tidies a file before another reads it, as advice: with the file's own name and columns."""

import shlex
from typing import Final

from lstm_cli.errors import FRAME, Setting
from lstm_cli.options import ReadOptions

__all__ = ["STDIN", "tidy_pipe"]

STDIN: Final = "stdin"  # the name of standard input in messages
NAMED: Final = ("id", "time", "value", "date_format", "freq", "delimiter", "encoding")


def tidy_pipe(
    source: str, reading: ReadOptions, *settings: Setting, into: str = "train -"
) -> tuple[str, tuple[Setting | str, ...]] | None:
    """Return the template of a pipe and its parts, for a `Hint`; None for a frame, which no command reads.

    ``reading`` is how the file is read; ``settings`` is what tidying is to do; ``into`` is what reads the result.
    """
    if source == FRAME:
        return None
    usual = ReadOptions()
    named = [Setting(name, getattr(reading, name)) for name in NAMED if getattr(reading, name) != getattr(usual, name)]
    parts: tuple[Setting | str, ...] = ("-" if source == STDIN else shlex.quote(source), *named, *settings)
    return f"lstm-forecast tidy {' '.join('{}' for _ in parts)} | lstm-forecast {into}", parts
