"""The histogram of the PIT: its picture, and its description."""

import numpy as np
import pytest

from lstm_cli.formats.pit import pit_lines, pit_reading
from lstm_cli.formats.style import Style
from lstm_cli.formats.text import legible, width

PICTURE = """
  0.0–0.1  40 %  ━━━━━━━━│━━━━━━━━━━━━━━━━━━━━━
  0.1–0.2  10 %  ━━━━━━━━│
  0.2–0.3   0 %          │
  0.3–0.4   0 %          │
  0.4–0.5   5 %  ━━━━    │
  0.5–0.6   5 %  ━━━━    │
  0.6–0.7   0 %          │
  0.7–0.8   0 %          │
  0.8–0.9  10 %  ━━━━━━━━│
  0.9–1.0  30 %  ━━━━━━━━│━━━━━━━━━━━━━
"""


def test_picture():
    """A bar a tenth, its share, and a mark where a uniform bar would end."""
    lines = pit_lines((40, 10, 0, 0, 5, 5, 0, 0, 10, 30))
    assert lines == PICTURE.strip("\n").splitlines()


def test_picture_in_ascii():
    """A terminal without these characters gets others, in the same columns."""
    lines = pit_lines((40, 10, 0, 0, 5, 5, 0, 0, 10, 30))
    plain = [legible(line, "ascii") for line in lines]
    assert plain[0] == "  0.0-0.1  40 %  ========|====================="
    assert list(map(width, plain)) == list(map(width, lines))


def test_colour_only_colours():
    """With escape sequences taken out the picture is the same."""
    counts = (3, 1, 4, 1, 5, 9, 2, 6, 5, 3)
    coloured = "\n".join(pit_lines(counts, Style(colour=True)))
    assert "\x1b[36m" in coloured
    assert coloured.replace("\x1b[36m", "").replace("\x1b[0m", "") == "\n".join(pit_lines(counts))


def test_no_outcome_draws_no_bar():
    """Nothing to draw is no error."""
    assert all(set(line[9:]) <= set(" │") for line in pit_lines((0,) * 10))


SHAPES = {
    (100, 60, 30, 30, 30, 30, 30, 30, 60, 100): "U-shaped: intervals too narrow",
    (5, 20, 50, 80, 95, 95, 80, 50, 20, 5): "hump-shaped: intervals too wide",
    (20, 28, 36, 42, 48, 52, 58, 64, 72, 80): "sloping up: forecasts too low",
    (80, 72, 64, 58, 52, 48, 42, 36, 28, 20): "sloping down: forecasts too high",
    (60, 30, 20, 20, 20, 20, 40, 60, 90, 140): "U-shaped: intervals too narrow; sloping up: forecasts too low",
    (50, 52, 49, 47, 51, 50, 48, 53, 51, 49): "close to uniform: the forecasts are calibrated",
    (4, 6, 5, 5, 5, 5, 5, 5, 5, 4): "too few outcomes to judge the shape (49; at least 50 are needed)",
    (0,) * 10: "too few outcomes to judge the shape (0; at least 50 are needed)",
}


@pytest.mark.parametrize("counts", SHAPES)
def test_reading(counts):
    """Shapes are named and explained; of few outcomes nothing is read."""
    assert pit_reading(counts) == SHAPES[counts]


@pytest.mark.parametrize("outcomes", [50, 200, 5_000])
def test_chance_is_rarely_taken_for_a_shape(outcomes):
    """Uniform histograms are read as uniform nine times in ten or more, however few outcomes there are."""
    rng = np.random.default_rng(2)
    drawn = rng.multinomial(outcomes, np.full(10, 0.1), size=300).tolist()
    assert sum(pit_reading(counts).startswith("close to uniform") for counts in drawn) >= 0.88 * len(drawn)
