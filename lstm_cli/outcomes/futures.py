"""Sample paths of a panel, and of sums and peaks, drawn series by series so that few are in memory."""

import itertools
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

import numpy as np

from lstm_cli._arrays import Bools, Datetimes, Floats, Ints
from lstm_cli.ensemble.results import Forecast, Measure
from lstm_cli.errors import DataError, Hint, Setting
from lstm_cli.panel.wholes import Wholes, counted_twice
from lstm_cli.problems import shown
from lstm_cli.remarks import Remark, first_names

__all__ = [
    "TOTAL",
    "Futures",
    "futures_of",
    "highest_over_steps",
    "paths_for",
    "summed_over_series",
    "summed_over_steps",
]

TOTAL: Final = "total"
MAX_VALUES: Final = 40_000_000  # of all paths, if their number is not given
MIN_PATHS, MAX_PATHS = 1_000, 10_000


@dataclass(frozen=True, slots=True)
class Futures:
    """Sample paths of m series or totals.

    times: of each, (K,); draw: a function of the number of paths and the seed (None for the model's) that yields the paths
    (N, K) of each, in counts, and that can be pickled; sources: the series that each consists of.
    """

    names: tuple[str, ...]
    times: tuple[Datetimes, ...]
    draw: Callable[[int, int | None], Iterator[Floats]]
    sources: tuple[tuple[str, ...], ...]
    size: int
    seed: int | None = None
    measure: Measure = Measure.STEP
    notes: tuple[Remark, ...] = ()

    def paths(self) -> Iterator[Floats]:
        """Yield the paths (N, K) of each."""
        return self.draw(self.size, self.seed)

    def again(self, size: int | None, seed: int | None) -> "Futures":
        """Return the same with another number of paths or another seed."""
        return replace(self, size=self.size if size is None else size, seed=self.seed if seed is None else seed)


def paths_for(forecast: Forecast) -> int:
    """Return the default number of paths: as many as fit into `MAX_VALUES`, from 1,000 to 10,000."""
    return int(np.clip(MAX_VALUES // (len(forecast.series) * forecast.horizon), MIN_PATHS, MAX_PATHS))


def futures_of(forecast: Forecast, *, size: int | None = None, seed: int | None = None) -> Futures:
    """Return the paths of a forecast, ``size`` of each series."""
    joint = forecast.joint_forecast
    joint.check()
    names = tuple(series.name for series in forecast.series)
    times = tuple(series.times for series in forecast.series)
    number = paths_for(forecast) if size is None else size
    return Futures(names, times, joint.paths, tuple((name,) for name in names), number, seed)


def summed_over_series(
    futures: Futures, groups: Mapping[str, str] | None = None, *, wholes: Wholes | None = None
) -> Futures:
    """Return the totals of all series, or of each group of them, at the times that all members have.

    groups: the group of each series by name; the totals are in the order of the names of the groups. wholes: the series that
    are sums of others, so that nothing is counted twice in a total.

    Raises
    ------
    DataError
        A series has no group, or the series of a group have no time in common.
    """
    of = dict.fromkeys(futures.names, TOTAL) if groups is None else groups
    missing = next((name for name in futures.names if name not in of), None)
    if missing is not None:
        raise DataError("belongs to no group of the sum", path=missing)
    names = tuple(sorted(set(map(of.__getitem__, futures.names))))
    futures = _without(futures, _counted_twice(futures.names, of, wholes or {}))
    place = np.array([names.index(of[name]) for name in futures.names])
    times = [
        _common({futures.names[row]: futures.times[row] for row in np.flatnonzero(place == at)}, names[at])
        for at in range(len(names))
    ]
    shorter = [
        name for name, own, at in zip(futures.names, futures.times, place, strict=True) if len(own) > len(times[at])
    ]
    fewer = [Remark("total-of-common-times", {"name": shorter[0], "count": len(shorter)})] if shorter else []
    sources = tuple(tuple(futures.names[row] for row in np.flatnonzero(place == at)) for at in range(len(names)))
    draw = partial(_summed, futures, place, tuple(times))
    notes = (*futures.notes, *fewer)
    return replace(futures, names=names, times=tuple(times), draw=draw, sources=sources, notes=notes)


def _counted_twice(names: tuple[str, ...], of: Mapping[str, str], wholes: Wholes) -> set[str]:
    """Return the series that the total of their own group must leave out."""
    if not wholes:
        return set()
    members: dict[str, set[str]] = {}
    for name in names:
        members.setdefault(of[name], set()).add(name)
    return set().union(*(counted_twice(wholes, group) for group in members.values()))


def _without(futures: Futures, names: Collection[str]) -> Futures:
    """Return the paths without those of some series, with a note."""
    if not names:
        return futures
    kept = np.array([name not in names for name in futures.names])

    def some(of: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(itertools.compress(of, kept))

    left_out = first_names([name for name in futures.names if name in names])
    return replace(
        futures,
        names=some(futures.names),
        times=some(futures.times),
        sources=some(futures.sources),
        draw=partial(_compressed, futures, kept),
        notes=(*futures.notes, Remark("whole-left-out", left_out)),
    )


def _compressed(futures: Futures, kept: Bools, size: int, seed: int | None) -> Iterator[Floats]:
    """Draw the paths of all series, and yield those that are kept."""
    return itertools.compress(futures.draw(size, seed), kept)


def _common(times: dict[str, Datetimes], name: str) -> Datetimes:
    """Return the times that all members of a group have; times: of each member by name."""
    common, *others = times.values()
    for other in others:
        common = common[np.isin(common, other)]
    if not len(common):
        first = min(times, key=lambda member: times[member][0])
        message = f"its series end so far apart that no time ahead is common to all of them; {shown(first)} ends first"
        raise DataError(message, path=name, hint=Hint("name those to sum with {}", Setting("series")))
    return common


def _summed(
    futures: Futures, place: Ints, times: tuple[Datetimes, ...], size: int, seed: int | None
) -> Iterator[Floats]:
    """Yield the summed paths of each group in order; all sums are accumulated in one run through the series."""
    sums: dict[int, Floats] = {}
    left = {at: int((place == at).sum()) for at in range(len(times))}
    due = 0
    for own, at, paths in zip(futures.times, place.tolist(), futures.draw(size, seed), strict=True):
        some = paths[:, np.isin(own, times[at])]
        sums[at] = sums[at] + some if at in sums else some
        left[at] -= 1
        while due < len(times) and left[due] == 0:
            yield sums.pop(due)
            due += 1


def summed_over_steps(futures: Futures) -> Futures:
    """Return the totals over all steps ahead, dated by the last."""
    return _over_steps(futures, Measure.SUM, np.sum)


def highest_over_steps(futures: Futures) -> Futures:
    """Return the highest counts over all steps ahead, dated by the last."""
    return _over_steps(futures, Measure.PEAK, np.max)


def _over_steps(futures: Futures, measure: Measure, reduce: Callable[..., Floats]) -> Futures:
    """Reduce each path to one value, dated by the last time."""
    last = tuple(times[-1:] for times in futures.times)
    return replace(futures, times=last, draw=partial(_reduced, futures, reduce), measure=measure)


def _reduced(futures: Futures, reduce: Callable[..., Floats], size: int, seed: int | None) -> Iterator[Floats]:
    """Yield the value (N, 1) of each path."""
    return (reduce(paths, axis=1, keepdims=True) for paths in futures.draw(size, seed))
