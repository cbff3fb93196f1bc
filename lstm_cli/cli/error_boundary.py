"""The error boundary: every exception of a command becomes a message and an exit code."""

import signal
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from lstm_cli.cli.settings import flag
from lstm_cli.cli.signals import ending_signals, exit_code
from lstm_cli.cli.streams import say, silence, write_data
from lstm_cli.errors import ExitCode, ForecastError, Hint, Problem, Setting, UsageError
from lstm_cli.formats import json_envelope as envelope
from lstm_cli.formats.text import printable
from lstm_cli.problems import of_bug

__all__ = ["boundary", "report_usage"]

PROGRAM = "lstm-forecast"
DEBUG = Hint("run again with {} for a traceback", Setting("debug", value=True))


@contextmanager
def boundary(command: str = "", *, as_json: bool = False, debug: bool = False) -> Iterator[None]:
    """Run the body of ``command``; an error is written to standard error and becomes SystemExit."""
    try:
        with ending_signals():
            yield
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        silence(sys.stdout)
        raise SystemExit(ExitCode.CLOSED_PIPE) from None
    except KeyboardInterrupt:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # a second Ctrl-C ends the clean-up, too
        say(f"{PROGRAM}: interrupted")
        raise SystemExit(ExitCode.INTERRUPTED) from None
    except Exception as error:  # noqa: BLE001 - the outermost handler
        if (signalled := exit_code()) is not None:  # the error may follow from a signal whose exit was dropped
            raise SystemExit(signalled) from None
        if debug:
            say(traceback.format_exc())
        code, name, problems = _explain(error)
        for problem in problems:
            say(f"{PROGRAM}: error: {printable(problem.text(flag))}")
        _report(command, name, problems, as_json=as_json)
        raise SystemExit(code) from None


def report_usage(command: str, message: str) -> None:
    """Write an error in a command line as JSON; typer writes it to standard error."""
    _report(command, UsageError.code, (Problem(" ".join(message.split())),), as_json=True)


def _explain(error: Exception) -> tuple[int, str, tuple[Problem, ...]]:
    """Return the exit code, the name for machines, and a problem for each line."""
    if isinstance(error, ForecastError):
        of_bugs = (Problem("", hint=DEBUG),) if error.code == "bug" else ()
        return error.exit_code, error.code, (*error.entries, *of_bugs)
    if isinstance(error, OSError):
        return ExitCode.FAILURE, "system", (Problem(error.strerror or str(error), _path(error)),)
    if isinstance(error, MemoryError):
        return ExitCode.FAILURE, "system", (Problem("not enough memory"),)
    return ExitCode.FAILURE, "bug", (replace(of_bug(error), hint=DEBUG),)


def _path(error: OSError) -> str:
    """Return the path of an error; if it has none, the current folder if that is gone, else nothing."""
    name = error.filename
    if name is None:
        try:
            Path.cwd()
        except FileNotFoundError:
            return "the current folder"
        return ""
    return name.decode(errors="replace") if isinstance(name, bytes) else str(name)


def _report(command: str, name: str, problems: tuple[Problem, ...], *, as_json: bool) -> None:
    """Write the error as JSON if that was asked for, and flush standard output."""
    try:
        if as_json:
            write_data(envelope.failure(command, name, problems, write=flag).encode())
        elif sys.stdout is not None:
            sys.stdout.flush()
    except OSError:
        silence(sys.stdout)
