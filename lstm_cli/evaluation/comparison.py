"""Scored forecasts of one or several models in; each model beside the others and a baseline, whole and in parts, out.

Models are compared pair by pair on the forecasts that both made: of the same series and time, from the same last time
known. The geometric mean of a model's ratios, divided by that of the baseline, is its relative WIS (see
`lstm_cli.metrics.pairwise`), of counts and of log(1 + count).
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
from lstm_cli.options import By
from lstm_cli.readers.quantiles.distinct import distinct

__all__ = ["Comparison", "Contender", "ModelScores", "Pair", "Part", "compare"]

ALL: Final = "all"


@dataclass(frozen=True, slots=True)
class Contender:
    """A model by its name: its forecasts, and what each of them scored."""

    name: str
    forecasts: ForecastSet
    scored: ScoredCells


@dataclass(frozen=True, slots=True)
class ModelScores:
    """The scores of one model on all that it forecast, or on a part; NaN where there is nothing to compare."""

    model: str
    scores: ScoreSummary
    relative_wis: float  # skill over the baseline's
    relative_log_wis: float
    wis_skill: float  # geometric mean of the ratios to all models
    log_wis_skill: float


@dataclass(frozen=True, slots=True)
class Part:
    """The models that forecast anything of one part, best first."""

    label: str
    models: tuple[ModelScores, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two models on the forecasts that both made: mean score of the first over that of the second."""

    model: str
    other: str
    common: int
    wis_ratio: float
    log_wis_ratio: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """Models beside each other, best first."""

    whole: Part
    by: By | None
    parts: tuple[Part, ...]
    pairs: tuple[Pair, ...]  # each two models and the baseline, in both orders
    baseline: str  # a baseline's name, or a model's
    levels: tuple[float, ...]
    tasks: int  # forecasts that some model made
    common: int  # that all of them made
    series: int
    steps: int
    cutoffs: int
    first_cutoff: str
    last_cutoff: str

    @property
    def names(self) -> tuple[str, ...]:
        """The models, best first."""
        return tuple(entry.model for entry in self.whole.models)


@dataclass(frozen=True, slots=True)
class _Field:
    """All scores on one list of T tasks, models (M) side by side and the baseline last; NaN where nobody scored."""

    models: tuple[str, ...]
    cells: tuple[CellScores, ...]  # (n,) of each model
    places: tuple[Ints, ...]  # (n,) which task each of them is
    wis: Floats  # (T, M + 1)
    log_wis: Floats  # (T, M + 1)
    baseline: int  # which column it is


def compare(contenders: Sequence[Contender], line: Line, *, baseline: str, by: By | None = None) -> Comparison:
    """Compare models; ``baseline`` is the name of one of them, or of what their forecast sets hold."""
    names = tuple(dict.fromkeys(name for one in contenders for name in one.forecasts.series))
    found = [_tasks(one, names) for one in contenders]
    first, kind = distinct([np.concatenate(column) for column in zip(*found, strict=True)])
    series, known, step = (np.concatenate(column)[first] for column in list(zip(*found, strict=True))[:3])
    tasks = Tasks(series, known, step)
    field = _field(contenders, kind, len(first), baseline)
    parts = Parts((), np.zeros(0, np.int64)) if by is None else parts_of(tasks, by, names=names, line=line)
    ends = (int(known.min()), int(known.max()))
    return Comparison(
        whole=_part(ALL, field, np.ones(len(first), np.bool_)),
        by=by,
        parts=tuple(_part(label, field, parts.of == at) for at, label in enumerate(parts.labels)),
        pairs=_pairs(field, baseline),
        baseline=baseline,
        levels=contenders[0].forecasts.levels,
        tasks=len(first),
        common=int((~np.isnan(field.wis[:, : len(contenders)])).all(axis=1).sum()),
        series=len(np.unique(series)),
        steps=len(np.unique(step)),
        cutoffs=len(np.unique(known)),
        first_cutoff=line.write(ends[0]),
        last_cutoff=line.write(ends[1]),
    )


def _tasks(contender: Contender, names: Sequence[str]) -> tuple[Ints, Ints, Ints, Ints]:
    """Return of each scored cell its series, last slot known, step, and number among the origins between two slots."""
    forecasts = contender.forecasts
    c, n, k = np.nonzero(contender.scored.known)
    at = {name: position for position, name in enumerate(names)}
    series = np.array([at[name] for name in forecasts.series], np.int64)
    number = np.arange(len(forecasts.slots)) - np.searchsorted(forecasts.slots, forecasts.slots)
    return series[n], forecasts.last_known[c, n], k + 1, number[c]


def _field(contenders: Sequence[Contender], kind: Ints, tasks: int, baseline: str) -> _Field:
    """Lay the scores of all models out on the list of tasks, the baseline's own beside them unless it is a model."""
    names = tuple(one.name for one in contenders)
    wis, log_wis = (np.full((tasks, len(names) + 1), np.nan) for _ in range(2))
    cells, places, start = [], [], 0
    for column, one in enumerate(contenders):
        known = one.scored.known
        place = kind[start : start + int(known.sum())]
        start += len(place)
        cells.append(one.scored.cells.at((known,)))
        places.append(place)
        wis[place, column], log_wis[place, column] = cells[-1].wis.total, cells[-1].log_wis
        wis[place, -1], log_wis[place, -1] = one.scored.baseline_wis[known], one.scored.baseline_log_wis[known]
    if baseline in names:
        return _Field(names, tuple(cells), tuple(places), wis[:, :-1], log_wis[:, :-1], names.index(baseline))
    return _Field(names, tuple(cells), tuple(places), wis, log_wis, len(names))


def _part(label: str, field: _Field, chosen: Bools) -> Part:
    """Score each model on the chosen tasks, and compare them there."""
    skills = [_skills(scores[chosen], field.baseline) for scores in (field.wis, field.log_wis)]
    lines = []
    for column, name in enumerate(field.models):
        summary = summarise(field.cells[column], where=chosen[field.places[column]])
        relative = [float(scaled[column]) for _, scaled in skills]
        plain = [float(skill[column]) for skill, _ in skills]
        if summary.cells:
            lines.append(ModelScores(name, summary, *relative, *plain))
    return Part(label, tuple(sorted(lines, key=_rank)))


def _skills(scores: Floats, baseline: int) -> tuple[Floats, Floats]:
    """Return the skill of each model, and that over the baseline's; a baseline without any forecast takes no part."""
    there = ~np.isnan(scores).all(axis=0)
    skill = np.full(scores.shape[1], np.nan)
    if there.any():
        skill[there] = relative_skill(score_ratios(scores[:, there]))
    return skill, skill / skill[baseline]


def _rank(line: ModelScores) -> tuple[float, float, float]:
    """Order models by what is relative to the baseline, else to each other, else by WIS."""
    return tuple(np.nan_to_num([line.relative_wis, line.wis_skill, line.scores.wis], nan=np.inf).tolist())


def _pairs(field: _Field, baseline: str) -> tuple[Pair, ...]:
    """Return the ratios of every two models that share a task."""
    names = field.models if field.baseline < len(field.models) else (*field.models, baseline)
    ratios, log_ratios = score_ratios(field.wis), score_ratios(field.log_wis)
    common = common_counts(field.wis)
    return tuple(
        Pair(one, other, int(common[i, j]), float(ratios[i, j]), float(log_ratios[i, j]))
        for i, one in enumerate(names)
        for j, other in enumerate(names)
        if i != j and common[i, j]
    )
