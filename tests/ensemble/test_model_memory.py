"""The file of a large panel is written some series at a time, and what is loaded holds each step's time once."""

import tracemalloc
from dataclasses import replace

import numpy as np
import pytest

from lstm_cli.ensemble import model_parts
from lstm_cli.ensemble.model_document import document_of
from lstm_cli.ensemble.model_file import load_model
from lstm_cli.ensemble.model_parts import arrays_of
from lstm_cli.panel import coherence
from lstm_cli.storage.container import encoded

COPIES = 300


@pytest.fixture
def large(model, monkeypatch):
    """Return a model whose panel has the series of another many times over."""
    monkeypatch.setattr(model_parts, "AT_ONCE", 1_000)
    monkeypatch.setattr(coherence, "AT_ONCE", 1_000)
    copies = [replace(one, name=f"{copy:03d}{one.name}") for copy in range(COPIES) for one in model.panel.series]
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
    """It is written some series at a time, in less than half of its size; loaded it takes less than its file."""

    def write():
        with (tmp_path / "m.lstm").open("wb") as stream:
            stream.writelines(encoded(arrays_of(large), document_of(large)))

    _, _, peak = peak_of(write)
    size = (tmp_path / "m.lstm").stat().st_size
    assert peak < size / 2
    loaded, kept, _ = peak_of(lambda: load_model(tmp_path / "m.lstm"))
    assert kept < size
    for mine, other in zip(loaded.panel.series, large.panel.series, strict=True):
        np.testing.assert_array_equal(mine.times, other.times)
