"""What forecasting gives back: plain frozen records that rendering and the commands read."""

from dataclasses import dataclass

from lstm_cli._arrays import Datetimes, Floats

__all__ = ["Forecast", "GateReading", "GateSummary", "SeriesForecast", "TrainingSummary"]


@dataclass(frozen=True, slots=True)
class GateReading:
    """One gate over the context, averaged over members, steps and units."""

    mean: float
    below: float  # share of values below 0.1: shut
    above: float  # share above 0.9: open
    derivative: float  # mean of σ' = v(1 - v) ≤ ¼: how much gradient passes the gate


@dataclass(frozen=True, slots=True)
class GateSummary:
    """The gates of one run over the context of one series, or over all series."""

    input: GateReading
    forget: GateReading
    output: GateReading
    candidate_saturated: float  # share of |C̃| above 0.9
    half_life: float  # memory half-life in steps, ln ½ / mean ln f; inf when f is 1
    half_life_text: str  # the same in the data's unit of time: "3.2 weeks"
    sentence: str  # what that means, in plain words


@dataclass(frozen=True, slots=True)
class SeriesForecast:
    """Forecast of one series: times (K,) datetime64[s]; quantiles (K, Q) in counts, non-decreasing over Q."""

    name: str
    times: Datetimes
    quantiles: Floats
    median: Floats  # (K,), whatever levels were asked for
    recent: Floats  # the last known counts, NaN where missing, for a picture
    gates: GateSummary


@dataclass(frozen=True, slots=True)
class Forecast:
    """Forecasts of a panel at quantile ``levels``, in the panel's order of series."""

    levels: tuple[float, ...]
    series: tuple[SeriesForecast, ...]
    gates: GateSummary  # over all series
    notes: tuple[str, ...] = ()  # plain sentences, e.g. that a series is short, or a poor held-out score


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
