"""Sparklines and fan bars: small pictures with exact characters."""

import math

import pytest

from lstm_cli.formats.sparklines import blocks, fan_bar, sparkline


def test_a_sparkline_spans_the_scale_and_leaves_gaps_blank():
    """Zero is the lowest bar, the top the highest, a missing count a blank."""
    assert sparkline([0, 10, 20, math.nan, 70], top=70) == "▁▂▃ █"


def test_a_sparkline_of_nothing_but_zeros_lies_flat():
    """No count above zero means no division by zero."""
    assert sparkline([0, 0, 0], top=0) == "▁▁▁"


def test_values_beyond_the_scale_stay_inside_the_picture():
    """A value above the top is drawn at the top."""
    assert sparkline([5, 1e300], top=1) == "██"


@pytest.mark.parametrize(("count", "most"), [(3, 5), (5, 5), (48, 13), (0, 4)])
def test_blocks_keep_the_mean_path(count, most):
    """Never more entries than asked for, all values used, the range not left."""
    values = [float(k * k) for k in range(count)]
    reduced = blocks(values, most)
    assert len(reduced) == min(count, most)
    assert reduced == sorted(reduced)
    if count <= most:
        assert reduced == values


def test_a_fan_bar_puts_each_part_where_it_belongs():
    """Outer interval 20 to 100, inner 40 to 80, median 50 on a scale of 0 to 100 in eleven characters."""
    assert fan_bar((20, 100), (40, 80), 50, scale=(0, 100), size=11) == "  ──━●━━━──"


def test_a_fan_bar_of_one_point_is_a_point():
    """All quantiles equal: the median alone is seen."""
    assert fan_bar((7, 7), (7, 7), 7, scale=(7, 7), size=11) == "●"
