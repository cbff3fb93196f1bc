"""One function for each output type: it makes the ids and values of rows from a forecast; None if it cannot.

To add an output type, write such a function and put it into `OUTPUTS`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from lstm_cli._arrays import Floats
from lstm_cli.hubs.plain_numbers import number
from lstm_cli.hubs.tasks import OutputType
from lstm_cli.hubs.writing.forecasts import LocationForecast
from lstm_cli.metrics.scores import SAME_LEVEL
from lstm_cli.options import MIDDLE

__all__ = ["OUTPUTS", "Ids"]

DECIMALS: Final = 6  # of probabilities
UNITS: Final = 10**DECIMALS


@dataclass(frozen=True, slots=True)
class Ids:
    """The ids of rows, and their values: (K, number of ids)."""

    names: Sequence[str]
    values: Floats


def _quantiles(forecast: LocationForecast, output: OutputType, _first: int) -> Ids | None:
    """Return the quantiles at the levels of the output type, spelled as there."""
    places = [_place(forecast, float(name)) for name in output.ids]
    if forecast.quantiles is None or None in places:
        return None
    return Ids(output.ids, forecast.quantiles[:, [place for place in places if place is not None]])


def _median(forecast: LocationForecast, _output: OutputType, _first: int) -> Ids | None:
    """Return the quantile at one half."""
    place = _place(forecast, MIDDLE)
    return None if forecast.quantiles is None or place is None else Ids(("NA",), forecast.quantiles[:, [place]])


def _mean(forecast: LocationForecast, _output: OutputType, _first: int) -> Ids | None:
    """Return the mean of the sample paths; it cannot be computed from quantiles."""
    return None if forecast.samples is None else Ids(("NA",), forecast.samples.mean(axis=0)[:, np.newaxis])


def _samples(forecast: LocationForecast, output: OutputType, first: int) -> Ids | None:
    """Return as many paths as the hub asks for, numbered from ``first``; each runs through the steps of one series.

    Paths with the same number are joint over all series, so series may share numbers. A hub that asks for samples of
    single values, or of parts of a series, accepts paths that span more.
    """
    asked = output.samples
    if forecast.samples is None or asked is None or len(forecast.samples) < asked.minimum:
        return None
    paths = forecast.samples[: asked.wanted]
    return Ids([str(first + k) for k in range(len(paths))], paths.T)


def _probabilities(forecast: LocationForecast, output: OutputType, _first: int) -> Ids | None:
    """Return the probabilities of the categories, in their order; their decimals add up to exactly 1."""
    if not forecast.probabilities or not set(output.needed) <= forecast.probabilities.keys():
        return None
    names = [name for name in output.ids if name in forecast.probabilities]
    values = np.column_stack([forecast.probabilities[name] for name in names])
    return Ids(names, _shared_out(values / values.sum(axis=1, keepdims=True)))


def _cumulative(forecast: LocationForecast, output: OutputType, _first: int) -> Ids | None:
    """Return for each value that the output type lists the share of sample paths at or below it."""
    if forecast.samples is None or not all(np.isfinite(number(name)) for name in output.ids):
        return None
    shares = [(forecast.samples <= number(name)).mean(axis=0) for name in output.ids]
    return Ids(output.ids, np.column_stack(shares))


def _shared_out(shares: Floats) -> Floats:
    """Round rows of shares so that each adds up to 1: all are rounded down, then those that lost most go up by a unit."""
    units = np.floor(np.round(shares * UNITS, 3))  # rounding first keeps a whole number whole despite its last bit
    lost = np.argsort(units - shares * UNITS, axis=1, kind="stable")
    more = (UNITS - units.sum(axis=1, keepdims=True)) > np.arange(shares.shape[1])
    np.put_along_axis(units, lost, np.take_along_axis(units, lost, axis=1) + more, axis=1)
    return np.asarray(units / UNITS)


def _place(forecast: LocationForecast, level: float) -> int | None:
    """Return the place of a level among those of a forecast; None if it is not there."""
    return next((at for at, known in enumerate(forecast.levels) if abs(known - level) < SAME_LEVEL), None)


OUTPUTS: Final[Mapping[str, Callable[[LocationForecast, OutputType, int], Ids | None]]] = {
    "quantile": _quantiles,
    "median": _median,
    "mean": _mean,
    "sample": _samples,
    "pmf": _probabilities,
    "cdf": _cumulative,
    "cmf": _cumulative,
}
