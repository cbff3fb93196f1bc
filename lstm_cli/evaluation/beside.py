"""A second piece of work beside the main one, in a thread where a second processor is there for it.

NumPy lets go of the interpreter while it computes, so that two trainings take little longer than one. What either
gives does not depend on whether, or when, the other runs.
"""

import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeAlias, TypeVar

__all__ = ["StepReport", "beside"]

T = TypeVar("T")
StepReport: TypeAlias = Callable[[int, int, str], None]


class _Ended(Exception):  # noqa: N818 - no error: nobody wants the result any more
    """The main work failed or was interrupted."""


@contextmanager
def beside(work: Callable[[StepReport], T]) -> Iterator[Callable[[], T]]:
    """Run some work beside the block, which calls what it is given for the result.

    work: takes a report, which it calls now and then; where the block has failed, that ends the work. With one
    processor the work begins when its result is asked for.
    """
    if processors() == 1:
        yield lambda: work(_silent)
        return
    failed = threading.Event()

    def report(_done: int, _total: int, _message: str) -> None:
        if failed.is_set():
            raise _Ended

    with ThreadPoolExecutor(1) as pool:
        try:
            yield pool.submit(work, report).result
        except BaseException:
            failed.set()
            raise


def processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _silent(_done: int, _total: int, _message: str) -> None:
    """Report nothing."""
