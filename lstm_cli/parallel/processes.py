"""Worker processes on this machine.

Workers are spawned and inherit the environment, in which `lstm_cli.__main__` has set one BLAS thread before NumPy loads, so
that the result of a unit is the same wherever it runs.
"""

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from multiprocessing.connection import wait as wait_for
from types import FrameType, TracebackType
from typing import TYPE_CHECKING, Any, Final, ParamSpec, TypeVar

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

__all__ = ["Processes", "may_start_others", "put_off"]

P = ParamSpec("P")
T = TypeVar("T")
HANGUP: Final = (signal.SIGHUP,) if hasattr(signal, "SIGHUP") else ()
# Before this version, a thread of a pool whose workers are gone goes on writing to them, and waiting for it never ends:
# https://github.com/python/cpython/issues/94777
LETS_GO: Final = sys.version_info >= (3, 11, 5)


def may_start_others() -> bool:
    """Whether this process may start others; one of a `multiprocessing.Pool`, which is a daemon, may not."""
    return not multiprocessing.current_process().daemon


class Processes(ProcessPoolExecutor):
    """Processes that leave Ctrl-C to the parent, and that end with it, and with the ``with`` block if that fails."""

    def __init__(self, jobs: int) -> None:
        # A closed terminal sends SIGHUP to all processes. The semaphore tracker ignores only Ctrl-C and SIGTERM, but a
        # signal that is blocked when it starts stays blocked.
        with ExitStack() as stack:
            for number in HANGUP:
                stack.enter_context(_held_back(number))
            super().__init__(jobs, mp_context=multiprocessing.get_context("spawn"), initializer=_settle)
        queue: Any = self._call_queue  # type: ignore[attr-defined]
        self._sent_to: Any = queue._reader  # noqa: SLF001 - this process's own copy of the end that workers read
        if not LETS_GO:
            self._sent_to.close = _one_at_a_time(self._sent_to.close)  # the queue's own thread closes it, too
        self._others = set(multiprocessing.active_children())
        self._started: set[BaseProcess] = set()

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Submit a call."""
        with _held_back(signal.SIGINT):  # a submission may start a worker, which inherits blocked signals
            future = super().submit(fn, *args, **kwargs)
        self._started |= set(multiprocessing.active_children()) - self._others
        return future

    def gave_up(self) -> bool:
        """Whether a worker of a broken pool could not start: its exit code is then 1, and negative after a signal."""
        self._let_go()
        self.shutdown()  # until all have ended
        return any(worker.exitcode == 1 for worker in self._started)

    def _let_go(self) -> None:
        """Stop sending calls to workers that are gone."""
        if not LETS_GO:
            self._sent_to.close()  # as later versions of Python do

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool | None:
        if kind is not None:
            for child in set(multiprocessing.active_children()) - self._others:
                child.kill()
            self._let_go()
        return super().__exit__(kind, error, trace)


def _one_at_a_time(call: Callable[[], None]) -> Callable[[], None]:
    """Return a call that waits while another thread is in it."""
    lock = threading.Lock()

    def alone() -> None:
        with lock:
            call()

    return alone


def _settle() -> None:
    """Prepare a worker: ignore Ctrl-C, which the terminal also sends to the parent, and end when the parent does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_follow_parent, daemon=True).start()


def _follow_parent() -> None:
    """Exit when the parent has ended, even if it was killed."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait_for([parent.sentinel])
        os._exit(1)


@contextmanager
def put_off() -> Iterator[None]:
    """Defer the handling of Ctrl-C, termination and hangup to the end of the block."""
    caught: list[tuple[int, FrameType | None]] = []
    mine = threading.current_thread() is threading.main_thread()  # handlers can be changed, and run, only there
    numbers = (signal.SIGINT, signal.SIGTERM, *HANGUP) if mine else ()
    before = {number: handler for number in numbers if callable(handler := signal.getsignal(number))}
    for number in before:
        signal.signal(number, lambda number, frame: caught.append((number, frame)))
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        for sent, frame in caught:
            before[signal.Signals(sent)](sent, frame)


@contextmanager
def _held_back(number: signal.Signals) -> Iterator[None]:
    """Block a signal until the end of the block, on systems that can."""
    mask: Any = getattr(signal, "pthread_sigmask", None)
    if mask is None:
        yield
        return
    before = mask(signal.SIG_BLOCK, {number})
    try:
        yield
    finally:
        mask(signal.SIG_SETMASK, before)
