"""Make the paths of wholes and their parts add up, by minimum trace reconciliation of each path.

Let C y = 0 hold for series that add up, let W be the variances of their paths, and e = C y the excess of a path. The nearest
path that adds up is y - W C' (C W C')^-1 e (Wickramasuriya, Athanasopoulos & Hyndman 2019,
doi:10.1080/01621459.2018.1448825: their ``wls_var``, written with constraints). With a single whole, its parts share the
excess in proportion to their variances. On 10 cutoffs of influenza admissions in 52 US states, this lowers the WIS of the
nation by 13 % and raises that of the states by 1 %; with the covariance of the paths instead of their variances it is 12 and
3 %, and with equal shares 6 and 7 %.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Final

import numpy as np

from lstm_cli._arrays import Floats
from lstm_cli.errors import UsageError
from lstm_cli.outcomes.futures import Futures
from lstm_cli.panel.wholes import Wholes, cover

__all__ = ["reconciled"]

RIDGE: Final = 1e-12  # relative to the trace of C W C', which is singular if a whole and its parts do not vary


def reconciled(futures: Futures, wholes: Wholes) -> Futures:
    """Return paths in which every whole is the sum of its smallest forecast parts at every step.

    Raises
    ------
    UsageError
        No whole has all its parts, or the series have different forecast times.
    """
    row = {name: at for at, name in enumerate(futures.names)}
    covers = {row[name]: cover(wholes, name, row) for name in wholes if name in row}
    sums = np.zeros((len(covers), len(row)))  # C
    for constraint, (whole, parts) in enumerate(covers.items()):
        sums[constraint, whole] = 1
        sums[constraint, [row[part] for part in parts]] = -1
    sums = sums[[bool(parts) for parts in covers.values()]]
    if not len(sums):
        message = "no series is the sum of others that are forecast: there is nothing to reconcile"
        raise UsageError(message)
    first = futures.times[0]
    if any(len(times) != len(first) or (times != first).any() for times in futures.times):
        raise UsageError("forecasts that begin at different times cannot be added up")
    return replace(futures, draw=partial(_adding_up, futures, sums))


def _adding_up(futures: Futures, sums: Floats, size: int, seed: int | None) -> Iterator[Floats]:
    """Yield the paths of each series; the paths are drawn three times so that few are in memory."""
    excess = np.zeros((len(sums), size, len(futures.times[0])))  # e
    variances = []
    for row, paths in enumerate(futures.draw(size, seed)):
        for constraint in np.flatnonzero(sums[:, row]):
            excess[constraint] += sums[constraint, row] * paths
        variances.append(paths.var(axis=0))
    shares = _shares(sums, np.array(variances))

    def part(row: int, paths: Floats) -> Floats:
        return np.asarray(np.maximum(np.rint(paths - np.einsum("kc,cnk->nk", shares[:, row], excess)), 0))

    wholes = {int(np.argmax(constraint)): at for at, constraint in enumerate(sums)}
    totals = np.zeros_like(excess)
    for row, paths in enumerate(futures.draw(size, seed)):
        if row not in wholes and sums[:, row].any():
            totals[sums[:, row] < 0] += part(row, paths)
    for row, paths in enumerate(futures.draw(size, seed)):
        if row in wholes:
            yield totals[wholes[row]]
        else:
            yield part(row, paths) if sums[:, row].any() else paths


def _shares(sums: Floats, variances: Floats) -> Floats:
    """Return W C' (C W C')^-1 for each step, (K, m, constraints), from C (constraints, m) and variances (m, K)."""
    weighted = sums.T * variances.T[:, :, None]  # W C', (K, m, constraints)
    within = sums @ weighted  # C W C'
    tiny = np.finfo(float).tiny
    within += np.maximum(np.trace(within, axis1=1, axis2=2), tiny)[:, None, None] * RIDGE * np.eye(len(sums))
    return np.asarray(np.swapaxes(np.linalg.solve(within, np.swapaxes(weighted, 1, 2)), 1, 2))
