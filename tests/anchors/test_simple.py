"""The simple rule is the best of rules that are written out one forecast at a time."""

import numpy as np
import pytest
from laid_out import fit_laid_out

from lstm_cli.anchors.design_matrix import SMOOTHING, design_of
from lstm_cli.anchors.simple import SimpleRule
from lstm_cli.features.folds import time_folds
from lstm_cli.features.history import history_of

LAG, HORIZON, WEEKS = 6, 4, 90


def running(values, weight):
    """Return the running mean at first, then what moves by a weight."""
    level, found = values[0], []
    for count, value in enumerate(values, start=1):
        level += max(weight, 1 / count) * (value - level)
        found.append(level)
    return np.array(found)


def usual(values):
    """Return the usual deviation of each step's time of the season: the first as it is, then 30 % of what is new."""
    deviation, found = values - running(values, 2 / (LAG + 1)), np.zeros(len(values))
    for t in range(len(values)):
        found[t] = deviation[t] if t < LAG else found[t - LAG] + 0.3 * (deviation[t] - found[t - LAG])
    return found


def rules(g):
    """Return what each rule forecasts k steps after step t, as functions by name."""
    expected, smoothed = usual(g), {weight: running(g, weight) for weight in SMOOTHING}

    def ago(t, k):
        return t + k - LAG * -(-k // LAG)

    def change(t, k):
        return expected[ago(t, k)] - expected[t - LAG]

    found = {
        "last": lambda t, _: g[t],
        "last, usual change": lambda t, k: g[t] + change(t, k),
        "a season ago": lambda t, k: g[ago(t, k)],
        "growth of a season ago": lambda t, k: g[t] + g[ago(t, k)] - g[t - LAG],
    }
    for weight, level in smoothed.items():
        found[f"smoothed {weight}"] = lambda t, _, level=level: level[t]
        found[f"smoothed {weight}, usual change"] = lambda t, k, level=level: level[t] + change(t, k)
    return found


def drawn(rng):
    """Draw series in growth units, each by the name of a rule that forecasts it well."""
    noise = rng.normal(0, 0.3, WEEKS)
    shape = np.tile(rng.normal(0, 1, LAG), WEEKS // LAG)
    return {
        "last": 9 + np.cumsum(rng.normal(0, 0.1, WEEKS)),
        "smoothed 0.07": 9 + noise,
        "last, usual change": 9 + shape + np.cumsum(noise),
        "a season ago": 9 + shape + noise,
        "growth of a season ago": 5 + 0.05 * np.arange(WEEKS) + shape + np.cumsum(0.01 * noise),
    }


@pytest.mark.parametrize("name", drawn(np.random.default_rng(0)))
def test_the_best_of_the_rules_forecasts(make_panel, name):
    """Every forecast is that of the rule with the least mean absolute error over all places, another for each series."""
    counts = np.rint(np.exp(drawn(np.random.default_rng(0))[name])).astype(int).tolist()
    history = history_of(make_panel({"A": counts}), HORIZON)
    g, design = history.growth[0], design_of(history, (LAG,))
    steps, ahead = np.arange(2 * LAG, WEEKS), range(1, HORIZON + 1)
    made = {rule: np.array([[of(t, k) for k in ahead] for t in steps]) for rule, of in rules(g).items()}
    errors = {
        rule: np.mean(
            [
                abs(forecast[t, k - 1] - g[steps[t] + k])
                for t in range(len(steps))
                for k in ahead
                if steps[t] + k < WEEKS
            ]
        )
        for rule, forecast in made.items()
    }
    assert min(errors, key=errors.get) == name
    anchors = fit_laid_out(design, time_folds(history))
    (simple,) = (anchor for anchor in anchors.anchors if isinstance(anchor, SimpleRule))
    np.testing.assert_allclose(simple.at(design, np.zeros_like(steps), steps)[0], made[name], rtol=1e-9)
