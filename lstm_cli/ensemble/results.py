"""The results of training and forecasting: frozen records of facts, without sentences."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Final

from lstm_cli._arrays import ByValue, Datetimes, Floats
from lstm_cli.ensemble.paths import Joint
from lstm_cli.lstm.gate_statistics import GateStatistics
from lstm_cli.lstm.network import Network
from lstm_cli.metrics.verdict import Verdict
from lstm_cli.remarks import Remark

__all__ = ["MAX_RECENT", "MEASURED", "Forecast", "Measure", "SeriesForecast", "TrainingSummary", "network_sizes"]

MEASURED: Final = (
    "relative_wis",
    "relative_wis_low",
    "relative_wis_high",
    "next_low",
    "next_high",
    "wis_over_anchors",
    "coverage_50",
    "coverage_95",
)
MAX_MEASURE: Final = 1e12
MAX_RECENT: Final = 60  # counts kept for a figure of the recent past


class Measure(StrEnum):
    """What is forecast: the count at each step, the sum over all steps, or the highest of them."""

    STEP = "step"
    SUM = "sum"
    PEAK = "peak"


def network_sizes(first: Network, second: Network | None) -> dict[str, int]:
    """Return the sizes of the networks of one or two ensembles, as the facts of a model and of its training name them."""
    return {
        "members": len(first.projection),
        "gate_sets": len(first.gates),
        "hidden": first.hidden,
        "parameters": first.parameters,
        "second_members": 0 if second is None else len(second.projection),
        "second_hidden": 0 if second is None else second.hidden,
        "second_parameters": 0 if second is None else second.parameters,
    }


@dataclass(frozen=True, slots=True, eq=False)
class SeriesForecast(ByValue):
    """The forecast of one series: times (K,) datetime64[s]; quantiles (K, Q) in counts, non-decreasing over Q."""

    name: str
    times: Datetimes
    quantiles: Floats
    median: Floats  # (K,), whatever the levels
    mean: Floats  # (K,) expected counts
    recent: Floats  # the newest counts, NaN where missing, for a figure
    readings: GateStatistics | None  # of the gates over the context of this series, if requested

    @property
    def gates(self) -> GateStatistics:
        """Statistics of the gates; ValueError if they were not requested."""
        return _requested(self.readings)


@dataclass(frozen=True, slots=True, eq=False)
class Forecast(ByValue):
    """Forecasts of a panel at quantile ``levels``, in the panel's order of series."""

    levels: tuple[float, ...]
    series: tuple[SeriesForecast, ...]
    readings: GateStatistics | None  # of the gates over all series, if requested
    context_length: int  # steps that the model looks back
    notes: tuple[Remark, ...] = ()  # for example, on a short series or a poor held-out score
    joint: Joint | None = None  # the joint forecast; None if this forecast was computed from paths
    measure: Measure = Measure.STEP

    @property
    def joint_forecast(self) -> Joint:
        """The joint forecast; ValueError if this forecast was computed from paths."""
        if self.joint is None:
            raise ValueError("what is made of paths is no joint forecast")
        return self.joint

    @property
    def gates(self) -> GateStatistics:
        """Statistics of the gates over all series; ValueError if they were not requested."""
        return _requested(self.readings)

    @property
    def horizon(self) -> int:
        """The number of steps ahead."""
        return len(self.series[0].times)


def _requested(readings: GateStatistics | None) -> GateStatistics:
    """Return statistics of the gates; ValueError if they were not requested."""
    if readings is None:
        raise ValueError("the forecast was made without the readings of its gates")
    return readings


@dataclass(frozen=True, slots=True)
class TrainingSummary:
    """A summary of training and its scores on held-out targets; None where something could not be measured."""

    series: int
    observations: int
    missing: int
    horizon: int
    members: int
    gate_sets: int  # fewer than members if these share their gates
    hidden: int
    parameters: int  # of one member
    second_members: int  # of the second ensemble, 0 if there is none
    second_hidden: int
    second_parameters: int
    trained_members: int  # members whose best weights are not those that they started with
    targets: int  # held-out counts
    rehearsed: int  # those of them that the rehearsal forecast too
    blocks: int  # time blocks behind the interval of the score
    baseline: str  # "seasonal-naive" or "naive"
    relative_wis: float | None  # estimated WIS of future forecasts over the baseline's; None if the latter has no error
    relative_wis_low: float | None  # 90 % confidence interval of the same, as a mean over time
    relative_wis_high: float | None
    next_low: float | None  # 90 % prediction interval of the relative WIS of the next horizon alone
    next_high: float | None
    wis_over_anchors: float | None  # held-out WIS over that of the anchors alone: what the networks add
    coverage_50: float | None
    coverage_95: float | None
    verdict: Verdict
    remarks: tuple[Remark, ...] = ()

    def to_dict(self) -> dict[str, object]:
        """Return the fields as JSON values; ``from_dict`` reads them back."""
        remarks = [remark.to_dict() for remark in self.remarks]
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return values | {"verdict": self.verdict.value, "remarks": remarks}

    @classmethod
    def from_dict(cls, data: Mapping[str, object]) -> "TrainingSummary":
        """Return the summary that ``to_dict`` wrote; ValueError if the fields are not those of a summary."""
        plain = {name: value for name, value in data.items() if name not in {"verdict", "remarks"}}
        remarks = data.get("remarks")
        if set(data) != {field.name for field in fields(cls)} or not isinstance(remarks, list):
            raise ValueError("the fields of a training summary are others")
        wrong = [name for name, value in plain.items() if not _fits(name, value)]
        if wrong:
            raise ValueError(f"a training summary has the wrong kind of {', '.join(wrong)}")
        return cls(
            **plain,  # type: ignore[arg-type]  # checked above
            verdict=Verdict(str(data["verdict"])),
            remarks=tuple(map(Remark.from_dict, remarks)),
        )


def _fits(name: str, value: object) -> bool:
    """Whether a value from JSON fits a field: text, a number in range or None, or a count."""
    if name == "baseline":
        return isinstance(value, str)
    if name in MEASURED:
        number = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= MAX_MEASURE
        return value is None or number
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0
