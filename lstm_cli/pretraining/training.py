"""Train the shared weights: one LSTM with pinball losses in units of the anchors' running errors.

The outputs are quantiles of (g - a)/s for each of the `KNOTS`; y = σ(W·h) as in every network of this package. Batches are
windows of sequences. The number of an update alone determines its batch, so that a resumed run gives the same result.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lstm_cli._arrays import Array, Floats, Ints
from lstm_cli.features.anchor_errors import KNOTS
from lstm_cli.features.anchor_inputs import WIDTH
from lstm_cli.lstm.constant_unit import start_with_outputs
from lstm_cli.lstm.network import Network, initial_network
from lstm_cli.lstm.optimiser import AdamW, clip_gradients, one_cycle
from lstm_cli.lstm.passes import Pass, forward_pass
from lstm_cli.metrics.pinball import pinball_loss
from lstm_cli.options import LEVELS
from lstm_cli.pretraining.corpus import Sequence
from lstm_cli.pretraining.recipe import Recipe
from lstm_cli.prior.weights import USUAL_UNITS

__all__ = ["Examples", "State", "examples_of", "losses", "start", "train"]

DECAY: Final = 0.01
OTHERS: Final = 0.3  # factor of the initial projections of all units but the constant one
WARM: Final = 0.1  # share of the updates during which the learning rate rises
WARM_UP: Final = 6  # one sixth of a window only warms up the state
MAX_BEYOND: Final = 20  # steps that a window may extend beyond the outcome that it was drawn for
MIN_SCORED: Final = 3
VALIDATION: Final = 32  # one in so many panels is for validation
TAU: Final = np.array(LEVELS, np.float32)[:, None]


@dataclass(frozen=True, slots=True)
class Examples:
    """Sequences, and the probabilities of drawing each for training and for validation, each summing to 1."""

    sequences: list[Sequence]
    scored: list[Ints]  # the steps with outcomes of each
    learn: Floats
    validate: Floats

    def batch(self, recipe: Recipe, number: int, *, validate: bool = False) -> tuple[Array, Array]:
        """Return inputs (L, D, B) and units (L, B, 15) of a batch; zeros and NaN before a sequence begins."""
        rng = np.random.default_rng([recipe.seed, int(validate), number])
        chosen = rng.choice(len(self.sequences), recipe.batch, p=self.validate if validate else self.learn)
        length = recipe.length
        inputs = np.zeros((length, WIDTH, recipe.batch), np.float32)
        units = np.full((length, recipe.batch, len(KNOTS)), np.nan, np.float32)
        for column, which in enumerate(chosen):
            sequence, scored = self.sequences[which], self.scored[which]
            end = steps = len(sequence.inputs)
            if steps > length:
                end = min(int(rng.choice(scored)) + 1 + int(rng.integers(MAX_BEYOND)), steps)
            first = max(0, end - length)
            inputs[first - end :, :, column] = sequence.inputs[first:end]
            units[first - end :, column] = sequence.units[first:end]
        return inputs, units


def examples_of(sequences: list[Sequence]) -> Examples:
    """Weight sequences by the square root of their outcomes, divided by that of the number of sequences of their panel."""
    scored = [np.flatnonzero(~np.isnan(sequence.units[:, 0])) for sequence in sequences]
    enough = np.array([len(steps) >= MIN_SCORED for steps in scored])
    panel = np.array([sequence.panel for sequence in sequences])
    _, place, series = np.unique(panel, return_inverse=True, return_counts=True)
    weight = np.where(enough, np.sqrt([len(steps) for steps in scored]) / np.sqrt(series[place]), 0)
    hidden = panel % VALIDATION == 0
    learn, validate = np.where(hidden, 0, weight), np.where(hidden, weight, 0)
    return Examples(sequences, scored, learn / learn.sum(), validate / max(validate.sum(), 1e-12))


@dataclass(slots=True)
class State:
    """The state of a training: the network, and the optimiser, which counts the updates."""

    network: Network
    optimiser: AdamW

    def to_arrays(self) -> dict[str, Array]:
        """Return everything that is needed to resume."""
        moments = {
            f"{name}_{place}": array
            for name, arrays in (("first", self.optimiser.first), ("second", self.optimiser.second))
            for place, array in enumerate(arrays)
        }
        weights = {"gates": self.network.gates, "projection": self.network.projection}
        return weights | moments | {"updates": np.array(self.optimiser.updates)}

    @classmethod
    def from_arrays(cls, arrays: dict[str, Array]) -> "State":
        """Restore a saved state."""
        network = Network(arrays["gates"], arrays["projection"])
        state = cls(network, AdamW([network.gates, network.projection], decay=DECAY))
        for place in range(2):
            state.optimiser.first[place][...] = arrays[f"first_{place}"]
            state.optimiser.second[place][...] = arrays[f"second_{place}"]
        state.optimiser.updates = int(arrays["updates"])
        return state


def start(recipe: Recipe) -> State:
    """Return a network that starts as its anchor with normal errors."""
    rng = np.random.default_rng([recipe.seed, recipe.hidden])
    network = initial_network(1, WIDTH, recipe.hidden, len(KNOTS) * len(LEVELS), rng=rng)
    start_with_outputs(network, np.tile(USUAL_UNITS, (1, len(KNOTS))), stochastic=False, others=OTHERS)
    return State(network, AdamW([network.gates, network.projection], decay=DECAY))


def train(
    state: State, examples: Examples, recipe: Recipe, *, until: int, report: Callable[[int, float], None]
) -> None:
    """Take updates until there are ``until`` of them, and report the loss of each."""
    network, optimiser = state.network, state.optimiser
    places = np.arange(recipe.length // WARM_UP, recipe.length)
    kept: Pass | None = None
    while optimiser.updates < until:
        number = optimiser.updates
        inputs, units = examples.batch(recipe, number)
        z, kept = forward_pass(network, inputs, places, reuse=kept)
        loss, slope = _loss_and_slope(z, units[places])
        gradients = kept.backward(slope)
        both = [gradients.gates, gradients.projection]
        clip_gradients(both, 1.0)
        optimiser.update(both, one_cycle(number, recipe.updates, recipe.rate, warm=WARM))
        report(number + 1, loss)


def losses(network: Network, examples: Examples, recipe: Recipe, batches: int) -> tuple[float, float]:
    """Return the mean pinball loss on validation panels, and that of their anchors with normal errors."""
    places = np.arange(recipe.length // WARM_UP, recipe.length)
    own, usual = [], []
    for number in range(batches):
        inputs, units = examples.batch(recipe, number, validate=True)
        z, _ = forward_pass(network, inputs, places)
        own.append(_loss_and_slope(z, units[places])[0])
        outcome = units[places][~np.isnan(units[places])].astype(float)
        usual.append(
            float(pinball_loss(np.broadcast_to(USUAL_UNITS, (len(outcome), len(LEVELS))), outcome, LEVELS).mean())
        )
    return float(np.mean(own)), float(np.mean(usual))


def _loss_and_slope(z: NDArray[np.float32], units: NDArray[np.float32]) -> tuple[float, NDArray[np.float32]]:
    """Return the mean pinball loss of outputs z (1, 15·Q, S·B) for units (S, B, 15), and its gradient in z."""
    aim = np.ascontiguousarray(units.reshape(-1, len(KNOTS)).T)[:, None]  # (15, 1, S·B)
    known = ~np.isnan(aim)
    share = known / np.float32(max(int(known.sum()), 1) * len(LEVELS))
    aim = np.where(known, aim, 0)
    output = z.reshape(len(KNOTS), len(LEVELS), -1)
    slope = (output >= aim) - TAU
    loss = float(np.einsum("kqs,kqs,kqs->", slope, output - aim, np.broadcast_to(share, slope.shape)))
    slope *= share
    return loss, slope.reshape(z.shape)
