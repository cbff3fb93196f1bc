"""Levels and the intervals they make."""

import pytest

from lstm_cli.formats.levels import intervals, level_name
from lstm_cli.options import LEVELS


def test_the_hub_levels_make_eleven_intervals():
    """The 23 levels are eleven central intervals around the median, innermost first."""
    pairs = intervals(LEVELS)
    assert [pair.name for pair in pairs][:2] == ["10 %", "20 %"]
    assert [pair.name for pair in pairs][-2:] == ["95 %", "98 %"]
    assert len(pairs) == 11
    assert all(LEVELS[pair.low] + LEVELS[pair.high] == pytest.approx(1) for pair in pairs)


@pytest.mark.parametrize(("level", "name"), [(0.1, "0.1"), (0.05, "0.05"), (0.3, "0.3"), (0.975, "0.975")])
def test_names_are_shortest_decimals(level, name):
    """Hubs refuse 0.10 and 0.30000000000000004."""
    assert level_name(level) == name
