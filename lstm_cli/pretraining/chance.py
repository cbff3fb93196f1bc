"""Random draws that the simulations share."""

import numpy as np

from lstm_cli._arrays import Floats

__all__ = ["autoregressive", "counts_about", "log_uniform", "log_uniforms"]

MAX_MEAN = 1e9


def log_uniform(rng: np.random.Generator, low: float, high: float) -> float:
    """Draw a number whose logarithm is uniform."""
    return float(np.exp(rng.uniform(np.log(low), np.log(high))))


def log_uniforms(rng: np.random.Generator, low: float, high: float, shape: int | tuple[int, ...]) -> Floats:
    """Draw an array of such numbers."""
    return np.exp(rng.uniform(np.log(low), np.log(high), shape))


def autoregressive(noise: Floats, memory: float) -> Floats:
    """Return x_t = ρ x_{t-1} + √(1 - ρ²) e_t along the last axis of noise (..., T), which has the noise's variance."""
    values = np.zeros_like(noise)
    now = np.zeros(noise.shape[:-1])
    for step in range(noise.shape[-1]):
        now = memory * now + np.sqrt(1 - memory**2) * noise[..., step]
        values[..., step] = now
    return values


def counts_about(rng: np.random.Generator, mean: Floats, size: float | None) -> Floats:
    """Draw counts with these means: Poisson, or negative binomial of a size (variance m + m²/size).

    The latter is what unequal infectiousness gives (Lloyd-Smith et al. 2005, doi:10.1038/nature04153).
    """
    mean = np.clip(mean, 0, MAX_MEAN)
    if size is not None:
        mean = np.minimum(rng.gamma(size, np.maximum(mean, 1e-12) / size), 1e3 * MAX_MEAN)
    return rng.poisson(mean).astype(float)
