"""One run of tidying: its options, what it did, and every problem of the file, reported together.

A step refuses what only the user can decide, and proposes options. The run then starts again with the proposed options,
until nothing is refused: one refusal so lists everything that is missing, and ends with a command that has just been
tried.
"""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, NoReturn, TypeVar

from lstm_cli.errors import Command, DataError, ForecastError, Hint, Problem, Setting
from lstm_cli.options import TidyOptions
from lstm_cli.readers.folder_table import FolderTable
from lstm_cli.remedies import Remedies, Remedy, advised, without_advice
from lstm_cli.tidying.ledger import Change, Ledger
from lstm_cli.tidying.settings import option_of, settings_of

__all__ = ["EACH", "EACH_BY_DAY", "WORKS", "Choice", "Job", "run"]

WORKS: Final = "this works"  # the words for a command that decides nothing
MAX_ROUNDS: Final = 30  # proposals; more of them must go round in circles
# What the settings decide that the readers' errors advise.
WORDS: Final = {("week", "iso"): "weeks from Monday (ISO)", ("week", "mmwr"): "weeks from Sunday (MMWR)"}
OTHER_WORDS: Final = {
    "date_format": "dates as {}",
    "sheet": "the sheet {}",
    "start": "with the date of your first step in place of {}",
    "freq": "with the length of your steps in place of {}",
    "value": "with {}",
    "time": "with {}",
    "encoding": "read in {}",
}
ONLY_ONE: Final = "encoding"  # decides nothing if it is the only setting
Result = TypeVar("Result")


class _Again(Exception):  # noqa: N818 - it is no error
    """Options were proposed: start again."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several possible decisions: in words, and as options."""

    words: str
    options: dict[str, Any]


EACH: Final = Choice("each row counted as one event", {"count_rows": True})
EACH_BY_DAY: Final = Choice("each row counted as one event, by day", {"count_rows": True, "freq": "D"})


