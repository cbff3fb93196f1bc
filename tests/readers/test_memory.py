"""A large table takes few bytes a row to read, and the panel fewer."""

import tracemalloc

import numpy as np
import pytest

from lstm_cli import _temporary
from lstm_cli.panel import packing
from lstm_cli.panel.checks import known
from lstm_cli.readers import row_groups
from lstm_cli.readers.count_reader import read_panel

SERIES, STEPS = 15_000, 100  # enough for series to be packed
MAX_BYTES = 12  # a row, at the highest
MAX_KEPT = 4  # a row: the count, in as many bytes as it needs, and what each series has


@pytest.fixture(scope="module")
def table():
    """Return a long CSV of weekly counts."""
    times = (np.datetime64("2020-01-04") + 7 * np.arange(STEPS)).astype(str).tolist()
    counts = np.random.default_rng(0).poisson(40, (SERIES, STEPS)).tolist()
    rows = [f"{time},s{row},{count}\n" for row in range(SERIES) for time, count in zip(times, counts[row], strict=True)]
    return f"date,series,count\n{''.join(rows)}".encode()


@pytest.mark.slow
def test_reading_takes_few_bytes_a_row(table, monkeypatch):
    """Codes of rows are in a file, and neither rows, nor series, nor counts are laid out as a whole."""
    read_panel(table[: table.index(b"\n", 10_000)], name="counts.csv")  # what is imported stays
    for module, name in ((_temporary, "IN_MEMORY"), (row_groups, "GROUP"), (packing, "GROUP"), (known, "AT_ONCE")):
        monkeypatch.setattr(module, name, 1 << 16)
    tracemalloc.start()
    try:
        panel = read_panel(table, name="counts.csv")
        kept, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(panel) == SERIES
    assert peak < MAX_BYTES * SERIES * STEPS
    assert kept < MAX_KEPT * SERIES * STEPS
