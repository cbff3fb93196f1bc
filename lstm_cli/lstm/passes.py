"""A forward pass that can be followed by a backward pass, by the fastest implementation for the network."""

from typing import Final, Protocol

from lstm_cli._arrays import Array, Ints
from lstm_cli.lstm.network import Draws, Gradients, Network, Trace, backward, forward
from lstm_cli.lstm.unrolled import Unrolled
from lstm_cli.lstm.unrolled_large import LargeUnrolled
from lstm_cli.lstm.unrolled_small import SmallUnrolled
from lstm_cli.options import Cell

__all__ = ["Pass", "forward_pass"]

SMALL: Final = 1024  # values of a gate up to which NumPy calls cost more than what they compute


class Pass(Protocol):
    """What a forward pass has kept for the backward pass."""

    def backward(self, d_output: Array) -> Gradients:
        """Back-propagate ∂L/∂z (M, O, S·B) through time."""


class _Traced:
    """A pass by the plain equations, for cells other than the LSTM, sampled gates and shared gates."""

    def __init__(self, network: Network, trace: Trace, scored: Ints) -> None:
        self.network, self.trace, self.scored = network, trace, scored

    def backward(self, d_output: Array) -> Gradients:
        """Back-propagate along the trace."""
        return backward(self.network, self.trace, self.scored, d_output)


def forward_pass(
    network: Network, inputs: Array, scored: Ints, *, reuse: Pass | None = None, draws: Draws | None = None
) -> tuple[Array, Pass]:
    """Run like `forward`; return z (M, O, S·B) and what the backward pass needs.

    A pass that is reused for the next one of the same shape is overwritten, so that a training run allocates its buffers
    once.
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
