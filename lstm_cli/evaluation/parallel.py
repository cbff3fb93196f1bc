"""Units of work to executors: the same calls run in this process or in several, and each result comes when it is there.

Workers are started afresh (spawned) and inherit the environment, in which `lstm_cli.__main__` has set one BLAS thread
before NumPy loads: what a unit gives is the same wherever it runs.
"""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager, nullcontext
from itertools import islice
from multiprocessing.connection import wait as wait_for
from types import FrameType, TracebackType
from typing import Any, Final, ParamSpec, TypeVar

from lstm_cli.errors import ForecastError, Hint, Setting

__all__ = ["finished", "make_executor"]

P = ParamSpec("P")
T = TypeVar("T")
Unit = TypeVar("Unit")
PATIENCE: Final = 0.2  # seconds that an interruption may wait for
HANGUP: Final = (signal.SIGHUP,) if hasattr(signal, "SIGHUP") else ()


def make_executor(jobs: int) -> Executor:
    """Return an executor of so many jobs at once; a single one runs in this process."""
    return _Here() if jobs == 1 else _Workers(jobs)


def finished(executor: Executor, function: Callable[[Unit], T], units: Iterable[Unit], *, jobs: int) -> Iterator[T]:
    """Yield the result of each unit as soon as it is there; at most ``jobs`` units are handed out at a time.

    Raises
    ------
    ForecastError
        A worker process was killed. What `function` raises comes through as it is.
    """
    waiting = iter(units)
    running: set[Future[T]] = set()
    try:
        while True:
            # An exception inside would leave locks that the executor's own thread then waits for, and for good.
            with _put_off() if isinstance(executor, _Workers) else nullcontext():
                running |= {executor.submit(function, unit) for unit in islice(waiting, jobs - len(running))}
                done, running = wait(running, timeout=PATIENCE, return_when=FIRST_COMPLETED)
                ready = sorted(
                    done, key=lambda one: one.exception() is not None
                )  # whatever fails, what is done is done
            for future in ready:
                yield future.result()
            if not running and not ready:
                return
    except BrokenProcessPool as error:
        raise ForecastError(
            "a worker process was killed, perhaps because memory ran out",
            hint=Hint("a smaller {} takes less of it", Setting("jobs")),
        ) from error


class _Here(Executor):
    """Runs each call when it is submitted; an interruption comes through at once."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        future: Future[T] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - whoever asks for the result meets it
            future.set_exception(error)
        return future


class _Workers(ProcessPoolExecutor):
    """Processes that leave Ctrl-C to the parent, and never outlive it, or the ``with`` block if that fails."""

    def __init__(self, jobs: int) -> None:
        # A terminal that is closed sends SIGHUP to all processes; the one that keeps track of semaphores heeds Ctrl-C
        # and SIGTERM alone, and what is held back when it starts stays so.
        with ExitStack() as stack:
            for number in HANGUP:
                stack.enter_context(_held_back(number))
            super().__init__(jobs, mp_context=multiprocessing.get_context("spawn"), initializer=_settle)
        self._others = set(multiprocessing.active_children())

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        with _held_back(signal.SIGINT):  # a submission may start a worker, which inherits what is held back
            return super().submit(fn, *args, **kwargs)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool | None:
        if kind is not None:
            for child in set(multiprocessing.active_children()) - self._others:
                child.kill()
        return super().__exit__(kind, error, trace)


def _settle() -> None:
    """Prepare a worker: ignore Ctrl-C, which its terminal sends to the parent, too, and end when the parent does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_follow_parent, daemon=True).start()


def _follow_parent() -> None:
    """Leave when the parent is gone, even if it was killed and could not say so."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait_for([parent.sentinel])
        os._exit(1)


@contextmanager
def _put_off() -> Iterator[None]:
    """Let what the program does at Ctrl-C, termination and hangup happen at the end of the block, not inside."""
    caught: list[tuple[int, FrameType | None]] = []
    mine = threading.current_thread() is threading.main_thread()  # only there can handlers be changed, and run
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
    """Let a signal wait until the end of the block, where the system can do that."""
    mask: Any = getattr(signal, "pthread_sigmask", None)
    if mask is None:
        yield
        return
    before = mask(signal.SIG_BLOCK, {number})
    try:
        yield
    finally:
        mask(signal.SIG_SETMASK, before)
