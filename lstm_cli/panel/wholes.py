"""Series that are sums of others, such as a country among its regions, and these among their states."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np

from lstm_cli._arrays import Floats, Ints
from lstm_cli.panel.packed import names_in
from lstm_cli.panel.series import Series
from lstm_cli.panel.slicing import common_part, common_span

__all__ = ["SumRule", "Wholes", "counted_twice", "cover", "sums_among", "wholes_among"]

Wholes: TypeAlias = Mapping[str, tuple[str, ...]]  # the parts of each whole by its name, the smallest whole first

MIN_SERIES: Final = 3  # of two series, one is the sum of the other only if they are equal
MAX_SERIES: Final = 128  # with more, only the largest as the sum of all others is tried
RIDGE: Final = 1e-9  # of the mean diagonal, because series of zeros make no equation


@dataclass(frozen=True, slots=True)
class SumRule:
    """When series count as equal to a sum: within a tolerance, at a share of the steps with counts, which must be enough."""

    tolerance: float = 0.02  # of the sum: late corrections reach the parts before the whole
    share: float = 0.9
    steps: int = 8

    def holds(self, whole: Floats, total: Floats) -> bool:
        """Tell whether one series is equal to the total of others."""
        some = (whole > 0) | (total > 0)
        near = np.abs(whole - total)[some] <= self.tolerance * np.maximum(total[some], 1)
        return bool(some.sum() >= self.steps and near.mean() >= self.share)


USUAL: Final = SumRule()


def wholes_among(members: Sequence[Series]) -> Wholes:
    """Return the series that are sums of others at nearly every step where all are known.

    Series are examined from small to large. The parts of a whole are among those that are not yet part of another, so
    that a country is the sum of its regions, not of its regions and states. The parts are all of these, or those whose
    coefficients in the least squares fit of the whole on all of them are nearest to 1.
    """
    if len(members) < MIN_SERIES:
        return {}
    if len(members) > MAX_SERIES:
        return _largest_of(members)
    found = sums_among(_common(members))
    return {members[at].name: tuple(members[part].name for part in parts) for at, parts in found.items()}


def sums_among(counts: Floats, rule: SumRule = USUAL) -> dict[int, tuple[int, ...]]:
    """Return which rows of counts (N, T) are sums of others, with these; see `wholes_among`."""
    if counts.shape[1] < rule.steps:
        return {}
    products = counts @ counts.T
    tops: list[int] = []
    found = {}
    for at in np.argsort(counts.sum(axis=1), kind="stable").tolist():
        parts = _parts(at, np.array(tops, np.int64), counts, products, rule)
        if len(parts):
            found[at] = tuple(sorted(parts))
            tops = [top for top in tops if top not in parts]
        tops.append(at)
    return found


def cover(wholes: Wholes, name: str, there: Collection[str]) -> tuple[str, ...]:
    """Return the smallest of the series ``there`` that add up to a whole; none if some are missing."""
    found: list[str] = []
    for part in wholes.get(name, ()):
        smaller = cover(wholes, part, there) or ((part,) if part in there else ())
        if not smaller:
            return ()
        found += smaller
    return tuple(found)


def counted_twice(wholes: Wholes, names: Collection[str]) -> set[str]:
    """Return which series a total must leave out: a whole beside all its parts, or parts beside their whole."""
    left_out: set[str] = set()
    for name in wholes:
        if name in names:
            left_out |= (
                {name} if cover(wholes, name, names) else {part for part in _below(wholes, name) if part in names}
            )
    return left_out


def _below(wholes: Wholes, name: str) -> Iterator[str]:
    """Yield the parts of a whole, and their parts."""
    for part in wholes.get(name, ()):
        yield part
        yield from _below(wholes, part)


def _largest_of(members: Sequence[Series]) -> Wholes:
    """Return the largest series as the whole of all others, if it is their sum; for many series."""
    start, end = common_span(members)
    total, known, largest, top = np.zeros(end - start), np.ones(end - start, np.bool_), -1.0, 0
    for row, series in enumerate(members):
        here = slice(start - series.start, end - series.start)
        counts = series.counts[here].astype(float)
        total += counts
        known &= series.observed[here]
        if counts.sum() > largest:
            largest, top = counts.sum(), row
    own = members[top].counts[start - members[top].start : end - members[top].start].astype(float)[known]
    names = names_in(members)
    return {names[top]: (*names[:top], *names[top + 1 :])} if USUAL.holds(own, total[known] - own) else {}


def _common(members: Sequence[Series]) -> Floats:
    """Return the counts (N, T) at the steps at which all series are known."""
    _, pieces, known = common_part(members)
    counts = [member.counts[piece] for member, piece in zip(members, pieces, strict=True)]
    return np.array(counts, float)[:, known]


def _parts(at: int, tops: Ints, counts: Floats, products: Floats, rule: SumRule) -> list[int]:
    """Return the series among ``tops`` that add up to one series; none unless there are two or more."""
    if len(tops) < MIN_SERIES - 1:
        return []
    normal = products[np.ix_(tops, tops)]
    normal = normal + RIDGE * max(np.trace(normal) / len(tops), 1.0) * np.eye(len(tops))
    for parts in (tops, tops[np.linalg.solve(normal, products[tops, at]) > 1 / 2]):
        if len(parts) >= MIN_SERIES - 1 and rule.holds(counts[at], counts[parts].sum(axis=0)):
            return [int(part) for part in parts]
    return []
