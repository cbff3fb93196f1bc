"""One BLAS thread around the work: the products are small, and sums come out the same bit for bit."""

from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["one_thread"]


@contextmanager
def one_thread() -> Iterator[None]:
    """Run the body with a single thread for matrix products, whatever the caller's environment says.

    The limit is of this process, ends with the block, and leaves the environment alone.
    """
    import numpy as np  # noqa: F401, PLC0415 - its BLAS must be loaded to be limited
    from threadpoolctl import threadpool_limits  # noqa: PLC0415 - loads in milliseconds, but not for --help

    with threadpool_limits(limits=1, user_api="blas"):
        yield
