"""Training of the shared weights: gradients, going on where a run was stopped, the same bytes again."""

import dataclasses
import json
import subprocess
import sys
from importlib.resources import files

import numpy as np
import pytest

from lstm_cli.features.anchor_errors import KNOTS
from lstm_cli.options import LEVELS
from lstm_cli.pretraining.corpus import Sequence, sequences
from lstm_cli.pretraining.files import load_state, save_state
from lstm_cli.pretraining.recipe import Recipe
from lstm_cli.pretraining.training import _loss_and_slope, examples_of, losses, start, train
from lstm_cli.prior.weights import MADE, WEIGHTS, prior

TINY = Recipe(panels=6, updates=12, hidden=6, batch=6, length=40)
COMMAND = ("--panels", "6", "--updates", "12", "--hidden", "6", "--batch", "6", "--length", "40", "--workers", "1")


@pytest.fixture(scope="module")
def examples():
    """Examples of a few panels."""
    return examples_of(list(sequences(TINY.seed, range(TINY.panels))))


def test_the_loss_is_the_mean_pinball_loss_and_the_slope_its_gradient():
    """Against a loop over all targets and levels, and against finite differences."""
    rng = np.random.default_rng(1)
    units = rng.normal(size=(3, 2, len(KNOTS)))
    units[rng.random(units.shape) < 0.3] = np.nan
    z = rng.normal(size=(1, len(KNOTS) * len(LEVELS), 6))

    def by_hand(outputs):
        total, count = 0.0, 0
        for step in range(3):
            for column in range(2):
                for knot in range(len(KNOTS)):
                    if np.isnan(units[step, column, knot]):
                        continue
                    for place, level in enumerate(LEVELS):
                        error = units[step, column, knot] - outputs[0, knot * len(LEVELS) + place, step * 2 + column]
                        total += max(level * error, (level - 1) * error)
                        count += 1
        return total / count

    loss, slope = _loss_and_slope(z, units)
    assert loss == pytest.approx(by_hand(z), rel=1e-6)
    for _ in range(20):
        place = (0, int(rng.integers(z.shape[1])), int(rng.integers(z.shape[2])))
        moved = [z.copy(), z.copy()]
        moved[0][place] += 1e-6
        moved[1][place] -= 1e-6
        assert slope[place] == pytest.approx((by_hand(moved[0]) - by_hand(moved[1])) / 2e-6, abs=1e-6)


def test_a_network_begins_as_its_anchor_with_normal_errors(examples):
    """Before the first update the loss is about that of the anchors with normal errors, and training lowers it."""
    state = start(TINY)
    own, usual = losses(state.network, examples, TINY, 4)
    assert own == pytest.approx(usual, rel=0.05)
    of_training = dataclasses.replace(examples, validate=examples.learn)
    before, _ = losses(state.network, of_training, TINY, 20)
    longer = Recipe(panels=6, updates=60, hidden=6, batch=6, length=40)
    train(state, examples, longer, until=60, report=lambda *_: None)
    assert losses(state.network, of_training, TINY, 20)[0] < 0.99 * before


def test_a_stopped_training_goes_on_as_if_it_had_not_been(examples, tmp_path):
    """Twelve updates at once are five, a file, and seven more, to the last bit."""
    whole, part = start(TINY), start(TINY)
    train(whole, examples, TINY, until=12, report=lambda *_: None)
    train(part, examples, TINY, until=5, report=lambda *_: None)
    save_state(tmp_path / "state.npz", part)
    again = load_state(tmp_path / "state.npz")
    train(again, examples, TINY, until=12, report=lambda *_: None)
    np.testing.assert_array_equal(again.network.gates, whole.network.gates)
    np.testing.assert_array_equal(again.network.projection, whole.network.projection)


def test_panels_to_validate_by_are_not_learned_from(examples):
    """No sequence is drawn for both, and long panels do not drown the others."""
    assert not (examples.learn * examples.validate).any()
    assert examples.learn.sum() == pytest.approx(1)
    few = Sequence(np.zeros((9, 3), np.float16), np.zeros((9, len(KNOTS)), np.float16), 1)
    weights = examples_of([few] * 4 + [Sequence(few.inputs, few.units, 2)]).learn
    assert weights[4] == pytest.approx(2 * weights[0])


@pytest.mark.slow
def test_the_command_gives_the_same_bytes_again(tmp_path):
    """A tiny run twice, the second time in a folder with half of the work done: the same weights and the same record."""
    made_by = []
    for folder in ("one", "two"):
        target = tmp_path / folder
        command = [sys.executable, "-m", "lstm_cli.pretraining", str(target), *COMMAND]
        if folder == "two":  # a run of fewer updates leaves examples and weights behind
            subprocess.run([*command, "--updates", "4"], check=True, capture_output=True)
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        assert done.stdout == ""
        assert "6 of 6 panels" in done.stderr
        assert "12 of 12 updates" in done.stderr
        made_by.append([(target / name).read_bytes() for name in (WEIGHTS, MADE)])
    assert made_by[0] == made_by[1]
    record = json.loads(made_by[0][1])
    assert record["recipe"] | {"seed": 1} == record["recipe"]
    assert record["sha256"] == Recipe(**record["recipe"]).digest


def test_what_is_shipped_is_small_and_says_how_it_was_made():
    """The recipe beside the weights has the hash that it says, and the weights are those of its network."""
    record = json.loads(files("lstm_cli.prior").joinpath(MADE).read_text())
    recipe = Recipe(**record["recipe"])
    assert record["sha256"] == recipe.digest
    assert recipe.to_dict()["network"] == record["network"]
    network = prior()
    assert network.hidden == recipe.hidden
    assert network.gates.nbytes + network.projection.nbytes < 2 * 500_000  # float32 here, half of it in the file
    assert record["figures"]["over_anchors"] < 0.9


@pytest.mark.slow
def test_the_shipped_weights_beat_the_anchor_on_fresh_simulations():
    """Panels of another seed: the loss is at least a tenth lower than that of the anchors with normal errors."""
    fresh = Recipe(seed=20_261_126, panels=60)
    examples = examples_of(list(sequences(fresh.seed, range(fresh.panels))))
    every = dataclasses.replace(examples, validate=(examples.learn + examples.validate) / 2)
    own, usual = losses(prior(), every, fresh, 6)
    assert own < 0.9 * usual
