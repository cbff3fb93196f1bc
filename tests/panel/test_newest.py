"""The newest steps of a panel are the panel that a file with only these rows gives."""

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lstm_cli.options import ReadOptions
from lstm_cli.panel.newest import newest_steps
from lstm_cli.panel.packed import MISSING, PackedSeries, ends_of, lengths_of, starts_of
from lstm_cli.panel.slicing import time_line
from lstm_cli.readers.count_reader import read_panel

FIRST = np.datetime64("2024-01-06")
CELLS = st.lists(st.one_of(st.none(), st.integers(0, 10**6)), min_size=1, max_size=12)
ROWS = st.dictionaries(st.sampled_from("ABC"), CELLS, min_size=1, max_size=3)
FIELDS = ("name", "start", "times", "counts", "observed")


def read(rows):
    """Read weekly rows {name: [(week, count)]}; None if there is nothing that can be read."""
    lines = [f"{name},{FIRST + 7 * week},{count}" for name, cells in rows.items() for week, count in cells]
    text = "\n".join(["area,date,cases", *lines, ""])
    return read_panel(text.encode(), name="d.csv", options=ReadOptions(freq="W", id="area"))


def packed(panel):
    """Return the panel with its series packed, as a model file keeps them."""
    series = panel.series
    return replace(
        panel,
        series=PackedSeries(
            [each.name for each in series],
            lengths_of(panel),
            starts_of(panel),
            [each.later_empty for each in series],
            [each.earlier_empty for each in series],
            time_line(panel),
            np.concatenate([np.where(each.observed, each.counts, MISSING) for each in series]),
            series[0].counts.dtype,
        ),
    )


@given(ROWS, st.integers(1, 12))
def test_the_newest_steps_are_those_of_a_file_that_begins_there(rows, most):
    """Of each series, the rows within its newest steps are left, whether series are packed or not."""
    known = {
        name: [(week, cell) for week, cell in enumerate(cells) if cell is not None] for name, cells in rows.items()
    }
    known = {name: cells for name, cells in known.items() if cells}
    if not known:
        return
    panel = read(known)
    expected = read({name: [cell for cell in cells if cell[0] > cells[-1][0] - most] for name, cells in known.items()})
    for whole in (panel, packed(panel)):
        actual = newest_steps(whole, most)
        for left, right in zip(actual.series, expected.series, strict=True):
            for name in FIELDS:
                assert np.array_equal(getattr(left, name), getattr(right, name)), name
        assert np.array_equal(time_line(actual), time_line(expected))
        if int(lengths_of(panel).max()) <= most:
            assert actual is whole


def test_the_gap_before_the_newest_steps_is_not_counted_as_a_beginning():
    """A series whose newest steps begin with a gap begins with its first known count after it."""
    panel = read({"A": [(0, 5), (1, 6), (4, 7), (5, 8)]})
    (series,) = newest_steps(panel, 4).series
    assert (len(series), series.start, series.earlier_empty, series.counts.tolist()) == (2, 0, 2, [7, 8])
    assert ends_of(newest_steps(panel, 4)).tolist() == [2]
