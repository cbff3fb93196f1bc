"""Signals that ask the program to end: they unwind the stack, even from where Python drops the exception that does so."""

import _thread
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING, Final

from lstm_cli.errors import ExitCode

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

__all__ = ["ending_signals", "exit_code"]

AGAIN_AFTER: Final = 0.05  # seconds; long enough for the destructor to return
_received: list[signal.Signals] = []  # SIGTERM or SIGHUP


@contextmanager
def ending_signals() -> Iterator[None]:
    """Let SIGTERM and SIGHUP unwind the stack, as Ctrl-C does, so that half-written files are removed.

    Python drops an exception that is raised while a destructor runs, such as that of a result of Dask's, and prints
    "Exception ignored"; inside the block, the signal behind it is sent once more instead.
    """
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, _terminate)
        # Under nohup SIGHUP is ignored; leave it so.
        if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
            signal.signal(signal.SIGHUP, _terminate)
    before, over, lost = sys.unraisablehook, threading.Event(), list[signal.Signals]()

    def dropped(what: "UnraisableHookArgs") -> None:
        number = _signal_behind(what.exc_value)
        if number is None:
            before(what)
        else:
            lost.append(number)
            threading.Thread(target=_send_again, args=(number, over), daemon=True).start()

    sys.unraisablehook = dropped
    try:
        yield
        over.set()
        if lost:  # too late to be sent
            raise KeyboardInterrupt if lost[0] == signal.SIGINT else SystemExit(ExitCode(128 + lost[0]))
    finally:
        over.set()
        sys.unraisablehook = before


def exit_code() -> ExitCode | None:
    """Return the exit code of the first SIGTERM or SIGHUP that was received, if any."""
    return ExitCode(128 + _received[0]) if _received else None


def _terminate(number: int, _frame: FrameType | None) -> None:
    """Exit with 128 + the number of the signal; SystemExit lets clean-up run."""
    _received.append(signal.Signals(number))
    raise SystemExit(ExitCode(128 + number))


def _signal_behind(dropped: BaseException | None) -> signal.Signals | None:
    """Return the signal that raised an exception."""
    if isinstance(dropped, KeyboardInterrupt):
        return signal.SIGINT
    return _received[-1] if isinstance(dropped, SystemExit) and _received else None


def _send_again(number: signal.Signals, over: threading.Event) -> None:
    """Have the main thread handle a signal, which it does between two steps of its own code, unless that is over."""
    if not over.wait(AGAIN_AFTER):
        _thread.interrupt_main(number)
