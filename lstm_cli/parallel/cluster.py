"""An existing Dask cluster, whose workers run calls like processes here, with the same results.

A worker needs the same versions of this package and NumPy. A call is sent together with its data, so that the scheduler can
give it to another worker if one dies.
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

from lstm_cli._installing import needs
from lstm_cli._threads import one_thread
from lstm_cli._version import __version__
from lstm_cli.errors import ForecastError, Hint, Setting, UsageError

__all__ = ["Cluster"]

P = ParamSpec("P")
T = TypeVar("T")
ADDRESS: Final = re.compile(r"(tcp|tls|ws|wss)://[^\s/:]+(:[^\s/:]+)*:\d+/?|(tcp|tls|ws|wss)://\[[^\s/]+\]:\d+/?")
PATIENCE: Final = 10.0  # seconds to wait for an answer of the scheduler, and for the first worker
EVERY: Final = 2.0  # seconds after which workers are counted again
AHEAD: Final = 2  # calls per thread of the cluster: one that runs, and one that is sent meanwhile


class Cluster(Executor):
    """Runs calls on the workers of a cluster; if the ``with`` block fails, calls that have not begun are cancelled."""

    def __init__(self, address: str) -> None:
        _check(address)
        import dask  # noqa: PLC0415 - an extra, and slow to import
        import distributed  # noqa: F401, PLC0415 - loads its settings, which the one below changes

        self._address = address
        self._stack = ExitStack()
        # Calls carry their data, however large, because data stored on a worker would be lost with it.
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
        """Return how many calls keep all current workers busy; workers may join later."""
        if time.monotonic() - self._asked > EVERY:
            with self.explained():
                self._room = AHEAD * max(sum(map(int, self._client.nthreads().values())), 1)
            self._asked = time.monotonic()
        return self._room

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Submit a call."""
        with self.explained():
            future: Future[T] = self._executor.submit(_run, _versions(), fn, *args, **kwargs)
        return future

    @contextmanager
    def explained(self) -> Iterator[None]:
        """Turn failures of the cluster, as opposed to those of a call, into errors of one line."""
        from distributed.scheduler import KilledWorker  # noqa: PLC0415 - an extra, and slow to import

        try:
            yield
        except KilledWorker as error:
            what = f"{error.allowed_failures + 1} workers died on the same call, perhaps because memory ran out"
            raise ForecastError(f"{self._address}: {what}") from error
        except (CancelledError, OSError) as error:
            raise ForecastError(f"{self._address}: the cluster is gone, or has dropped the work") from error

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._stack:
            self._executor.shutdown(wait=kind is None)


def _check(address: object) -> None:
    """Refuse an invalid address, and any address if Dask is not installed."""
    if not isinstance(address, str) or not ADDRESS.fullmatch(address):  # such as the client of a program
        message = f"{address!r} is not the address of a scheduler"
        raise UsageError(
            message, value=str(address), hint=Hint("for example {}", Setting("scheduler", "tcp://HOST:8786"))
        )
    if importlib.util.find_spec("distributed") is None:
        raise UsageError(needs("work on a cluster", "Dask's distributed", "distributed>=2025.1"))


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep Dask's log off standard error, because failures are reported by one error of our own."""
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
    """Yield a client of a scheduler."""
    from distributed import Client  # noqa: PLC0415 - an extra, and slow to import

    with warnings.catch_warnings():
        # About other versions of Dask's dependencies; those that matter are compared below.
        warnings.simplefilter("ignore")
        try:
            _ask(address)
            client = Client(address, timeout=PATIENCE, set_as_default=False, name="lstm-forecast")
        except (OSError, TimeoutError, ValueError, ImportError) as error:
            message = f"no Dask scheduler answers at {address} within {PATIENCE:.0f} s"
            raise ForecastError(message, hint=Hint("this starts one: dask scheduler")) from error
    with client:
        yield client


def _ask(address: str) -> None:
    """Connect to a scheduler with a time limit, which a client does not have for one that listens and never answers."""
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
        except Exception as error:  # noqa: BLE001 - raised below, in the calling thread
            failed.append(error)

    asking = threading.Thread(target=greeted, daemon=True)  # the calling thread may already run an event loop
    asking.start()
    asking.join()
    if failed:
        raise failed[0]


def _check_workers(client: Any, address: str) -> None:  # noqa: ANN401 - an extra has no types
    """Refuse a cluster without workers, and workers without this package or with other versions."""
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError as error:
        hint = Hint("this starts one: dask worker {}", address)
        raise ForecastError(f"the cluster at {address} has no workers", hint=hint) from error
    here = _versions()
    for worker, there in client.run(_versions, on_error="return").items():
        _compare(worker, here, there)


def _compare(worker: str, here: dict[str, str], there: object) -> None:
    """Refuse a worker without this package, or with other versions, whose sums may differ in the last bits."""
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
    """Return the versions that determine the bits of a result; called here and on every worker."""
    return {"lstm-cli": __version__, "numpy": version("numpy")}


def _run(wanted: dict[str, str], function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """Run a call on a worker, which may have joined after the versions of the others were checked."""
    _compare("of the cluster", wanted, _versions())
    with one_thread():
        return function(*args, **kwargs)
