"""Every error a user can meet, by whose fault it is, with the exit code it ends in.

ForecastError
├── UsageError        2  what was asked for cannot be
├── DataError         3  the input data; may carry several located problems
└── ModelFileError    4  the model file is missing, damaged or of another version

An error carries facts as attributes: path, line, column, value and hint of its first problem, and all of its
``problems``. A hint names settings, and each front end writes them its own way: ``--time`` on the command line,
``time_col=`` in Python.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final, TypeAlias

__all__ = [
    "DataError",
    "ExitCode",
    "ForecastError",
    "Hint",
    "ModelFileError",
    "Problem",
    "Setting",
    "UsageError",
    "place",
    "python_setting",
]


class ExitCode(IntEnum):
    """What the process ends with (documented in the README)."""

    OK = 0
    FAILURE = 1  # a bug, or the operating system said no
    USAGE = 2
    DATA = 3
    MODEL = 4
    INTERRUPTED = 130  # 128 + SIGINT
    CLOSED_PIPE = 141  # 128 + SIGPIPE
    TERMINATED = 143  # 128 + SIGTERM


@dataclass(frozen=True, slots=True)
class Setting:
    """An option by its neutral name (``time``, ``horizon``), with a value if the advice is to set that one."""

    name: str
    value: str | None = None


WriteSetting: TypeAlias = Callable[[Setting], str]
# What the Python API calls the settings whose neutral name it does not use.
PYTHON_NAMES: Final = {"id": "id_col", "time": "time_col", "value": "target_col"}


def python_setting(setting: Setting) -> str:
    """Write a setting as a keyword argument.

    >>> python_setting(Setting("time", "Wk")), python_setting(Setting("freq"))
    ("time_col='Wk'", 'freq=')
    """
    name = PYTHON_NAMES.get(setting.name, setting.name.replace("-", "_"))
    return f"{name}=" if setting.value is None else f"{name}={setting.value!r}"


class Hint:
    """Advice: a template with a ``{}`` for each part, which is a `Setting` or a text that is shown as it is.

    >>> Hint("did you mean {}?", Setting("time", "Wk")).text(python_setting)
    "did you mean time_col='Wk'?"
    """

    def __init__(self, template: str, *parts: Setting | str) -> None:
        self.template = template
        self.parts = parts

    def text(self, write: WriteSetting) -> str:
        """Return the advice in the words of a front end."""
        return self.template.format(*(write(part) if isinstance(part, Setting) else part for part in self.parts))


def place(path: str, line: int | None = None) -> str:
    """``file:line`` as editors jump to it; whatever would act on a terminal is escaped."""
    plain = path if path.isprintable() else repr(path)[1:-1]
    return plain if line is None else f"{plain}:{line}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, and where: ``line`` is physical, from 1; ``column`` a name; ``value`` what was found."""

    message: str
    path: str = ""
    line: int | None = None
    column: str | None = None
    value: str | None = None
    hint: Hint | None = None

    def text(self, write: WriteSetting) -> str:
        """Return one plain line: place, what is wrong, and the advice."""
        where = f"{place(self.path, self.line)}: " if self.path else ""
        advice = f"; {self.hint.text(write)}" if self.hint else ""
        return f"{where}{self.message}{advice}"


class ForecastError(Exception):
    """An expected error: one located line for each of its ``problems``, and perhaps one line of advice on all of them.

    ``more`` says how many problems beyond those kept there are; ``advice`` is a hint about all of them.
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
    ) -> None:
        super().__init__(*problems)
        self.problems: Sequence[Problem] = tuple(
            one if isinstance(one, Problem) else Problem(one, path, line, column, value, hint) for one in problems
        )
        self.more = more
        self.advice = advice

    @property
    def path(self) -> str:
        """The file, as the user named it."""
        return self.problems[0].path if self.problems else ""

    @property
    def line(self) -> int | None:
        """The physical line of the first problem, from 1."""
        return self.problems[0].line if self.problems else None

    @property
    def column(self) -> str | None:
        """The column of the first problem, by its name."""
        return self.problems[0].column if self.problems else None

    @property
    def value(self) -> str | None:
        """What was found there."""
        return self.problems[0].value if self.problems else None

    @property
    def hint(self) -> Hint | None:
        """What would help, of the first problem or of all."""
        return next((one.hint for one in self.problems if one.hint), self.advice)

    def lines(self, write: WriteSetting = python_setting) -> tuple[str, ...]:
        """Return the message, a line each; every line stands on its own."""
        found = [one.text(write) for one in self.problems]
        if self.more:
            found.append(f"{place(self.path)}: … and {self.more} more")
        if self.advice:
            found.append(f"{place(self.path)}: {self.advice.text(write)}" if self.path else self.advice.text(write))
        return tuple(found)

    def __str__(self) -> str:
        return "\n".join(self.lines())


class UsageError(ForecastError):
    """What was asked for cannot be."""

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
