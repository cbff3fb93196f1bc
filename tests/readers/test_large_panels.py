"""A panel that is large enough to be packed and looked at in stretches is read as a small one."""

import numpy as np
import pytest

from lstm_cli import _temporary
from lstm_cli.errors import DataError, python_setting
from lstm_cli.panel import packing, pairs
from lstm_cli.panel.checks import known
from lstm_cli.panel.packed import PackedSeries
from lstm_cli.readers import row_groups, table
from lstm_cli.readers.count_reader import read_panel

FIELDS = ("times", "counts", "observed")
KINDS = (
    *("counts", "totals", "zeros", "gaps", "rates", "huge", "daily then weekly", "twice", "many twice", "off step"),
    *("bad cell", "without counts", "wide"),
)


def cells_of(kind, rng, steps):
    """Return the texts of a series of some kind, None where a row is missing."""
    counts = rng.poisson(20, steps)
    match kind:
        case "totals":
            counts = np.cumsum(rng.integers(1, 9, steps))
            counts[steps // 2 :] -= counts[steps // 2] - 1  # they begin anew
        case "zeros":
            counts = (counts + 1) * ((np.arange(steps) % 7 == 3) | (np.arange(steps) < steps // 3))
        case "huge":
            counts = counts.astype(np.int64) * 10**12
        case "rates":
            return [f"{count / 8 + 0.01:.2f}" for count in counts.tolist()]
    texts = [str(count) for count in counts.tolist()]
    if kind == "gaps":
        return [text if place % 5 else rng.choice(["", "NA", None]) for place, text in enumerate(texts)]
    if kind == "daily then weekly":
        return [text if place < steps // 3 or place % 7 == 0 else None for place, text in enumerate(texts)]
    return texts


def table_of(kind, seed):
    """Return a long table of daily counts, most series of one kind."""
    rng = np.random.default_rng(seed)
    first, lines = np.datetime64("2023-02-27"), ["area,date,value,colour"]
    for name in "ABCDEFG":
        own = kind if kind == "rates" or rng.random() < 0.7 else "counts"
        for day, cell in enumerate(cells_of(own, rng, int(rng.integers(20, 90)))):
            if cell is not None:
                lines.append(f"{name},{first + day},{cell},{rng.choice(['red', 'blue']) if name < 'C' else 'red'}")
    if kind == "twice":
        lines.append(lines[-1])
    if kind == "many twice":
        lines += lines[5::20]
    if kind == "bad cell":
        lines[-1] = lines[-1].replace(",red", "x,red")
    if kind == "without counts":
        lines += [f"BB,{first + day},NA,red" for day in range(30)]
    if kind == "wide":
        days = [",".join([str(first + day), *map(str, rng.poisson(20, 9).tolist())]) for day in range(60)]
        return "\n".join(["date,C,A,B,F,D,E,I,H,G", *days, ""])
    if kind == "off step":
        lines[-1] = lines[-1].replace(",2023-", ",2031-")
    rows = rng.permutation(lines[1:]).tolist() if seed % 2 else lines[1:]
    return "\n".join([lines[0], *rows, ""])


def read(kind, seed, *, skip=False):
    """Return the panel, or the lines of its refusal."""
    labels = () if kind == "wide" else ("colour",)
    try:
        return read_panel(table_of(kind, seed).encode(), name="d.csv", labels=labels, skip_bad_series=skip)
    except DataError as error:
        return list(error.lines(python_setting))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("skip", [False, True])
def test_packing_and_stretches_change_nothing(kind, seed, skip, monkeypatch):
    """Series, labels, remarks and refusals are the same, whatever the sizes of groups and stretches."""
    expected = read(kind, seed, skip=skip)
    monkeypatch.setattr(packing, "GROUP", 100)
    monkeypatch.setattr(known, "AT_ONCE", 70)
    monkeypatch.setattr(pairs, "MAX_TABLE", 0 if seed > 1 else pairs.MAX_TABLE)
    monkeypatch.setattr(row_groups, "GROUP", 50)
    monkeypatch.setattr(_temporary, "IN_MEMORY", 20)
    monkeypatch.setattr(_temporary, "AT_ONCE", 9)
    monkeypatch.setattr(table, "STRETCH", 7)
    actual = read(kind, seed, skip=skip)
    if isinstance(expected, list):
        assert actual == expected
        return
    assert isinstance(actual.series, PackedSeries)
    assert not isinstance(expected.series, PackedSeries)
    assert (actual.notes, actual.labels) == (expected.notes, expected.labels)
    assert (actual.frequency, actual.scale) == (expected.frequency, expected.scale)
    for mine, theirs in zip(actual.series, expected.series, strict=True):
        for name in FIELDS:
            left, right = getattr(mine, name), getattr(theirs, name)
            assert left.dtype == right.dtype
            assert np.array_equal(left, right)
        assert (mine.name, mine.start) == (theirs.name, theirs.start)
        assert (mine.later_empty, mine.earlier_empty) == (theirs.later_empty, theirs.earlier_empty)


def test_these_panels_bring_remarks_and_refusals_out():
    """The comparison above is not one of panels of which nothing is said."""
    read_ones = [read(kind, seed) for kind in KINDS for seed in range(4)]
    codes = {note.code for panel in read_ones if not isinstance(panel, list) for note in panel.notes}
    assert codes >= {"running-totals", "zeros-between-totals", "series-without-counts"}
    skipped = {note.code for kind in ("bad cell", "off step") for note in read(kind, 0, skip=True).notes}
    assert "series-skipped" in skipped
    changing = read("counts", 0).labels["colour"].changing
    assert 0 < len(changing) < 7
    assert sum(isinstance(panel, list) for panel in read_ones) >= 4
