"""The LSTM itself: pure mathematics on arrays, in NumPy alone, without input or output."""

from lstm_cli.lstm.network import Draws, Gradients, Network, Trace, backward, forward, initial_network
from lstm_cli.lstm.optimiser import AdamW, clip_gradients, one_cycle
from lstm_cli.lstm.variants import CONSTANT_UNIT, FREE_UNITS, Cell, constant_unit

__all__ = [
    "CONSTANT_UNIT",
    "FREE_UNITS",
    "AdamW",
    "Cell",
    "Draws",
    "Gradients",
    "Network",
    "Trace",
    "backward",
    "clip_gradients",
    "constant_unit",
    "forward",
    "initial_network",
    "one_cycle",
]
