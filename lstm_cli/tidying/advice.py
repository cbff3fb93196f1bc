"""What to do about a file that the readers refuse: commands that have been tried, with the names of the file in them.

If options alone make the file readable, the command reads it with these options; otherwise it tidies the file first.
Tidying also finds the problems beyond the first, so that one report lists them all.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from lstm_cli.errors import DataError, Problem
from lstm_cli.readers.excel_formulas import NO_RESULT, is_formula
from lstm_cli.readers.folder import Folder, has_at_most
from lstm_cli.readers.source import MAX_ADVISED, as_source
from lstm_cli.tidying.given import ways_without
from lstm_cli.tidying.vintage_ways import ways_of_vintages
from lstm_cli.tidying.ways import (
    ReadRequest,
    Way,
    advises_command,
    ways_of_commands,
    ways_of_options,
    ways_of_tidying,
    without_lines,
)

__all__ = ["AdvisedError", "advised"]

MAX_WAYS: Final = 4  # commands of a report


class AdvisedError(DataError):
    """A refusal that lists every problem and commands that work.

    ``also``: problems beyond those of the reader; ``ways``: whole commands, which replace the reader's advice.
    """

    def __init__(self, error: DataError, also: Sequence[Problem], ways: Sequence[Way]) -> None:
        super().__init__(*error.problems, more=error.more, advice=None if ways else error.advice)
        short = next((way.short for way in ways if way.short), None)
        self.also = (*also, *(replace(problem, path=error.path) for problem in (short.problems if short else ())))
        self.ways = tuple(way.hint for way in ways)

    @property
    def entries(self) -> tuple[Problem, ...]:
        """A problem per line: those of the reader, those beyond them, and what to do."""
        known = super().entries
        last = len(known) - (self.advice is not None)
        return (*known[:last], *self.also, *known[last:], *(Problem("", self.path, hint=way) for way in self.ways))


def advised(error: DataError, request: ReadRequest) -> DataError:
    """Return the error with the other problems of the file and with commands that work, if any do.

    For formulas without their results, no command does: in a spreadsheet they are counts.
    """
    if not error.path or not has_at_most(MAX_ADVISED, request.source):
        return error
    if not isinstance(request.source, Folder):
        request = replace(request, source=as_source(request.content, request.name))
    if any(problem.kind == "cell" and is_formula(problem.value or "") for problem in error.problems):
        return DataError(*error.problems, more=error.more, advice=NO_RESULT, series=error.series)
    found: Sequence[Problem] = ()
    unsolved: Sequence[Problem] = ()
    ways = [*ways_without(request, first=True), *ways_of_commands(error, request), *ways_of_options(error, request)]
    if all(way.conditional for way in ways) and not advises_command(error):
        found, unsolved, tidying = ways_of_tidying(request)
        ways = [*tidying, *ways_of_vintages(tidying, request), *ways]
    if any(problem.kind == "forecasts" for problem in found):
        return DataError(*found, path=error.path)  # nothing that the readers say of such rows matters
    if all(way.conditional for way in ways):
        after_tidying = unsolved or found  # when it has read what it can
        left = [problem for problem in after_tidying if problem.line is not None]
        if left or not error.more:
            ways += without_lines(left or error.problems, request)
    ways = ways or ways_without(request, first=False)
    also = _beyond(error.problems, found)
    return AdvisedError(error, also, ways[:MAX_WAYS]) if also or ways else error


def _beyond(known: Sequence[Problem], found: Sequence[Problem]) -> list[Problem]:
    """Return what tidying found beyond the problems that readers have reported."""
    kept: list[Problem] = []
    is_new = False
    for problem in found:
        if problem.kind != "omitted":  # the number of further problems goes with those before it
            is_new = not any(_says_the_same(problem, each) for each in known)
        kept += [problem] * is_new
    return kept


def _says_the_same(problem: Problem, known: Problem) -> bool:
    """Whether a problem that tidying found is one that the readers have reported, or follows from it."""
    if problem.kind == "no-counts":
        return True
    if not problem.kind:
        return problem.message == known.message
    same = problem.kind == known.kind and problem.column in {None, known.column}
    return same and (problem.kind != "cell" or problem.line == known.line)
