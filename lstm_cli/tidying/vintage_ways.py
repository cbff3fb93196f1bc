"""The command that learns from the vintages of a file, beside the one that keeps the newest row of each time."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Final

from lstm_cli.errors import STDIN, Command, ForecastError, Setting
from lstm_cli.panel.commands import reading_command
from lstm_cli.readers.vintage_reader import read_vintages
from lstm_cli.remedies import Remedies, Remedy
from lstm_cli.tidying.ways import LEARNING, ReadRequest, Way

__all__ = ["ways_of_vintages"]

MIN_VINTAGES: Final = 5  # fewer say little about the next revision


def ways_of_vintages(ways: Sequence[Way], request: ReadRequest) -> Iterator[Way]:
    """Yield the way that learns how counts were revised, if the command does that and one of the ways leaves it out."""
    if request.then.split()[0] not in LEARNING or request.name == STDIN or not any(map(_takes_newest, ways)):
        return
    command = reading_command(request.then, "", request.options)
    command = replace(command, settings=(Setting("vintages", request.name), *command.settings))
    with suppress(ForecastError):
        if len(read_vintages(request.source, options=request.options).as_of) >= MIN_VINTAGES:
            yield Way(Remedies(Remedy("with what earlier reports tell", command)))


def _takes_newest(way: Way) -> bool:
    """Whether a way takes the newest of several vintages."""
    commands = (part for part in way.hint.parts if isinstance(part, Command))
    return any(setting.name == "as_of" for command in commands for setting in command.settings)
