"""The reading of the gates against a loop over every value."""

import math

import numpy as np
import pytest

from lstm_cli.ensemble.gate_summary import summarise_gates
from lstm_cli.ensemble.predict import predict
from lstm_cli.lstm.gate_statistics import read_gates
from lstm_cli.lstm.network import forward, initial_network
from lstm_cli.panel.frequency import Frequency

WEEK = Frequency(seconds=7 * 86_400)


def test_readings_equal_a_loop_over_every_value():
    """Means, shares, derivatives and the half-life are those of the equations, over real steps and free units only."""
    rng = np.random.default_rng(2)
    network = initial_network(2, 3, 5, 4, rng=rng).astype(float)
    network.gates[...] *= 6
    _, trace = forward(network, rng.normal(size=(9, 3, 2)), np.array([8]))
    exists = np.ones((9, 2), bool)
    exists[:4, 1] = False
    totals = read_gates(trace, 5, exists)
    for rows, columns in ((slice(0, 1), [0]), (slice(1, 2), [1]), (slice(None), [0, 1])):
        found = summarise_gates(totals, rows, frequency=WEEK, length=9, horizon=4)
        values = [
            [
                trace.gates[t, m, gate * 5 + u, b]
                for b in columns
                for t in range(9)
                if exists[t, b]
                for m in range(2)
                for u in range(1, 5)
            ]
            for gate in range(4)
        ]
        for reading, one in zip((found.input, found.forget, found.output), values[:3], strict=True):
            expected = [
                sum(one) / len(one),
                sum(v < 0.1 for v in one) / len(one),
                sum(v > 0.9 for v in one) / len(one),
                sum(v * (1 - v) for v in one) / len(one),
            ]
            np.testing.assert_allclose([reading.mean, reading.below, reading.above, reading.derivative], expected)
            assert reading.derivative <= 0.25
        assert found.candidate_saturated == pytest.approx(sum(abs(v) > 0.9 for v in values[3]) / len(values[3]))
        logs = [math.log(v) for v in values[1]]
        assert found.half_life == pytest.approx(math.log(0.5) / (sum(logs) / len(logs)))


def test_a_gate_that_never_closes_never_forgets():
    """With every forget gate at 1 the half-life is endless and the words say so."""
    network = initial_network(1, 1, 2, 1, rng=np.random.default_rng(0)).astype(float)
    _, trace = forward(network, np.zeros((4, 1, 1)), np.array([3]))
    trace.gates[:, :, 2:4] = 1
    found = summarise_gates(
        read_gates(trace, 2, np.ones((4, 1), bool)), slice(None), frequency=WEEK, length=4, horizon=2
    )
    assert found.half_life == math.inf
    assert "keep most of what they saw" in found.sentence


def test_the_sentence_is_of_the_horizon_that_was_forecast(model):
    """The words compare memory with the steps that were asked for."""
    assert "8 weeks" in predict(model).gates.sentence
    assert "8 weeks" not in predict(model, horizon=1).gates.sentence
