"""A diagnosis as a whole: it agrees with what training and predicting show, and says what it rests on."""

import dataclasses
import tracemalloc

import numpy as np
import pytest
from whole_forecast import predict

from lstm_cli.diagnostics.diagnose import check_units, diagnose
from lstm_cli.diagnostics.time_lines import time_lines
from lstm_cli.ensemble.surveyed import prepare, training_gates
from lstm_cli.errors import DataError, UsageError
from lstm_cli.lstm.network import forward
from lstm_cli.options import Cell, Ensemble, Gates
from lstm_cli.prior.weights import prior

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def diagnosis(model):
    """Diagnose the model of the tests."""
    return diagnose(model)


def test_the_gates_are_those_that_train_and_predict_show(model):
    """Every figure of the pooled gates of an ensemble agrees with that of a forecast by it alone.

    The forecast of both has the gates of all their units.
    """
    for name, alone in model.ensembles.items():
        diagnosis = diagnose(model, ensemble=name)
        for shown in (predict(alone).gates, training_gates(alone)):
            for field in dataclasses.fields(shown)[1:]:
                np.testing.assert_allclose(getattr(diagnosis.gates, field.name), getattr(shown, field.name), rtol=1e-9)
        assert diagnosis.context_length == alone.length
    first, second = model.ensembles.values()
    units = [len(alone.network.gates) * (alone.network.hidden - 1) * alone.length for alone in (first, second)]
    means = [predict(alone).gates.mean for alone in (first, second)]
    np.testing.assert_allclose(predict(model).gates.mean, np.average(means, axis=0, weights=units), rtol=1e-9)


def test_an_ensemble_that_is_not_there_is_refused(model, of_scratch):
    """The other ensemble is named among the notes; one that a model does not have is refused by its name."""
    codes = [note.code for note in diagnose(model).notes]
    assert codes.count("other-ensemble") == 1
    assert "other-ensemble" not in [note.code for note in diagnose(of_scratch).notes]
    with pytest.raises(UsageError, match="no networks called pretrained"):
        diagnose(of_scratch, ensemble=Ensemble.PRETRAINED)


def test_time_lines_are_what_the_network_did(model, make_panel, make_waves):
    """Each series' readings are those of a run over its newest steps, without padding, beside its counts and times."""
    panel = make_panel({"A": make_waves(1, weeks=130), "B": make_waves(2, weeks=50)})
    prepared = prepare(model, panel)
    for row, line in enumerate(time_lines(model, panel)):
        series = panel.series[row]
        size = min(len(series), model.length)
        inputs, _, exists = prepared.windows(np.array([row]), np.array([prepared.history.steps - 1]))
        _, trace = forward(prepared.network, inputs, np.array([model.length - 1]))
        assert exists.sum() == size == len(line.times) == line.values.shape[1]
        np.testing.assert_array_equal(line.times, series.times[-size:])
        np.testing.assert_array_equal(line.counts, series.counts[-size:])
        hidden = model.network.hidden
        for place in range(4):
            expected = trace.gates[-size:, :, place * hidden : (place + 1) * hidden, 0]
            np.testing.assert_allclose(line.values[place], expected)
        np.testing.assert_allclose(line.values[4], trace.cell[-size:, :, :, 0])
        np.testing.assert_allclose(line.values[5], line.values[2] * np.tanh(line.values[4]))


def test_time_lines_of_many_series_take_the_memory_of_one(model, make_panel, make_waves):
    """Series come one at a time: what has been handed on is not kept."""
    panel = make_panel({f"S{k:03}": make_waves(k, weeks=40) for k in range(60)})
    lines = time_lines(model, panel)
    next(lines)  # what is made once
    tracemalloc.start()
    sizes = [line.values.nbytes for line in lines]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 12 * sizes[0] < sum(sizes) / 4


def test_the_largest_series_and_the_liveliest_units_are_shown(diagnosis, model):
    """By default: the series with the highest counts, and units whose forget gates vary."""
    assert diagnosis.time_line.name == "C"
    assert len(set(diagnosis.shown)) == 3
    spread = diagnosis.units.spread[1]
    assert all(spread[unit] > np.median(spread) for unit in diagnosis.shown)
    asked = diagnose(model, series=1, units=[(2, 5)])
    assert (asked.time_line.name, asked.shown) == ("B", ((2, 5),))


