"""A diagnosis as a whole: it agrees with what training and predicting show, and says what it rests on."""

import dataclasses
import tracemalloc

import numpy as np
import pytest

from lstm_cli.diagnostics.ablation import KnockOut, KnockOuts
from lstm_cli.diagnostics.diagnose import diagnose, start_diagnosis
from lstm_cli.diagnostics.memory import Fading
from lstm_cli.diagnostics.unit_table import unit_table
from lstm_cli.diagnostics.verdicts import verdicts
from lstm_cli.ensemble.predict import predict
from lstm_cli.ensemble.prepared import prepare
from lstm_cli.errors import DataError, UsageError
from lstm_cli.features.network_inputs import input_groups, network_inputs
from lstm_cli.lstm.gate_statistics import UnitSums
from lstm_cli.lstm.network import forward
from lstm_cli.options import Cell, Gates


@pytest.fixture(scope="module")
def found(model):
    """Diagnose the model of the tests."""
    return diagnose(start_diagnosis(model, None))


def test_the_summary_is_the_one_that_train_and_predict_show(found, model):
    """Words and numbers of the short summary are the same, and the figures of each gate agree with it."""
    shown = predict(model).gates
    assert (found.summary.sentence, found.summary.half_life_text) == (shown.sentence, shown.half_life_text)
    assert found.summary.half_life == pytest.approx(shown.half_life)
    for figures in found.gates[:3]:
        reading = getattr(shown, figures.name)
        assert figures.mean == pytest.approx(reading.mean)
        assert figures.below == pytest.approx(reading.below)
        assert figures.above == pytest.approx(reading.above)
        assert figures.derivative == pytest.approx(reading.derivative)
    assert found.gates[3].above == pytest.approx(shown.candidate_saturated)


def test_time_lines_are_what_the_network_did(model, make_panel, make_waves):
    """Each series' readings are those of a run over its newest steps, without padding, beside its counts and times."""
    panel = make_panel({"A": make_waves(1, weeks=130), "B": make_waves(2, weeks=50)})
    prepared = prepare(model, panel)
    for row, line in enumerate(prepared.time_lines(range(2))):
        series = panel.series[row]
        size = min(len(series), model.length)
        inputs, exists = prepared.windows(np.array([row]), np.array([prepared.history.steps - 1]))
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
    prepared = prepare(model, panel)
    next(prepared.time_lines([0]))  # what is made once
    tracemalloc.start()
    sizes = [line.values.nbytes for line in prepared.time_lines(range(60))]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 12 * sizes[0] < sum(sizes) / 4


def test_the_largest_series_and_the_liveliest_units_are_shown(found, model):
    """By default: the series with the highest counts, and units whose forget gates vary."""
    assert found.line.name == "C"
    assert len(set(found.units)) == 3
    spread = found.table.spread[:, 1]
    assert all(spread[unit] > np.median(spread) for unit in found.units)
    asked = diagnose(start_diagnosis(model, None), series=1, units=[(2, 5)])
    assert (asked.line.name, asked.units) == ("B", ((2, 5),))


def test_units_that_are_not_there_are_refused(model):
    """A message names the ranges."""
    with pytest.raises(UsageError, match=r"no 13\.1; members go from 1 to 12, units from 1 to 12"):
        diagnose(start_diagnosis(model, None), units=[(12, 0)])


def test_data_of_another_frequency_are_refused(model, make_panel):
    """As `predict` does."""
    panel = make_panel({"A": [1, 2, 3, 4, 5, 6, 7, 8, 9]})
    other = dataclasses.replace(panel, frequency=dataclasses.replace(panel.frequency, seconds=86_400, weekday=None))
    with pytest.raises(DataError, match="is daily"):
        start_diagnosis(model, other)


def test_without_later_counts_knock_outs_say_why_they_are_missing(model, series, make_panel):
    """Data that end where training ended have nothing that the weights were not fitted to."""
    found = diagnose(start_diagnosis(model, make_panel(series)))
    assert found.knock_outs is None
    assert "need counts after the training end" in found.notes[0]
    assert not any("WIS" in sentence for sentence in found.verdict)


def test_a_model_that_tosses_its_gates_says_that_they_are_shown_untossed(model):
    """Figures and time lines are of the values, and say so; knock-outs are of forecasts that toss."""
    tossed = dataclasses.replace(model, trained_gates=Gates.STOCHASTIC)
    found = diagnose(start_diagnosis(tossed, None))
    assert any("the values, which are the odds of being on" in note for note in found.notes)
    assert found.knock_outs.draws > 0
    assert diagnose(start_diagnosis(model, None)).knock_outs.draws == 0


