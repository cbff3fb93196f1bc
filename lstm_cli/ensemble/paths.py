"""Sample paths: joint futures of a panel with the forecasts as margins and the dependence of the held-out errors.

At each step, N paths take the values at N equally likely levels, each level once, so that the quantiles of the paths are
those of the forecast. The dependence decides which paths are high together (`lstm_cli.ensemble.dependence`).
"""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from lstm_cli._arrays import ByValue, Floats
from lstm_cli.ensemble.dependence import Dependence
from lstm_cli.errors import Hint, UsageError
from lstm_cli.metrics.quantile_function import values_at
from lstm_cli.panel.scale import COUNTS, Scale

__all__ = ["Joint"]

LEVELS_OF_MEANS: Final = 500  # equally likely levels over which an expected count is averaged
CHUNK_VALUES: Final = 100_000  # values at these levels in memory at once
SHARED_STREAM: Final = 2**32  # outside the 32-bit streams of the series


@dataclass(frozen=True, slots=True, eq=False)
class Joint(ByValue):
    """The joint forecast of n series.

    growth (n, K, 23): quantiles in growth units; dependence: None in model files too old to have it; seed: the default seed
    of paths; scale: converts between values and growth units.
    """

    names: tuple[str, ...]
    growth: Floats
    dependence: Dependence | None
    seed: int
    scale: Scale = COUNTS

    def paths(self, size: int, seed: int | None = None) -> Iterator[Floats]:
        """Yield ``size`` paths (N, K) of each series in counts; path n of every series belongs to the same future.

        The paths of a series depend on the seed, their number and its own name and forecast, and not on which other series
        are forecast.

        Raises
        ------
        UsageError
            The model file is too old to have the dependence.
        """
        known = self.check()
        seed, horizon = self.seed if seed is None else seed, self.growth.shape[1]
        levels = (np.arange(size) + 0.5) / size
        draws = np.random.default_rng([seed, SHARED_STREAM]).standard_normal((size, known.shared.shape[1]))
        common = draws @ known.shared[:horizon].T
        own, rest = known.own[:horizon], known.independent[:horizon]
        for name, growth in zip(self.names, self.growth, strict=True):
            rng = np.random.default_rng([seed, zlib.crc32(name.encode())])
            scores = common + rng.standard_normal((size, own.shape[1])) @ own.T
            scores += rng.standard_normal((size, len(known.own)))[:, :horizon] * rest
            paths = np.empty_like(scores)
            values = self.scale.values_of(values_at(growth, levels))
            np.put_along_axis(paths, np.argsort(scores, axis=0, kind="stable"), values.T, axis=0)
            yield paths

    def expected(self) -> Floats:
        """Return the expected counts (n, K), which need no paths."""
        levels = (np.arange(LEVELS_OF_MEANS) + 0.5) / LEVELS_OF_MEANS
        size = max(CHUNK_VALUES // (LEVELS_OF_MEANS * self.growth.shape[1]), 1)
        parts = [self.growth[first : first + size] for first in range(0, len(self.growth), size)]
        return np.concatenate([self.scale.values_of(values_at(rows, levels)).mean(axis=-1) for rows in parts])

    def check(self) -> Dependence:
        """Return the dependence; UsageError if the model file is too old to have it."""
        if self.dependence is None:
            message = (
                "the model was trained by a version without joint forecasts: it has no sample paths, totals or peaks"
            )
            raise UsageError(message, hint=Hint("train it again"))
        return self.dependence