def test_members_of_an_anchor_that_weighs_little_are_not_shown(of_scratch):
    """The spread of a gate counts as much as its member does in the forecast; the constant unit is never shown."""
    weights = np.array([0.1, 0.7, 0.2])
    model = dataclasses.replace(of_scratch, calibration=dataclasses.replace(of_scratch.calibration, weights=weights))
    diagnosis = diagnose(model)
    spread = diagnosis.units.spread[0]  # of the input gates, as the cell has no forget gate
    of_unit = {
        (member, unit): spread[member, unit] * weights[member // 4]
        for member in range(12)
        for unit in range(1, spread.shape[1])
    }
    assert list(diagnosis.shown) == sorted(of_unit, key=lambda unit: -of_unit[unit])[:3]


def test_units_that_are_not_there_are_refused(model):
    """A message names the ranges, counted as the units are: from 0 as pairs, or from 1 as the command has them."""
    hidden = prior().hidden
    check_units(model, [(0, 0), (2, hidden - 1)])
    ranges = rf"sets of gates go from 0 to 2, units from 0 to {hidden - 1}"
    for unit in ((3, 0), (0, hidden)):
        with pytest.raises(UsageError, match=rf"no unit \({unit[0]}, {unit[1]}\): {ranges}"):
            diagnose(model, units=[unit])
    with pytest.raises(UsageError, match=rf"no unit 4\.1: sets of gates go from 1 to 3, units from 1 to {hidden}"):
        check_units(model, [(3, 0)], first=1)


def test_units_of_members_with_gates_of_their_own_are_theirs(of_scratch):
    """Of members that share nothing a message names the range of members."""
    with pytest.raises(UsageError, match=r"no unit \(12, 0\): members go from 0 to 11, units from 0 to 11"):
        diagnose(of_scratch, units=[(12, 0)])


def test_members_are_counted_also_where_they_share_gates(diagnosis, model, of_scratch):
    """Networks are those that forecast; figures of units are of each set of gates."""
    assert (diagnosis.members, diagnosis.units.half_life.shape) == (12, (3, prior().hidden))
    assert diagnosis.untrained == np.count_nonzero(model.best_at == 0)
    other = diagnose(of_scratch)
    assert (other.members, other.units.half_life.shape) == (12, (12, 12))


def test_data_of_another_frequency_are_refused(model, make_panel):
    """As `predict` does."""
    panel = make_panel({"A": [1, 2, 3, 4, 5, 6, 7, 8, 9]})
    other = dataclasses.replace(panel, frequency=dataclasses.replace(panel.frequency, seconds=86_400, weekday=None))
    with pytest.raises(DataError, match="is daily"):
        diagnose(model, other)
    with pytest.raises(DataError, match="is daily"):
        time_lines(model, other)  # before the first is asked for


def test_without_later_counts_a_note_says_why_there_is_no_ablation(model, series, make_panel):
    """Data that end where training ended have nothing that the weights were not fitted to."""
    diagnosis = diagnose(model, make_panel(series))
    assert diagnosis.ablation is None
    _other, note = diagnosis.notes
    assert (note.code, note.details["training_end"]) == ("no-later-ablation", "2021-09-18")
    *first, last = [finding.code for finding in diagnosis.findings]
    assert first == ["half-lives", "units-in-use"]
    assert last in {"gradients-vanish", "gradients-last", "gradients-explode"}


def test_a_model_that_samples_its_gates_notes_that_values_are_shown(model):
    """Figures and time lines are of the values, and a note says so; ablations are of forecasts that sample."""
    sampled = dataclasses.replace(model, trained_gates=Gates.STOCHASTIC)
    diagnosis = diagnose(sampled)
    assert "gates-sampled" in [note.code for note in diagnosis.notes]
    assert diagnosis.ablation.draws > 0
    plain = diagnose(model)
    assert plain.ablation.draws == 0
    assert [note.code for note in plain.notes] == ["other-ensemble"]


def test_every_input_has_a_name(model, of_scratch):
    """Names cover the columns of the inputs, each once."""
    for one, last, axes in ((model, "panel", 4), (of_scratch, "calendar (year)", 3)):
        prepared = prepare(one, one.panel)
        windows, _ = prepared.newest(np.array([0]))
        columns = sorted(column for columns in prepared.input_groups.values() for column in columns)
        assert windows.ndim == axes
        assert columns == list(range(windows.shape[-2]))
        assert list(prepared.input_groups)[-1] == last


@pytest.mark.parametrize("cell", [Cell.CEC, Cell.COUPLED])
def test_only_gates_that_a_cell_has_are_held(model, cell):
    """A forget gate that is 1 and an input gate that is 1 − f have no ablation of their own."""
    other = dataclasses.replace(model, network=dataclasses.replace(model.network, cell=cell))
    diagnosis = diagnose(other)
    names = [held.name for held in diagnosis.ablation.gates]
    expected = {Cell.CEC: "input", Cell.COUPLED: "forget and input"}
    assert names == [expected[cell], "output", "candidate"]
    assert all(unit > 0 for _, unit in diagnosis.shown)  # never the constant one
    if cell is Cell.CEC:
        assert diagnosis.findings[0].code == "no-forget-gate"
        assert np.isposinf(diagnosis.units.half_life).all()
        np.testing.assert_array_equal(diagnosis.memory.forget_product, 1)
