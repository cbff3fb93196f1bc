"""How the newest values of a panel are revised, learned from its vintages, and applied to what models look at.

The ratio of what a value is known as now to its first report is learned by the age of the step, 0 being the newest, pooled
over series: its median, and how far ratios are spread. The median corrects the newest steps of a history; the spread widens
what is forecast from there. Ratios are those of values, of proportions those of odds.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from lstm_cli._arrays import Floats, Ints, Values
from lstm_cli.features.history import History, carried
from lstm_cli.metrics.normal import NORMAL
from lstm_cli.panel.scale import Scale
from lstm_cli.panel.slicing import last_slot
from lstm_cli.panel.vintages import Vintages

__all__ = ["MAX_AGES", "MAX_LOG_RATIO", "MIN_PAIRS", "Revisions", "learn_revisions"]

MAX_AGES: Final = 28  # steps back that may be corrected
MAX_CUTOFFS: Final = 52  # the newest, whose first reports are compared
MIN_PAIRS: Final = 8  # reports that are compared, from which a ratio is learned
MIN_SHIFT: Final = 0.005  # of a logarithm: a median ratio nearer to 1 is none
MAX_LOG_RATIO: Final = 10.0
NEVER_BELOW: Final = 0.5  # floors that a value which became 0 is taken for
TAIL: Final = 0.1  # beyond the quantiles that the spread is measured between
TAIL_WIDTH: Final = 2 * 1.2815515655446004  # standard deviations between them
MEDIAN_ERROR: Final = 1.2533141373155001  # standard error of a median over that of a mean: √(π/2)


@dataclass(frozen=True, slots=True)
class Revisions:
    """Logarithms of ratios of now to then: medians and spreads (A,) by age, and how many reports each rests on (A,)."""

    shift: Floats
    spread: Floats
    pairs: Ints

    @property
    def factors(self) -> Floats:
        """The median ratios by age that differ from 1."""
        return np.asarray(np.exp(self.shift[np.abs(self.shift) >= MIN_SHIFT]))

    def corrected(self, history: History, newest: int) -> History:
        """Return a history whose steps up to the newest slot of the panel are what they are expected to become."""
        age = newest - history.slots[:, : history.steps]
        known = age < len(self.shift)
        growth = np.where(known, _shifted(history.growth, self._at(self.shift, age)), history.growth)
        return replace(history, growth=growth, level=carried(growth))

    def widened(self, history: History, newest: int, growth: Floats) -> Floats:
        """Return forecasts (n, K, Q) that do not know the last step exactly; variances add up, in growth units."""
        age = newest - history.slots[:, history.steps - 1]
        spread = self._at(self.spread, age)
        median = growth[..., len(NORMAL) // 2][..., None]
        away = np.hypot(growth - median, _deviation(spread[:, None, None], median) * NORMAL)
        return np.where(spread[:, None, None] > 0, median + np.sign(NORMAL) * away, growth)

    def becomes(self, growth: Floats, age: Ints) -> tuple[Floats, Floats]:
        """Return what reports (n,) of these ages (n,) are expected to become, and its standard deviation, in growth units."""
        expected = _shifted(growth, self._at(self.shift, age))
        return expected, _deviation(self._at(self.spread, age), expected)

    @staticmethod
    def _at(by_age: Floats, age: Ints) -> Floats:
        """Return figures by age of some ages, 0 of older steps."""
        return np.where(age < len(by_age), by_age[np.minimum(age, len(by_age) - 1)], 0.0)

    def to_dict(self) -> dict[str, object]:
        """Return the revisions as JSON values; ``from_dict`` reads them back."""
        return {name: getattr(self, name).tolist() for name in ("shift", "spread", "pairs")}

    @classmethod
    def from_dict(cls, fields: Mapping[str, Any]) -> "Revisions":
        """Return revisions from ``to_dict``'s fields."""
        return cls(np.array(fields["shift"]), np.array(fields["spread"]), np.array(fields["pairs"], np.int64))


def _shifted(growth: Floats, shift: Floats) -> Floats:
    """Return growth units of values that are multiplied by the exponential of a shift."""
    return np.asarray(np.log1p(np.expm1(growth) * np.exp(shift)))


