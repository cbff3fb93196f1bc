"""Ablation against a loop that runs the cell step by step with one gate held."""

import dataclasses

import numpy as np
import pytest

from lstm_cli.anchors.anchor_set import ANCHOR_COUNT
from lstm_cli.diagnostics.ablation import _Judge, ablate, hold_gate
from lstm_cli.diagnostics.origins import held_out_origins, later_origins, long_origins
from lstm_cli.ensemble.calibration import final_quantiles
from lstm_cli.ensemble.gate_sampling import pooled_draws
from lstm_cli.ensemble.surveyed import prepare
from lstm_cli.features.folds import FOLDS, time_folds
from lstm_cli.lstm.cell import GATES
from lstm_cli.lstm.network import Network, forward
from lstm_cli.metrics.ratio_intervals import MIN_BLOCKS, ratio_interval
from lstm_cli.metrics.scores import weighted_interval_score
from lstm_cli.options import LEVELS, Cell, Gates
from lstm_cli.panel.scale import COUNTS
from lstm_cli.panel.slicing import cut_panel

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", params=["from the prior", "from scratch"])
def trained(request, model, of_scratch):
    """Give an ensemble whose members share their gates, and one whose members have gates of their own."""
    return dataclasses.replace(model, second=None) if request.param == "from the prior" else of_scratch


@pytest.fixture(scope="module")
def prepared(trained):
    """Prepare the model for its own panel."""
    return prepare(trained, trained.panel)


@pytest.fixture(scope="module")
def origins(prepared):
    """Places in the training panel."""
    return held_out_origins(prepared)


def last_hidden(network, windows, held=None):
    """Run all sets of gates over windows (L, D, W) or (L, G, D, W), gate ``held[0]`` at ``held[1]`` (G, H).

    Return the last h (G, H, W), and the gates by step.
    """
    members, hidden = len(network.gates), network.hidden
    h, c = np.zeros((members, hidden, windows.shape[-1])), np.zeros((members, hidden, windows.shape[-1]))
    seen = []
    for x in windows:
        own = np.broadcast_to(x, (members, *x.shape[-2:]))
        state = np.concatenate([h, own, np.ones((members, 1, x.shape[-1]))], axis=1)
        sums = (network.gates @ state).reshape(members, 4, hidden, -1)
        gates = [*(1 / (1 + np.exp(-sums[:, k])) for k in range(3)), np.tanh(sums[:, 3])]
        if network.cell is Cell.CEC:
            gates[1] = np.ones_like(gates[1])
        if held is not None:
            gates[held[0]] = np.broadcast_to(held[1][..., None], h.shape)
        seen.append(np.stack(gates, axis=1))
        c = gates[1] * c + gates[0] * gates[3]
        h = gates[2] * np.tanh(c)
    return h, np.stack(seen)


