"""Compare the scored forecasts of models with each other and with a baseline, as a whole and broken down into parts.

Models are compared pair by pair on the forecasts that both made: of the same series and time, from the same cutoff. The
geometric mean of a model's ratios, divided by that of the baseline, is its relative WIS (see `lstm_cli.metrics.pairwise`),
for counts and for log(1 + count).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from lstm_cli._arrays import Bools, Floats, Ints
from lstm_cli.evaluation.cells import ScoredCells
from lstm_cli.evaluation.forecast_set import ForecastSet
from lstm_cli.evaluation.line import Line
from lstm_cli.evaluation.parts import Parts, Tasks, parts_of
from lstm_cli.metrics.pairwise import common_counts, relative_skill, score_ratios
from lstm_cli.metrics.scores import CellScores, ScoreSummary, summarise
from lstm_cli.options import By, DataKind
from lstm_cli.readers.quantiles.distinct import distinct

__all__ = ["Comparison", "ModelScores", "Pair", "Part", "ScoredModel", "compare"]

ALL: Final = "all"


@dataclass(frozen=True, slots=True)
class ScoredModel:
    """A model's name, its forecasts, and their scores."""

    name: str
    forecasts: ForecastSet
    scored: ScoredCells


@dataclass(frozen=True, slots=True)
class ModelScores:
    """The scores of one model, on all its forecasts or on a part of them; NaN where there is nothing to compare."""

    model: str
    scores: ScoreSummary
    relative_wis: float  # `wis_skill` divided by the baseline's
    relative_log_wis: float
    wis_skill: float  # geometric mean of the ratios to all models
    log_wis_skill: float


