"""Runs of the network that keep only hidden states or the last outputs: no backward pass, half the time."""

from collections import deque
from collections.abc import Iterator

import numpy as np

from lstm_cli._arrays import Array
from lstm_cli.lstm.cell import gate_scale
from lstm_cli.lstm.network import Network, buffers, projected, run
from lstm_cli.lstm.stepping import Stepper
from lstm_cli.options import Cell

__all__ = ["hidden_states", "last_outputs"]


def hidden_states(network: Network, inputs: Array) -> Array:
    """Run over inputs (T, D, B) or (T, G, D, B) like `forward`; return every hidden state, (T, G, H, B)."""
    shape = (len(inputs), len(network.gates), network.hidden, inputs.shape[-1])
    states = np.empty(shape, np.result_type(network.gates, inputs))
    for kept, state in zip(states, _doubled(network, inputs), strict=True):
        np.multiply(state, 0.5, out=kept)
    return states


def last_outputs(network: Network, inputs: Array) -> Array:
    """Run over inputs (T, D, B) or (T, G, D, B) like `forward`; project the last hidden states, (M, O, B).

    Without a trace everything stays in the processor's cache.
    """
    (last,) = deque(_doubled(network, inputs), maxlen=1)
    return projected(network, np.ascontiguousarray(last) * last.dtype.type(0.5))


def _doubled(network: Network, inputs: Array) -> Iterator[Array]:
    """Yield twice the hidden states (G, H, B) after each step; each array is valid until the next one is yielded."""
    if network.cell is not Cell.LSTM:
        yield from _of_variant(network, inputs)
        return
    stepper = Stepper(network, inputs.shape[-1], np.result_type(network.gates, inputs))
    rows = inputs.reshape(len(inputs), -1) if stepper.seen.ndim == 1 else inputs
    for step_inputs in rows:
        stepper.read(step_inputs)
        yield stepper.doubled


def _of_variant(network: Network, inputs: Array) -> Iterator[Array]:
    """Yield the same for a cell other than the LSTM."""
    hidden, seen = network.hidden, inputs.shape[-2]
    weight = network.gates * gate_scale(hidden, network.gates.dtype)
    trace = buffers(network, inputs[:1], None)
    for step_inputs in inputs:
        trace.state[0, :, :hidden], trace.cell[0] = trace.state[1, :, :hidden], trace.cell[1]
        trace.state[0, :, hidden : hidden + seen] = step_inputs
        trace = run(network, weight, trace, None)
        yield 2 * trace.state[1, :, :hidden]
