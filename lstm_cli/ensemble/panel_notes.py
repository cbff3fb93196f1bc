"""Remarks on how data differ from the training data of a model: other series, other days, other counts."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

import numpy as np

from lstm_cli._arrays import Floats
from lstm_cli.ensemble.model import Model
from lstm_cli.options import DataKind
from lstm_cli.panel.checks.new_record import MIN_FACTOR, MIN_RECORD
from lstm_cli.panel.packed import series_names
from lstm_cli.panel.remarks import name_as_seen
from lstm_cli.panel.scale import Scale
from lstm_cli.panel.series import Panel, Series
from lstm_cli.remarks import Plain, Remark, first_names

__all__ = ["panel_notes"]

MAX_RATIO: Final = 10  # revisions change counts by a smaller factor, another unit by a larger one
MIN_NEWER: Final = 4  # counts after the end of training that are needed to compare units
# Quantiles between which the counts of training are usual. Of 71,000 pieces of real series, the next counts of 6 are as far
# outside as counts in another unit would be, all of them in great epidemics.
USUAL: Final = (0.05, 0.95)


def panel_notes(model: Model, panel: Panel) -> list[Remark]:
    """Return how a panel differs from the one that the model was trained on."""
    if panel is model.panel:
        return []
    remarks = _other_columns(model.panel, panel)
    trained = set(series_names(model.panel))
    new = [name for name in series_names(panel) if name not in trained]
    if new:
        remarks.append(Remark("series-not-in-training", {**first_names(new), "of": len(panel)}))
    absent = len(trained) + len(new) - len(panel)
    if absent:
        remarks.append(Remark("trained-series-absent", {"count": absent, "of": len(trained)}))
    if absent and new:
        remarks += _renamed(new, trained.difference(series_names(panel)), of=len(panel))
    if panel.frequency.name != model.panel.frequency.name:
        details: dict[str, Plain] = {"frequency": panel.frequency.name, "trained": model.panel.frequency.name}
        remarks.append(Remark("times-on-other-days", details))
    pairs = list(_pairs(model, panel))
    same, other = (_factors(pairs, ratio) for ratio in (_ratio, _ratio_since))
    for factors, same_times in ((same, True), (other, False)):
        if factors:
            remarks.append(_unlike(factors, of=len(panel), same_times=same_times))
    if model.panel.scale.kind is not DataKind.COUNT:  # no size is small for a rate
        return remarks
    return remarks + _records([pair for pair in pairs if pair[0].name not in same.keys() | other.keys()], len(panel))


def _other_columns(trained: Panel, panel: Panel) -> list[Remark]:
    """Return remarks on times and values from columns with other names than those of training."""
    if trained.columns.layout != panel.columns.layout:
        return []
    value = "value" if trained.scale.kind is DataKind.COUNT else "rate"
    now, before = ({"time": each.columns.time, value: each.columns.value} for each in (panel, trained))
    return [
        Remark("column-unlike-training", {"role": role, "name": name, "trained": before[role]})
        for role, name in now.items()
        if name_as_seen(name) != name_as_seen(before[role])
    ]


def _renamed(new: list[str], absent: set[str], *, of: int) -> list[Remark]:
    """Return the remark on new series whose names look like those of absent ones, which they probably are."""
    trained = {name_as_seen(name): name for name in sorted(absent)}
    names = {name: trained[plain] for name in new if (plain := name_as_seen(name)) in trained}
    if not names:
        return []
    first = first_names(list(names))
    return [Remark("series-renamed", {**first, "trained": first_names(list(names.values()))["names"], "of": of})]


def _pairs(model: Model, panel: Panel) -> Iterator[tuple[Series, Series]]:
    """Yield each series that the model was trained on, with its training data; rates as multiples of their floor."""
    scale = model.panel.scale
    trained = {name: row for row, name in enumerate(series_names(model.panel))}
    for series in panel.series:
        row = trained.get(series.name)
        before = None if row is None else model.panel.series[row]
        if before is not None and before is not series:
            yield (series, before) if scale.kind is DataKind.COUNT else (_over(scale, series), _over(scale, before))


def _over(scale: Scale, series: Series) -> Series:
    """Return a series as multiples of the floor, which have the size of counts."""
    return replace(series, counts=scale.above_floor(series.counts))


def _factors(
    pairs: list[tuple[Series, Series]], ratio_of: Callable[[Series, Series], float | None]
) -> dict[str, float]:
    """Return, by series, the ratios so large or so small that the unit must have changed."""
    ratios = {series.name: ratio_of(series, before) for series, before in pairs}
    return {
        name: ratio for name, ratio in ratios.items() if ratio is not None and not 1 / MAX_RATIO < ratio < MAX_RATIO
    }


def _unlike(factors: dict[str, float], *, of: int, same_times: bool) -> Remark:
    """Return the remark on series in another unit, those that differ most first."""
    names = sorted(factors, key=lambda name: -abs(np.log(factors[name])))
    middle = float(np.median(list(factors.values())))
    return Remark(
        "counts-unlike-training", {**first_names(names), "of": of, "factor": middle, "same_times": same_times}
    )


def _ratio(series: Series, before: Series) -> float | None:
    """Return the ratio of the sums of two series over the times at which both were observed; None if a sum is zero."""
    start = max(series.times[0], before.times[0])
    own, other = int(np.searchsorted(series.times, start)), int(np.searchsorted(before.times, start))
    shared = min(len(series) - own, len(before) - other)
    if shared <= 0 or series.times[own] != before.times[other]:
        return None
    own_part, other_part = slice(own, own + shared), slice(other, other + shared)
    both = series.observed[own_part] & before.observed[other_part]
    sums = float(series.counts[own_part][both].sum()), float(before.counts[other_part][both].sum())
    return sums[0] / sums[1] if min(sums) > 0 else None


def _since(series: Series, before: Series) -> Floats:
    """Return the counts of a series after the end of its training data."""
    return np.asarray(series.counts[series.observed & (series.times > before.times[-1])], float)


def _ratio_since(series: Series, before: Series) -> float | None:
    """Return by which factor all newer counts are outside the usual counts of training; None if any is inside."""
    newer = _since(series, before)
    if series.times[0] <= before.times[-1] or len(newer) < MIN_NEWER:
        return None
    low, high = np.quantile(before.counts[before.observed], USUAL)
    if newer.min() > high:
        return float(newer.min() / max(high, 1))
    return float(max(newer.max(), 1) / low) if newer.max() < low else None


def _records(pairs: list[tuple[Series, Series]], of: int) -> list[Remark]:
    """Return the remark on series that exceed the highest count of their training data many times over."""
    broken = {}
    for series, before in pairs:
        largest, record = int(_since(series, before).max(initial=0)), int(before.counts.max())
        factor = largest / max(record, MIN_RECORD)
        if factor >= MIN_FACTOR:
            broken[series.name] = (factor, largest, record)
    if not broken:
        return []
    names = sorted(broken, key=lambda name: -broken[name][0])
    _, largest, record = broken[names[0]]
    return [Remark("new-record", {**first_names(names), "of": of, "largest": largest, "record": record})]