@dataclass(slots=True)
class Job:
    """The options, to which refusals add their proposals; the ledger; and what was refused."""

    path: str
    options: TidyOptions = field(default_factory=TidyOptions)
    ledger: Ledger = field(default_factory=Ledger)
    problems: dict[Problem, None] = field(default_factory=dict)  # as an ordered set
    choices: list[Choice] = field(default_factory=list)
    unsolved: dict[Problem, None] = field(default_factory=dict)  # problems that no options solve
    blocked: bool = False  # by such problems
    last_word: DataError | None = None  # the refusal that ends the run
    decimals: int = 0  # of the values, which are kept as multiples of the last decimal
    folder: FolderTable | None = None  # if the input is one, whose lines are counted over all files
    tried: "Callable[[TidyOptions], bool] | None" = None  # whether options work; None: alternatives are not tried
    is_on_file: bool = False  # of a folder

    @contextlib.contextmanager
    def on_file(self, path: str) -> Iterator[Ledger]:
        """Work on one file of a folder, with a ledger of its own, which is returned; problems name the file."""
        before = (self.path, self.ledger, self.is_on_file)
        self.path, self.ledger, self.is_on_file = path, Ledger(), True
        try:
            yield self.ledger
        finally:
            self.path, self.ledger, self.is_on_file = before

    def refuse(self, problem: Problem, *others: Problem, choices: tuple[Choice, ...] = (), **proposal: Any) -> NoReturn:  # noqa: ANN401
        """Enter problems, and start again with the proposed options: those of the first choice, if there are choices.

        Raises
        ------
        DataError
            The same problem was refused before: the proposed options did not solve it.
        """
        if problem in self.problems:
            raise self.stop(problem)
        named = [proposal, *(choice.options for choice in choices)]
        if self.is_on_file and any("until_line" in options for options in named):
            alone = Hint("{} shows what this file needs by itself", Command("tidy", self.path))
            raise self.stop(problem, *others, Problem("", self.path, hint=alone))
        self._enter(problem, *others)
        if choices:  # an alternative replaces the options of the first choice
            first, *rest = choices
            before = {name: getattr(self.options, name) for name in first.options}
            self.choices += [first, *(Choice(other.words, before | other.options) for other in rest)]
            proposal = first.options | proposal
        self.options = replace(self.options, **proposal)
        raise _Again

    def attempted(self, attempt: "Callable[[Job], Result]") -> Result:
        """Return the result of an attempt; if it ends with an error, what the error advises is a proposal, too."""
        try:
            return attempt(self)
        except DataError as error:
            if error is self.last_word:
                raise
            self._adopt(error)

    def _adopt(self, error: DataError) -> NoReturn:
        """Enter the problems of an error, and start again with the first setting that it advises."""
        settings = [part for part in advised(error) if isinstance(part, Setting) and part.value is not None]
        if not settings:
            raise self.stop(*error.entries)
        sure = len(settings) == 1 and settings[0].name == ONLY_ONE
        words = [WORKS if sure else _words(setting) for setting in settings]
        choices = [Choice(text, option_of(setting)) for text, setting in zip(words, settings, strict=True)]
        self.refuse(*without_advice(error), choices=tuple(choices))

    def block(self, *problems: Problem) -> None:
        """Enter problems that no option solves; the run goes on and may find others."""
        self._enter(*problems)
        self.unsolved |= dict.fromkeys(problems)
        self.blocked = True

    def stop(self, *problems: Problem) -> DataError:
        """Return the refusal of all problems so far, after which the run cannot go on."""
        self.block(*problems)
        self.last_word = self.refusal()
        return self.last_word

    def _enter(self, *problems: Problem) -> None:
        self.problems |= dict.fromkeys(problems)

    def refusal(self) -> DataError:
        """Return all problems, and the commands that work."""
        advice = [] if self.blocked else [Problem("", self.path, hint=hint) for hint in self._commands()]
        return DataError(*map(self.located, self.problems), *advice, path=self.path)

    def located(self, problem: Problem) -> Problem:
        """Return a problem with the file of a folder in it."""
        return problem if self.folder is None else self.folder.with_file(problem)

    def changes(self) -> tuple[Change, ...]:
        """Return the changes so far; a line of a folder is that of its file, which is named."""
        return tuple(map(self._in_file, self.ledger.changes))

    def _in_file(self, change: Change) -> Change:
        details = change.remark.details
        line = details.get("line")
        if self.folder is None or not isinstance(line, int) or "file" in details:
            return change
        path, line = self.folder.place_of(line)
        remark = replace(change.remark, details={**details, "line": line, "file": Path(path).name, "files": 1})
        return replace(change, remark=remark)

    def ways(self) -> list[tuple[str, TidyOptions]]:
        """Return the options with all proposals and what they decide in words, then the alternatives."""
        alternatives = {replace(self.options, **choice.options): choice.words for choice in self.choices}
        alternatives.pop(self.options, None)
        decided = dict.fromkeys(
            choice.words for choice in self.choices if replace(self.options, **choice.options) == self.options
        )
        decided.pop(WORKS, None)
        return [
            (", ".join(decided) or WORKS, self.options),
            *((words, options) for options, words in alternatives.items()),
        ]

    def _commands(self) -> Iterator[Hint]:
        """Yield the command with all proposals, and the alternatives that work."""
        for words, options in self.ways():
            if options == self.options or (self.tried is not None and self.tried(options)):
                yield Remedies(Remedy(words, Command("tidy", self.path, settings_of(options))))


def run(attempt: Callable[[Job], Result], job: Job, *, alternatives: bool = True) -> Result:
    """Attempt it with the given options, then with the proposed ones; return the result of the given options only.

    Every command that a refusal advises has been tried; each of the ``alternatives`` costs a run.

    Raises
    ------
    DataError
        Something was refused; the error lists all of it.
    """
    if alternatives:
        job.tried = lambda options: _works(attempt, Job(job.path, options))
    for _ in range(MAX_ROUNDS):
        job.ledger, job.decimals = Ledger(), 0
        with contextlib.suppress(_Again):
            result = job.attempted(attempt)
            if job.problems:
                raise job.refusal()
            return result
    raise job.stop()


def _works(attempt: Callable[[Job], Result], job: Job) -> bool:
    """Whether an attempt succeeds and refuses nothing."""
    try:
        job.attempted(attempt)
    except (ForecastError, _Again):
        return False
    return not job.problems


def _words(setting: Setting) -> str:
    """Return words for what a setting decides."""
    words = WORDS.get((setting.name, str(setting.value))) or OTHER_WORDS.get(setting.name, WORKS)
    return words.format(setting.value)
