"""The LSTM itself: pure mathematics on arrays, in NumPy alone, without input or output."""

from lstm_cli.lstm.cell import GATES, Cell
from lstm_cli.lstm.network import Gradients, Network, Trace, backward, forward, trace_gates
from lstm_cli.lstm.optimiser import AdamW, clip_gradients, one_cycle
from lstm_cli.lstm.start import constant_unit, initial_network

__all__ = [
    "GATES",
    "AdamW",
    "Cell",
    "Gradients",
    "Network",
    "Trace",
    "backward",
    "clip_gradients",
    "constant_unit",
    "forward",
    "initial_network",
    "one_cycle",
    "trace_gates",
]
