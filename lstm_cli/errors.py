"""The expected errors by cause, each with its exit code; the attributes of an error are the facts behind its message.

ForecastError
├── UsageError        2  the request is invalid
├── DataError         3  the input data; may carry several located problems
└── ModelFileError    4  the model file is missing, damaged or of another version
"""

import copyreg
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final, Literal, TypeAlias

__all__ = [
    "FRAME",
    "STDIN",
    "Command",
    "DataError",
    "ExitCode",
    "ForecastError",
    "Hint",
    "ModelFileError",
    "Problem",
    "ProblemKind",
    "Setting",
    "UsageError",
    "line_name",
    "on_line",
    "place",
    "python_setting",
]


class ExitCode(IntEnum):
    """The exit codes of the process (documented in docs/cli.md)."""

    OK = 0
    FAILURE = 1  # a bug, or an error of the operating system
    USAGE = 2
    DATA = 3
    MODEL = 4
    NOTHING_NEW = 5  # not an error: there is nothing to do
    HANGUP = 129  # 128 + SIGHUP
    INTERRUPTED = 130  # 128 + SIGINT
    CLOSED_PIPE = 141  # 128 + SIGPIPE
    TERMINATED = 143  # 128 + SIGTERM


@dataclass(frozen=True, slots=True)
class Setting:
    """An option by its neutral name (``time``), with a value if it is to be set: True for a switch, a tuple if repeated."""

    name: str
    value: str | int | tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Command:
    """A whole command as advice: its name, its input if it has one, its settings, and the command that its output goes into."""

    name: str
    source: str
    settings: tuple[Setting, ...] = ()
    then: str = ""


FRAME: Final = "DataFrame"  # the "path" of data from a frame, whose "lines" are row positions from 0
STDIN: Final = "stdin"  # the "path" of standard input
WriteSetting: TypeAlias = Callable[[Setting | Command], str]
PYTHON_NAMES: Final = {"id": "id_col", "time": "time_col", "value": "target_col", "from": "from_date", "step": "step_size",
                       "contributor": "contributors", "field": "fields", "into": "folder", "train": "Forecaster.save"}  # fmt: skip


def python_setting(setting: Setting | Command) -> str:
    """Write a setting as a keyword argument, and a command as a call; without input, as the function of the same use.

    >>> python_setting(Command("tidy", "a.csv", (Setting("where", ("sex=F", "age=0-4")),)))
    "tidy('a.csv', where=['sex=F', 'age=0-4'])"
    """
    name = PYTHON_NAMES.get(setting.name, setting.name.replace("-", "_"))
    if isinstance(setting, Command):
        source = "df" if setting.source == FRAME else repr(setting.source)
        return f"{name}({', '.join((source, *map(python_setting, setting.settings)))})" if setting.source else name
    value = setting.value
    return f"{name}=" if value is None else f"{name}={list(value) if isinstance(value, tuple) else value!r}"


class Hint:
    """Advice: a template with a ``{}`` for each part, which is a `Setting`, a `Command` or plain text.

    >>> str(Hint("did you mean {}?", Setting("time", "Wk")))
    "did you mean time_col='Wk'?"
    """

    def __init__(self, template: str, *parts: Setting | Command | str) -> None:
        self.template = template
        self.parts = parts

    def text(self, write: WriteSetting = python_setting) -> str:
        """Return the advice with settings and commands written by a front end."""
        return self.template.format(*(part if isinstance(part, str) else write(part) for part in self.parts))

    __str__ = text


def line_name(path: str, line: int) -> str:
    """Return how a message calls a line of a file, or a row of a frame.

    >>> line_name("cases.csv", 7), line_name(FRAME, 7)
    ('line 7', 'row 7')
    """
    return f"{'row' if path == FRAME else 'line'} {line}"


def on_line(path: str, line: int) -> str:
    """Return `line_name` with its preposition, such as ``in row 7``."""
    return f"{'in' if path == FRAME else 'on'} {line_name(path, line)}"


