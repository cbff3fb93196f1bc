"""Train all members of the ensemble at once, each without the targets of its own fold.

There are F members for each anchor, one per fold. The loss of a member is the mean pinball loss in growth units over steps
ahead and quantile levels (half the weighted interval score of log(1 + count)) on targets outside its fold; the same loss on
targets inside the fold decides when to stop.
"""

from typing import Final

import numpy as np

from lstm_cli._arrays import Floats, Ints
from lstm_cli.ensemble.early_stopping import EarlyStopping, Trial
from lstm_cli.ensemble.gate_sampling import uniform
from lstm_cli.ensemble.member_loss import loss_gradient, scored_steps
from lstm_cli.ensemble.training_set import Examples
from lstm_cli.lstm.constant_unit import start_with_outputs
from lstm_cli.lstm.network import Draws, Network, initial_network
from lstm_cli.lstm.optimiser import AdamW, clip_gradients, one_cycle
from lstm_cli.lstm.passes import Pass, forward_pass
from lstm_cli.options import LEVELS, Cell
from lstm_cli.progress import Progress, Report

__all__ = ["HIDDEN", "UPDATES", "start_network", "train_members"]

HIDDEN: Final = 12
OTHERS: Final = 0.1  # factor of the initial projections of all units but the constant one
UPDATES: Final = 80
RATE: Final = 5e-3
DECAY: Final = 0.02
EVERY: Final = 10  # updates between measurements of the held-out loss
MAX_COLUMNS: Final = 48  # windows in a batch
MAX_OUTPUTS: Final = 2_500_000  # values of z per batch


def start_network(
    inputs: int, quantiles: Floats, *, seed: np.random.SeedSequence, cell: Cell = Cell.LSTM, stochastic: bool = False
) -> Network:
    """Return members that start as their anchor plus its usual errors, quantiles (M, K, Q) of (g - a)/s."""
    members, horizon, levels = quantiles.shape
    rng = np.random.default_rng(seed)
    network = initial_network(members, inputs, HIDDEN, horizon * levels, rng=rng, cell=cell)
    start_with_outputs(network, quantiles.reshape(members, -1), stochastic=stochastic, others=OTHERS)
    return network


def train_members(
    network: Network,
    examples: Examples,
    *,
    length: int,
    seed: np.random.SeedSequence,
    report: Report,
    stochastic: bool = False,
    updates: int = UPDATES,
) -> tuple[Network, Ints]:
    """Return the weights with the lowest held-out loss, and the number of updates that led to them (M,)."""
    *children, gate_seed = seed.spawn(3)
    draw, look = (np.random.default_rng(child) for child in children)

    def gate_draws() -> Draws | None:
        """Return a new source of draws for the gates, the same each time; None if gates are not sampled."""
        return uniform(np.random.default_rng(gate_seed)) if stochastic else None

    horizon = examples.targets.shape[1]
    scored = int(np.clip(MAX_OUTPUTS // (len(network.gates) * horizon * len(LEVELS) * MAX_COLUMNS), 4, length))
    looked_at = examples.draw_windows(length, MAX_COLUMNS, look)
    trial = Trial(looked_at, scored_steps(length, min(3 * scored, length), look))
    # Every measurement uses the same draws, so that they can be compared.
    kept: Pass | None = None
    stopping = EarlyStopping.begin(network, lambda: trial.losses(network, examples, draws=gate_draws(), reuse=kept))
    optimiser = AdamW([network.gates, network.projection], decay=DECAY)
    draws = gate_draws()
    for update in range(updates):
        windows = examples.draw_windows(length, MAX_COLUMNS, draw)
        places = scored_steps(length, scored, draw)
        z, kept = forward_pass(network, windows.inputs(examples.inputs), places, reuse=kept, draws=draws)
        gradients = kept.backward(loss_gradient(z, examples, windows, places))
        both = [gradients.gates, gradients.projection]
        clip_gradients(both, 1.0)
        optimiser.update(both, one_cycle(update, updates, RATE))
        if (update + 1) % EVERY == 0:
            share = stopping.look(network, update + 1)
            report(Progress(update + 1, updates, f"training, held-out loss {100 * share:.1f} % of the anchors'"))
    return stopping.best, stopping.best_at
