"""Limit BLAS to one thread: the products are small, and sums stay bit-identical."""

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import cache
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from threadpoolctl import ThreadpoolController

__all__ = ["one_thread"]

SIDE_EFFECT: Final = "KMP_DUPLICATE_LIB_OK"  # what threadpoolctl sets in the environment when it is imported


@contextmanager
def one_thread() -> Iterator[None]:
    """Run the body with one thread for matrix products, whatever the environment says.

    The limit applies to this process until the last such block of any Python thread ends, and leaves the environment as it
    was. Numbers that are too small for a float are 0 in the body, even if the caller has asked NumPy to raise for them.
    """
    import numpy as np  # noqa: PLC0415 - its BLAS must be loaded to be limited

    with _shared.held(), _limited(), np.errstate(under="ignore"):  # some libraries keep a number for each Python thread
        yield


class _Shared:
    """A limit that holds from the first block that begins to the last that ends."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._inside = 0
        self._kept = ExitStack()

    @contextmanager
    def held(self) -> Iterator[None]:
        with self._lock:
            if self._inside == 0:
                self._kept.enter_context(_kept_limited())
            self._inside += 1
        try:
            yield
        finally:
            with self._lock:
                self._inside -= 1
                if self._inside == 0:
                    self._kept.close()


@contextmanager
def _kept_limited() -> Iterator[None]:
    """Limit BLAS in a thread of its own: what one thread limits, no other can give back (threadpoolctl 3.8)."""
    begun, over = Event(), Event()

    def keep() -> None:
        try:
            limits = _limited()
        finally:
            begun.set()
        with limits:
            over.wait()

    keeper = Thread(target=keep, daemon=True)
    try:
        keeper.start()
        begun.wait()
        yield
    finally:  # also if Ctrl-C comes while it starts
        over.set()
        if keeper.ident is not None:
            keeper.join()


def _limited() -> AbstractContextManager[object]:
    """Limit BLAS to one thread; return what gives the others back at the end of a block."""
    limits: AbstractContextManager[object] = _libraries().limit(limits=1, user_api="blas")
    return limits


@cache
def _libraries() -> "ThreadpoolController":
    """Return the libraries that are loaded at the first call, NumPy's among them; they take milliseconds to find."""
    before = os.environ.get(SIDE_EFFECT)
    from threadpoolctl import ThreadpoolController  # noqa: PLC0415 - loads in milliseconds, but not for --help

    if before is None:
        os.environ.pop(SIDE_EFFECT, None)
    return ThreadpoolController()


def _begin_anew() -> None:
    """Forget the limit in a forked process, in which the other threads are gone, perhaps with the lock."""
    global _shared  # noqa: PLW0603 - one for the process
    _shared = _Shared()


_shared = _Shared()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_begin_anew)
