"""Heat maps in a terminal: exact characters and exact colours."""

import math

import pytest

from lstm_cli.formats.heat_map import DIVERGING, SEQUENTIAL, axis_line, heat_line, stretch
from lstm_cli.formats.style import Style
from lstm_cli.formats.text import legible


def test_shades_share_the_scale_evenly():
    """Five shades, a fifth of the scale each; what lies beyond stays inside."""
    assert heat_line([0, 0.19, 0.2, 0.4, 0.6, 0.8, 1, 7, -7], (0, 1)) == "  ░▒▓███ "


def test_a_scale_around_zero_and_a_flat_scale():
    """The middle of a symmetric scale is the middle shade; without any range nothing is drawn."""
    assert heat_line([-2, 0, 2], (-2, 2)) == " ▒█"
    assert heat_line([3, 3, math.nan], (3, 3)) == "   "


def test_neighbours_of_one_colour_share_an_escape():
    """With colours, cells are blanks on a colour, a run at a time."""
    line = heat_line([0, 0.01, 1], (0, 1), style=Style(colour=True))
    assert line == f"\x1b[48;5;{SEQUENTIAL[0]}m  \x1b[0m\x1b[48;5;{SEQUENTIAL[-1]}m \x1b[0m"
    middle = heat_line([0], (-1, 1), colours=DIVERGING, style=Style(colour=True))
    assert middle == f"\x1b[48;5;{DIVERGING[5]}m \x1b[0m"


def test_no_colour_twice():
    """Every part of the scale has a colour of its own."""
    assert len(set(SEQUENTIAL)) == len(SEQUENTIAL)
    assert len(set(DIVERGING)) == len(DIVERGING)


def test_ascii_has_shades_too():
    """Where a terminal lacks the characters, plain ones stand for them, one for one."""
    assert legible(heat_line([0, 0.3, 0.5, 0.7, 1], (0, 1)), "ascii") == " .:*#"


@pytest.mark.parametrize(
    ("values", "room", "expected"),
    [([1, 2], 7, [1, 1, 1, 1, 2, 2, 2]), ([1, 2, 3], 5, [1, 1, 2, 2, 3]), ([], 5, []), ([4], 3, [4] * 3)],
)
def test_a_row_is_stretched_to_all_there_is(values, room, expected):
    """Steps fill the room; none is wider than another by more than a column."""
    assert stretch(values, room) == expected


def test_a_long_row_is_squeezed_to_the_room():
    """More steps than columns: neighbours share one, by their mean."""
    assert stretch([1, 3, 5, 7], 2) == [2, 6]


def test_an_axis_too_short_for_both_dates_shows_the_first():
    """Dates never run into each other."""
    assert axis_line("2024-01-06", "2024-03-02", 15) == "2024-01-06"
    assert axis_line("a", "b", 4) == "a  b"
