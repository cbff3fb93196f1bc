"""The file of a large panel is written some series at a time, and what is loaded holds each step's time once."""

import tracemalloc
from dataclasses import replace

import numpy as np
import pytest

from lstm_cli.ensemble import stored_panel
from lstm_cli.ensemble.model_document import document_of
from lstm_cli.ensemble.model_file import load_model
from lstm_cli.ensemble.model_parts import stored_arrays
from lstm_cli.storage.container import encoded

COPIES = 1_500


@pytest.fixture
def large(model, monkeypatch):
    """Return a model whose panel has the series of another many times over."""
    monkeypatch.setattr(stored_panel, "AT_ONCE", 1_000)
    copies = [replace(one, name=f"{copy:04d}{one.name}") for copy in range(COPIES) for one in model.panel.series]
    panel = replace(model.panel, series=tuple(copies))
    rows = np.tile(np.arange(len(model.panel)), COPIES)
    units = model.units if model.second is None else model.second.units
    own = replace(units, scale=units.scale[:, rows], scaling=units.scaling[rows])
    anchors = model.anchors.of_series(rows)
    second = None if model.second is None else replace(model.second, panel=panel, anchors=anchors, units=own)
    return replace(model, panel=panel, anchors=anchors, second=second)


def peak_of(work):
    """Return what some work gives, and how many bytes it keeps, and takes at the highest."""
    tracemalloc.start()
    try:
        made = work()
        return made, *tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()


def test_a_model_is_written_and_held_in_little_memory(large, tmp_path):
    """It is written some series at a time, in less than its counts and times take as such, and so it is held."""

    def write():
        with (tmp_path / "m.lstm").open("wb") as stream:
            stream.writelines(encoded(stored_arrays(large), document_of(large)))

    _, _, peak = peak_of(write)
    plain = 16 * sum(map(len, large.panel.series))
    assert peak < plain
    assert (tmp_path / "m.lstm").stat().st_size < plain
    loaded, kept, _ = peak_of(lambda: load_model(tmp_path / "m.lstm"))
    assert kept < plain
    for mine, other in zip(loaded.panel.series, large.panel.series, strict=True):
        np.testing.assert_array_equal(mine.times, other.times)
