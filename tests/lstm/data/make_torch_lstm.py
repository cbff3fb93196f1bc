"""Make torch_lstm.npz: an LSTM and its training as PyTorch 2.13.0 computes them, in float64.

    python -m pip install torch==2.13.0 numpy
    python tests/lstm/data/make_torch_lstm.py

PyTorch is no dependency, not even of the tests; they read the numbers. Everything is in PyTorch's own layout: gates
stacked i, f, g, o; weight_ih (M, 4H, D), weight_hh (M, 4H, H); sequences (T, B, ·), with M in front where each member
has its own. ``outputs`` are the projections of the ``scored`` steps alone; ``d_X`` is the gradient of
Σ outputs · d_outputs with respect to X. Each M is M modules that never meet.
"""

import math
from pathlib import Path

import numpy as np
import torch

CASES = {  # hidden, inputs, steps, batch, outputs, members, scored, does each member have its own inputs?
    "least": (1, 1, 3, 1, 1, 1, [2], False),
    "shared": (2, 3, 5, 4, 2, 2, [1, 4], False),
    "every_step": (3, 2, 7, 1, 1, 2, [0, 1, 2, 3, 4, 5, 6], True),
    "last_unscored": (5, 4, 12, 5, 3, 2, [3, 7, 10], True),
    "any_order": (7, 1, 9, 3, 4, 2, [8, 2], False),
}
TRAINING = (3, 2, 6, 4, 2, 2, [2, 5], False)
UPDATES, PEAK, WARM, LEAST, MOST, DECAY, BETAS = 10, 0.05, 0.25, 0.01, 0.21, 0.1, (0.9, 0.99)
WEIGHTS = ("weight_hh", "weight_ih", "bias_hh", "bias_ih", "projection")


def make_modules(hidden, inputs, outputs, draw):
    """Make an LSTM and its projection, with weights from ``draw`` and both of PyTorch's biases."""
    lstm = torch.nn.LSTM(inputs, hidden, dtype=torch.float64)
    linear = torch.nn.Linear(hidden, outputs, bias=False, dtype=torch.float64)
    with torch.no_grad():
        for parameter in (*lstm.parameters(), *linear.parameters()):
            parameter.copy_(torch.from_numpy(0.7 * draw(size=tuple(parameter.shape))))
    return lstm, linear


def parameters(lstm, linear):
    """Return the weights by name, in the order of `WEIGHTS`."""
    arrays = (lstm.weight_hh_l0, lstm.weight_ih_l0, lstm.bias_hh_l0, lstm.bias_ih_l0, linear.weight)
    return dict(zip(WEIGHTS, arrays, strict=True))


def run_member(shape, draw, sequence, upstream):
    """Return every array of one member."""
    hidden, inputs, _, _, outputs, _, scored, _ = shape
    lstm, linear = make_modules(hidden, inputs, outputs, draw)
    states, (_, last_cell) = lstm(torch.from_numpy(sequence))
    projected = linear(states[scored])
    (projected * torch.from_numpy(upstream)).sum().backward()
    weights = parameters(lstm, linear)
    return {
        **{name: weight.detach().numpy() for name, weight in weights.items()},
        **{f"d_{name}": weight.grad.numpy() for name, weight in weights.items()},
        "outputs": projected.detach().numpy(),
        "hidden": states.detach().numpy(),
        "last_cell": last_cell[0].detach().numpy(),
    }


def stack(members):
    """Put the members' arrays on top of each other."""
    return {name: np.stack([member[name] for member in members]) for name in members[0]}


def run_case(shape, rng):
    """Return every array of one case: weights, inputs, outputs, gradients."""
    _, inputs, steps, batch, outputs, members, scored, own = shape
    sequences = rng.normal(size=(members if own else 1, steps, batch, inputs))
    upstream = rng.normal(size=(members, len(scored), batch, outputs))
    made = [run_member(shape, rng.normal, sequences[m if own else 0], upstream[m]) for m in range(members)]
    arrays = {"inputs": sequences if own else sequences[0], "scored": np.array(scored), "d_outputs": upstream}
    return arrays | stack(made)


def rate_of(update):
    """Return the learning rate: a line up to the peak, then half a cosine down, each from or to a hundredth of it."""
    done = (update + 1) / UPDATES
    height = done / WARM if done <= WARM else math.cos(math.pi / 2 * (done - WARM) / (1 - WARM)) ** 2
    return PEAK * (LEAST + (1 - LEAST) * height)


def train_member(shape, draw, sequence, target):
    """Train one member; return its first weights, and the loss and the gradient's norm before each update."""
    hidden, inputs, _, _, outputs, _, scored, _ = shape
    lstm, linear = make_modules(hidden, inputs, outputs, draw)
    with torch.no_grad():
        lstm.bias_hh_l0.zero_()
    lstm.bias_hh_l0.requires_grad_(requires_grad=False)  # one bias is enough, and the clipped norm counts it once
    first = {name: weight.detach().numpy().copy() for name, weight in parameters(lstm, linear).items()}
    trained = [weight for weight in parameters(lstm, linear).values() if weight.requires_grad]
    optimiser = torch.optim.AdamW(trained, betas=BETAS, weight_decay=DECAY)
    losses, norms = [], []
    for update in range(UPDATES):
        # PyTorch adds ε after the correction of the second moment; here it is 1e-8 before it.
        optimiser.param_groups[0] |= {"lr": rate_of(update), "eps": 1e-8 / math.sqrt(1 - BETAS[1] ** (update + 1))}
        optimiser.zero_grad()
        loss = ((linear(lstm(torch.from_numpy(sequence))[0][scored]) - torch.from_numpy(target)) ** 2).mean()
        loss.backward()
        norm = torch.sqrt(sum((weight.grad**2).sum() for weight in trained))
        for weight in trained:
            weight.grad *= min(1.0, MOST / norm.item())
        optimiser.step()
        losses.append(loss.item())
        norms.append(norm.item())
    return first | {"losses": np.array(losses), "norms": np.array(norms)}


def run_training(shape, rng):
    """Return every array of the short training: first weights, inputs, targets, losses (M, updates)."""
    _, inputs, steps, batch, outputs, members, scored, _ = shape
    sequence = rng.normal(size=(steps, batch, inputs))
    targets = rng.normal(size=(members, len(scored), batch, outputs))
    made = [train_member(shape, rng.normal, sequence, targets[m]) for m in range(members)]
    return {"inputs": sequence, "scored": np.array(scored), "targets": targets} | stack(made)


def main():
    """Write torch_lstm.npz beside this file."""
    torch.set_num_threads(1)
    rng = np.random.default_rng(20240517)
    cases = {case: run_case(shape, rng) for case, shape in CASES.items()}
    cases["training"] = run_training(TRAINING, rng)
    arrays = {f"{case}.{name}": array for case, made in cases.items() for name, array in made.items()}
    np.savez_compressed(Path(__file__).with_name("torch_lstm.npz"), **arrays)


if __name__ == "__main__":
    main()
