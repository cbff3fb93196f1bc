"""A pass forward of which a pass back can follow, in the way that is fastest for the network at hand."""

from typing import Final, Protocol

from lstm_cli._arrays import Array, Ints
from lstm_cli.lstm.network import Draws, Gradients, Network, Trace, backward, forward
from lstm_cli.lstm.unrolled import Unrolled
from lstm_cli.lstm.unrolled_large import LargeUnrolled
from lstm_cli.lstm.unrolled_small import SmallUnrolled
from lstm_cli.options import Cell

__all__ = ["Pass", "forward_pass"]

SMALL: Final = 1024  # numbers of a gate up to which calls cost more than what they compute


class Pass(Protocol):
    """What a pass forward has kept for the way back."""

    def backward(self, d_output: Array) -> Gradients:
        """Back-propagate ∂L/∂z (M, O, S·B) through time."""


class _Traced:
    """A pass by the plain equations, for cells other than the LSTM, sampled gates and gates that networks share."""

    def __init__(self, network: Network, trace: Trace, scored: Ints) -> None:
        self.network, self.trace, self.scored = network, trace, scored

    def backward(self, d_output: Array) -> Gradients:
        """Back-propagate along the trace."""
        return backward(self.network, self.trace, self.scored, d_output)


def forward_pass(
    network: Network, inputs: Array, scored: Ints, *, reuse: Pass | None = None, draws: Draws | None = None
) -> tuple[Array, Pass]:
    """Run as `forward` does; return z (M, O, S·B) and what the way back needs.

    A pass handed to the next one of the same shape is written over, so that a training run allocates its buffers once.
    """
    if network.cell is not Cell.LSTM or draws is not None or len(network.gates) != len(network.projection):
        z, trace = forward(
            network, inputs, scored, reuse=reuse.trace if isinstance(reuse, _Traced) else None, draws=draws
        )
        return z, _Traced(network, trace, scored)
    if isinstance(reuse, Unrolled) and reuse.fits(network, inputs):
        return reuse.forward(network, inputs, scored), reuse
    small = len(network.gates) * network.hidden * inputs.shape[-1] <= SMALL
    unrolled = SmallUnrolled(network, inputs) if small else LargeUnrolled(network, inputs)
    return unrolled.forward(network, inputs, scored), unrolled
