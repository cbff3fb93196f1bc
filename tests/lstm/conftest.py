"""What tests of the LSTM share: small networks in float64, numbers from PyTorch, and what "the same" means."""

from pathlib import Path

import numpy as np
import pytest

from lstm_cli.lstm.network import Network

STORED = Path(__file__).with_name("data") / "torch_lstm.npz"


def make_network(shape, rng):
    """Draw a network (M, H, D, O) in float64 whose gates are neither open nor shut."""
    members, hidden, inputs, outputs = shape
    return Network(
        rng.normal(size=(members, 4 * hidden, hidden + inputs + 1)) * 0.7,
        rng.normal(size=(members, outputs, hidden)),
    )


def assert_same(found, expected, tolerance):
    """Shapes are equal, and entries up to ``tolerance`` times the largest one."""
    assert found.shape == expected.shape
    assert np.abs(found - expected).max() <= tolerance * np.abs(expected).max()


@pytest.fixture(name="make_network", scope="session")
def network_maker():
    """Return the function that draws a network."""
    return make_network


@pytest.fixture(name="assert_same", scope="session")
def same_asserter():
    """Return the function that compares arrays."""
    return assert_same


@pytest.fixture(scope="session")
def torch_numbers():
    """Return a function that reads one case of PyTorch's numbers (data/make_torch_lstm.py) by name."""
    with np.load(STORED, allow_pickle=False) as stored:
        arrays = dict(stored)

    def read(case):
        return {name.split(".")[1]: array for name, array in arrays.items() if name.startswith(f"{case}.")}

    return read
