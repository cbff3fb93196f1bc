"""The facts about a model that `lstm-forecast info` shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from lstm_cli.ensemble.model import Model
from lstm_cli.ensemble.model_parts import digest_of
from lstm_cli.ensemble.results import TrainingSummary, network_sizes
from lstm_cli.options import Cell, DataKind, Gates, ReadOptions
from lstm_cli.panel.frequency import Frequency
from lstm_cli.panel.packed import known_and_missing
from lstm_cli.panel.series import Columns
from lstm_cli.panel.slicing import first_time, last_time

__all__ = ["ModelInfo", "info_of"]

MAX_NAMES: Final = 5


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """Facts about a model and its file; times are written as the data write them."""

    format_version: int
    package_version: str  # of lstm-forecast, when the file was written
    numpy_version: str
    file_size: int | None  # bytes; None without a file
    digest: str  # of everything that a forecast depends on
    seed: int
    cell: Cell
    gates: Gates
    horizon: int  # steps ahead
    length: int  # steps that the networks look back
    lags: tuple[int, ...]  # seasonal lags among the regressors, in steps
    members: int
    gate_sets: int  # fewer than members if these share their gates
    hidden: int
    parameters: int  # weights of one member
    second_members: int  # of the second ensemble, 0 if there is none
    second_hidden: int
    second_parameters: int
    series: int
    names: tuple[str, ...]  # of the first few series
    observations: int  # known counts
    missing: int  # counts missing between the first and the last known one of their series
    first: str  # first time of all series
    last: str  # last time of all series
    frequency: Frequency
    columns: Columns
    kind: DataKind
    reading: ReadOptions
    source: str
    summary: TrainingSummary | None  # held-out scores; None if they were not computed


def info_of(model: Model, about: Mapping[str, Any], *, format_version: int, file_size: int | None) -> ModelInfo:
    """Collect the facts; ``about`` is that part of the model's document."""
    panel, network = model.panel, model.network
    known, missing = known_and_missing(panel)
    return ModelInfo(
        format_version=format_version,
        package_version=about["version"],
        numpy_version=about["numpy"],
        file_size=file_size,
        digest=digest_of(model),
        seed=model.seed,
        cell=network.cell,
        gates=model.trained_gates,
        horizon=model.horizon,
        length=model.length,
        lags=model.lags,
        **network_sizes(network, None if model.second is None else model.second.network),
        series=len(panel),
        names=tuple(series.name for series in panel.series[:MAX_NAMES]),
        observations=known,
        missing=missing,
        first=panel.time_style.write(first_time(panel)),
        last=panel.time_style.write(last_time(panel)),
        frequency=panel.frequency,
        columns=panel.columns,
        kind=panel.scale.kind,
        reading=panel.reading,
        source=panel.source,
        summary=model.summary,
    )
