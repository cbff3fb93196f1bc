"""Values to growth units and back: exact, within their range, and for counts what they have always been."""

import dataclasses
import math
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_cli.options import DataKind
from lstm_cli.panel.coherence import check_coherence
from lstm_cli.panel.floor import measured_scale
from lstm_cli.panel.frequency import Frequency
from lstm_cli.panel.packed import MISSING
from lstm_cli.panel.scale import COUNTS, MAX_GROWTH, Scale

FLOORS = st.floats(1e-5, 1e3)
DECIMALS = st.integers(0, 6)


def decimals_of(numbers, places):
    """Return whole numbers as decimals with so many places, each the float64 that its text is read as."""
    return np.array([float(str(Decimal(number).scaleb(-places))) for number in numbers])


def test_rates_of_a_model_file_are_not_below_0():
    """Except for the number that says that a value is not known."""
    panel = {"lengths": np.array([4]), "starts": np.array([0]), "line": 3_600 * np.arange(1, 5)}
    for value in (0.5, MISSING):
        check_coherence(values=np.array([0.25, 0, value, 1]), frequency=Frequency(seconds=3_600), **panel)
    with pytest.raises(ValueError, match="below 0"):
        check_coherence(values=np.array([0.25, 0, -0.5, 1]), frequency=Frequency(seconds=3_600), **panel)


@pytest.mark.parametrize(
    ("scale", "values"),
    [
        (COUNTS, [50, 1_000, 10**6]),
        (Scale(DataKind.RATE, 2.5, 2), [0.3, 5, 60, 900]),
        (Scale(DataKind.PROPORTION, 0.03, 4), [0.01, 0.4, 0.97]),
    ],
)
def test_half_a_step_is_that_of_the_last_decimal(scale, values):
    """As by differences: half the growth between the nearest values above and below, which are two steps apart."""
    numbers, step = np.array(values, float), 0.1**scale.decimals
    apart = scale.growth_of(numbers + step) - scale.growth_of(numbers - step)
    np.testing.assert_allclose(scale.half_step(scale.growth_of(numbers)), apart / 4, rtol=1e-3)


@given(st.lists(st.integers(0, 10**9), min_size=1), FLOORS, DECIMALS)
def test_rates_come_back_as_they_were(numbers, floor, places):
    """Whatever the floor, a decimal is the same float64 after the way through growth units."""
    rates = decimals_of(numbers, places)
    scale = Scale(DataKind.RATE, floor, places)
    assert scale.values_of(scale.growth_of(rates)).tolist() == rates.tolist()


@given(st.data(), st.integers(1, 6), st.floats(1e-5, 10))
def test_proportions_come_back_as_they_were(data, places, floor):
    """From 0 to 1, both included."""
    numbers = [0, 10**places, *data.draw(st.lists(st.integers(0, 10**places)))]
    proportions = decimals_of(numbers, places)
    scale = Scale(DataKind.PROPORTION, floor, places)
    assert scale.values_of(scale.growth_of(proportions)).tolist() == proportions.tolist()


@given(st.lists(st.floats(-5, 700), min_size=1), FLOORS, DECIMALS, st.sampled_from(DataKind))
def test_no_value_leaves_its_range(growth, floor, places, kind):
    """Any growth gives a finite value from 0 without a sign, of proportions up to 1, with the decimals of the data."""
    scale = Scale(kind, floor, 0 if kind is DataKind.COUNT else places)
    values = scale.values_of(np.array(growth))
    assert np.isfinite(values).all()
    assert (values >= 0).all()
    assert not np.signbit(values).any()
    assert kind is not DataKind.PROPORTION or (values <= 1).all()
    assert all(-Decimal(repr(value)).normalize().as_tuple().exponent <= scale.decimals for value in values.tolist())


def test_growth_by_hand():
    """A rate at its floor is log 2; a proportion of 0.2 has the odds 0.25, five times a floor of 0.05."""
    assert Scale(DataKind.RATE, 2.5, 1).growth_of(np.array([2.5, 0.0])).tolist() == [math.log(2), 0.0]
    grown = Scale(DataKind.PROPORTION, 0.05, 2).growth_of(np.array([0.2]))
    assert grown == pytest.approx(math.log(6), rel=1e-12)
    assert Scale(DataKind.PROPORTION, 0.05, 2).values_of(np.array([math.log(2)])) == pytest.approx(0.05, abs=1e-12)


def test_counts_are_what_they_were():
    """log(1 + count), and the nearest whole count up to the largest int64."""
    counts = np.array([0, 1, 7, 10**6, 2**53])
    assert COUNTS.growth_of(counts).tolist() == np.log1p(counts.astype(float)).tolist()
    assert COUNTS.values_of(np.array([0.0, math.log(3.4), -0.1])).tolist() == [0.0, 2.0, 0.0]
    assert COUNTS.values_of(np.array([MAX_GROWTH, 1e3])).tolist() == [np.nextafter(2.0**63, 0)] * 2


def panel_of(read, values, kind):
    """Return a panel of one weekly series."""
    days = np.datetime64("2024-01-06") + 7 * np.arange(len(values))
    return read(
        "date,value\n" + "".join(f"{day},{value}\n" for day, value in zip(days, values, strict=True)), kind=kind
    )


def test_the_floor_is_a_low_quantile_of_what_is_above_0(read):
    """Zeros and missing values do not count; the floor of proportions is one of odds."""
    values = [0, 0, "", *(f"{at / 100:.2f}" for at in range(1, 41))]
    rates = measured_scale(panel_of(read, values, DataKind.RATE))
    above = np.arange(1, 41) / 100
    assert rates == Scale(DataKind.RATE, pytest.approx(np.quantile(above, 0.05)), 2)
    odds = measured_scale(panel_of(read, values, DataKind.PROPORTION))
    assert odds.floor == pytest.approx(np.quantile(above / (1 - above), 0.05))


def test_counts_and_zeros_need_no_floor(read):
    """The floor of counts is 1, whatever was measured before; of rates that are all 0 it is, too."""
    counts = panel_of(read, range(100, 120), None)
    assert measured_scale(dataclasses.replace(counts, scale=Scale(floor=7.0))) == COUNTS
    assert measured_scale(panel_of(read, [0] * 12, DataKind.RATE)).floor == 1.0
