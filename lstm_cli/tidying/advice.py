"""What to do about a file that readers refuse: commands that have been tried, with the file's own names in them.

A file that options alone make readable is read with these; any other is tidied first. What is wrong beyond the first
obstacle is found by tidying, too, so that one report has all of it.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from lstm_cli.errors import Command, DataError, Problem
from lstm_cli.panel.assemble import CHECK_STEP, NO_COUNTS
from lstm_cli.panel.commands import reading_command
from lstm_cli.panel.series import Panel
from lstm_cli.readers.folder import Folder
from lstm_cli.readers.source import MAX_ADVISED, as_source
from lstm_cli.tidying.examine import FORECASTS
from lstm_cli.tidying.given import ways_without
from lstm_cli.tidying.result import MOVED
from lstm_cli.tidying.ways import (
    Reading,
    Way,
    has_command,
    is_conditional,
    ways_of_commands,
    ways_of_options,
    ways_of_tidying,
    without_lines,
)

__all__ = ["AdvisedError", "advised", "command_that_reads"]

MAX_WAYS: Final = 4  # commands of a report
# What tidying and readers say of the same cells of a column.
SAME: Final = (("whole number", "whole number"), ("negative count", "whole number"), (": expected", ": expected"))
OMITTED: Final = "… and "
REPEATED: Final = ("that another row has", "is already")  # of reports on rows that come twice


class AdvisedError(DataError):
    """A refusal with all that is in the way, and with commands that work.

    ``also`` are problems beyond those of the reader; ``ways`` are whole commands, which take the place of its advice.
    """

    def __init__(self, error: DataError, also: Sequence[Problem], ways: Sequence[Way]) -> None:
        super().__init__(*error.problems, more=error.more, advice=None if ways else error.advice)
        short = next((way.short for way in ways if way.short), None)
        self.also = (*also, *(replace(problem, path=error.path) for problem in (short.problems if short else ())))
        self.ways = tuple(way.hint for way in ways)

    @property
    def entries(self) -> tuple[Problem, ...]:
        """A problem for each line: those of the reader, those beyond them, and what to do."""
        known = super().entries
        last = len(known) - (self.advice is not None)
        return (*known[:last], *self.also, *known[last:], *(Problem("", self.path, hint=way) for way in self.ways))


def advised(error: DataError, reading: Reading) -> DataError:
    """Return the error with what else is in the way, and with commands that work, as far as any do."""
    if isinstance(reading.source, Folder):  # whose rows stand on no lines
        return error
    content = reading.content
    if not error.path or len(content) > MAX_ADVISED:
        return error
    reading = replace(reading, source=as_source(content, reading.name))
    found: Sequence[Problem] = ()
    ways = [*ways_without(reading, first=True), *ways_of_commands(error, reading), *ways_of_options(error, reading)]
    if all(map(is_conditional, ways)) and not has_command(error):
        found, tidying = ways_of_tidying(reading)
        ways = [*tidying, *ways]
    if any(problem.message.startswith(FORECASTS) for problem in found):
        return DataError(*found, path=error.path)  # whatever readers make of their rows
    if all(map(is_conditional, ways)) and not error.more:
        ways += without_lines([*error.problems, *found], reading)
    ways = ways or [*ways_without(reading, first=False)]
    also = [problem for problem in found if not any(_says_the_same(problem, known) for known in error.problems)]
    return AdvisedError(error, also, ways[:MAX_WAYS]) if also or ways else error


def command_that_reads(name: str, panel: Panel) -> Command:
    """Return the command that reads a panel's file as it was read, with its columns by name."""
    wide = True if panel.columns.layout == "wide" else None
    return reading_command(name, panel.source, replace(panel.reading, wide=wide))


def _says_the_same(problem: Problem, known: Problem) -> bool:
    """Whether tidying reports what readers have reported, or what follows from it."""
    if problem.message.startswith(OMITTED):  # how many more of what is known
        return True
    if problem.message == NO_COUNTS:  # what is known already took all of them away
        return True
    if problem.message.startswith(MOVED) and known.hint is CHECK_STEP:
        return True
    if REPEATED[0] in problem.message and ";" not in problem.message:
        return REPEATED[1] in known.message
    if problem.column is not None and problem.message.startswith("column "):
        return problem.column == known.column and any(
            theirs in problem.message and ours in known.message for theirs, ours in SAME
        )
    return problem.message.partition(":")[0] == known.message.partition(":")[0]
