"""Joint paths score better than independent draws, and than draws that are high or low all together, on real admissions."""

import numpy as np
import pytest
from whole_forecast import predict

from lstm_cli._threads import one_thread
from lstm_cli.ensemble.train import train
from lstm_cli.options import TrainOptions
from lstm_cli.outcomes.futures import futures_of
from lstm_cli.panel.slicing import cut_panel
from lstm_cli.readers.count_reader import read_panel

HORIZON, PATHS = 4, 400
CUTOFFS = (10, 16, 22, 28)  # weeks before the end


def energy(paths, came):
    """Score paths (N, d) against what came (d,): E|X - y| - E|X - X'| / 2 (Gneiting & Raftery 2007, eq. 22)."""
    apart = [np.linalg.norm(paths - np.roll(paths, shift, axis=0), axis=1).mean() for shift in (1, 7, 50, 133)]
    return np.linalg.norm(paths - came, axis=1).mean() - np.mean(apart) / 2


def variogram(paths, came):
    """Score differences between all pairs, of order 1/2 (Scheuerer & Hamill 2015, eq. 13)."""
    expected = np.mean([np.sqrt(np.abs(path[:, None] - path)) for path in paths], axis=0)
    return ((np.sqrt(np.abs(came[:, None] - came)) - expected) ** 2).sum()


@pytest.mark.slow
def test_paths_score_better_than_other_ways_to_draw(root):
    """On square roots of all counts together and of the steps of each series, at four cutoffs, by both scores in the mean."""
    file = root / "sample_data" / "flu_hospital_admissions.csv"
    panel = read_panel(file.read_bytes(), name=file.name)
    counts = np.stack([series.counts for series in panel.series])
    scores = []
    for cutoff in CUTOFFS:
        end = counts.shape[1] - cutoff
        with one_thread():
            model = train(cut_panel(panel, end - 1), TrainOptions(horizon=HORIZON, seed=1)).model
            futures = futures_of(predict(model, panel=cut_panel(panel, end - 1)), size=PATHS)
            paths = np.sqrt(np.stack(list(futures.paths())))  # (m, N, K)
        came = np.sqrt(counts[:, end : end + HORIZON])
        ways = (paths, np.random.default_rng(1).permuted(paths, axis=1), np.sort(paths, axis=1))
        scores.append(
            [
                [
                    energy(way.transpose(1, 0, 2).reshape(PATHS, -1), came.ravel()),
                    variogram(way.transpose(1, 0, 2).reshape(PATHS, -1), came.ravel()),
                    sum(map(energy, way, came)),
                    sum(map(variogram, way, came)),
                ]
                for way in ways
            ]
        )
    joint, independent, in_step = np.mean(scores, axis=0)
    assert (joint[[1, 3]] < independent[[1, 3]]).all(), "the variogram score sees dependence that is left out"
    assert (joint[[0, 2]] < in_step[[0, 2]]).all(), "the energy score sees dependence that is made up"
    for other in (independent, in_step):
        assert np.exp(np.log(joint / other).mean()) < 1
