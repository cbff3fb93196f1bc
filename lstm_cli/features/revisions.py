"""How the newest values of a panel are revised: learned from its vintages, and applied to histories and forecasts.

For each age of a step (0 is the newest) and pooled over series, the median and the spread of the ratios of the current value
to the first report are learned. The median corrects the newest steps of a history, and the spread widens the forecasts.
Ratios are of values, for proportions of odds.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from lstm_cli._arrays import Floats, Ints, Values
from lstm_cli.features.history import History, carried
from lstm_cli.metrics.normal import MEDIAN, NORMAL
from lstm_cli.panel.scale import Scale
from lstm_cli.panel.slicing import last_slot
from lstm_cli.panel.vintages import Vintages

__all__ = ["MAX_AGES", "MAX_LOG_RATIO", "MIN_PAIRS", "Revisions", "learn_revisions"]

MAX_AGES: Final = 28  # steps back that can be corrected
MAX_CUTOFFS: Final = 52  # number of newest cutoffs whose first reports are used
MIN_PAIRS: Final = 8  # pairs of reports that are needed to learn a ratio
MIN_SHIFT: Final = 0.005  # log ratio: a median nearer to 0 counts as no revision
MAX_LOG_RATIO: Final = 10.0
NEVER_BELOW: Final = 0.5  # the value, in floors, that stands for a value that became 0
TAIL: Final = 0.1  # the spread is measured between the quantiles at this level and at 1 minus it
TAIL_WIDTH: Final = 2 * 1.2815515655446004  # standard deviations between these quantiles
MEDIAN_ERROR: Final = math.sqrt(math.pi / 2)  # standard error of a median over that of a mean


@dataclass(frozen=True, slots=True)
class Revisions:
    """Log ratios of current values to first reports: medians and spreads (A,) by age, and the number of pairs behind each."""

    shift: Floats
    spread: Floats
    pairs: Ints

    @property
    def factors(self) -> Floats:
        """The median ratios by age that differ from 1."""
        return np.asarray(np.exp(self.shift[np.abs(self.shift) >= MIN_SHIFT]))

    def older(self, steps: int) -> "Revisions | None":
        """Return the revisions of a panel whose newest step was first reported some steps ago; None if it is final."""
        if steps >= len(self.shift):
            return None
        return Revisions(self.shift[steps:], self.spread[steps:], self.pairs[steps:])

    def corrected(self, history: History, newest: int) -> History:
        """Return a history with the newest values corrected to what they are expected to become; newest: the last slot."""
        age = newest - history.slots[:, : history.steps]
        known = age < len(self.shift)
        growth = np.where(known, _shifted(history.growth, self._at(self.shift, age)), history.growth)
        return replace(history, growth=growth, level=carried(growth))

    def widened(self, history: History, newest: int, growth: Floats) -> Floats:
        """Widen forecasts (n, K, Q) for the uncertainty of the last step; variances add up, in growth units."""
        age = newest - history.slots[:, history.steps - 1]
        spread = self._at(self.spread, age)
        median = growth[..., MEDIAN, None]
        away = np.hypot(growth - median, _deviation(spread[:, None, None], median) * NORMAL)
        return np.where(spread[:, None, None] > 0, median + np.sign(NORMAL) * away, growth)

    def becomes(self, growth: Floats, age: Ints) -> tuple[Floats, Floats]:
        """Return the expected final values of reports (n,) of some ages (n,) and their standard deviations, in growth units."""
        expected = _shifted(growth, self._at(self.shift, age))
        return expected, _deviation(self._at(self.spread, age), expected)

    @staticmethod
    def _at(by_age: Floats, age: Ints) -> Floats:
        """Return the entries of ``by_age`` for some ages, 0 for older steps."""
        return np.where(age < len(by_age), by_age[np.minimum(age, len(by_age) - 1)], 0.0)

    def to_dict(self) -> dict[str, object]:
        """Return the revisions as JSON values; ``from_dict`` reads them back."""
        return {name: getattr(self, name).tolist() for name in ("shift", "spread", "pairs")}

    @classmethod
    def from_dict(cls, fields: Mapping[str, Any]) -> "Revisions":
        """Return revisions from ``to_dict``'s fields."""
        return cls(np.array(fields["shift"]), np.array(fields["spread"]), np.array(fields["pairs"], np.int64))


def _shifted(growth: Floats, shift: Floats) -> Floats:
    """Multiply values, given in growth units, by the exponential of a shift."""
    return np.asarray(np.log1p(np.expm1(growth) * np.exp(shift)))


def _deviation(spread: Floats, growth: Floats) -> Floats:
    """Return the standard deviation, in growth units, of values whose logarithms have a spread."""
    return np.asarray(spread * -np.expm1(-np.maximum(growth, 0)))  # log(1 + y) varies less than log(y)


def learn_revisions(vintages: Vintages, scale: Scale, *, cutoff: int | None = None) -> Revisions | None:
    """Learn how first reports were revised; None if there are too few.

    cutoff: the newest step of a vintage, after which nothing is known; None uses all vintages.
    """
    by_cutoff = vintages.reporting()
    last = last_slot(vintages.newest) if cutoff is None else cutoff
    now = vintages.values(len(vintages.as_of) if cutoff is None else by_cutoff[cutoff])
    earlier = [at for at in sorted(by_cutoff) if at < last][-MAX_CUTOFFS:]
    reports = [*_first_reports(vintages, {at: by_cutoff[at] for at in earlier})]
    settled, found = 1, None
    for _ in range(2):  # a current value counts only from the age at which values no longer change
        found = _by_age(reports, now[:, : last + 1], scale, settled) or found
        settled = 1 if found is None else len(found.shift)
    return found


def _first_reports(vintages: Vintages, by_cutoff: Mapping[int, int]) -> Iterator[tuple[int, Floats]]:
    """Yield each cutoff in chronological order, and the values (N, A) then known of it and of the steps before, else NaN."""
    for cutoff, vintage in sorted(by_cutoff.items(), key=lambda pair: pair[1]):
        values = vintages.values(vintage)[:, max(cutoff + 1 - MAX_AGES, 0) : cutoff + 1][:, ::-1].astype(float)
        padded = np.full((len(values), MAX_AGES), np.nan)
        padded[:, : values.shape[1]] = np.where(values < 0, np.nan, values)
        yield cutoff, padded


def _by_age(reports: list[tuple[int, Floats]], now: Values, scale: Scale, settled: int) -> Revisions | None:
    """Learn the ratios by age until they are 1, from steps now at least ``settled`` steps old; None if there are too few."""
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
    """Return the log ratios of current values to first reports, and their weights, the square roots of the reports.

    With equal weights, small counts, which are rarely revised, hide what happens to large ones; weighted by the counts, the
    largest series alone decides. In 2024-25 square roots give a 0.6 % lower WIS than logarithms.
    """
    if not pairs:
        return np.empty(0), np.empty(0)
    now, then = (np.concatenate([pair[part] for pair in pairs]) for part in (0, 1))
    both = (now >= 0) & (then > 0)
    above = scale.above_floor(then[both])
    ratio = np.maximum(scale.above_floor(now[both]), NEVER_BELOW) / above
    return np.log(ratio), np.sqrt(above)


def _weighted_quantiles(values: Floats, weights: Floats, levels: tuple[float, ...]) -> list[float]:
    """Return weighted quantiles of values."""
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weights[order])
    middles = (reached - weights[order] / 2) / reached[-1]
    return [float(np.interp(level, middles, values[order])) for level in levels]
