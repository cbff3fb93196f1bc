"""Every error a user can meet, by whose fault it is, with the exit code it ends in.

ForecastError
├── UsageError        2  the command line asks for something that cannot be
├── DataError         3  the input data; may carry several located lines
└── ModelFileError    4  the model file is missing, damaged or of another version
"""

from enum import IntEnum

__all__ = ["DataError", "ExitCode", "ForecastError", "ModelFileError", "UsageError"]


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


class ForecastError(Exception):
    """An expected error: its text is one plain line for the user, or one line a bad cell."""

    code = "error"
    exit_code = ExitCode.FAILURE

    @property
    def lines(self) -> tuple[str, ...]:
        """The message, a line each; every line stands on its own."""
        return tuple(str(argument) for argument in self.args)


class UsageError(ForecastError):
    """The command line asks for something that cannot be."""

    code = "usage"
    exit_code = ExitCode.USAGE


class DataError(ForecastError):
    """The input data cannot be used; each argument is one located line."""

    code = "data"
    exit_code = ExitCode.DATA


class ModelFileError(ForecastError):
    """The model file cannot be used."""

    code = "model"
    exit_code = ExitCode.MODEL
