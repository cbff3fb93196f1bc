"""The dependence of forecast errors across steps and series, learned from held-out forecasts.

Errors are the normal scores of held-out targets under their forecasts (randomised for counts, as in Czado et al. 2009,
doi:10.1111/j.1541-0420.2009.01191.x). Their dependence is a Gaussian copula with factors that all series share and factors
of each series alone. The Schaake shuffle (Clark et al. 2004, doi:10.1175/1525-7541(2004)005<0243:TSSAMF>2.0.CO;2), which
takes the errors of whole dates, has a 3 % higher variogram score over the steps of 22 data sets and 2 % larger errors in
their sums, because few dates are known for all series and steps.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from lstm_cli._arrays import ByValue, Floats
from lstm_cli.ensemble.held_out import HeldOut
from lstm_cli.ensemble.rounded import below_and_at_most
from lstm_cli.features.histories import Histories
from lstm_cli.metrics.quantile_function import normal_scores
from lstm_cli.panel.scale import Scale

__all__ = ["MAX_FACTORS", "Dependence", "dependence_of", "error_scores"]

MAX_FACTORS: Final = 32  # of each kind; for longer horizons the rest is independent
# Assumed without any data, from 22 data sets: errors j and k steps ahead have the correlation (j/k)^1.5, and a tenth of the
# variance is common to all series.
USUAL_DECAY: Final = 1.5
USUAL_SHARE: Final = 0.1


@dataclass(frozen=True, slots=True, eq=False)
class Dependence(ByValue):
    """Loadings (K, R) of standard normal factors; the rest of the unit variance at a step is independent.

    shared: of R factors that all series share; own: of R factors of each series alone.
    """

    shared: Floats
    own: Floats

    @property
    def independent(self) -> Floats:
        """The standard deviation (K,) of the independent rest."""
        explained = (self.shared**2).sum(axis=1) + (self.own**2).sum(axis=1)
        return np.asarray(np.sqrt(np.maximum(1 - explained, 0)))


def dependence_of(history: Histories, held_out: HeldOut, quantiles: Floats, rng: np.random.Generator) -> Dependence:
    """Learn the dependence from held-out targets and their forecasts (L, 23) in growth units."""
    horizon = history.horizon
    scores = error_scores(held_out, quantiles, history.scale, rng)
    for ahead in range(horizon):  # a constant error is bias, not dependence
        here = held_out.ahead == ahead
        scores[here] -= scores[here].mean() if here.any() else 0
    dates, date = np.unique(history.slots_at(held_out.series, held_out.step), return_inverse=True)
    places, place = np.unique(np.stack([held_out.series, date]), axis=1, return_inverse=True)
    table = np.zeros((2, places.shape[1], horizon))  # scores, and where they are known
    table[:, place.reshape(-1), held_out.ahead] = scores, np.ones(len(scores))
    by_date = np.zeros((2, len(dates), horizon))
    np.add.at(by_date.transpose(1, 0, 2), places[1], table.transpose(1, 0, 2))
    within = _sums(table)
    usual = _usual(horizon)
    total = _correlation(_shrunk(within, usual, trust=len(places[0])))
    between = _shrunk(_sums(by_date) - within, USUAL_SHARE * usual, trust=len(dates))
    common = _within(between, total)
    return Dependence(_loadings(common), _loadings(total - common))


def error_scores(held_out: HeldOut, quantiles: Floats, scale: Scale, rng: np.random.Generator) -> Floats:
    """Return the normal scores (L,) of held-out counts under their forecasts (L, 23) in growth units.

    The level of a count is drawn between the probabilities of less than it and of at most it.
    """
    low, high = below_and_at_most(quantiles, scale.values_of(held_out.target), scale)
    return normal_scores(low + (high - low) * rng.random(len(low)))


def _sums(table: Floats) -> Floats:
    """Return the sums of products (K, K) of scores (P, K), and the number of products in each sum."""
    return np.stack([part.T @ part for part in table])


def _usual(horizon: int) -> Floats:
    """Return the correlation (K, K) of errors that is assumed without data."""
    step = np.arange(1, horizon + 1)
    return np.asarray((np.minimum.outer(step, step) / np.maximum.outer(step, step)) ** USUAL_DECAY)


def _shrunk(sums: Floats, usual: Floats, *, trust: int) -> Floats:
    """Return means of products, shrunk to the usual ones: halfway if there are as many observations as steps."""
    products, counts = sums
    share = trust / (trust + len(usual))
    means = np.where(counts > 0, products / np.maximum(counts, 1), usual)
    return np.asarray(share * means + (1 - share) * usual)


def _correlation(covariance: Floats) -> Floats:
    """Return a correlation matrix close to a symmetric matrix, by cutting off its negative eigenvalues."""
    values, vectors = np.linalg.eigh(covariance)
    positive = (vectors * np.maximum(values, 1e-6)) @ vectors.T
    deviation = np.sqrt(np.diag(positive))
    return np.asarray(positive / np.outer(deviation, deviation))


def _within(common: Floats, total: Floats) -> Floats:
    """Return the matrix (K, K) nearest to ``common`` that lies between 0 and the covariance ``total``."""
    values, vectors = np.linalg.eigh(total)
    root = (vectors * np.sqrt(values)) @ vectors.T
    inverse = (vectors / np.sqrt(values)) @ vectors.T
    shares, axes = np.linalg.eigh(inverse @ (common + common.T) @ inverse / 2)
    return np.asarray(root @ ((axes * np.clip(shares, 0, 1)) @ axes.T) @ root)


def _loadings(covariance: Floats) -> Floats:
    """Return loadings (K, R) of the largest factors of a covariance."""
    values, vectors = np.linalg.eigh(covariance)
    largest = np.argsort(-values, kind="stable")[:MAX_FACTORS]
    return np.asarray(vectors[:, largest] * np.sqrt(np.maximum(values[largest], 0)))