@dataclass(frozen=True, slots=True)
class Part:
    """The models with forecasts in one part, best first."""

    label: str
    models: tuple[ModelScores, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two models on the forecasts that both made: the mean score of the first divided by that of the second."""

    model: str
    other: str
    common: int
    wis_ratio: float
    log_wis_ratio: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """Models side by side, best first."""

    whole: Part
    by: By | None
    parts: tuple[Part, ...]
    pairs: tuple[Pair, ...]  # each two models and the baseline, in both orders
    baseline: str  # one of the `BASELINES`, or the name of a model
    levels: tuple[float, ...]
    tasks: int  # forecasts that at least one model made
    common: int  # forecasts that all models made
    series: int
    steps: int
    cutoffs: int
    first_cutoff: str
    last_cutoff: str
    kind: DataKind = DataKind.COUNT

    @property
    def names(self) -> tuple[str, ...]:
        """The models, best first."""
        return tuple(entry.model for entry in self.whole.models)


@dataclass(frozen=True, slots=True)
class _ScoreTable:
    """All scores on one list of T tasks: one column per model, the baseline last if it is none; NaN where not scored."""

    models: tuple[str, ...]
    cells: tuple[CellScores, ...]  # of each model, (n,)
    places: tuple[Ints, ...]  # the task of each of these cells, (n,)
    wis: Floats  # (T, M + 1), or (T, M) if the baseline is a model
    log_wis: Floats  # the same shape
    baseline: int  # the column of the baseline


def compare(models: Sequence[ScoredModel], line: Line, *, baseline: str, by: By | None = None) -> Comparison:
    """Compare models; ``baseline`` is the name of one of them, or of the baseline in their forecast sets."""
    names = tuple(dict.fromkeys(name for model in models for name in model.forecasts.series))
    columns = [np.concatenate(parts) for parts in zip(*(_tasks(model, names) for model in models), strict=True)]
    first, task = distinct(columns)
    series, known, step = (column[first] for column in columns[:3])
    tasks = Tasks(series, known, step)
    table = _score_table(models, task, len(first), baseline)
    parts = Parts((), np.zeros(0, np.int64)) if by is None else parts_of(tasks, by, names=names, line=line)
    ends = (int(known.min()), int(known.max()))
    return Comparison(
        whole=_part(ALL, table, np.ones(len(first), np.bool_)),
        by=by,
        parts=tuple(_part(label, table, parts.of == at) for at, label in enumerate(parts.labels)),
        pairs=_pairs(table, baseline),
        baseline=baseline,
        levels=models[0].forecasts.levels,
        tasks=len(first),
        common=int((~np.isnan(table.wis[:, : len(models)])).all(axis=1).sum()),
        series=len(np.unique(series)),
        steps=len(np.unique(step)),
        cutoffs=len(np.unique(known)),
        first_cutoff=line.write(ends[0]),
        last_cutoff=line.write(ends[1]),
        kind=models[0].forecasts.value_scale.kind,
    )


def _tasks(model: ScoredModel, names: Sequence[str]) -> tuple[Ints, Ints, Ints, Ints]:
    """Return the series, last known slot and step of each scored cell, and the number of its origin among those of the slot."""
    forecasts = model.forecasts
    c, n, k = np.nonzero(model.scored.known)
    at = {name: position for position, name in enumerate(names)}
    series = np.array([at[name] for name in forecasts.series], np.int64)
    number = np.arange(len(forecasts.slots)) - np.searchsorted(forecasts.slots, forecasts.slots)
    return series[n], forecasts.last_known[c, n], k + 1, number[c]


def _score_table(models: Sequence[ScoredModel], task: Ints, tasks: int, baseline: str) -> _ScoreTable:
    """Lay out the scores of all models by task, with a column for the baseline unless it is one of the models.

    task: the task of every scored cell of all models, in the order of the models.
    """
    names = tuple(model.name for model in models)
    wis, log_wis = (np.full((tasks, len(names) + 1), np.nan) for _ in range(2))
    cells, places, start = [], [], 0
    for column, model in enumerate(models):
        scored, known = model.scored, model.scored.known
        place = task[start : start + int(known.sum())]
        start += len(place)
        cells.append(scored.cells.at((known,)))
        places.append(place)
        wis[place, column], log_wis[place, column] = cells[-1].wis.total, cells[-1].log_wis
        wis[place, -1], log_wis[place, -1] = scored.baseline_wis[known], scored.baseline_log_wis[known]
    if baseline in names:
        return _ScoreTable(names, tuple(cells), tuple(places), wis[:, :-1], log_wis[:, :-1], names.index(baseline))
    return _ScoreTable(names, tuple(cells), tuple(places), wis, log_wis, len(names))


def _part(label: str, table: _ScoreTable, chosen: Bools) -> Part:
    """Score the models on the chosen tasks and compare them there."""
    skills = [_skills(scores[chosen], table.baseline) for scores in (table.wis, table.log_wis)]
    lines = []
    for column, name in enumerate(table.models):
        summary = summarise(table.cells[column], where=chosen[table.places[column]])
        relative = [float(scaled[column]) for _, scaled in skills]
        plain = [float(skill[column]) for skill, _ in skills]
        if summary.cells:
            lines.append(ModelScores(name, summary, *relative, *plain))
    return Part(label, tuple(sorted(lines, key=_rank)))


def _skills(scores: Floats, baseline: int) -> tuple[Floats, Floats]:
    """Return the skill of each model, and the same divided by the baseline's; columns without any score are left out."""
    there = ~np.isnan(scores).all(axis=0)
    skill = np.full(scores.shape[1], np.nan)
    if there.any():
        skill[there] = relative_skill(score_ratios(scores[:, there]))
    return skill, skill / skill[baseline]


def _rank(line: ModelScores) -> tuple[float, float, float]:
    """Return the key that orders models: relative WIS, then skill, then WIS, with missing values last."""
    return tuple(np.nan_to_num([line.relative_wis, line.wis_skill, line.scores.wis], nan=np.inf).tolist())


def _pairs(table: _ScoreTable, baseline: str) -> tuple[Pair, ...]:
    """Return the score ratios of every two models that share a task."""
    names = table.models if table.baseline < len(table.models) else (*table.models, baseline)
    ratios, log_ratios = score_ratios(table.wis), score_ratios(table.log_wis)
    common = common_counts(table.wis)
    return tuple(
        Pair(one, other, int(common[i, j]), float(ratios[i, j]), float(log_ratios[i, j]))
        for i, one in enumerate(names)
        for j, other in enumerate(names)
        if i != j and common[i, j]
    )
