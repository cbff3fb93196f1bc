"""When training stops, told by what every look at the held-out losses saw."""

import numpy as np

from lstm_cli.anchors.anchor_set import ANCHOR_COUNT
from lstm_cli.ensemble import trainer as training
from lstm_cli.ensemble.early_stopping import Trial
from lstm_cli.ensemble.train import train
from lstm_cli.features.folds import FOLDS
from lstm_cli.options import Cell, TrainOptions


def test_members_of_a_kind_stop_together_where_their_mean_loss_is_lowest(make_panel, make_waves, monkeypatch):
    """The mean is of each fold's loss relative to its start, and the kept weights are those of that very look."""
    looks, weights = [], []
    real = Trial.losses

    def watched(trial, network, *rest, **options):
        weights.append((network.gates.copy(), network.projection.copy()))
        looks.append(real(trial, network, *rest, **options))
        return looks[-1]

    monkeypatch.setattr(Trial, "losses", watched)
    panel = make_panel({"A": make_waves(1, size=9), "B": make_waves(2, weeks=70)})
    model = train(panel, TrainOptions(horizon=4, seed=2, cell=Cell.CEC)).model
    relative = np.array([[loss[m] / looks[0][m] for m in range(ANCHOR_COUNT * FOLDS)] for loss in looks])
    chosen = []
    for kind in range(ANCHOR_COUNT):
        means = [np.mean(one[kind * FOLDS : (kind + 1) * FOLDS]) for one in relative]
        chosen += [int(np.argmin(means))] * FOLDS
    assert model.best_at.tolist() == [training.EVERY * look for look in chosen]
    assert max(chosen) > 0
    for member, look in enumerate(chosen):
        np.testing.assert_array_equal(model.network.gates[member], weights[look][0][member])
        np.testing.assert_array_equal(model.network.projection[member], weights[look][1][member])
    assert len({int(np.argmin(relative[:, m])) for m in range(ANCHOR_COUNT * FOLDS)}) > 1  # alone, they would differ
