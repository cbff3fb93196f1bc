"""Cells and stochastic gates from training to forecast: what is drawn, pooled, kept in the file and read again."""

import dataclasses

import numpy as np
import pytest
from whole_forecast import predict

from lstm_cli.ensemble import gate_sampling as draws_module
from lstm_cli.ensemble.gate_sampling import pooled_draws, uniform
from lstm_cli.ensemble.model_document import document_of
from lstm_cli.ensemble.model_file import load_model, save_model
from lstm_cli.ensemble.model_parts import stored_arrays
from lstm_cli.ensemble.surveyed import training_gates
from lstm_cli.errors import ModelFileError
from lstm_cli.evaluation.holdout import train_and_score as train
from lstm_cli.lstm.cell import FORGET
from lstm_cli.lstm.network import forward, initial_network
from lstm_cli.metrics.mixture import mixture_quantiles
from lstm_cli.options import LEVELS, Cell, Gates, TrainOptions
from lstm_cli.storage.container import encode

pytestmark = pytest.mark.slow


def generators(count, seed=0):
    """One generator a window."""
    return [np.random.default_rng([seed, place]) for place in range(count)]


@pytest.fixture(scope="module")
def network():
    """Two members that look 3 steps ahead."""
    return initial_network(2, 4, 5, 3 * 23, rng=np.random.default_rng(1))


def test_draws_are_pooled_member_by_member(network):
    """The quantiles of a member are those of the mixture of its own draws, run one by one."""
    inputs = np.random.default_rng(2).normal(size=(9, 4, 1))
    pooled = pooled_draws(network, inputs, horizon=3, draws=20, rngs=generators(1))
    copies = np.repeat(inputs, 20, axis=2).astype(np.float32)
    z, _ = forward(network, copies, np.array([8]), draws=uniform(*generators(1)))
    for member in range(2):
        for k in range(3):
            draws = np.sort(z[member].reshape(3, 23, 20)[k].T.astype(float), axis=1)
            expected = mixture_quantiles(draws[None], LEVELS)[0]
            np.testing.assert_allclose(pooled[member].reshape(3, 23)[k], expected, rtol=1e-6, atol=1e-7)


def test_many_draws_run_in_parts(network, monkeypatch):
    """More draws than run side by side are the mixture of the draws of all parts, one stream for all of them."""
    monkeypatch.setattr(draws_module, "BATCH_SIZE", 8)
    inputs = np.random.default_rng(2).normal(size=(9, 4, 1))
    pooled = pooled_draws(network, inputs, horizon=3, draws=20, rngs=generators(1))
    source = uniform(*generators(1))
    parts = [
        forward(network, np.repeat(inputs, size, axis=2).astype(np.float32), np.array([8]), draws=source)[0]
        for size in (8, 8, 4)
    ]
    draws = np.sort(np.concatenate(parts, axis=-1)[1].reshape(3, 23, 20)[2].T.astype(float), axis=1)
    expected = mixture_quantiles(draws[None], LEVELS)[0]
    np.testing.assert_allclose(pooled[1].reshape(3, 23)[2], expected, rtol=1e-6, atol=1e-7)


def test_a_window_is_drawn_the_same_in_any_company(network):
    """What is forecast for a window does not depend on the windows beside it."""
    inputs = np.random.default_rng(2).normal(size=(9, 4, 3))
    together = pooled_draws(network, inputs, horizon=3, draws=7, rngs=generators(3))
    alone = pooled_draws(network, inputs[:, :, 1:2], horizon=3, draws=7, rngs=generators(3)[1:2])
    np.testing.assert_array_equal(together[:, :, 1:2], alone)


def test_windows_run_together_are_drawn_as_alone(network):
    """How many windows share a pass changes their forecasts by rounding alone."""
    inputs = np.random.default_rng(2).normal(size=(9, 4, 5))
    alone = pooled_draws(network, inputs, horizon=3, draws=7, rngs=generators(5))
    together = pooled_draws(network, inputs, horizon=3, draws=7, rngs=generators(5), windows_per_pass=2)
    np.testing.assert_allclose(together, alone, atol=1e-5)


def test_gates_that_are_sure_leave_nothing_to_chance(network):
    """Where every gate is 0 or 1, drawn and expected gates say the same."""
    sure = dataclasses.replace(network, gates=network.gates.copy())
    sure.gates[:, :15] = 0
    sure.gates[:, :15, -1] = np.where(np.arange(15) % 3, 60, -60)
    inputs = np.random.default_rng(2).normal(size=(9, 4, 2)).astype(np.float32)
    z, _ = forward(sure, inputs, np.array([8]))
    expected = np.sort(z.reshape(2, 3, 23, 2), axis=2).reshape(2, 69, 2)
    pooled = pooled_draws(sure, inputs, horizon=3, draws=5, rngs=generators(2))
    np.testing.assert_allclose(pooled, expected, atol=1e-5)


def test_a_second_opinion_by_draws(model):
    """An expected-gates model can be asked by draws: the same again each time, another forecast, of the same size."""
    first, again = (predict(model, levels=LEVELS, gates=Gates.STOCHASTIC, draws=30) for _ in range(2))
    plain = predict(model, levels=LEVELS)
    for drawn, same, other in zip(first.series, again.series, plain.series, strict=True):
        np.testing.assert_array_equal(drawn.quantiles, same.quantiles)
        assert not np.array_equal(drawn.quantiles, other.quantiles)
        assert (np.abs(np.log1p(drawn.median) - np.log1p(other.median)) < 1).all()
        np.testing.assert_equal(dataclasses.asdict(drawn.gates), dataclasses.asdict(other.gates))


@pytest.mark.parametrize(
    ("cell", "gates"),
    [(cell, Gates.EXPECTED) for cell in Cell if cell is not Cell.LSTM]
    + [(Cell.LSTM, Gates.STOCHASTIC), (Cell.COUPLED, Gates.STOCHASTIC)],
)
def test_every_cell_trains_and_goes_to_its_file_and_back(series, make_panel, tmp_path, cell, gates):
    """A model of each cell, with sampled gates or not, forecasts from its file what it forecast before, bit for bit."""
    panel = make_panel({"A": series["A"], "B": series["B"]})
    trained = train(panel, TrainOptions(horizon=2, seed=1, cell=cell, gates=gates))
    assert trained.best_at.any()
    save_model(tmp_path / "m.lstm", trained)
    loaded = load_model(tmp_path / "m.lstm")
    assert (loaded.network.cell, loaded.trained_gates) == (cell, gates)
    for restored, other in zip(predict(loaded, draws=20).series, predict(trained, draws=20).series, strict=True):
        np.testing.assert_array_equal(restored.quantiles, other.quantiles)
    if cell is Cell.CEC:
        assert training_gates(trained).mean[FORGET] == 1


def test_a_file_of_another_cell_is_refused(model, tmp_path):
    """Weights that are not those of the cell that the file names are one line, not a forecast."""
    wrong = dataclasses.replace(model, network=dataclasses.replace(model.network, cell=Cell.PEEPHOLE))
    path = tmp_path / "wrong.lstm"
    path.write_bytes(encode(stored_arrays(wrong), document_of(wrong)))
    with pytest.raises(ModelFileError, match="whose parts are inconsistent"):
        load_model(path)
