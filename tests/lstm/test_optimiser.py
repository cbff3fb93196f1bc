"""The optimiser, against its textbook form in scalar loops and what can be worked out by hand."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_cli.lstm.optimiser import AdamW, clip_gradients, one_cycle

SHAPES = [(2, 3, 4), (2, 1, 3)]


def draw(rng, scale=1.0):
    """Draw an array of each shape."""
    return [scale * rng.normal(size=shape) for shape in SHAPES]


def scalar_adamw(weight, gradients, rates, decay, betas):
    """Follow one weight through its updates: Loshchilov & Hutter, algorithm 2, with Kingma & Ba's ε̂ (their section 2)."""
    first = second = 0.0
    for t, (gradient, rate) in enumerate(zip(gradients, rates, strict=True), start=1):
        first = betas[0] * first + (1 - betas[0]) * gradient
        second = betas[1] * second + (1 - betas[1]) * gradient**2
        mean, square = first / (1 - betas[0] ** t), second / (1 - betas[1] ** t)
        epsilon = 1e-8 / math.sqrt(1 - betas[1] ** t)
        weight = weight - rate * (mean / (math.sqrt(square) + epsilon) + decay * weight)
    return weight


@pytest.mark.parametrize("scale", [1e-7, 1.0, 1e6])
def test_updates_equal_scalar_loops(scale):
    """Seven updates at changing rates give every weight what the textbook gives it, at any scale of the gradients."""
    rng = np.random.default_rng(2)
    weights, decay, betas = draw(rng), 0.3, (0.8, 0.95)
    before = [weight.copy() for weight in weights]
    rates, gradients = [0.1, 0.3, 0.2, 0.05, 0.4, 0.1, 0.01], [draw(rng, scale) for _ in range(7)]
    optimiser = AdamW(weights, decay=decay, betas=betas)
    for gradient, rate in zip(gradients, rates, strict=True):
        optimiser.update(gradient, rate)
    for which, weight in enumerate(weights):
        for at in np.ndindex(weight.shape):
            expected = scalar_adamw(before[which][at], [g[which][at] for g in gradients], rates, decay, betas)
            assert weight[at] == pytest.approx(expected, rel=1e-11, abs=1e-13)


def test_the_first_update_has_the_length_of_the_rate():
    """Whatever a gradient's size, its weight first moves by the rate, against it."""
    weights = [np.zeros((1, 4))]
    AdamW(weights, decay=0.5).update([np.array([[1e-3, -1e-3, 70.0, -1e9]])], 0.25)
    np.testing.assert_allclose(weights[0], [[-0.25, 0.25, -0.25, 0.25]], rtol=1e-3)


def test_decay_is_apart_from_the_gradient():
    """Without gradients a weight shrinks by rate times decay at each update; without decay it stays."""
    shrinking, staying = [np.full((1, 2), 8.0)], [np.full((1, 2), 8.0)]
    for weights, decay in ((shrinking, 0.5), (staying, 0.0)):
        optimiser = AdamW(weights, decay=decay)
        for _ in range(3):
            optimiser.update([np.zeros((1, 2))], 0.2)
    np.testing.assert_allclose(shrinking[0], 8 * 0.9**3, rtol=1e-14)
    np.testing.assert_array_equal(staying[0], 8.0)


def test_weights_change_in_place_and_gradients_do_not():
    """The arrays handed over are the ones that move; precision stays single; gradients are only read."""
    weights = [np.ones(shape, np.float32) for shape in SHAPES]
    held = list(weights)
    gradients = [np.full(shape, 0.5, np.float32) for shape in SHAPES]
    optimiser = AdamW(weights, decay=0.1)
    optimiser.update(gradients, 0.1)
    optimiser.update(gradients, 0.1)
    for weight, gradient, moment, square in zip(held, gradients, optimiser.first, optimiser.second, strict=True):
        assert weight.max() < 0.9
        assert weight.dtype == moment.dtype == square.dtype == np.float32
        np.testing.assert_array_equal(gradient, 0.5)


def norms(gradients):
    """Return each member's joint norm, one entry at a time."""
    return [
        math.sqrt(math.fsum(float(v) ** 2 for g in gradients for v in g[member].flat))
        for member in range(len(gradients[0]))
    ]


def test_long_gradients_are_shortened_member_by_member():
    """The member over the bound comes down to it, direction kept over all arrays; the one below stays bit for bit."""
    gradients = draw(np.random.default_rng(3))
    for gradient in gradients:
        gradient[1] *= 0.01
    before = [gradient.copy() for gradient in gradients]
    assert norms(before)[0] > 1 > norms(before)[1]
    clip_gradients(gradients, 1.0)
    assert norms(gradients)[0] == pytest.approx(1, rel=1e-11)
    for gradient, old in zip(gradients, before, strict=True):
        np.testing.assert_allclose(gradient[0], old[0] / norms(before)[0], rtol=1e-11)
        np.testing.assert_array_equal(gradient[1], old[1])


def test_clipping_by_hand():
    """A gradient of (2, 3, 6) over two arrays has norm 7; bounded by 3.5 it halves."""
    gradients = [np.array([[2.0, 3.0]]), np.array([[[6.0]]])]
    clip_gradients(gradients, 3.5)
    np.testing.assert_allclose(gradients[0], [[1, 1.5]], rtol=1e-11)
    np.testing.assert_allclose(gradients[1], [[[3]]], rtol=1e-11)


def test_clipping_leaves_next_to_nothing_and_precision_alone():
    """Gradients of zeros, or next to nothing, stay what they are without a warning, and float32 stays float32."""
    for size in (0, 1e-14):
        gradients = [np.full(shape, size, np.float32) for shape in SHAPES]
        clip_gradients(gradients, 1.0)
        for gradient in gradients:
            assert gradient.dtype == np.float32
            np.testing.assert_array_equal(gradient, np.float32(size))


def test_the_cycle_by_hand():
    """Of 8 updates up to 2: half way up, the peak, half way down, and a hundredth of it at the end."""
    rates = [one_cycle(update, 8, 2.0) for update in range(8)]
    assert rates[0] == pytest.approx(0.02 + 1.98 / 2, rel=1e-14)
    assert rates[1] == 2.0
    assert rates[4] == pytest.approx(0.02 + 1.98 / 2, rel=1e-14)
    assert rates[6] == pytest.approx(0.02 + 1.98 * (1 - math.sqrt(3) / 2) / 2, rel=1e-14)
    assert rates[7] == pytest.approx(0.02, rel=1e-14)


@given(
    total=st.integers(1, 300),
    peak=st.floats(1e-5, 10),
    warm=st.sampled_from([0.1, 0.25, 0.3, 0.5]),
    least=st.sampled_from([0.0, 0.01, 0.2]),
)
def test_the_cycle_rises_once_and_falls_once(total, peak, warm, least):
    """For any number of updates rates lie between the least and the peak, rise, then fall, and end at the least."""
    rates = np.array([one_cycle(update, total, peak, warm=warm, lowest=least) for update in range(total)])
    assert rates[-1] == pytest.approx(peak * least, rel=1e-9, abs=1e-12)
    assert rates.min() >= peak * least * (1 - 1e-12)
    assert rates.max() <= peak * (1 + 1e-12)
    top = int(rates.argmax())
    assert abs(top + 1 - total * warm) <= 1
    assert (np.diff(rates[: top + 1]) > 0).all()
    assert (np.diff(rates[top:]) < 0).all()
