"""Early stopping: the members of an anchor keep the weights with the lowest mean held-out loss over the folds.

The loss of a single fold depends on a few stretches of time: stopping each member separately raises the WIS by 0.6 % over
46 data sets.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from lstm_cli._arrays import Floats, Ints
from lstm_cli.ensemble.member_loss import held_out_losses
from lstm_cli.ensemble.training_set import Examples
from lstm_cli.ensemble.windows import Windows
from lstm_cli.features.folds import FOLDS
from lstm_cli.lstm.network import Draws, Network
from lstm_cli.lstm.passes import Pass, forward_pass

__all__ = ["EarlyStopping", "Trial"]


@dataclass(frozen=True, slots=True)
class Trial:
    """The windows, and the places in each, at which every evaluation measures the loss."""

    windows: Windows
    places: Ints

    def losses(self, network: Network, examples: Examples, *, draws: Draws | None, reuse: Pass | None = None) -> Floats:
        """Return each member's mean loss (M,) on targets of its own fold; ``reuse`` is overwritten if it fits."""
        z, _ = forward_pass(network, self.windows.inputs(examples.inputs), self.places, draws=draws, reuse=reuse)
        return held_out_losses(z, examples, self.windows, self.places)


@dataclass(slots=True)
class EarlyStopping:
    """The best weights so far, the number of updates that led to them (M,), and their relative loss (M,), 1 at first."""

    measure: Callable[[], Floats]  # returns the held-out losses (M,) of the network as it is
    first: Floats
    best: Network
    best_at: Ints
    best_loss: Floats

    @classmethod
    def begin(cls, network: Network, measure: Callable[[], Floats]) -> "EarlyStopping":
        """Measure the untrained network."""
        members = len(network.gates)
        best = replace(network, gates=network.gates.copy(), projection=network.projection.copy())
        return cls(measure, measure(), best, np.zeros(members, np.int64), np.ones(members))

    def look(self, network: Network, update: int) -> float:
        """Measure the network after an update and keep the best weights; return their mean relative loss."""
        loss = _of_anchor(self.measure(), self.first)
        better = loss < self.best_loss
        self.best.gates[better], self.best.projection[better] = network.gates[better], network.projection[better]
        self.best_loss, self.best_at[better] = np.where(better, loss, self.best_loss), update
        return float(self.best_loss.mean())


def _of_anchor(loss: Floats, first: Floats) -> Floats:
    """Return for every member (M,) the mean over the folds of its anchor of the losses relative to the first ones."""
    relative = np.divide(loss, first, out=np.ones_like(loss), where=first > 0)
    return np.repeat(relative.reshape(-1, FOLDS).mean(axis=1), FOLDS)
