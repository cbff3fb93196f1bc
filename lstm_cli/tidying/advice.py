"""What to do about a file that readers refuse: commands that have been tried, with the file's own names in them.

A file that options alone make readable is read with these; any other is tidied first. What is wrong beyond the first
obstacle is found by tidying, too, so that one report has all of it.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from typing import Any, Final

from lstm_cli.errors import Command, DataError, ForecastError, Hint, Problem, Setting
from lstm_cli.options import ReadOptions, TidyOptions
from lstm_cli.panel.assemble import NO_COUNTS
from lstm_cli.panel.series import Panel
from lstm_cli.readers.count_reader import panel_of, read_panel
from lstm_cli.readers.frame_table import frame_table
from lstm_cli.readers.source import Source, as_source
from lstm_cli.tidying.engine import MAX_TRIED, attempt
from lstm_cli.tidying.job import Job, command_hint, run, settings_of

__all__ = ["MAX_ADVISED", "AdvisedError", "Reading", "advised", "command_that_reads"]

USUAL: Final = ReadOptions()
MAX_ADVISED: Final = 3 * MAX_TRIED  # bytes of a file that is looked into
MAX_WAYS: Final = 4  # commands of a report
MAX_LEFT_OUT: Final = 5  # lines that a command leaves out ...
MIN_KEPT: Final = 5  # ... of at least so many each
MAX_STEPS: Final = 4  # options that are adopted one after the other
SAME: Final = ("whole number", ": expected")  # of reports on the cells of one column
REPEATED: Final = ("that another row has", "is already")  # of reports on rows that come twice
SHARED: Final = ("value", "wide", "date_format", "freq", "delimiter")  # of both records, meaning the same


@dataclass(frozen=True, slots=True)
class Reading:
    """How a file was to be read, and by what: the command that takes it, as ``train`` or ``predict flu.lstm``."""

    source: Source
    options: ReadOptions = USUAL
    remembered: ReadOptions = USUAL
    then: str = "train"

    @property
    def name(self) -> str:
        """The path as the user gave it."""
        return self.source.name

    @property
    def content(self) -> bytes:
        """The bytes that are looked into, and one more if there are more."""
        return self.source.head(MAX_ADVISED + 1)


class AdvisedError(DataError):
    """A refusal with all that is in the way, and with commands that work.

    ``also`` are problems beyond those of the reader; ``ways`` are whole commands, which take the place of its advice.
    """

    def __init__(self, error: DataError, also: Sequence[Problem], ways: Sequence[Hint]) -> None:
        super().__init__(*error.problems, more=error.more, advice=None if ways else error.advice)
        self.also = tuple(also)
        self.ways = tuple(ways)

    @property
    def entries(self) -> tuple[Problem, ...]:
        """A problem for each line: those of the reader, those beyond them, and what to do."""
        known = super().entries
        last = len(known) - (self.advice is not None)
        return (*known[:last], *self.also, *known[last:], *(Problem("", self.path, hint=way) for way in self.ways))


def advised(error: DataError, reading: Reading) -> DataError:
    """Return the error with what else is in the way, and with commands that work, as far as any do."""
    content = reading.content
    if not error.path or len(content) > MAX_ADVISED or _has_command(error):
        return error
    reading = replace(reading, source=as_source(content, reading.name))
    direct = list(_direct(error, reading))
    if direct:
        return AdvisedError(error, (), [_way(words, reading, options) for words, options in direct])
    found, ways = _tidied(reading)
    ways = ways or _without_lines([*error.problems, *found], reading, more=error.more)
    also = [problem for problem in found if not any(_says_the_same(problem, known) for known in error.problems)]
    return AdvisedError(error, also, ways) if also or ways else error


def _reading_settings(options: ReadOptions) -> tuple[Setting, ...]:
    """Return the settings that make these options from none."""
    names = [entry.name for entry in fields(options)]
    changed = {name: getattr(options, name) for name in names if getattr(options, name) != getattr(USUAL, name)}
    return tuple(Setting("long" if value is False else name, value or True) for name, value in changed.items())


def command_that_reads(name: str, panel: Panel) -> Command:
    """Return the command that reads a panel's file as it was read, with its columns by name."""
    wide = True if panel.columns.layout == "wide" else None
    return Command(name, panel.source, _reading_settings(replace(panel.reading, wide=wide)))


def _has_command(error: DataError) -> bool:
    """Whether an error advises a command already."""
    hints = [entry.hint for entry in error.entries if entry.hint]
    return any(isinstance(part, Command) for hint in hints for part in hint.parts)


def _says_the_same(problem: Problem, known: Problem) -> bool:
    """Whether tidying reports what readers have reported, or what follows from it."""
    if problem.message == NO_COUNTS:  # what is known already took all of them away
        return True
    if REPEATED[0] in problem.message and ";" not in problem.message:
        return REPEATED[1] in known.message
    if problem.column is not None and problem.message.startswith("column "):
        return problem.column == known.column and any(
            word in problem.message and word in known.message for word in SAME
        )
    return problem.message.partition(":")[0] == known.message.partition(":")[0]


