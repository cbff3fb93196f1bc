"""Sample paths: whole futures of a panel, whose margins are the forecasts and whose dependence is that of held-out errors.

Each path has at each step the value of one of as many equally likely levels, every level once, so that quantiles of paths are
those of the forecast; which paths are high together is drawn (`lstm_cli.ensemble.dependence`).
"""

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from lstm_cli._arrays import Floats
from lstm_cli.ensemble.dependence import Dependence
from lstm_cli.features.transforms import counts_of
from lstm_cli.metrics.quantile_function import values_at

__all__ = ["Joint"]

SHARED_STREAM: Final = 2**32  # beside the streams of series, which are 32 bits of their names


@dataclass(frozen=True, slots=True)
class Joint:
    """The joint forecast of n series.

    growth (n, K, 23): quantiles in growth units; seed: of paths, where no other is asked for.
    """

    names: tuple[str, ...]
    growth: Floats
    dependence: Dependence
    seed: int

    def paths(self, size: int, *, seed: int | None = None, rows: Sequence[int] | None = None) -> Iterator[Floats]:
        """Yield ``size`` paths (N, K) of each series in counts, each beside those of the other series.

        A series' paths depend on the seed, their number and its own name and forecast, and not on which other series are
        asked for.
        """
        seed, horizon = self.seed if seed is None else seed, self.growth.shape[1]
        levels = (np.arange(size) + 0.5) / size
        draws = np.random.default_rng([seed, SHARED_STREAM]).standard_normal((size, self.dependence.shared.shape[1]))
        common = draws @ self.dependence.shared[:horizon].T
        own, rest = self.dependence.own[:horizon], self.dependence.independent[:horizon]
        for row in range(len(self.names)) if rows is None else rows:
            rng = np.random.default_rng([seed, zlib.crc32(self.names[row].encode())])
            scores = common + rng.standard_normal((size, own.shape[1])) @ own.T
            scores += rng.standard_normal((size, len(self.dependence.own)))[:, :horizon] * rest
            paths = np.empty_like(scores)
            values = counts_of(values_at(self.growth[row], levels))
            np.put_along_axis(paths, np.argsort(scores, axis=0, kind="stable"), values.T, axis=0)
            yield paths
