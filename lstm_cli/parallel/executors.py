"""Run units of work by executors: in this process, in several, or on a cluster, with the same results."""

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from itertools import islice
from typing import Final, ParamSpec, TypeVar

from lstm_cli.errors import ForecastError, Hint, Setting, UsageError
from lstm_cli.parallel.cluster import Cluster
from lstm_cli.parallel.processes import Processes, may_start_others, put_off

__all__ = ["beside", "cores", "finished", "in_order", "make_executor", "usual_jobs"]

P = ParamSpec("P")
T = TypeVar("T")
Unit = TypeVar("Unit")
PATIENCE: Final = 0.2  # seconds by which an interruption may be delayed


def cores() -> int:
    """Count the cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def usual_jobs(jobs: int | None, scheduler: str | None) -> int:
    """Return the number of processes: as asked for, else the number of cores, or one if a cluster does the work."""
    return jobs or (1 if scheduler else cores())


def make_executor(jobs: int | None, scheduler: str | None = None) -> Executor:
    """Return an executor: of this process for one job, of several processes, or of a Dask cluster.

    A process that may start no others does the work of several jobs itself.

    Raises
    ------
    UsageError
        Jobs are asked for in addition to a cluster, or Dask is not installed.
    ForecastError
        No scheduler answers at the address, or its workers cannot do the work.
    """
    if scheduler is None:
        return Processes(jobs) if jobs not in {None, 1} and may_start_others() else _Here()
    if jobs not in {None, 1}:
        message = "work goes either to processes of this machine or to the workers of a cluster"
        raise UsageError(message, hint=Hint("leave {} or {} out", Setting("jobs"), Setting("scheduler")))
    return Cluster(scheduler)


def finished(
    executor: Executor, function: Callable[[Unit], T], units: Iterable[Unit], *, jobs: int | None
) -> Iterator[T]:
    """Yield the result of each unit as soon as it is ready; at most ``jobs`` units are submitted at a time.

    A cluster gets as many as keep its workers busy.

    Raises
    ------
    ForecastError
        A worker process was killed or could not start, or the cluster was lost. Errors of ``function`` are passed on.
    """
    waiting = iter(units)
    running: set[Future[T]] = set()
    try:
        while True:
            # An exception inside would leave locks behind for which the executor's own thread would wait for ever.
            with nullcontext() if isinstance(executor, _Here) else put_off():
                room = executor.room() if isinstance(executor, Cluster) else jobs or 1
                running |= {executor.submit(function, unit) for unit in islice(waiting, max(room - len(running), 0))}
                done, running = wait(running, timeout=PATIENCE, return_when=FIRST_COMPLETED)
                ready = sorted(done, key=_failed)  # yield results before raising the error of another unit
            for future in ready:
                with _explained(executor):
                    result = future.result()
                yield result
            if not running and not ready:
                return
    except BrokenProcessPool as error:
        raise _gone(executor) from error


def beside(executor: Executor, call: Callable[[], T]) -> Callable[[], T]:
    """Start a call in another process while this one goes on; return a function that waits for the result.

    Raises
    ------
    ForecastError
        The worker process was killed or could not start, or the cluster was lost. Errors of the call are passed on.
    """
    try:
        with put_off():
            future = executor.submit(call)
    except BrokenProcessPool as error:  # an earlier call broke it
        raise _gone(executor) from error

    def result() -> T:
        try:
            while not future.done():
                wait([future], timeout=PATIENCE)  # so that an interruption is handled
            with _explained(executor):
                return future.result()
        except BrokenProcessPool as error:
            raise _gone(executor) from error

    return result


def _explained(executor: Executor) -> AbstractContextManager[None]:
    """Turn failures of a cluster, as opposed to those of a call, into errors of one line."""
    return executor.explained() if isinstance(executor, Cluster) else nullcontext()


def _gone(executor: Executor) -> ForecastError:
    """Return the error for a worker process that has ended."""
    if isinstance(executor, Processes) and executor.gave_up():
        return ForecastError(
            "a worker process could not start: it first imports the script, which must be a file that does its "
            'work under `if __name__ == "__main__":`',
            hint=Hint("or ask for {}", Setting("jobs", 1)),
        )
    return ForecastError(
        "a worker process was killed, perhaps because memory ran out",
        hint=Hint("a smaller {} needs less", Setting("jobs")),
    )


def in_order(
    executor: Executor, function: Callable[[Unit], T], units: Iterable[Unit], *, jobs: int | None
) -> Iterator[T]:
    """Yield results like `finished`, but in the order of the units; results that are ready too early are kept."""
    early: dict[int, T] = {}
    wanted = 0
    for place, result in finished(executor, partial(_with_place, function), enumerate(units), jobs=jobs):
        early[place] = result
        while wanted in early:
            yield early.pop(wanted)
            wanted += 1


def _with_place(function: Callable[[Unit], T], placed: tuple[int, Unit]) -> tuple[int, T]:
    """Call a function on a unit, and return the unit's position with the result."""
    place, unit = placed
    return place, function(unit)


def _failed(future: Future[T]) -> bool:
    """Whether a future that is done has no result."""
    return future.cancelled() or future.exception() is not None


class _Here(Executor):
    """Runs each call when it is submitted; an interruption is raised at once."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        future: Future[T] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - raised by the future's result
            future.set_exception(error)
        return future
