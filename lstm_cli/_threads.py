"""Limit BLAS to one thread: the products are small, and sums stay bit-identical."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

__all__ = ["one_thread"]

SIDE_EFFECT: Final = "KMP_DUPLICATE_LIB_OK"  # what threadpoolctl sets in the environment when it is imported


@contextmanager
def one_thread() -> Iterator[None]:
    """Run the body with one thread for matrix products, whatever the environment says.

    The limit applies to this process, ends with the block, and leaves the environment as it was.
    """
    import numpy as np  # noqa: F401, PLC0415 - its BLAS must be loaded to be limited

    before = os.environ.get(SIDE_EFFECT)
    from threadpoolctl import threadpool_limits  # noqa: PLC0415 - loads in milliseconds, but not for --help

    if before is None:
        os.environ.pop(SIDE_EFFECT, None)
    with threadpool_limits(limits=1, user_api="blas"):
        yield
