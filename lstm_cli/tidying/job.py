"""One run of tidying: what is asked for, what was done, and all that is in the way, told together.

A step that meets something which only the user can decide refuses, and proposes. The run begins again with the options
that were proposed, until nothing is in the way: so one refusal lists all that is missing, and the command that it ends
with is one that has just been tried.
"""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Final, NoReturn, TypeVar

from lstm_cli.errors import Command, DataError, ForecastError, Hint, Problem, Setting
from lstm_cli.options import TidyOptions
from lstm_cli.tidying.ledger import Ledger
from lstm_cli.tidying.settings import option_of, settings_of

__all__ = ["EACH_BY_DAY", "WORKS", "Choice", "Job", "command_hint", "run"]

WORKS: Final = "this works"  # what can be said of a command that decides nothing
MAX_ROUNDS: Final = 30  # proposals, after which they must go round in circles
# What settings decide that errors of readers advise.
WORDS: Final = {("week", "iso"): "weeks from Monday (ISO)", ("week", "mmwr"): "weeks from Sunday (MMWR)"}
OTHER_WORDS: Final = {
    "date_format": "dates as {}",
    "sheet": "the sheet {}",
    "start": "with the date of your first step for {}",
    "freq": "with the length of your steps for {}",
    "value": "with {}",
    "time": "with {}",
    "encoding": "read in {}",
}
ONLY_ONE: Final = "encoding"  # which decides nothing where it is the only one
Result = TypeVar("Result")


class _Again(Exception):  # noqa: N818 - it is no error
    """Options have been proposed: begin again."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several decisions that would do: in words, and as options."""

    words: str
    options: dict[str, Any]


EACH_BY_DAY: Final = Choice("each row counted as one, by day", {"count_rows": True, "freq": "D"})


@dataclass(slots=True)
class Job:
    """The options, which grow by what refusals propose; the ledger; and what was refused."""

    path: str
    options: TidyOptions = field(default_factory=TidyOptions)
    ledger: Ledger = field(default_factory=Ledger)
    problems: dict[Problem, None] = field(default_factory=dict)  # as an ordered set
    choices: list[Choice] = field(default_factory=list)
    blocked: bool = False  # by a problem that no options solve
    last_word: DataError | None = None  # the refusal after which there is no way to go on
    decimals: int = 0  # of the values, which are multiples of the last of them
    tried: "Callable[[TidyOptions], bool] | None" = None  # whether options would do; None: those not tried are left out

    def refuse(self, problem: Problem, *others: Problem, choices: tuple[Choice, ...] = (), **proposal: Any) -> NoReturn:  # noqa: ANN401
        """Enter problems, and begin again with the options that would solve them: those of the first choice, if any.

        Raises
        ------
        DataError
            The same was refused before: the options do not solve it.
        """
        if problem in self.problems:
            raise self.stop()
        self._enter(problem, *others)
        if choices:  # the others are decided in place of the first
            first, *rest = choices
            before = {name: getattr(self.options, name) for name in first.options}
            self.choices += [first, *(Choice(other.words, before | other.options) for other in rest)]
            proposal = first.options | proposal
        self.options = replace(self.options, **proposal)
        raise _Again

    def attempted(self, attempt: "Callable[[Job], Result]") -> Result:
        """Return what comes of an attempt; the advice of an error that it ends with is a proposal, too."""
        try:
            return attempt(self)
        except DataError as error:
            if error is self.last_word:
                raise
            self._adopt(error)

    def _adopt(self, error: DataError) -> NoReturn:
        """Enter the problems of an error, and begin again with the first of the settings that it advises."""
        entries = [replace(entry, hint=None) for entry in error.entries if entry.message]
        hints = [entry.hint for entry in error.entries if entry.hint]
        parts = dict.fromkeys(part for hint in hints for part in hint.parts if isinstance(part, Setting))
        settings = [part for part in parts if part.value is not None]
        if not settings:
            raise self.stop(*error.entries)
        sure = len(settings) == 1 and settings[0].name == ONLY_ONE
        words = [WORKS if sure else _words(setting) for setting in settings]
        choices = [Choice(text, option_of(setting)) for text, setting in zip(words, settings, strict=True)]
        self.refuse(*entries, choices=tuple(choices))

    def block(self, *problems: Problem) -> None:
        """Enter problems that no options solve; others may be found beyond them."""
        self._enter(*problems)
        self.blocked = True

    def stop(self, *problems: Problem) -> DataError:
        """Return the refusal of all so far, where there is no way to go on."""
        self.block(*problems)
        self.last_word = self.refusal()
        return self.last_word

    def _enter(self, *problems: Problem) -> None:
        self.problems |= dict.fromkeys(problems)

    def refusal(self) -> DataError:
        """Return all problems, and the commands that would do."""
        advice = [] if self.blocked else [Problem("", self.path, hint=hint) for hint in self._commands()]
        return DataError(*self.problems, *advice, path=self.path)

    def ways(self) -> list[tuple[str, TidyOptions]]:
        """Return the options with what was proposed, in words of what they decide, then those that decide otherwise."""
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
        """Yield the command with what was proposed, and the others that work."""
        for words, options in self.ways():
            if options == self.options or (self.tried is not None and self.tried(options)):
                yield command_hint(words, Command("tidy", self.path, settings_of(options)))


def command_hint(words: str, command: Command) -> Hint:
    """Return a command as advice, after words of what it decides."""
    return Hint(f"{words.replace('{', '{{').replace('}', '}}')}: {{}}", command)


def run(attempt: Callable[[Job], Result], job: Job, *, alternatives: bool = True) -> Result:
    """Attempt it with the options that are given, then with those that are proposed; return what came of the former.

    Every command that a refusal advises has been tried; ``alternatives`` to the first one cost a run each.

    Raises
    ------
    DataError
        Something was refused; the error has all of it.
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
    """Whether an attempt refuses nothing."""
    try:
        job.attempted(attempt)
    except (ForecastError, _Again):
        return False
    return not job.problems


def _words(setting: Setting) -> str:
    """Return what a setting decides, in words."""
    words = WORDS.get((setting.name, str(setting.value))) or OTHER_WORDS.get(setting.name, WORKS)
    return words.format(setting.value)
