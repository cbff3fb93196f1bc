"""Networks that read on step by step are where the whole run would be."""

import numpy as np
import pytest

from lstm_cli.lstm.network import forward
from lstm_cli.lstm.stepping import Stepper


@pytest.mark.parametrize(("members", "batch"), [(1, 1), (1, 4), (3, 1), (3, 4)])
def test_every_step_is_that_of_the_whole_run(make_network, assert_same, members, batch):
    """After each step outputs and hidden states are those that a run over all steps has there."""
    network = make_network((members, 5, 2, 3), np.random.default_rng(0))
    inputs = np.random.default_rng(1).normal(size=(7, 2, batch))
    z, trace = forward(network, inputs, np.arange(7))
    stepper = Stepper(network, batch, float)
    for step, seen in enumerate(inputs):
        stepper.read(seen[:, 0].tolist() if members * batch == 1 else seen)
        assert_same(stepper.doubled / 2, trace.state[step + 1, :, :5], 1e-13)
        expected = z[:, :, step * batch : (step + 1) * batch]
        assert_same(stepper.outputs().reshape(expected.shape), expected, 1e-13)
