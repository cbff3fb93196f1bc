"""The LSTM itself: pure mathematics on arrays, in NumPy alone, without input or output."""

from lstm_cli.lstm.network import Gradients, Network, Trace, backward, forward, initial_network, trace_gates
from lstm_cli.lstm.optimiser import AdamW, clip_gradients, one_cycle

__all__ = [
    "AdamW",
    "Gradients",
    "Network",
    "Trace",
    "backward",
    "clip_gradients",
    "forward",
    "initial_network",
    "one_cycle",
    "trace_gates",
]