def _direct(error: DataError, reading: Reading) -> Iterator[tuple[str, ReadOptions]]:
    """Yield the options that the advice of an error names, if they make the file readable, in words of what they decide."""
    settings = _advised_settings(error)
    for setting in settings:
        options = _read_with(_with(reading.options, setting), reading)
        if options is not None:
            yield f"with {setting.value}" if len(settings) > 1 else "this works", options


def _advised_settings(error: DataError) -> list[Setting]:
    """Return the settings of readers that an error advises, with their values."""
    known = {entry.name for entry in fields(USUAL)}
    parts = [part for entry in error.entries if entry.hint for part in entry.hint.parts]
    settings = dict.fromkeys(part for part in parts if isinstance(part, Setting))
    return [setting for setting in settings if setting.name in known and setting.value is not None]


def _read_with(options: ReadOptions, reading: Reading) -> ReadOptions | None:
    """Return options with which the file can be read: these, or these and what errors advise beyond them."""
    for _ in range(MAX_STEPS):
        try:
            read_panel(reading.source, options=options, remembered=reading.remembered)
        except DataError as error:
            further = next(iter(_advised_settings(error)), None)
            if further is None or getattr(options, further.name) == further.value:
                return None
            options = _with(options, further)
        except ForecastError:
            return None
        else:
            return options
    return None


def _with(options: ReadOptions, setting: Setting) -> ReadOptions:
    """Return the options with a setting."""
    changed: dict[str, Any] = {setting.name: setting.value}
    return replace(options, **changed)


def _tidied(reading: Reading) -> tuple[Sequence[Problem], Sequence[Hint]]:
    """Return what tidying finds in the way, and the commands with which it makes a table that can be read."""
    job = Job(reading.name, _tidying(reading.options))
    try:
        run(lambda job: attempt(reading.source, job), job, alternatives=False)
    except DataError:
        problems = tuple(job.problems)
    except ForecastError:
        return (), ()
    else:
        problems = ()
    if job.blocked:
        return problems, ()
    ways = [
        _shortest(words, options, reading)
        for words, options in job.ways()[: 1 if len(reading.content) > MAX_TRIED else None]
    ]
    return problems, [way for way in ways if way is not None][:MAX_WAYS]


def _without_lines(problems: Sequence[Problem], reading: Reading, *, more: int) -> list[Hint]:
    """Return the command that leaves out the few lines with something that cannot be read, if that works."""
    lines = tuple(sorted({problem.line for problem in problems if problem.line is not None}))
    if more or not 0 < len(lines) <= MAX_LEFT_OUT or len(lines) * MIN_KEPT > reading.content.count(b"\n"):
        return []
    job = Job(reading.name, replace(_tidying(reading.options), without_lines=lines))
    with suppress(ForecastError):
        run(lambda job: attempt(reading.source, job), job, alternatives=False)
    words = f"without {'line' if len(lines) == 1 else 'lines'} {', '.join(map(str, lines))}"
    way = None if job.blocked or job.options.no_header else _shortest(words, job.options, reading)
    return [] if way is None else [way]


def _shortest(words: str, options: TidyOptions, reading: Reading) -> Hint | None:
    """Return the command with some options: one that reads if these suffice, else one that tidies, if either works."""
    plain = _untidied(options)
    if plain is not None and _reads(plain, reading):
        return _way(words, reading, plain)
    if not _tidies(options, reading):
        return None
    return command_hint(words, Command("tidy", reading.name, settings_of(options), reading.then))


def _way(words: str, reading: Reading, options: ReadOptions) -> Hint:
    """Return the command that reads with some options."""
    return command_hint(words, Command(reading.then, reading.name, _reading_settings(options)))


def _tidying(options: ReadOptions) -> TidyOptions:
    """Return what readers were told as tidying is told it."""
    shared: dict[str, Any] = {name: getattr(options, name) for name in SHARED}
    identity, time = (() if column is None else (column,) for column in (options.id, options.time))
    encoding = None if options.encoding == USUAL.encoding else options.encoding
    return TidyOptions(**shared, id=identity, time=time, encoding=encoding)


def _untidied(options: TidyOptions) -> ReadOptions | None:
    """Return the options that readers have, too, or None where there are others."""
    shared: dict[str, Any] = {name: getattr(options, name) for name in SHARED}
    identity, time = (next(iter(columns), None) for columns in (options.id, options.time))
    plain = ReadOptions(**shared, id=identity, time=time, encoding=options.encoding or USUAL.encoding)
    return plain if _tidying(plain) == options else None


def _reads(options: ReadOptions, reading: Reading) -> bool:
    """Whether the file can be read with some options."""
    try:
        read_panel(reading.source, options=options, remembered=reading.remembered)
    except ForecastError:
        return False
    return True


def _tidies(options: TidyOptions, reading: Reading) -> bool:
    """Whether the file can be read once it is tidied with some options, as the text that a pipe brings."""
    try:
        tidied = run(lambda job: attempt(reading.source, job), Job(reading.name, options), alternatives=False)
        panel_of(frame_table(tidied.frame), remembered=reading.remembered)
    except ForecastError:
        return False
    return True
