"""Paths of a whole and its parts that add up: minimum trace reconciliation, path by path.

What the whole has more than the sum of its parts is shared out by the variances of the paths (Wickramasuriya, Athanasopoulos &
Hyndman 2019, doi:10.1080/01621459.2018.1448825, their ``wls_var``). On 10 cutoffs of influenza admissions in 52 US states
this takes 13 % off the WIS of the nation and adds 1 % to that of the states; with the covariance of the paths in the place of
their variances it is 12 and 3 %, with equal shares 6 and 7 %.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import numpy as np

from lstm_cli._arrays import Floats
from lstm_cli.errors import UsageError
from lstm_cli.outcomes.futures import Futures

__all__ = ["reconciled"]


def reconciled(futures: Futures, whole: str) -> Futures:
    """Return paths in which one series is the sum of all others, at every step.

    Raises
    ------
    UsageError
        The series are not all forecast at the same times.
    """
    first = futures.times[0]
    if any(len(times) != len(first) or (times != first).any() for times in futures.times):
        raise UsageError("forecasts that begin at different times do not add up")
    return replace(futures, draw=partial(_adding_up, futures, futures.names.index(whole)))


def _adding_up(futures: Futures, whole: int, size: int, seed: int | None) -> Iterator[Floats]:
    """Yield the paths of each series; they are drawn three times, so that few are in memory."""
    excess: Floats | float = 0.0
    variances = []
    for row, paths in enumerate(futures.draw(size, seed)):
        excess = excess + (paths if row == whole else -paths)
        variances.append(paths.var(axis=0))
    shares = np.array(variances) / np.maximum(np.sum(variances, axis=0), np.finfo(float).tiny)  # (m, K)

    def part(row: int, paths: Floats) -> Floats:
        return np.asarray(np.maximum(np.rint(paths + shares[row] * excess), 0))

    total: Floats | float = 0.0
    for row, paths in enumerate(futures.draw(size, seed)):
        total = total if row == whole else total + part(row, paths)
    for row, paths in enumerate(futures.draw(size, seed)):
        yield np.asarray(total) if row == whole else part(row, paths)
