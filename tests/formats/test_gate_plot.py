"""Time lines as picture files."""

import dataclasses
import io

import numpy as np
import pytest

from lstm_cli.ensemble.prepared import TimeLine
from lstm_cli.formats.figure_files import figure_bytes
from lstm_cli.formats.gate_plot import time_lines_plot
from lstm_cli.formats.time_lines import CELL
from lstm_cli.lstm.gate_statistics import GateStatistics
from lstm_cli.options import Cell

pytest.importorskip("matplotlib", reason="the extra 'plot' is not installed")

pytestmark = pytest.mark.slow  # to import matplotlib and to draw


@dataclasses.dataclass
class Shown:
    """As much of a diagnosis as is drawn."""

    time_line: TimeLine
    shown: tuple
    gates: GateStatistics


@pytest.fixture
def shown(make):
    """Two units over the times of a panel, one count missing; with the panel."""
    forecast, panel = make()
    series = panel.series[0]
    counts = series.counts.astype(float)
    counts[3] = np.nan
    values = np.linspace(-1, 1, 6 * 12 * 4).reshape(6, 12, 2, 2)
    return Shown(
        TimeLine("Côte $x_1$ \x1b[2J 村", series.times, counts, values), ((0, 0), (1, 1)), forecast.gates
    ), panel


@pytest.mark.parametrize(("kind", "start"), [("png", b"\x89PNG"), ("svg", b"<?xml"), ("pdf", b"%PDF")])
def test_a_picture_is_of_its_kind_and_the_same_again(shown, kind, start):
    """The bytes are those of the format, and twice the same, whatever the series is called."""
    found = time_lines_plot(*shown, kind=kind)
    assert found.startswith(start)
    assert found == time_lines_plot(*shown, kind=kind)


def test_a_png_has_the_colours_that_were_drawn():
    """The palette keeps the few cells of a rare colour: each pixel is that of the picture without palette, to the eye."""
    from matplotlib.figure import Figure
    from PIL import Image

    figure = Figure(figsize=(6, 3))
    axes = figure.subplots(2, 1)
    for axis, (colours, reach) in zip(axes, [("viridis", 1), ("RdBu_r", 0.2)], strict=True):
        mesh = axis.pcolormesh(np.linspace(-1, reach, 400).reshape(4, 100), cmap=colours, vmin=-1, vmax=1)
        figure.colorbar(mesh, ax=axis)
    exact = io.BytesIO()
    figure.savefig(exact, format="png", dpi=150)
    drawn, found = (
        np.asarray(Image.open(io.BytesIO(content)).convert("RGB")).astype(int)
        for content in (exact.getvalue(), figure_bytes(figure, "png"))
    )
    assert np.abs(drawn - found).max() <= 10  # of 255


def test_the_picture_says_what_it_shows(shown):
    """Series, column, gates and units stand in it as text; a formula in a name stays a name."""
    text = time_lines_plot(*shown, kind="svg").decode()
    for words in (
        "Côte $x_1$ \\x1b[2J",
        ">n<",
        "input gate",
        "forget gate",
        "output gate",
        "cell state C",
        "1.1",
        "2.2",
    ):
        assert words in text
    assert "\x1b" not in text


def test_a_line_of_a_single_step_can_be_drawn(shown):
    """One count is a picture, too."""
    found, panel = shown
    line = found.time_line
    found.time_line = TimeLine("A", line.times[:1], line.counts[:1], line.values[:, :1])
    assert time_lines_plot(found, panel, kind="png").startswith(b"\x89PNG")


def test_a_gate_that_a_cell_lacks_is_not_drawn(shown):
    """A cec has no row for the forget gate."""
    found, panel = shown
    found.gates = dataclasses.replace(found.gates, cell=Cell.CEC)
    text = time_lines_plot(found, panel, kind="svg").decode()
    assert "forget gate" not in text
    assert "input gate" in text


def test_a_cell_state_below_0_is_hatched_and_said(shown):
    """Without colour −1 and 1 are alike: what is negative has a pattern, a bar for each such reading, what is positive has none."""
    found, panel = shown
    line = found.time_line
    cell = np.stack([line.values[CELL, :, member, unit] for member, unit in found.shown])
    assert (cell > 0).all()
    text = time_lines_plot(found, panel, kind="svg").decode()
    assert "hatched" not in text
    assert "<pattern" not in text
    signed = line.values.copy()
    signed[CELL, :5] *= -1
    found.time_line = dataclasses.replace(line, values=signed)
    text = time_lines_plot(found, panel, kind="svg").decode()
    assert f"cell state C, hatched below −{0.2 * cell.max():.2g}" in text
    assert text.count("url(#") >= 2 * 5
