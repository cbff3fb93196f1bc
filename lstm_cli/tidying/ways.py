"""Commands that turn a file into a panel, each of them tried: reading with other options, or tidying and then reading."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from typing import Any, Final, TypeVar

from lstm_cli.errors import Command, DataError, ForecastError, Hint, Problem, Setting
from lstm_cli.options import READ_DEFAULTS, ReadOptions, TidyOptions
from lstm_cli.panel.commands import reading_command
from lstm_cli.panel.frequency import Frequency
from lstm_cli.panel.frequency_names import parse_frequency, short_name
from lstm_cli.panel.length import check_length
from lstm_cli.panel.series import Panel
from lstm_cli.readers.count_reader import panel_of, read_panel
from lstm_cli.readers.file_names import SERIES
from lstm_cli.readers.folder import Folder, has_at_most
from lstm_cli.readers.frame_table import frame_table
from lstm_cli.readers.source import MAX_ADVISED, Source
from lstm_cli.remedies import Remedies, Remedy, advised
from lstm_cli.tidying.engine import MAX_TRIED, attempt
from lstm_cli.tidying.job import WORKS, Job, run
from lstm_cli.tidying.settings import options_of, read_options, settings_of, tidy_options
from lstm_cli.tidying.tidied import Tidied

__all__ = [
    "LEARNING",
    "ReadRequest",
    "Way",
    "advises_command",
    "tried",
    "way_to",
    "ways_of_commands",
    "ways_of_options",
    "ways_of_tidying",
    "without_lines",
]

MAX_STEPS: Final = 4  # options that are adopted one by one
MAX_LEFT_OUT: Final = 5  # lines that a command leaves out, if ...
MIN_KEPT: Final = 5  # ... the file has at least so many for each
Options = TypeVar("Options", ReadOptions, TidyOptions)
LEARNING: Final = ("train", "backtest")  # commands that need a panel of some length


@dataclass(frozen=True, slots=True)
class ReadRequest:
    """The file that a command was to read, and how: ``train``, or ``predict`` with its model."""

    source: Source
    options: ReadOptions = READ_DEFAULTS
    remembered: ReadOptions = READ_DEFAULTS
    then: str = "train"
    step: Frequency | None = None  # of the model
    check: Callable[[Panel], None] | None = None  # refuses a panel that does not suit the model

    @property
    def asked(self) -> TidyOptions:
        """The options of tidying for the given options; the step is that of the model, unless its day was named.

        The only file of a folder is a series with its name, which must be asked for, if those of the model are.
        """
        options = tidy_options(self.options)
        if isinstance(self.source, Folder) and len(self.source.files) == 1 and self.remembered.id == SERIES:
            options = replace(options, id=options.id or (SERIES,))
        model = self.step
        if model is None or options.freq is None:
            return options
        own = parse_frequency(options.freq)
        same = (own.seconds, own.months, own.calendar) == (model.seconds, model.months, model.calendar is not None)
        open_to = own.weekday is None and not own.stamp
        return replace(options, freq=short_name(model)) if same and open_to else options

    @property
    def name(self) -> str:
        """The path as the user gave it."""
        return self.source.name

    @property
    def content(self) -> bytes:
        """The bytes that are examined, and one more if there are more."""
        return self.source.head(MAX_ADVISED + 1)

    def panel(self, options: ReadOptions) -> Panel:
        """Read the file with some options; ForecastError if it cannot be read with them."""
        panel = read_panel(self.source, options=options, remembered=self.remembered, step=self.step)
        return self._checked(panel)

    def run(self, job: Job) -> Tidied:
        """Tidy the file with the options of a job and those that refusals propose; ForecastError if that fails."""
        return run(lambda job: attempt(self.source, job), job, alternatives=False)

    def tidied(self, options: TidyOptions) -> Panel:
        """Tidy the file with some options and read the result, as through a pipe; ForecastError if one of the two fails."""
        result = self.run(Job(self.name, options))
        return self._checked(panel_of(frame_table(result.frame), remembered=self.remembered, step=self.step))

    def _checked(self, panel: Panel) -> Panel:
        """Return a panel that suits the model; DataError if it does not."""
        if self.check is not None:
            self.check(panel)
        return panel


@dataclass(frozen=True, slots=True)
class Way:
    """A command that was tried, as advice.

    ``short``: why its panel is too short to learn from, if it is; ``conditional``: as in `Remedy`.
    """

    hint: Hint
    short: DataError | None = None
    conditional: bool = False


def _advised_settings(error: DataError, *, conditional: bool = True) -> list[Setting]:
    """Return the reading options that an error advises, with their values; unless ``conditional``, those always right."""
    known = {entry.name for entry in fields(READ_DEFAULTS)}
    settings = [part for part in advised(error) if isinstance(part, Setting)]
    if not conditional:
        unsure = {remedy.part for remedy in _remedies(error) if remedy.conditional}
        settings = [setting for setting in settings if setting not in unsure]
    return [setting for setting in settings if setting.name in known and setting.value is not None]


def ways_of_options(error: DataError, request: ReadRequest) -> Iterator[Way]:
    """Yield a way for each option that an error advises, with the further options that the next errors advise."""
    settings, remedies = _advised_settings(error), _remedies(error)
    # A remedy that is the only one and right in any case needs no words of its own.
    worded = {remedy.part: remedy for remedy in remedies if remedy.conditional or len(remedies) > 1}
    for setting in settings:
        words = f"with {setting.value}" if len(settings) > 1 else WORKS
        way = _adopting(worded.get(setting, Remedy(words, setting)), _with(request.options, setting), request)
        if way is not None:
            yield way


def ways_of_commands(error: DataError, request: ReadRequest) -> Iterator[Way]:
    """Yield a way for each tidying command that an error advises, piped into the command that reads the result."""
    for remedy in _remedies(error):
        command = remedy.part
        if isinstance(command, Command) and command.name == "tidy":
            panel = tried(request.tidied, options_of(command.settings))
            if panel is not None:
                command = replace(command, then=request.then)
                yield way_to(remedy.words, command, panel, request, conditional=remedy.conditional)


def advises_command(error: DataError) -> bool:
    """Whether an error already advises a command."""
    return any(isinstance(remedy.part, Command) for remedy in _remedies(error))


def _remedies(error: DataError) -> list[Remedy]:
    """Return the remedies that an error advises."""
    return [remedy for entry in error.entries if isinstance(entry.hint, Remedies) for remedy in entry.hint.remedies]


def ways_of_tidying(request: ReadRequest) -> tuple[Sequence[Problem], Sequence[Problem], list[Way]]:
    """Return the problems that tidying finds, those of them that no options solve, and the ways by which it makes a panel."""
    job = Job(request.name, request.asked)
    try:
        request.run(job)
    except DataError:
        pass
    except ForecastError:
        return (), (), []
    most = 0 if job.blocked else None if has_at_most(MAX_TRIED, request.source) else 1
    ways = (_shortest(words, options, request) for words, options in job.ways()[:most])
    found, unsolved = (tuple(map(job.located, problems)) for problems in (job.problems, job.unsolved))
    return found, unsolved, [way for way in ways if way is not None]


def without_lines(problems: Sequence[Problem], request: ReadRequest) -> list[Way]:
    """Return the ways that leave out the lines with problems, if they are few: one for each answer to what is open then."""
    lines = tuple(sorted({problem.line for problem in problems if problem.line is not None}))
    if not 0 < len(lines) <= MAX_LEFT_OUT or len(lines) * MIN_KEPT > request.content.count(b"\n"):
        return []
    job = Job(request.name, replace(request.asked, without_lines=lines))
    with suppress(ForecastError):
        request.run(job)
    words = f"without {'line' if len(lines) == 1 else 'lines'} {', '.join(map(str, lines))}"
    repeats = (job.options.sum, job.options.drop_doubles) != (request.asked.sum, request.asked.drop_doubles)
    if job.blocked or job.options.no_header or repeats:  # where rows repeat, the lines separated two tables
        return []
    ways = (
        _shortest(f"{words}, {others}".removesuffix(f", {WORKS}"), options, request) for others, options in job.ways()
    )
    return [way for way in ways if way is not None]


def _adopting(remedy: Remedy, options: ReadOptions, request: ReadRequest) -> Way | None:
    """Return the way that reads with a remedy's options and those that the next errors advise; None if these leave a choice."""
    for _ in range(MAX_STEPS):
        try:
            panel = request.panel(options)
        except DataError as error:
            settings = dict.fromkeys(_advised_settings(error, conditional=False))
            is_open = len({setting.name for setting in settings}) < len(settings)  # one option with several values
            further = next(iter(settings), None)
            if is_open or further is None or getattr(options, further.name) == further.value:
                return None
            options = _with(options, further)
        except ForecastError:
            return None
        else:
            command = reading_command(request.then, request.name, options)
            return way_to(remedy.words, command, panel, request, conditional=remedy.conditional)
    return None


