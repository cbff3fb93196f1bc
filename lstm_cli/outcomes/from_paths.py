"""Quantiles, probabilities and dates from sample paths."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from lstm_cli._arrays import Datetimes, Floats
from lstm_cli.ensemble.results import MAX_RECENT, Forecast, SeriesForecast
from lstm_cli.outcomes.futures import Futures
from lstm_cli.panel.series import Panel

__all__ = ["Exceedance", "Peak", "exceedances", "forecast_of", "peaks"]


@dataclass(frozen=True, slots=True)
class Exceedance:
    """The probability that a limit is exceeded at each step, and at this step or an earlier one, both (K,)."""

    name: str
    times: Datetimes
    limit: float
    p_above: Floats
    p_above_by: Floats

    @property
    def likely(self) -> np.datetime64 | None:
        """The first time by which the limit is exceeded with a probability of at least one half; None if there is none."""
        reached = np.flatnonzero(self.p_above_by >= 0.5)  # noqa: PLR2004 - at least as likely as not
        return self.times[reached[0]] if len(reached) else None


@dataclass(frozen=True, slots=True)
class Peak:
    """The probability that each time ahead has the highest count, (K,); among equal counts the earliest is the peak."""

    name: str
    times: Datetimes
    chances: Floats


def forecast_of(futures: Futures, forecast: Forecast, panel: Panel) -> Forecast:
    """Return the quantiles of paths as a forecast, with the levels, gates and notes of the forecast that they come from.

    panel: the past of the series of the paths.
    """
    known = {series.name: series.recent(MAX_RECENT) for series in panel.series}
    series = tuple(
        _series_forecast(name, times, paths, forecast, known[name])
        for name, times, paths in zip(futures.names, futures.times, futures.paths(), strict=True)
    )
    return replace(
        forecast, series=series, measure=futures.measure, joint=None, notes=(*forecast.notes, *futures.notes)
    )


def _series_forecast(name: str, times: Datetimes, paths: Floats, of: Forecast, recent: Floats) -> SeriesForecast:
    """Return the forecast of one series from its paths (N, K); the quantiles are values of paths."""
    quantiles = np.quantile(paths, [*of.levels, 0.5], axis=0, method="inverted_cdf").T
    return SeriesForecast(name, times, quantiles[:, :-1], quantiles[:, -1], paths.mean(axis=0), recent, of.readings)


def exceedances(futures: Futures, limits: Mapping[str, float]) -> list[Exceedance]:
    """Return the probability that each series exceeds its limit; series without a limit are left out."""
    found = []
    for name, times, paths in zip(futures.names, futures.times, futures.paths(), strict=True):
        if name in limits:
            above = paths > limits[name]
            ever = np.logical_or.accumulate(above, axis=1)
            found.append(Exceedance(name, times, limits[name], above.mean(axis=0), ever.mean(axis=0)))
    return found


def peaks(futures: Futures) -> list[Peak]:
    """Return the probability that each time ahead has the highest count."""
    found = []
    for name, times, paths in zip(futures.names, futures.times, futures.paths(), strict=True):
        first = np.bincount(paths.argmax(axis=1), minlength=len(times))
        found.append(Peak(name, times, first / len(paths)))
    return found
