"""The unrolled network: M networks run over T steps and B examples, with the projection z = W·h before y = σ(z).

The projection has no bias: with h = 0 every y is ½. The output is z, the pre-activation, because decoding and loss are
computed from z (y is monotone in it); σ would only flatten the gradient.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

import numpy as np

from lstm_cli._arrays import Array
from lstm_cli.lstm.cell import (
    CANDIDATE,
    FORGET,
    INPUT,
    OUTPUT,
    gate_rows,
    gate_scale,
    step_backward,
    step_forward,
)
from lstm_cli.lstm.cell_variants import variant_backward, variant_forward
from lstm_cli.options import Cell

__all__ = [
    "Draws",
    "Gradients",
    "Network",
    "Trace",
    "backward",
    "buffers",
    "forward",
    "initial_network",
    "projected",
    "run",
]

Draws: TypeAlias = Callable[[tuple[int, ...]], Array]  # uniform numbers of a shape, for stochastic gates


@dataclass(frozen=True, slots=True)
class Network:
    """Weights of M networks: gates (M, 4H, H+D+1), columns [h, x, 1]; projection (M, O, H).

    A peephole cell has one more column, before that of the bias. Networks may share their gates: then there are only G sets
    of gates, each for M/G consecutive projections, and the shapes (M, ...) of gates and cells below are (G, ...).
    """

    gates: Array
    projection: Array
    cell: Cell = Cell.LSTM

    @property
    def hidden(self) -> int:
        """Number of hidden units H."""
        return int(self.projection.shape[2])

    @property
    def parameters(self) -> int:
        """Number of weights of one member."""
        return int(self.gates[0].size + self.projection[0].size)

    def astype(self, dtype: Any) -> "Network":  # noqa: ANN401 - any NumPy dtype
        """Return the same weights in another precision."""
        return replace(self, gates=self.gates.astype(dtype), projection=self.projection.astype(dtype))


@dataclass(frozen=True, slots=True)
class Gradients:
    """Gradients of a scalar loss, in the shapes of `Network`."""

    gates: Array
    projection: Array


@dataclass(frozen=True, slots=True)
class Trace:
    """Everything that a forward pass computed, for the backward pass and for reading the gates.

    state (T+1, M, H+D+1, B): [h, x, 1] before each step, the last one with the final h; gates (T, M, 4H, B): i, f, o, g;
    cell (T+1, M, H, B); squashed (T, M, H, B): tanh of the cell; values (T, M, 3H, B): the σ's of i, f, o, if the cell is
    not the LSTM or gates are stochastic. ``backward_buffers`` has the buffers of `backward` once it has run. A trace that is
    passed to the next `forward` of the same shape is overwritten, so that a training run allocates its buffers once.
    """

    state: Array
    gates: Array
    cell: Array
    squashed: Array
    backward_buffers: list[Array] = field(default_factory=list)
    values: Array | None = None


def initial_network(
    members: int, inputs: int, hidden: int, outputs: int, *, rng: np.random.Generator, cell: Cell = Cell.LSTM
) -> Network:
    """Draw weights uniformly from ±1/√H, with forget biases of 1 (Gers et al. 2000; Jozefowicz et al. 2015), in float32.

    Weights that a cell does not have (a peephole of the candidate, the forget gate of a cec, the input gate of a coupled
    cell) are 0 and stay 0, because their gradients are.
    """
    bound = hidden**-0.5
    gates = rng.uniform(-bound, bound, (members, 4 * hidden, hidden + inputs + cell.extra + 1)).astype(np.float32)
    gates[:, gate_rows(FORGET, hidden), -1] = 1
    if cell is Cell.PEEPHOLE:
        gates[:, gate_rows(CANDIDATE, hidden), -2] = 0
    if cell is Cell.CEC:
        gates[:, gate_rows(FORGET, hidden)] = 0
    if cell is Cell.COUPLED:
        gates[:, gate_rows(INPUT, hidden)] = 0
    projection = rng.uniform(-bound, bound, (members, outputs, hidden)).astype(np.float32)
    return Network(gates, projection, cell)


def buffers(network: Network, inputs: Array, reuse: Trace | None) -> Trace:
    """Return a trace for inputs (T, D, B), shared by the members, or (T, M, D, B); it is ``reuse`` if that fits."""
    steps, batch = inputs.shape[0], inputs.shape[-1]
    members, columns = network.gates.shape[0], network.gates.shape[2]
    hidden, dtype = network.hidden, np.result_type(network.gates, inputs)
    shape = (steps + 1, members, columns, batch)
    if reuse is not None and reuse.state.shape == shape and reuse.state.dtype == dtype:
        trace = reuse
    else:
        trace = Trace(
            np.zeros(shape, dtype),
            np.empty((steps, members, 4 * hidden, batch), dtype),
            np.zeros((steps + 1, members, hidden, batch), dtype),
            np.empty((steps, members, hidden, batch), dtype),
        )
    last = columns - 1 - network.cell.extra
    trace.state[:-1, :, hidden:last] = inputs if inputs.ndim == 4 else inputs[:, None]  # noqa: PLR2004 - a member axis
    trace.state[:-1, :, last:-1] = 0
    trace.state[:-1, :, -1] = 1
    return trace


def forward(
    network: Network, inputs: Array, scored: Array, *, reuse: Trace | None = None, draws: Draws | None = None
) -> tuple[Array, Trace]:
    """Run over inputs (T, D, B) or (T, M, D, B) from a zero state; project the hidden states of some steps.

    scored (S,): the steps to project, each once; draws: makes the gates stochastic. Returns z (M, O, S·B), with steps before
    examples along its last axis, and the trace.
    """
    weight = network.gates * gate_scale(network.hidden, network.gates.dtype)
    trace = run(network, weight, buffers(network, inputs, reuse), draws)
    return projected(network, _scored_hidden(trace, network.hidden, scored)), trace


def projected(network: Network, hidden: Array) -> Array:
    """Return the outputs W·h (M, O, B) of hidden states (G, H, B)."""
    if len(hidden) == len(network.projection):
        return np.asarray(network.projection @ hidden)
    outputs = _by_gates(network) @ hidden[:, None]
    return outputs.reshape(len(network.projection), *outputs.shape[2:])


def _by_gates(network: Network) -> Array:
    """Return the projections grouped by the gates that they share, (G, M/G, O, H)."""
    return network.projection.reshape(len(network.gates), -1, *network.projection.shape[1:])


def run(network: Network, weight: Array, trace: Trace, draws: Draws | None) -> Trace:
    """Take every step of a trace whose inputs are filled in; ``weight`` is scaled by `gate_scale`."""
    if network.cell is not Cell.LSTM or draws is not None:
        return _run_variant(network, weight, trace, draws)
    hidden = network.hidden
    output = gate_rows(OUTPUT, hidden)
    for step in range(len(trace.gates)):
        gates, squashed = trace.gates[step], trace.squashed[step]
        step_forward(weight, trace.state[step], trace.cell[step], gates, trace.cell[step + 1], squashed)
        np.multiply(gates[:, output], squashed, out=trace.state[step + 1][:, :hidden])
    return replace(trace, values=None)  # tells `backward` that the plain LSTM was run


def _run_variant(network: Network, weight: Array, trace: Trace, draws: Draws | None) -> Trace:
    """Run a cell other than the LSTM, or stochastic gates."""
    steps, members, _, batch = trace.gates.shape
    hidden = network.hidden
    shape = (members, 3 * hidden, batch)
    values = trace.values if trace.values is not None else np.empty((steps, *shape), trace.gates.dtype)
    for step in range(steps):
        uniforms = None if draws is None else draws(shape)
        trace.cell[step + 1], trace.squashed[step] = variant_forward(
            network.cell, weight, trace.state[step], trace.cell[step], trace.gates[step], values[step], uniforms
        )
        opened = trace.gates[step, :, gate_rows(OUTPUT, hidden)]
        np.multiply(opened, trace.squashed[step], out=trace.state[step + 1][:, :hidden])
    return replace(trace, values=values)


def _scored_hidden(trace: Trace, hidden: int, scored: Array) -> Array:
    """Return the hidden states after the scored steps, (M, H, S·B)."""
    states = trace.state[1:][scored, :, :hidden]  # (S, M, H, B)
    members, batch = states.shape[1], states.shape[3]
    return np.ascontiguousarray(states.transpose(1, 2, 0, 3)).reshape(members, hidden, len(scored) * batch)


def backward(network: Network, trace: Trace, scored: Array, d_output: Array) -> Gradients:
    """Back-propagate ∂L/∂z (M, O, S·B) through time (Werbos 1990), after `forward`.

    The gradient of the gates is a single product over all steps, after the loop.
    """
    steps, members, rows, batch = trace.gates.shape
    hidden = network.hidden
    shared = len(network.projection) // members
    states = _scored_hidden(trace, hidden, scored).transpose(0, 2, 1)
    d_projection = d_output @ (np.repeat(states, shared, axis=0) if shared > 1 else states)
    d_scored = network.projection.transpose(0, 2, 1) @ d_output
    if shared > 1:
        d_scored = d_scored.reshape(members, shared, hidden, -1).sum(axis=1)
    d_scored = d_scored.reshape(members, hidden, len(scored), batch)
    if not trace.backward_buffers:
        trace.backward_buffers.extend(map(np.empty_like, (trace.squashed, trace.gates, trace.cell[0], trace.cell[0])))
    d_states, d_gates, d_cell, scratch = trace.backward_buffers
    d_states[...] = 0
    d_states[scored] = d_scored.transpose(2, 0, 1, 3)
    d_cell[...] = 0
    recurrent = np.ascontiguousarray(network.gates[:, :, :hidden].transpose(0, 2, 1))  # (M, H, 4H)
    for step in range(steps - 1, -1, -1):
        d_hidden = d_states[step]
        if step < steps - 1:
            d_hidden += np.matmul(recurrent, d_gates[step + 1], out=scratch)
        if trace.values is None:
            step_backward(
                trace.gates[step], trace.cell[step], trace.squashed[step], d_hidden, d_cell, d_gates[step], scratch
            )
        else:
            kept = (trace.gates[step], trace.values[step], trace.cell[step], trace.squashed[step])
            variant_backward(network.cell, network.gates, kept, d_hidden, d_cell, d_gates[step])
    flat = d_gates.transpose(1, 2, 0, 3).reshape(members, rows, steps * batch)
    states = trace.state[:-1].transpose(1, 0, 3, 2).reshape(members, steps * batch, -1)
    d_weights = flat @ states
    if network.cell is Cell.PEEPHOLE:
        d_weights[:, :, -2] = _peephole_gradient(trace, d_gates)
    return Gradients(d_weights, d_projection)


def _peephole_gradient(trace: Trace, d_gates: Array) -> Array:
    """Return the gradient of p (M, 4H): i and f see the cell state before the step, o the one after, the candidate none."""
    i, f, o, _ = np.split(d_gates, 4, axis=2)
    before, after = trace.cell[:-1], trace.cell[1:]
    parts = [(d_gate * cell).sum(axis=(0, 3)) for d_gate, cell in ((i, before), (f, before), (o, after))]
    return np.concatenate([*parts, np.zeros_like(parts[0])], axis=1)
