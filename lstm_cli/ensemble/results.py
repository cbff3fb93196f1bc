"""What forecasting returns: plain frozen records."""

from dataclasses import dataclass

from lstm_cli._arrays import Datetimes, Floats
from lstm_cli.lstm.gate_statistics import GateStatistics

__all__ = ["Forecast", "SeriesForecast", "TrainingSummary"]


@dataclass(frozen=True, slots=True)
class SeriesForecast:
    """Forecast of one series: times (K,) datetime64[s]; quantiles (K, Q) in counts, non-decreasing over Q."""

    name: str
    times: Datetimes
    quantiles: Floats
    median: Floats  # (K,), whatever levels were asked for
    recent: Floats  # the last known counts, NaN where missing, for a picture
    gates: GateStatistics  # over the context of this series


@dataclass(frozen=True, slots=True)
class Forecast:
    """Forecasts of a panel at quantile ``levels``, in the panel's order of series."""

    levels: tuple[float, ...]
    series: tuple[SeriesForecast, ...]
    gates: GateStatistics  # over all series
    context_length: int  # steps that the model looks back
    notes: tuple[str, ...] = ()  # plain sentences, e.g. that a series is short, or a poor held-out score

    @property
    def horizon(self) -> int:
        """Steps ahead that were forecast."""
        return len(self.series[0].times)


@dataclass(frozen=True, slots=True)
class TrainingSummary:
    """What training learned, and how well it did on points it had not seen."""

    series: int
    observations: int
    missing: int
    horizon: int
    members: int
    hidden: int
    parameters: int  # of one member
    held_out: str  # what was held out, in plain words
    baseline: str  # "seasonal naive"
    relative_wis: float | None  # held-out WIS over the baseline's; None when nothing could be held out
    relative_wis_low: float | None  # 90 % bootstrap interval over held-out times
    relative_wis_high: float | None
    coverage_50: float | None
    coverage_95: float | None
    verdict: str  # one plain sentence: whether to trust this model on these data
    notes: tuple[str, ...] = ()