def test_every_input_has_a_name(model):
    """Names cover the columns of the inputs, each once."""
    prepared = prepare(model, model.panel)
    groups = input_groups(model.panel.frequency)
    assert sorted(column for columns in groups.values() for column in columns) == list(range(prepared.inputs.shape[2]))
    assert list(groups)[-1] == "calendar (year)"
    assert network_inputs.__doc__


def knock(name, rise, low, share):
    return KnockOut(name, 10 * (1 + rise), rise, low, rise + 0.1, share)


@pytest.mark.parametrize("cell", [Cell.CEC, Cell.COUPLED])
def test_only_gates_that_a_cell_has_are_knocked_out(model, cell):
    """A forget gate that is 1 and an input gate that is 1 − f have no row of their own."""
    other = dataclasses.replace(model, network=dataclasses.replace(model.network, cell=cell))
    found = diagnose(start_diagnosis(other, None))
    names = [one.name for one in found.knock_outs.gates]
    expected = {Cell.CEC: "input gate", Cell.COUPLED: "forget and input gate"}
    assert names == [expected[cell], "output gate", "candidate"]
    shown = [one.name for one in found.gates]
    assert shown == [
        name for name in ("input", "forget", "output", "candidate") if name != "forget" or cell is not Cell.CEC
    ]
    assert all(unit > 0 for _, unit in found.units)  # never the constant one
    if cell is Cell.CEC:
        assert found.verdict[0] == "The cell has no forget gate: what a unit holds never fades."
        assert np.isposinf(found.table.half_life).all()
        np.testing.assert_array_equal(found.fading.carousel, 1)


def test_the_verdict_repeats_the_figures(model):
    """Each sentence is made of numbers that stand above it."""
    hidden = 4
    log_forget = np.log(0.5) / np.array([[[0.5, 9, 20, 60]]])
    one = np.ones((1, 1, 4, hidden))
    sums = UnitSums(np.ones(1), one / 2, one / 3, one * 0, one * 0, one[:, :, 0], one[:, :, 0] * 0.25, log_forget)
    inputs = (knock("level", 0.2, 0.1, 0.5), knock("calendar (year)", 0.124, -0.1, 0.31))
    gates = (
        knock("input gate", 0.1, -0.1, None),
        knock("forget gate", 0.3, 0.1, None),
        knock("output gate", -0.2, -0.3, None),
    )
    knocked = KnockOuts(
        9,
        99,
        6,
        held_out=True,
        draws=0,
        wis=10.0,
        gates=gates,
        inputs=inputs,
        all_inputs=knock("all inputs", 0.4, 0.2, 1.0),
    )
    table = unit_table(sums)
    said = verdicts(
        model.panel.frequency,
        model,
        table=table,
        fades=Fading(one[0, 0, 0], np.array([1, 0.5, 0.001]), 3),
        knocked=knocked,
    )
    assert said == (
        "The forget gates hold 1 of 4 units for longer than a season (52.2 weeks) and 3 for longer than the 8 weeks ahead.",
        "No gate of the 4 units is stuck shut or open; the cell is full (|tanh C| above 0.99) in 25.0 % of readings.",
        "Gradients vanish: 2 weeks back less than 1 % are left: what is older teaches the network next to nothing.",
        "The network's inputs carry skill: without any, WIS rises by 40 %.",
        "The forecast depends most on the forget gate: held at its mean, WIS rises by 30 %.",
        "The forecast depends most on the input 'level': held at its mean, WIS rises by 20 %, 50 % of that skill.",
        "The calendar (year) inputs carry 31 % of that skill.",
        "Forecasts would have been better with these held at their means: output gate.",
    )
    unsure = dataclasses.replace(knocked, all_inputs=knock("all inputs", 0.02, -0.05, 1.0))
    told = verdicts(model.panel.frequency, model, table=table, fades=None, knocked=unsure)
    assert told[-1].startswith("What the inputs are worth is not sure: without any, WIS changes by +2 % (90 % sure")
    few = dataclasses.replace(knocked, blocks=2, all_inputs=knock("all inputs", 0.4, np.nan, None))
    told = verdicts(model.panel.frequency, model, table=table, fades=None, knocked=few)
    assert told[-1].endswith("WIS changes by +40 % (2 stretches of time are too few to be sure).")
    perfect = dataclasses.replace(few, blocks=0, wis=0.0, all_inputs=knock("all inputs", 0.0, np.nan, None))
    told = verdicts(model.panel.frequency, model, table=table, fades=None, knocked=perfect)
    assert told[-1] == "What the inputs are worth cannot be told: nothing was forecast wrong."
