"""Parquet holds what the CSV holds, in one file or in one for each part."""

import io
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from lstm_cli.cli.targets import check_parquet
from lstm_cli.errors import UsageError
from lstm_cli.formats.forecast_csv import forecast_csv
from lstm_cli.formats.forecast_parquet import forecast_parts, parquet_files
from lstm_cli.formats.registry import Request, write_forecast
from lstm_cli.options import DataKind
from lstm_cli.panel.frequency import Frequency
from lstm_cli.panel.scale import Scale
from lstm_cli.readers import extras

PARQUET = Request("parquet", mean=True)


def whole(forecast):
    """Return the forecast with counts for quantiles."""
    return replace(forecast, series=tuple(replace(one, quantiles=np.round(one.quantiles)) for one in forecast.series))


def as_csv(content):
    """Write a Parquet file as the CSV of the same rows."""
    return pd.read_parquet(io.BytesIO(content)).to_csv(index=False)


def test_parquet_holds_what_the_csv_holds(make):
    """Columns, rows, dates and counts come back as in CSV; counts are int64 and names text."""
    forecast, panel = make(('a"b', "x,y", "Île"))
    content = write_forecast(whole(forecast), panel, Request("parquet")).content
    assert as_csv(content) == forecast_csv(whole(forecast), panel)
    frame = pd.read_parquet(io.BytesIO(content))
    assert set(map(str, frame.dtypes[2:])) == {"int64"}


def test_means_and_rates_keep_their_decimals(make):
    """What is no count is float64, and a mean has the digits that it has in CSV."""
    forecast, panel = make(("A", "B"))
    panel = replace(panel, scale=Scale(DataKind.RATE, 0.1, 3))
    frame = pd.read_parquet(io.BytesIO(write_forecast(forecast, panel, PARQUET).content))
    expected = pd.read_csv(io.StringIO(forecast_csv(forecast, panel, mean=True)))
    np.testing.assert_array_equal(frame.iloc[:, 2:].to_numpy(), expected.iloc[:, 2:].to_numpy())


def test_times_within_a_day_are_timestamps(make):
    """Hours are told apart; a date alone would make them equal."""
    forecast, panel = make(("A",), frequency=Frequency(seconds=3600))
    frame = pd.read_parquet(io.BytesIO(write_forecast(whole(forecast), panel, Request("parquet")).content))
    assert (frame["week"].to_numpy() == forecast.series[0].times).all()


def test_parts_make_the_file_of_the_whole(make):
    """A forecast in parts is one valid file, of which each part's bytes can be sent on as they come."""
    forecast, panel = make(("A", "B", "C"))
    forecast = whole(forecast)
    parts = [replace(forecast, series=(one,)) for one in forecast.series]
    pieces = list(forecast_parts(parts, panel, Request("parquet")))
    assert len(pieces) == 4
    assert pieces[0].startswith(b"PAR1")
    assert as_csv(b"".join(pieces)) == forecast_csv(forecast, panel)


def test_a_folder_has_a_file_for_each_part(make, tmp_path):
    """Together the files hold the rows of the one file, in the order of their names."""
    forecast, panel = make(("A", "B", "C"))
    forecast = whole(forecast)
    for name, content in parquet_files([replace(forecast, series=(one,)) for one in forecast.series], panel, PARQUET):
        (tmp_path / name).write_bytes(content)
    assert sorted(file.name for file in tmp_path.iterdir()) == [f"part-0000{at}.parquet" for at in range(3)]
    assert pd.read_parquet(tmp_path).drop(columns="mean").to_csv(index=False) == forecast_csv(forecast, panel)


def test_without_pyarrow_it_is_said_what_to_install(monkeypatch):
    """A missing library is named with the command that installs it, before any work."""
    monkeypatch.setattr(extras.importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(UsageError, match=r"out\.parquet: writing Parquet needs pyarrow; .* install 'pyarrow>=18'"):
        check_parquet("out.parquet")
