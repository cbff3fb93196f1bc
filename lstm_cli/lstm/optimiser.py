"""AdamW with clipped gradients and a one-cycle rate, separately for each ensemble member."""

import math

import numpy as np

from lstm_cli._arrays import Array

__all__ = ["AdamW", "clip_gradients", "one_cycle"]


def one_cycle(update: int, total: int, peak: float, *, warm: float = 0.25, lowest: float = 0.01) -> float:
    """Learning rate of an update (0-based): up to ``peak`` over the first quarter, then down a half cosine.

    Smith & Topin 2018, arXiv:1708.07120.
    """
    place = (update + 1) / total
    if place <= warm:
        return peak * (lowest + (1 - lowest) * place / warm)
    return peak * (lowest + (1 - lowest) * 0.5 * (1 + math.cos(math.pi * (place - warm) / (1 - warm))))


def clip_gradients(gradients: list[Array], most: float) -> None:
    """Scale each member's gradients, in place, to a joint Euclidean norm of at most ``most`` (Pascanu et al. 2013).

    Every array has the member axis first.
    """
    square = sum(np.einsum("mi,mi->m", g.reshape(len(g), -1), g.reshape(len(g), -1)) for g in gradients)
    factor = np.minimum(1, most / (np.sqrt(square) + 1e-12))
    for gradient in gradients:
        gradient *= factor.reshape(-1, *[1] * (gradient.ndim - 1)).astype(gradient.dtype)


class AdamW:
    """Adam with decoupled weight decay (Loshchilov & Hutter 2019, arXiv:1711.05101), updating arrays in place."""

    def __init__(self, weights: list[Array], *, decay: float, betas: tuple[float, float] = (0.9, 0.99)) -> None:
        self.weights = weights
        self.decay = decay
        self.betas = betas
        self.first = [np.zeros_like(weight) for weight in weights]
        self.second = [np.zeros_like(weight) for weight in weights]
        self.updates = 0

    def update(self, gradients: list[Array], rate: float) -> None:
        """Take one step of size ``rate`` against the gradients, which have the weights' shapes."""
        self.updates += 1
        beta1, beta2 = self.betas
        step = rate * math.sqrt(1 - beta2**self.updates) / (1 - beta1**self.updates)
        for weight, gradient, first, second in zip(self.weights, gradients, self.first, self.second, strict=True):
            first *= beta1
            first += (1 - beta1) * gradient
            second *= beta2
            second += (1 - beta2) * gradient * gradient
            weight *= 1 - rate * self.decay
            weight -= step * first / (np.sqrt(second) + 1e-8)