def _with(options: ReadOptions, setting: Setting) -> ReadOptions:
    """Return the options with a setting."""
    changed: dict[str, Any] = {setting.name: setting.value}
    return replace(options, **changed)


def _shortest(words: str, options: TidyOptions, request: ReadRequest) -> Way | None:
    """Return the way that only reads, if readers have these options, else the way that tidies, if either works."""
    plain = read_options(options)
    if plain is not None and (panel := tried(request.panel, plain)):
        return way_to(words, reading_command(request.then, request.name, plain), panel, request)
    panel = tried(request.tidied, options)
    if panel is None:
        return None
    return way_to(words, Command("tidy", request.name, settings_of(options), request.then), panel, request)


def way_to(words: str, command: Command, panel: Panel, request: ReadRequest, *, conditional: bool = False) -> Way:
    """Return a way; if its panel is too short to learn from, the command only shows the panel."""
    shortage = None
    if request.then.split()[0] in LEARNING:
        try:
            check_length(panel)
        except DataError as short:
            command = replace(command, then="") if command.then else replace(command, name="tidy")
            shortage = DataError(*short.problems[:1], path=request.name)
    return Way(Remedies(Remedy(words, command, conditional)), shortage, conditional)


def tried(read: Callable[[Options], Panel], options: Options) -> Panel | None:
    """Return the panel that is read with some options, or None if they do not suffice."""
    try:
        return read(options)
    except ForecastError:
        return None