def place(path: str, line: int | None = None) -> str:
    """``file:line`` as editors jump to it, or the row of a frame; terminal control characters are escaped."""
    if path == FRAME and line is not None:
        return f"{path}, {line_name(path, line)}"
    plain = path if path.isprintable() else repr(path)[1:-1]
    return plain if line is None else f"{plain}:{line}"


ProblemKind: TypeAlias = Literal["", "cell", "empty", "forecasts", "no-counts", "off-step", "omitted", "repeated-time"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, and where: the physical ``line`` from 1, the name of the ``column``, the ``value`` found.

    Attributes are raw; the message repeats them escaped and shortened, and is empty if the hint says everything.
    """

    message: str
    path: str = ""
    line: int | None = None
    column: str | None = None
    value: str | None = None
    hint: Hint | None = None
    kind: ProblemKind = ""  # by which code decides, rather than by words
    earlier: int | None = None  # the line of an earlier row that this one repeats

    def text(self, write: WriteSetting) -> str:
        """Return one plain line: the place, what is wrong, and the hint."""
        where = f"{place(self.path, self.line)}: " if self.path else ""
        return where + "; ".join(filter(None, (self.message, self.hint.text(write) if self.hint else "")))


class ForecastError(Exception):
    """An expected error: one located line for each of its ``problems``, and perhaps one line of advice on all of them.

    ``more`` counts the problems beyond those kept; ``advice`` is a hint about all. A problem given as text takes the path,
    line, column, value and hint passed with it. ``series``: each series with a problem, if others can be read without it.
    """

    code = "error"
    exit_code = ExitCode.FAILURE

    def __init__(
        self,
        *problems: Problem | str,
        path: str = "",
        line: int | None = None,
        column: str | None = None,
        value: str | None = None,
        hint: Hint | None = None,
        more: int = 0,
        advice: Hint | None = None,
        series: Sequence[str] = (),
    ) -> None:
        super().__init__(*problems)
        rest = path, line, column, value, hint
        self.problems: Sequence[Problem] = tuple(p if isinstance(p, Problem) else Problem(p, *rest) for p in problems)
        self.more = more
        self.advice = advice
        self.series = series

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle errors without ``__init__``, whose arguments differ between subclasses."""
        return copyreg.__newobj__, (type(self), *self.args), self.__dict__  # type: ignore[attr-defined]  # not in its stub

    @property
    def path(self) -> str:
        """The file of the first problem, as the user named it."""
        return self.problems[0].path if self.problems else ""

    @property
    def line(self) -> int | None:
        """The physical line of the first problem, from 1."""
        return self.problems[0].line if self.problems else None

    @property
    def row(self) -> int | None:
        """The position of the first problem's row in a frame, from 0, as ``iloc`` takes it; None for a file."""
        return self.line if self.path == FRAME else None

    @property
    def column(self) -> str | None:
        """The name of the column of the first problem."""
        return self.problems[0].column if self.problems else None

    @property
    def value(self) -> str | None:
        """What was found at the first problem."""
        return self.problems[0].value if self.problems else None

    @property
    def hint(self) -> Hint | None:
        """The hint of the first problem that has one, else the advice on all problems."""
        return next((problem.hint for problem in self.problems if problem.hint), self.advice)

    @property
    def entries(self) -> tuple[Problem, ...]:
        """One problem for each line of the message: those kept, how many more there are, and the advice on all."""
        omitted = [Problem(f"… and {self.more} more", self.path, kind="omitted")] if self.more else []
        advice = [Problem("", self.path, hint=self.advice)] if self.advice else []
        return (*self.problems, *omitted, *advice)

    def lines(self, write: WriteSetting = python_setting) -> tuple[str, ...]:
        """Return the lines of the message; each can be read on its own."""
        return tuple(entry.text(write) for entry in self.entries)

    def __str__(self) -> str:
        return "\n".join(self.lines())


class UsageError(ForecastError):
    """The request is invalid."""

    code = "usage"
    exit_code = ExitCode.USAGE


class DataError(ForecastError):
    """The input data cannot be used."""

    code = "data"
    exit_code = ExitCode.DATA


class ModelFileError(ForecastError):
    """The model file cannot be used."""

    code = "model"
    exit_code = ExitCode.MODEL