def wis_of(prepared, origins, hidden):
    """Mean WIS, target by target, of the members that have not seen each."""
    model = prepared.model
    projection = prepared.network.projection
    z = projection @ np.repeat(hidden, len(projection) // len(hidden), axis=0)
    total, count = 0.0, 0
    for window in range(len(origins.series)):
        for k in np.flatnonzero(~np.isnan(origins.growth[window])):
            kinds = []
            for kind in range(ANCHOR_COUNT):
                member = kind * FOLDS + int(origins.fold[window, k])
                rows = slice(k * len(LEVELS), (k + 1) * len(LEVELS))
                anchor = origins.anchors[kind, int(origins.fold[window, k]), window, k]
                kinds.append(np.sort(anchor + origins.scale[kind, window, k] * z[member, rows, window]))
            record, ahead = np.array([origins.record[window]]), np.array([k])
            growth = final_quantiles(model.calibration, np.stack(kinds)[:, None], record, ahead)[0]
            quantiles, came = COUNTS.values_of(growth), np.rint(np.expm1(origins.growth[window, k]))
            losses = [max(t * (came - q), (t - 1) * (came - q)) for t, q in zip(LEVELS, quantiles, strict=True)]
            total, count = total + 2 * np.mean(losses), count + 1
    return total / count


def test_ablations_are_those_of_a_plain_loop(prepared, origins):
    """WIS with nothing held, with each gate held at each unit's mean, and with an input at its mean."""
    found = ablate(prepared, origins)
    windows, _, exists = prepared.windows(origins.series, origins.step)
    hidden, gates = last_hidden(prepared.network, windows)
    assert found.held_out
    assert found.targets == (~np.isnan(origins.growth)).sum()
    assert found.wis == pytest.approx(wis_of(prepared, origins, hidden))
    means = np.einsum("tmghw,tw->mgh", gates, exists.astype(float)) / exists.sum()
    for one in found.gates:
        gate = GATES.index(one.name)
        held = wis_of(prepared, origins, last_hidden(prepared.network, windows, (gate, means[:, gate]))[0])
        assert one.wis == pytest.approx(held, rel=1e-6), one.name
        assert one.rise == pytest.approx(held / found.wis - 1, abs=1e-6)
    of_groups = windows if windows.ndim == 4 else windows[:, None]  # (L, G, D, W)
    for name, columns in prepared.input_groups.items():
        changed = of_groups.copy()
        for column in columns:
            mean = np.mean([group[:, column][exists] for group in of_groups.transpose(1, 0, 2, 3)])
            changed[:, :, column] = np.where(exists[:, None], mean, of_groups[:, :, column])
        (one,) = [one for one in found.inputs if one.name == name]
        assert one.wis == pytest.approx(wis_of(prepared, origins, last_hidden(prepared.network, changed)[0])), name
        sure = found.all_inputs.low > 0
        assert one.share == (pytest.approx(one.rise / found.all_inputs.rise) if sure else None)


def test_the_range_of_a_rise_is_that_of_the_ratio_over_blocks():
    """The rise and its share by hand, its range from the sums of each block; where the full model has no error, none rises."""
    full = np.array([[2.0, 1.0], [4.0, np.nan], [1.0, 3.0], [2.0, 2.0]])
    held = full * np.array([[1.5], [1.2], [1.0], [1.4]])
    judge = _Judge(full, np.repeat(np.arange(4)[:, None], 2, axis=1))
    found = judge.compare("level", held, 0.5)
    low, high = ratio_interval(np.array([4.5, 4.8, 4.0, 5.6]), np.array([3.0, 4.0, 4.0, 4.0]))
    assert (found.wis, found.rise, found.share) == pytest.approx((18.9 / 7, 3.9 / 15, 3.9 / 7.5))
    assert (found.low, found.high) == pytest.approx((low - 1, high - 1))
    assert found.low < found.rise < found.high
    assert _Judge(0 * full, judge.block).compare("level", held, None).rise == 0
    assert (judge.blocks, _Judge(0 * full, judge.block).blocks) == (4, 0)


def test_few_stretches_of_time_give_no_interval(prepared, origins):
    """With fewer than three stretches a rise is shown without a range, and no share is taken of it."""
    for count in (MIN_BLOCKS - 1, MIN_BLOCKS):
        found = ablate(prepared, part_of(origins, (origins.block < count).all(axis=1)))
        assert found.blocks == count
        every = (*found.gates, *found.inputs, found.all_inputs)
        assert all(np.isnan(one.low) == (count < MIN_BLOCKS) for one in every)
        assert count == MIN_BLOCKS or all(one.share is None for one in every)


def part_of(origins, some):
    """Take some of the places."""
    return dataclasses.replace(
        origins,
        series=origins.series[some],
        step=origins.step[some],
        growth=origins.growth[some],
        anchors=origins.anchors[:, :, some],
        scale=origins.scale[:, some],
        record=origins.record[some],
        block=origins.block[some],
        fold=origins.fold[some],
    )


def test_gates_are_sampled_in_ablations_too(prepared, origins):
    """WIS of the full model, and with a gate held, is that of mixtures over draws that every trial shares."""
    some = part_of(origins, np.arange(len(origins.step)) < 7)
    model = prepared.model
    sampled = prepare(dataclasses.replace(model, trained_gates=Gates.STOCHASTIC), model.panel)
    found = ablate(sampled, some)
    windows, _, exists = sampled.windows(some.series, some.step)
    means = np.einsum("tmghw,tw->mgh", last_hidden(sampled.network, windows)[1], exists.astype(float)) / exists.sum()
    outcomes = np.rint(np.expm1(some.growth))
    output = [one.name for one in found.gates].index("output")
    for network, expected in (
        (sampled.network, found.wis),
        (hold_gate(sampled.network, 2, means[:, 2]), found.gates[output].wis),
    ):
        rngs = [np.random.default_rng([model.seed, place]) for place in range(7)]
        z = pooled_draws(network, windows, horizon=model.horizon, draws=found.draws, rngs=rngs)
        counts = COUNTS.values_of(some.forecast(sampled, z))
        wis = weighted_interval_score(counts, outcomes, LEVELS).total
        assert expected == pytest.approx(np.nanmean(wis), rel=1e-3)
    assert found.wis != pytest.approx(ablate(prepare(model, model.panel), some).wis, rel=1e-6)


def test_the_forecasting_members_have_not_seen_the_targets(prepared, origins):
    """The fold of each target is that of its own step, as it was dealt out in training."""
    folds = time_folds(prepared.history)
    for window, (series, step) in enumerate(zip(origins.series, origins.step, strict=True)):
        for k in np.flatnonzero(~np.isnan(origins.growth[window])):
            assert origins.fold[window, k] == folds[series, step + 1 + k]
            assert origins.growth[window, k] == pytest.approx(prepared.history.growth[series, step + 1 + k])


def test_only_what_came_after_training_counts_in_other_data(trained, series, make_panel, make_waves):
    """With newer data, every target is later than the training end, and no fold is picked: no member saw any."""
    newer = {name: [*counts, *make_waves(9, weeks=12)] for name, counts in series.items()}
    panel = make_panel(newer)
    prepared = prepare(trained, panel)
    origins = later_origins(prepared)
    assert origins.fold is None
    end = max(one.times[-1] for one in trained.panel.series)
    for window, (row, step) in enumerate(zip(origins.series, origins.step, strict=True)):
        one = panel.series[row]
        place = step - (prepared.history.steps - len(one))
        for k in np.flatnonzero(~np.isnan(origins.growth[window])):
            assert one.times[place + 1 + k] > end
    assert not ablate(prepared, origins).held_out
    assert later_origins(prepare(trained, trained.panel)) is None


def test_forecasts_from_origins_are_those_of_predict(trained, series, make_panel, make_waves):
    """An origin after training forecasts what `predict` does where the data end there."""
    model = trained
    whole = make_panel({name: [*counts, *make_waves(9, weeks=12)] for name, counts in series.items()})
    short = cut_panel(whole, len(series["A"]) + 3)
    prepared = prepare(model, whole)
    origins = long_origins(prepared)
    steps = prepared.history.steps
    end = [w for w in range(len(origins.step)) if origins.step[w] == steps - 9 and origins.series[w] < 2]
    windows, _, _ = prepared.windows(origins.series, origins.step)
    z, _ = forward(prepared.network, windows, np.array([model.length - 1]))
    found, expected = origins.forecast(prepared, z), prepare(model, short).quantiles()[0]
    assert end
    for window in end:
        np.testing.assert_allclose(found[window], expected[origins.series[window]], rtol=1e-9)


def test_a_gate_can_be_held_at_any_mean():
    """Weights are gone and the bias gives the mean, also where a mean of 0 or 1 has no logit."""
    rng = np.random.default_rng(0)
    network = Network(rng.normal(size=(1, 8, 4)), rng.normal(size=(1, 3, 2)))
    held = hold_gate(network, 1, np.array([[0.25, 1.0]]))
    np.testing.assert_allclose(1 / (1 + np.exp(-held.gates[0, 2:4, -1])), [0.25, 1.0], atol=1e-8)
    np.testing.assert_array_equal(held.gates[0, 2:4, :-1], 0)
    np.testing.assert_array_equal(held.gates[0, [0, 1, 4, 5, 6, 7]], network.gates[0, [0, 1, 4, 5, 6, 7]])
    candidate = hold_gate(network, 3, np.array([[-0.5, 0.0]]))
    np.testing.assert_allclose(np.tanh(candidate.gates[0, 6:, -1]), [-0.5, 0.0])
