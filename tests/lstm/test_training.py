"""Network and optimiser together: a short training that PyTorch did too, and one batch memorised."""

import dataclasses

import numpy as np

from lstm_cli.lstm.network import Network, backward, forward, initial_network
from lstm_cli.lstm.optimiser import AdamW, clip_gradients, one_cycle

# Mean squared error before each of ten updates, by member, as PyTorch 2.13.0 has it (data/make_torch_lstm.py).
RECORDED = [
    (1.125702928086, 1.194395673587),
    (1.105397582430, 1.148372230857),
    (1.067971358158, 1.065843281780),
    (1.026556322839, 0.980212240936),
    (0.993137210443, 0.917633262250),
    (0.968247151616, 0.876571951381),
    (0.950930259668, 0.851724881241),
    (0.940087662990, 0.837977837067),
    (0.934638533183, 0.831609430439),
    (0.932942814108, 0.829703008790),
]


def train(network, inputs, scored, targets, *, updates, peak, most, decay):
    """Fit z to targets (M, O, S·B) in place; return each member's loss before each update, and its gradient's norm."""
    optimiser = AdamW([network.gates, network.projection], decay=decay)
    losses, norms = [], []
    for update in range(updates):
        z, trace = forward(network, inputs, scored)
        error = z - targets
        made = backward(network, trace, scored, error * (2 / error[0].size))
        gradients = [made.gates, made.projection]
        losses.append((error**2).mean(axis=(1, 2)))
        norms.append(np.sqrt(sum((gradient**2).sum(axis=(1, 2)) for gradient in gradients)))
        clip_gradients(gradients, most)
        optimiser.update(gradients, one_cycle(update, updates, peak))
    return np.array(losses), np.array(norms)


def stored_problem(stored):
    """Translate PyTorch's first weights, inputs (T, B, D) and targets (M, S, B, O) to our layout."""
    columns = [stored["weight_hh"], stored["weight_ih"], stored["bias_ih"][:, :, None]]
    i, f, g, o = np.split(np.concatenate(columns, axis=2), 4, axis=1)
    network = Network(np.concatenate([i, f, o, g], axis=1), stored["projection"].copy())
    targets = stored["targets"].transpose(0, 3, 1, 2)
    members, outputs = targets.shape[:2]
    return network, stored["inputs"].transpose(0, 2, 1), stored["scored"], targets.reshape(members, outputs, -1)


def test_ten_losses_are_the_recorded_ones(torch_numbers):
    """Ten updates, some clipped and some not, give the losses that PyTorch recorded: training changed by no accident."""
    stored = torch_numbers("training")
    losses, norms = train(*stored_problem(stored), updates=10, peak=0.05, most=0.21, decay=0.1)
    np.testing.assert_allclose(losses, RECORDED, rtol=1e-6)
    np.testing.assert_allclose(losses, stored["losses"].T, rtol=1e-9)
    np.testing.assert_allclose(norms, stored["norms"].T, rtol=1e-9)
    assert ((norms > 0.21).any(axis=0) & (norms < 0.21).any(axis=0)).all()


def test_members_train_as_if_alone(torch_numbers, assert_same):
    """A member trained alone ends with the weights that it has when trained among others."""
    network, inputs, scored, targets = stored_problem(torch_numbers("training"))
    alone = dataclasses.replace(network, gates=network.gates[1:].copy(), projection=network.projection[1:].copy())
    settings = {"updates": 10, "peak": 0.05, "most": 0.21, "decay": 0.1}
    train(network, inputs, scored, targets, **settings)
    train(alone, inputs, scored, targets[1:], **settings)
    assert_same(alone.gates, network.gates[1:], 1e-12)
    assert_same(alone.projection, network.projection[1:], 1e-12)


def test_one_batch_is_learnt_by_heart():
    """In single precision, from its first weights, every member comes within a thousandth of arbitrary targets."""
    rng = np.random.default_rng(6)
    network = initial_network(3, 4, 16, 2, rng=rng)
    inputs = rng.normal(size=(10, 4, 5)).astype(np.float32)
    targets = rng.normal(size=(3, 2, 10)).astype(np.float32)
    losses, _ = train(network, inputs, np.array([4, 9]), targets, updates=300, peak=0.05, most=1.0, decay=0.0)
    assert losses[0].min() > 0.3
    assert losses[-1].max() < 1e-6