def _deviation(spread: Floats, growth: Floats) -> Floats:
    """Return the standard deviation in growth units of values whose logarithms have a spread."""
    return np.asarray(spread * -np.expm1(-np.maximum(growth, 0)))  # a ratio of 1 + y is less than that of y


def learn_revisions(vintages: Vintages, scale: Scale, *, cutoff: int | None = None) -> Revisions | None:
    """Learn how first reports were revised; None where there are too few to compare.

    cutoff: a step that a vintage was the first to report: nothing is known that came later. Left out, all is.
    """
    by_cutoff = vintages.reporting()
    last = last_slot(vintages.newest) if cutoff is None else cutoff
    now = vintages.values(len(vintages.as_of) if cutoff is None else by_cutoff[cutoff])
    earlier = [at for at in sorted(by_cutoff) if at < last][-MAX_CUTOFFS:]
    reports = [*_first_reports(vintages, {at: by_cutoff[at] for at in earlier})]
    settled, found = 1, None
    for _ in range(2):  # what a value is known as now counts from the age at which it changes no more
        found = _by_age(reports, now[:, : last + 1], scale, settled) or found
        settled = 1 if found is None else len(found.shift)
    return found


def _first_reports(vintages: Vintages, by_cutoff: Mapping[int, int]) -> Iterator[tuple[int, Floats]]:
    """Yield each cutoff, in order of time, and the values (N, A) then known of it and the steps before, NaN where none."""
    for cutoff, vintage in sorted(by_cutoff.items(), key=lambda pair: pair[1]):
        values = vintages.values(vintage)[:, max(cutoff + 1 - MAX_AGES, 0) : cutoff + 1][:, ::-1].astype(float)
        padded = np.full((len(values), MAX_AGES), np.nan)
        padded[:, : values.shape[1]] = np.where(values < 0, np.nan, values)
        yield cutoff, padded


def _by_age(reports: list[tuple[int, Floats]], now: Values, scale: Scale, settled: int) -> Revisions | None:
    """Learn from steps that are at least so many steps old now, as long as the ratio is not 1; None from too few."""
    known: list[tuple[float, float, int]] = []
    for age in range(MAX_AGES):
        least = max(settled, age + 1)
        places = [(cutoff - age, values[:, age]) for cutoff, values in reports]
        then = [(now[:, at], first) for at, first in places if 0 <= at < now.shape[1] - least]
        logs, weights = _log_ratios(then, scale)
        if len(logs) < MIN_PAIRS:
            break
        low, middle, high = _weighted_quantiles(logs, weights, (TAIL, 0.5, 1 - TAIL))
        spread = (high - low) / TAIL_WIDTH
        error = MEDIAN_ERROR * spread * float(np.linalg.norm(weights) / weights.sum())
        shift = middle**3 / (middle**2 + error**2) if middle else 0.0
        if known and abs(shift) < MIN_SHIFT:
            break
        known.append((shift, spread, len(logs)))
    if not known:
        return None
    shifts, spreads, pairs = zip(*known, strict=True)
    within = np.clip(shifts, -MAX_LOG_RATIO, MAX_LOG_RATIO)
    return Revisions(within, np.minimum(spreads, MAX_LOG_RATIO), np.array(pairs, np.int64))


def _log_ratios(pairs: list[tuple[Values, Floats]], scale: Scale) -> tuple[Floats, Floats]:
    """Return the logarithms of now over then where something was reported, and the weight of each, the root of then.

    Where every report is worth the same, small counts, which are seldom revised, hide what happens to large ones; by the
    counts themselves the largest series decides alone. The root has 0.6 % less WIS than the logarithm in 2024-25.
    """
    if not pairs:
        return np.empty(0), np.empty(0)
    now, then = (np.concatenate([pair[part] for pair in pairs]) for part in (0, 1))
    both = (now >= 0) & (then > 0)
    above = scale.above_floor(then[both])
    ratio = np.maximum(scale.above_floor(now[both]), NEVER_BELOW) / above
    return np.log(ratio), np.sqrt(above)


def _weighted_quantiles(values: Floats, weights: Floats, levels: tuple[float, ...]) -> list[float]:
    """Return quantiles of values that count by their weights."""
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weights[order])
    middles = (reached - weights[order] / 2) / reached[-1]
    return [float(np.interp(level, middles, values[order])) for level in levels]
