"""A Dask cluster that is there already: its workers run calls as processes here do, and give the same.

A worker needs this package in the same version, and NumPy. A call travels with what it works on; when the worker that has
it dies, the scheduler gives it to another.
"""

import importlib.util
import logging
import math
import re
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Executor, Future
from contextlib import ExitStack, contextmanager
from functools import cache
from importlib.metadata import version
from types import TracebackType
from typing import Any, Final, ParamSpec, TypeVar

from lstm_cli._threads import one_thread
from lstm_cli._version import __version__
from lstm_cli.errors import ForecastError, Hint, Setting, UsageError

__all__ = ["Cluster"]

P = ParamSpec("P")
T = TypeVar("T")
ADDRESS: Final = re.compile(r"(tcp|tls|ws|wss)://[^\s/:]+(:[^\s/:]+)*:\d+/?|(tcp|tls|ws|wss)://\[[^\s/]+\]:\d+/?")
PATIENCE: Final = 10.0  # seconds for a scheduler to answer, and for the first worker to be there
EVERY: Final = 2.0  # seconds after which workers are counted again
AHEAD: Final = 2  # calls for each thread of the cluster: one that runs, and the next, which is on its way meanwhile


class Cluster(Executor):
    """Runs calls on the workers of a cluster; what has not begun when the ``with`` block fails is taken back."""

    def __init__(self, address: str) -> None:
        _check(address)
        import dask  # noqa: PLC0415 - an extra, and slow to import
        import distributed  # noqa: F401, PLC0415 - brings its settings, without which those below would be all

        self._address = address
        self._stack = ExitStack()
        # A call carries what it works on, however large: data that lie on a worker would be lost with it.
        self._stack.enter_context(dask.config.set({"distributed.admin.large-graph-warning-threshold": "1TB"}))
        self._stack.enter_context(_quiet())
        with ExitStack() as if_it_fails:
            if_it_fails.enter_context(self._stack)
            self._client = self._stack.enter_context(_connected(address))
            _check_workers(self._client, address)
            if_it_fails.pop_all()
        self._executor = self._client.get_executor(pure=False)
        self._room, self._asked = 0, -math.inf

    def room(self) -> int:
        """Return how many calls keep all workers busy that are there, of which some may come later."""
        if time.monotonic() - self._asked > EVERY:
            with self.explained():
                self._room = AHEAD * max(sum(map(int, self._client.nthreads().values())), 1)
            self._asked = time.monotonic()
        return self._room

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Hand out a call."""
        with self.explained():
            future: Future[T] = self._executor.submit(_run, _versions(), fn, *args, **kwargs)
        return future

    @contextmanager
    def explained(self) -> Iterator[None]:
        """Raise what goes wrong with the cluster, and not with a call, as an error of one line."""
        from distributed.scheduler import KilledWorker  # noqa: PLC0415 - an extra, and slow to import

        try:
            yield
        except KilledWorker as error:
            what = f"the workers that had one call died, {error.allowed_failures + 1} of them, perhaps because memory ran out"
            raise ForecastError(f"{self._address}: {what}") from error
        except (CancelledError, OSError) as error:
            raise ForecastError(f"{self._address}: the cluster is gone, or has dropped the work") from error

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._stack:
            self._executor.shutdown(wait=kind is None)


def _check(address: object) -> None:
    """Refuse what is no address, and any address where Dask is not installed."""
    if not isinstance(address, str) or not ADDRESS.fullmatch(address):  # such as the client of a program
        message = f"{address!r} is no address of a scheduler"
        raise UsageError(
            message, value=str(address), hint=Hint("give it as {}", Setting("scheduler", "tcp://HOST:8786"))
        )
    if importlib.util.find_spec("distributed") is None:
        needed = "python -m pip install 'distributed>=2025.1'"
        raise UsageError(f"work on a cluster needs Dask's distributed; this installs it: {needed}")


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep Dask's log off standard error: what goes wrong is one error of ours."""
    loggers = [logging.getLogger(name) for name in ("distributed", "distributed.client")]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)


@contextmanager
def _connected(address: str) -> Iterator[Any]:
    """Give a client of a scheduler."""
    from distributed import Client  # noqa: PLC0415 - an extra, and slow to import

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # other versions of what Dask uses; what matters here is compared below
        try:
            _ask(address)
            client = Client(address, timeout=PATIENCE, set_as_default=False, name="lstm-forecast")
        except (OSError, TimeoutError, ValueError, ImportError) as error:
            message = f"no Dask scheduler answers at {address} within {PATIENCE:.0f} s"
            raise ForecastError(message, hint=Hint("this starts one: dask scheduler")) from error
    with client:
        yield client


def _ask(address: str) -> None:
    """Greet a scheduler, with an end to waiting, which a client does not have for one that listens and says nothing."""
    import asyncio  # noqa: PLC0415 - as below

    from distributed import Security  # noqa: PLC0415 - an extra, and slow to import
    from distributed.comm import connect  # noqa: PLC0415 - as above

    failed: list[BaseException] = []

    async def greet() -> None:
        arguments = Security().get_connection_args("client")
        comm = await asyncio.wait_for(connect(address, timeout=PATIENCE, **arguments), PATIENCE)
        comm.abort()

    def greeted() -> None:
        try:
            asyncio.run(greet())
        except Exception as error:  # noqa: BLE001 - raised below, where somebody can catch it
            failed.append(error)

    asking = threading.Thread(target=greeted, daemon=True)  # whoever calls may run a loop of events already
    asking.start()
    asking.join()
    if failed:
        raise failed[0]


def _check_workers(client: Any, address: str) -> None:  # noqa: ANN401 - an extra has no types
    """Refuse a cluster without workers, and workers that would give something else, or nothing."""
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError as error:
        hint = Hint("this starts one: dask worker {}", address)
        raise ForecastError(f"the cluster at {address} has no workers", hint=hint) from error
    here = _versions()
    for worker, there in client.run(_versions, on_error="return").items():
        _compare(worker, here, there)


def _compare(worker: str, here: dict[str, str], there: object) -> None:
    """Refuse a worker without this package, or with other versions: its sums may differ in the last bits."""
    name, wanted = next(iter(here.items()))
    if not isinstance(there, dict):
        hint = Hint("install {} there, as it is here", f"{name} {wanted}")
        raise ForecastError(f"worker {worker} cannot load {name}: {there}".splitlines()[0], hint=hint)
    for name, wanted in here.items():
        if there.get(name) != wanted:
            hint = Hint("install {} there, as it is here", f"{name} {wanted}")
            raise ForecastError(f"worker {worker} has {name} {there.get(name)}", hint=hint)


@cache
def _versions() -> dict[str, str]:
    """Return what decides every bit of a result, as far as it is installed: run here and by every worker."""
    return {"lstm-cli": __version__, "numpy": version("numpy")}


def _run(wanted: dict[str, str], function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """Run a call on a worker, which may have come after the others were asked for their versions."""
    _compare("of the cluster", wanted, _versions())
    with _SHARED:
        return function(*args, **kwargs)


class _SharedLimit:
    """One thread for matrix products as long as any call runs: those of a worker with several threads share a process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._inside = 0
        self._limit = ExitStack()

    def __enter__(self) -> None:
        with self._lock:
            if self._inside == 0:
                self._limit.enter_context(one_thread())
            self._inside += 1

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._inside -= 1
            if self._inside == 0:
                self._limit.close()


_SHARED: Final = _SharedLimit()
