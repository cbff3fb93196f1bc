"""The edge of the program: whatever happens inside a command ends in the right words and the right exit code."""

import signal
import sys
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from lstm_cli.cli.settings import flag
from lstm_cli.cli.streams import say, silence, write_data
from lstm_cli.errors import ExitCode, ForecastError
from lstm_cli.formats import json_envelope as envelope
from lstm_cli.formats.text import printable

__all__ = ["boundary"]

PROGRAM = "lstm-forecast"


@contextmanager
def boundary(command: str = "", *, as_json: bool = False, debug: bool = False) -> Iterator[None]:
    """Run the body of ``command``; an error leaves as SystemExit after its words are on standard error."""
    _catch_termination()
    try:
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
    except Exception as error:  # noqa: BLE001 - this is where the last of them are caught
        if debug:
            say(traceback.format_exc())
        code, name, lines = _explain(error)
        for line in lines:
            say(f"{PROGRAM}: error: {printable(line)}")
        _report(command, name, lines, as_json=as_json)
        raise SystemExit(code) from None


def _explain(error: Exception) -> tuple[int, str, tuple[str, ...]]:
    """Exit code, name for machines and lines for people."""
    if isinstance(error, ForecastError):
        return error.exit_code, error.code, error.lines(flag)
    if isinstance(error, OSError):
        return ExitCode.FAILURE, "system", (f"{_path(error.filename)}{error.strerror or error}",)
    if isinstance(error, MemoryError):
        return ExitCode.FAILURE, "system", ("not enough memory",)
    text = f"{type(error).__name__}: {error}".splitlines()[0][:200]
    return ExitCode.FAILURE, "bug", (f"{text}: this is a bug; run again with --debug for a traceback",)


def _path(name: object) -> str:
    """Write the path of an error, as far as there is one."""
    return "" if name is None else f"{name.decode(errors='replace') if isinstance(name, bytes) else name}: "


def _report(command: str, name: str, lines: tuple[str, ...], *, as_json: bool) -> None:
    """Leave standard output as its reader expects it: with the error as JSON if that was asked, and flushed."""
    try:
        if as_json:
            write_data(envelope.failure(command, name, lines).encode())
        elif sys.stdout is not None:
            sys.stdout.flush()
    except OSError:
        silence(sys.stdout)


def _catch_termination() -> None:
    """Let SIGTERM unwind the stack, so that half-written files are removed."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, _terminate)


def _terminate(_number: int, _frame: FrameType | None) -> None:
    """Leave by the front door."""
    raise SystemExit(ExitCode.TERMINATED)
