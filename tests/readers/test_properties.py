"""Properties: tables survive the round trip, agree with pandas, and damage gives a DataError and nothing else."""

import csv
import io
from datetime import datetime, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_cli.errors import DataError
from lstm_cli.options import ReadOptions
from lstm_cli.panel.describe import audit
from lstm_cli.panel.series import Panel
from lstm_cli.readers.count_reader import read_panel

pytestmark = pytest.mark.slow

STEPS = {"h": timedelta(hours=1), "D": timedelta(days=1), "W": timedelta(weeks=1), "2W": timedelta(weeks=2)}
NAMES = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), min_size=1, max_size=12).filter(str.strip)
COUNTS = st.lists(st.none() | st.integers(0, 2**63 - 1), min_size=1, max_size=20).filter(
    lambda counts: counts[0] is not None and counts[-1] is not None
)
TABLES = st.dictionaries(NAMES, st.tuples(st.integers(0, 50), COUNTS), min_size=1, max_size=5)


def written(table, freq, *, delimiter=",", end="\n"):
    """Return a table of {name: (first step, counts)} as CSV, missing counts as empty cells."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=delimiter, lineterminator=end)
    writer.writerow(["unique_id", "ds", "y"])
    for name, (first, counts) in table.items():
        for step, count in enumerate(counts, first):
            moment = datetime(2020, 1, 4) + step * STEPS[freq]  # noqa: DTZ001
            writer.writerow([name, moment.isoformat(" "), "" if count is None else count])
    return stream.getvalue()


@given(TABLES, st.sampled_from(sorted(STEPS)), st.sampled_from(",;\t|"), st.sampled_from(["\n", "\r\n"]))
def test_every_table_survives_writing_and_reading(table, freq, delimiter, end):
    """Names, times and counts come back exactly, whatever the names, delimiter and line ends."""
    content = written(table, freq, delimiter=delimiter, end=end).encode()
    panel = read_panel(content, name="d", options=ReadOptions(freq=freq, delimiter=delimiter))
    earliest = min(first for first, _ in table.values())
    assert [series.name for series in panel.series] == sorted(table)
    for series in panel.series:
        first, counts = table[series.name]
        assert series.start == first - earliest
        assert [c if seen else None for c, seen in zip(series.counts.tolist(), series.observed, strict=True)] == counts
        times = [datetime(2020, 1, 4) + step * STEPS[freq] for step in range(first, first + len(counts))]  # noqa: DTZ001
        assert series.times.tolist() == times


@given(
    TABLES.filter(lambda table: max(len(counts) for _, counts in table.values()) > 1), st.sampled_from(sorted(STEPS))
)
def test_well_formed_tables_agree_with_pandas(table, freq):
    """Well-formed tables give the same as in pandas with explicit types."""
    content = written(table, freq)
    frame = pd.read_csv(
        io.StringIO(content, newline=""),
        dtype={"unique_id": str, "y": "Int64"},
        keep_default_na=False,
        na_values={"y": [""]},
    )
    frame["ds"] = pd.to_datetime(frame["ds"])
    panel = read_panel(content.encode(), name="d", options=ReadOptions(freq=freq))
    assert len(panel) == frame["unique_id"].nunique()
    for series in panel.series:
        own_rows = frame[frame["unique_id"] == series.name]
        regular = own_rows.set_index("ds")["y"].reindex(pd.DatetimeIndex(series.times))
        assert np.array_equal(regular.isna().to_numpy(), ~series.observed)
        assert regular.fillna(0).to_numpy(np.int64).tolist() == series.counts.tolist()


@given(st.data(), TABLES, st.sampled_from(sorted(STEPS)))
def test_damaged_bytes_give_a_panel_or_a_data_error(data, table, freq):
    """Bytes flipped, cut, doubled or put in anywhere never end in any other exception."""
    content = bytearray(written(table, freq).encode())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content)))
        length = data.draw(st.integers(0, 9))
        content[at : at + length] = data.draw(
            st.binary(max_size=9)
            | st.sampled_from([b'"', b"\r", b"\0", b"\n", b",", b"-", b"e9", b"\xef\xbb\xbf", b"#"])
        )
    _panel_or_data_error(bytes(content))


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_give_a_panel_or_a_data_error(content):
    """Bytes that are no table at all give a DataError."""
    _panel_or_data_error(content)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["A", "B", " A", ""]),
            st.sampled_from(
                ["2024-01-06", "2024-01-13", "2024-02-30", "2024-01", "2024", "2024-W03", "9000-12-31", "x"]
            )
            | st.dates().map(str)
            | st.datetimes().map(str),
            st.sampled_from(["1", "", "NA", "1e18", "1e19", "-1", "1.000", "9" * 19]) | st.integers().map(str),
        ),
        max_size=8,
    ),
    st.sampled_from([None, "D", "W", "MS", "QE", "min"]),
)
def test_rows_of_any_dates_and_counts_give_a_panel_or_a_data_error(rows, freq):
    """Rows in the right shape with any dates, counts and frequency never end in any other exception."""
    _panel_or_data_error(b"ds,unique_id,y\n" + "".join(f"{b},{a},{c}\n" for a, b, c in rows).encode(), freq=freq)


def _outcome(content, **options) -> Panel | DataError:
    """Return the panel, or the error that a user would be shown."""
    try:
        return read_panel(content, name="d.csv", options=ReadOptions(**options))
    except DataError as error:
        return error


def _panel_or_data_error(content, **options):
    """Read, and check what every panel promises; a refusal has one to seven lines that name the file."""
    panel = _outcome(content, **options)
    if isinstance(panel, DataError):
        assert 1 <= len(panel.lines()) <= 7
        assert all(line.startswith("d.csv") and line.isprintable() for line in panel.lines())
        return
    assert audit(panel).observations == sum(int(series.observed.sum()) for series in panel.series)
    for series in panel.series:
        assert series.observed[0]
        assert series.observed[-1]
        assert len(series) == len(series.times) == len(series.observed)
        assert (series.counts >= 0).all()
        assert (np.diff(series.times.astype(np.int64)) > 0).all()


@pytest.mark.parametrize("layout", ["long", "wide"])
def test_millions_of_cells_take_few_objects(layout):
    """A hundred thousand rows read in well under five seconds: no Python object is made per row on the good path."""
    from time import perf_counter

    days = pd.date_range("2020-01-01", periods=200).strftime("%Y-%m-%d")
    if layout == "long":
        table = "unique_id,ds,y\n" + "".join(f"s{k},{day},{k % 97}\n" for k in range(500) for day in days)
    else:
        table = ",".join(["date", *(f"s{k}" for k in range(500))]) + "\n"
        table += "".join(day + ",".join(["", *(str(k % 97) for k in range(500))]) + "\n" for day in days)
    begun = perf_counter()
    assert len(read_panel(table.encode(), name="d")) == 500
    assert perf_counter() - begun < 5
