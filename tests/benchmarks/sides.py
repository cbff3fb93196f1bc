"""The two sides of `training_step.py`: the same networks on the same sequences, ours and PyTorch's."""

import math

import numpy as np
import torch

from lstm_cli.ensemble.trainer import DECAY, HIDDEN, MAX_COLUMNS, RATE
from lstm_cli.lstm.network import initial_network
from lstm_cli.lstm.optimiser import AdamW
from lstm_cli.lstm.passes import forward_pass
from lstm_cli.lstm.stepping import Stepper

__all__ = ["BATCH", "HIDDEN", "INPUTS", "STEPS", "Ensemble", "Ours", "OursStreaming", "Torch", "TorchStreaming"]

INPUTS = 4
BATCH = MAX_COLUMNS
STEPS = 104  # what members look back on weekly counts


class Ensemble:
    """Some networks that are trained side by side."""

    def __init__(self, members, hidden, batch, steps):
        rng = np.random.default_rng(0)
        self.inputs = rng.normal(size=(steps, INPUTS, batch)).astype(np.float32)
        self.aims = rng.random((1, 1, steps * batch), np.float32)
        self.scored = np.arange(steps)
        self.network = initial_network(members, INPUTS, hidden, 1, rng=rng)
        self.optimiser = AdamW([self.network.gates, self.network.projection], decay=DECAY)
        self.kept = None

    def step(self):
        """Take one update; return the outputs before it, (M, 1, T·B)."""
        z, self.kept = forward_pass(self.network, self.inputs, self.scored, reuse=self.kept)
        outputs = np.tanh(np.multiply(z, 0.5, out=z), out=z)
        outputs += 1
        outputs *= 0.5  # σ(z)
        slope = outputs * (1 - outputs)
        slope *= outputs - self.aims
        slope *= 2 / self.aims.size
        gradients = self.kept.backward(slope)
        self.optimiser.update([gradients.gates, gradients.projection], RATE)
        return outputs


class Ours(Ensemble):
    """One network."""

    def __init__(self, hidden, batch, steps):
        super().__init__(1, hidden, batch, steps)


class Torch:
    """One network of PyTorch's, time-major, on the same sequences."""

    def __init__(self, hidden, batch, steps):
        rng = np.random.default_rng(0)
        sequence = rng.normal(size=(steps, INPUTS, batch)).astype(np.float32)
        self.inputs = torch.from_numpy(np.ascontiguousarray(sequence.transpose(0, 2, 1)))
        self.aims = torch.from_numpy(rng.random((1, 1, steps * batch), np.float32).reshape(steps, batch, 1))
        self.lstm = torch.nn.LSTM(INPUTS, hidden)
        self.linear = torch.nn.Linear(hidden, 1, bias=False)
        weights = [*self.lstm.parameters(), *self.linear.parameters()]
        self.optimiser = torch.optim.AdamW(weights, lr=RATE, betas=(0.9, 0.99), weight_decay=DECAY, fused=True)

    def step(self):
        """Take one update; return the outputs before it, (T, B, 1)."""
        self.optimiser.zero_grad(set_to_none=True)
        outputs = torch.sigmoid(self.linear(self.lstm(self.inputs)[0]))
        torch.nn.functional.mse_loss(outputs, self.aims).backward()
        self.optimiser.step()
        return outputs


class OursStreaming:
    """One network that reads a series value by value."""

    def __init__(self, hidden):
        network = initial_network(1, INPUTS, hidden, 1, rng=np.random.default_rng(0))
        self.stepper = Stepper(network, 1, np.float32)
        self.values = [1.0] * INPUTS

    def step(self):
        """Read one more value; return the output."""
        self.stepper.read(self.values)
        return 1 / (1 + math.exp(-self.stepper.outputs().item()))


class TorchStreaming:
    """The same by ``nn.LSTM`` and by ``nn.LSTMCell``."""

    def __init__(self, hidden):
        self.lstm, self.cell = torch.nn.LSTM(INPUTS, hidden), torch.nn.LSTMCell(INPUTS, hidden)
        self.linear = torch.nn.Linear(hidden, 1, bias=False)
        self.values = [1.0] * INPUTS
        self.state = (torch.zeros(1, 1, hidden), torch.zeros(1, 1, hidden))
        self.state_of_cell = (torch.zeros(1, hidden), torch.zeros(1, hidden))

    def step_of_lstm(self):
        """Read one more value; return the output."""
        with torch.inference_mode():
            outputs, self.state = self.lstm(torch.tensor(self.values).reshape(1, 1, -1), self.state)
            return float(torch.sigmoid(self.linear(outputs)))

    def step_of_cell(self):
        """Read one more value; return the output."""
        with torch.inference_mode():
            self.state_of_cell = self.cell(torch.tensor(self.values).reshape(1, -1), self.state_of_cell)
            return float(torch.sigmoid(self.linear(self.state_of_cell[0])))
