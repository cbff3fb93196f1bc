"""A model of a panel that was packed when it was read is byte for byte that of the same panel as single series."""

import numpy as np
import pytest

from lstm_cli.ensemble.model_file import load_model, save_model
from lstm_cli.evaluation.holdout import train_and_score
from lstm_cli.options import TrainOptions
from lstm_cli.panel import packing
from lstm_cli.panel.packed import PackedSeries
from lstm_cli.readers.count_reader import read_panel

FIRST = np.datetime64("2023-01-02")
EMPTY = {
    "nowhere": [],
    "at the end": [("A", week, "") for week in range(60, 63)],
    "before": [("B", week, "") for week in range(-5, 0)],
    "in a series without counts": [("Z", week, "NA") for week in range(-9, 70)],
}


def table(*, apart, empty):
    """Return two series of weekly counts, one after the other if they are apart, and rows without a count."""
    counts = np.random.default_rng(0).poisson(20, (2, 60)).tolist()
    rows = [
        (name, week + (90 if apart and name == "B" else 0), count)
        for name, own in zip("AB", counts, strict=True)
        for week, count in enumerate(own)
    ]
    lines = [f"{name},{FIRST + 7 * week},{count}" for name, week, count in [*rows, *empty]]
    return "\n".join(["area,date,value", *lines, ""]).encode()


@pytest.mark.parametrize("empty", EMPTY)
@pytest.mark.parametrize("apart", [False, True])
def test_a_packed_panel_is_trained_on_and_saved_as_any_other(empty, apart, tmp_path, monkeypatch):
    """Times that no series has are in no model file, whichever rows the table had there."""
    text, files = table(apart=apart, empty=EMPTY[empty]), []
    for size in (packing.GROUP, 10):
        monkeypatch.setattr(packing, "GROUP", size)
        panel = read_panel(text, name="d.csv")
        assert isinstance(panel.series, PackedSeries) == (size == 10)
        path = tmp_path / f"{size}.lstm"
        save_model(path, train_and_score(panel, TrainOptions(horizon=2, seed=1)))
        load_model(path)
        files.append(path.read_bytes())
    assert files[0] == files[1]
