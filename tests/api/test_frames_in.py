"""Frames of every kind that analysts have are read as the same counts, and are left as they were."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

import lstm_cli as lf


def arrow(name, *arguments):
    """Return the type of Arrow of a name, which pandas holds columns in."""
    pa = pytest.importorskip("pyarrow", reason="the extra 'parquet' is not installed")
    return pd.ArrowDtype(getattr(pa, name)(*arguments))


def zoned(frame):
    """Return the frame with midnights in a zone as Arrow holds them."""
    return frame.assign(
        date=frame["date"].dt.tz_localize("America/New_York").astype(arrow("timestamp", "us", "America/New_York"))
    )


def coded(frame):
    """Return the frame with names that Arrow holds once each."""
    pa = pytest.importorskip("pyarrow", reason="the extra 'parquet' is not installed")
    names = pa.array(frame["location"].tolist()).dictionary_encode()
    return frame.assign(location=pd.Series(pd.arrays.ArrowExtensionArray(names), index=frame.index))


# What may be done to a long frame of dates as datetime64 without changing what it says.
SAME = {
    "text dates": lambda f: f.assign(date=f["date"].dt.strftime("%Y-%m-%d")),
    "date objects": lambda f: f.assign(date=f["date"].dt.date),
    "timestamps as objects": lambda f: f.assign(date=f["date"].astype(object)),
    "dates in seconds": lambda f: f.assign(date=f["date"].astype("datetime64[s]")),
    "midnight in UTC": lambda f: f.assign(date=f["date"].dt.tz_localize("UTC")),
    "midnight in a zone": lambda f: f.assign(date=f["date"].dt.tz_localize("America/New_York")),
    "categories": lambda f: f.astype({"location": "category"}),
    "floats": lambda f: f.astype({"admissions": float}),
    "Int64": lambda f: f.astype({"admissions": "Int64"}),
    "uint16": lambda f: f.astype({"admissions": "uint16"}),
    "counts as text": lambda f: f.astype({"admissions": str}),
    "counts as objects": lambda f: f.astype({"admissions": object}),
    "nullable types": lambda f: f.convert_dtypes(),
    "dates in the index": lambda f: f.set_index("date"),
    "dates in the index and a column": lambda f: f.set_index("date", drop=False),
    "dates in a nameless index": lambda f: f.set_index("date").rename_axis(None),
    "a MultiIndex": lambda f: f.set_index(["location", "date"]),
    "a Series with a MultiIndex": lambda f: f.set_index(["location", "date"])["admissions"],
    "categories of datetimes": lambda f: f.astype({"date": "category"}),
    "Arrow's dates": lambda f: f.astype({"date": arrow("date32")}),
    "Arrow's dates in milliseconds": lambda f: f.astype({"date": arrow("date64")}),
    "Arrow's times": lambda f: f.astype({"date": arrow("timestamp", "ns")}),
    "Arrow's times in a zone": zoned,
    "categories of Arrow's times": lambda f: f.astype({"date": arrow("timestamp", "ns")}).astype({"date": "category"}),
    "Arrow's dates in the index": lambda f: f.astype({"date": arrow("date32")}).set_index("date"),
    "Arrow's dates in a nameless index": lambda f: (
        f.astype({"date": arrow("date32")}).set_index("date").rename_axis(None)
    ),
    "date objects in a nameless index": lambda f: f.set_index(f["date"].dt.date).rename_axis(None).drop(columns="date"),
    "Arrow's text": lambda f: f.astype({"location": arrow("large_string")}),
    "Arrow's dictionary": coded,
    "Arrow's bytes": lambda f: f.assign(location=f["location"].str.encode("utf-8").astype(arrow("binary"))),
    "bytes": lambda f: f.assign(location=f["location"].str.encode("utf-8")),
    "Arrow's integers": lambda f: f.astype({"admissions": arrow("int64")}),
    "Arrow's floats": lambda f: f.astype({"admissions": arrow("float64")}),
    "Arrow's decimals": lambda f: f.astype({"admissions": arrow("decimal128", 22, 2)}),
    "rows in another order": lambda f: f.sample(frac=1, random_state=1),
    "odd row labels": lambda f: f.set_index(pd.Index(range(7, 7 + 3 * len(f), 3))),
    "repeated row labels": lambda f: f.set_index(pd.Index([0] * len(f))),
    "columns in another order": lambda f: f[["admissions", "date", "location"]],
    "names with capitals and blanks": lambda f: f.set_axis([" Location", "DATE ", "Admissions"], axis=1),
}


def facts(data, **arguments):
    """Return what was understood of data, without the names of its columns."""
    audit = lf.describe(data, **arguments)
    return audit.frequency_name, audit.first, audit.last, audit.missing, audit.series


def quantiles(model, data):
    """Return the forecast of data as plain numbers: it depends on every count of every series."""
    frame = model.predict(data).to_frame()
    return frame.iloc[:, 0].tolist(), frame.iloc[:, 1].tolist(), frame.iloc[:, 2:].to_numpy().tolist()


@pytest.mark.parametrize("change", SAME.values(), ids=SAME)
def test_the_same_counts_in_another_guise(model, flu, change):
    """However a frame holds the counts, they are understood and forecast alike."""
    frame = change(flu)
    assert facts(frame) == facts(flu)
    assert quantiles(model, frame) == quantiles(model, flu)


@pytest.mark.parametrize("change", SAME.values(), ids=SAME)
def test_a_frame_is_left_as_it_was(flu, change):
    """Reading changes neither values, types, names nor index of the caller's frame."""
    frame = change(flu)
    before = frame.copy(deep=True)
    lf.describe(frame)
    compare = pd.testing.assert_series_equal if isinstance(frame, pd.Series) else pd.testing.assert_frame_equal
    compare(frame, before, check_index_type="exact", check_names=True)
    assert frame.index.names == before.index.names


WIDE = {
    "dates in the index": lambda f: f,
    "dates in a column": lambda f: f.reset_index(),
    "text dates in the index": lambda f: f.set_axis(f.index.strftime("%Y-%m-%d"), axis=0).rename_axis("date"),
    "periods of a day": lambda f: f.to_period("D"),
}


@pytest.mark.parametrize("change", WIDE.values(), ids=WIDE)
def test_a_wide_frame_is_the_long_one(flu, change):
    """A pivoted frame, a column a state, holds the same series."""
    assert facts(change(flu.pivot(index="date", columns="location", values="admissions"))) == facts(flu)


def test_a_series_is_a_panel_of_one(flu, ohio):
    """A Series of counts with dates as index is read as the one series that it is."""
    _, first, last, _, (series,) = facts(ohio)
    assert (first, last) == ("2022-02-12", "2024-04-27")
    assert series.largest == flu.loc[flu["location"] == "Ohio", "admissions"].max()
    assert facts(ohio.rename(None).rename_axis(None))[:4] == facts(ohio)[:4]


def test_periods_are_read_as_their_start(ohio):
    """A PeriodIndex stands for the time at which each period starts."""
    months = ohio.resample("MS").sum().to_period("M")
    audit = lf.describe(months)
    assert (audit.frequency_name, audit.first, audit.last) == ("monthly (month starts)", "2022-02-01", "2024-04-01")


def test_names_of_series_are_text(flu):
    """Numbers that name series are read as text, whole floats without a fraction; order is that of text."""
    codes = {"California": 10, "Ohio": 9, "Washington": 100}
    for kind in (int, float, "Int64"):
        frame = flu.assign(location=flu["location"].map(codes).astype(kind))
        assert [series.name for series in lf.describe(frame).series] == ["10", "100", "9"]


def test_hours_in_a_zone_are_read_in_utc():
    """Hours that skip and repeat with summer time are evenly spaced in UTC, and written so."""
    times = pd.date_range("2024-03-09", "2024-03-12", freq="h", tz="America/New_York")
    audit = lf.describe(pd.DataFrame({"time": times, "y": range(len(times))}))
    assert (audit.frequency_name, audit.missing, audit.first) == ("hourly", 0, "2024-03-09T05:00:00Z")


def test_times_with_several_offsets_are_those_of_their_zone():
    """Objects with the offsets before and after a change of the clocks are read as times of one zone are."""
    for freq, count in (("h", 80), ("D", 30)):
        times = pd.date_range("2024-03-08", periods=count, freq=freq, tz="America/New_York")
        frame = pd.DataFrame({"ds": times, "y": range(count)})
        texts = [time.isoformat() for time in times]
        assert len({text[-6:] for text in texts}) == 2
        objects = frame.assign(ds=pd.Series([dt.datetime.fromisoformat(text) for text in texts], dtype=object))
        assert list(lf.describe(objects).series) == list(lf.describe(frame).series)


def test_times_of_which_some_have_a_zone_are_refused():
    """Nothing says what the others mean; the error names the first row that is unlike most."""
    times = [dt.datetime(2024, 1, day, tzinfo=dt.UTC if day > 2 else None) for day in range(1, 12)]
    with pytest.raises(lf.DataError) as caught:
        lf.describe(pd.DataFrame({"ds": pd.Series(times, dtype=object), "y": range(11)}))
    assert (caught.value.row, caught.value.column) == (0, "ds")


def test_days_in_a_zone_are_local_days():
    """Midnights in a zone are days of that zone, also over a change of the clocks."""
    times = pd.date_range("2024-03-01", periods=30, freq="D", tz="America/New_York")
    audit = lf.describe(pd.DataFrame({"time": times, "y": range(30)}))
    assert (audit.frequency_name, audit.missing, audit.first, audit.last) == ("daily", 0, "2024-03-01", "2024-03-30")


@pytest.mark.parametrize("kind", [float, "Int64", object], ids=str)
def test_missing_counts_are_missing_observations(flu, kind):
    """NaN, <NA> and None say that nothing was observed, just as a row that is not there."""
    frame = flu.astype({"admissions": kind})
    frame.loc[[5, 6, 200], "admissions"] = None if kind is object else pd.NA
    assert lf.describe(frame).missing == 3
    assert facts(frame) == facts(flu.drop(index=[5, 6, 200]))


def test_large_counts_stay_exact():
    """A count above 2^53, which no float holds, is read as it is."""
    counts = np.array([2**53 + 1 + step for step in range(12)], dtype=np.int64)
    (series,) = lf.describe(pd.Series(counts, index=pd.date_range("2024-01-01", periods=12))).series
    assert (series.smallest, series.largest) == (2**53 + 1, 2**53 + 12)


@pytest.mark.parametrize("kind", ["date32", "objects"])
def test_dates_that_are_no_text_need_no_format(flu, kind):
    """A format is of dates that are text: dates as objects or in a type of Arrow are written in it, as datetimes are."""
    dates = flu["date"].dt.date if kind == "objects" else flu["date"].astype(arrow(kind))
    assert lf.describe(flu.assign(date=dates), date_format="%d/%m/%Y") == lf.describe(flu, date_format="%d/%m/%Y")


def test_a_column_of_a_parquet_file_in_types_of_arrow(flu, model, tmp_path):
    """A file of Parquet is read, forecast and scored from a frame with types of Arrow as from pandas' own types."""
    pytest.importorskip("pyarrow", reason="the extra 'parquet' is not installed")
    flu.assign(date=flu["date"].dt.date).to_parquet(tmp_path / "flu.parquet")
    frame = pd.read_parquet(tmp_path / "flu.parquet", dtype_backend="pyarrow")
    assert str(frame["date"].dtype) == "date32[day][pyarrow]"
    assert lf.describe(frame) == lf.describe(flu)
    forecast = model.predict(flu[flu["date"] <= "2024-03-30"]).to_frame()
    held = forecast.astype({"date": arrow("date32")})
    assert lf.score(held, frame).by_series.equals(lf.score(forecast, flu).by_series)


def test_an_identifier_that_is_a_date_of_arrow(flu):
    """Dates that name series are their names."""
    names = flu["location"].map(
        {"California": dt.date(1850, 9, 9), "Ohio": dt.date(1803, 3, 1), "Washington": dt.date(1889, 11, 11)}
    )
    audit = lf.describe(flu.assign(location=names.astype(arrow("date32"))), id_col="location", time_col="date")
    assert [series.name for series in audit.series] == ["1803-03-01", "1850-09-09", "1889-11-11"]


LISTS = {
    "lists": lambda counts: [[count] for count in counts],
    "arrays": lambda counts: [np.array([count]) for count in counts],
    "a type of Arrow": lambda counts: pd.Series([[count] for count in counts]).astype(
        pd.ArrowDtype(pytest.importorskip("pyarrow").list_(pytest.importorskip("pyarrow").int64()))
    ),
    "one list among counts": lambda counts: [[counts[0]], *counts[1:]],
}


@pytest.mark.parametrize("change", LISTS.values(), ids=LISTS)
def test_lists_are_cells_that_are_no_counts(flu, change):
    """A list in place of a count is refused by its row and column, as JSON, and as a bad cell; elsewhere it does no harm."""
    cells = change(flu["admissions"].tolist())
    with pytest.raises(lf.DataError) as caught:
        lf.describe(flu.assign(admissions=cells))
    error = caught.value
    assert (error.line, error.column, error.value) == (0, "admissions", f"[{flu['admissions'][0]}]")
    assert lf.describe(flu.assign(extra=cells), target_col="admissions").series == lf.describe(flu).series


def test_records_are_refused_as_json(flu):
    """A record in place of a count is shown as JSON."""
    with pytest.raises(lf.DataError) as caught:
        lf.describe(flu.assign(admissions=[{"n": 1}] * len(flu)))
    assert caught.value.value == '{"n": 1}'


def test_dates_day_first_by_their_format(flu):
    """Text dates in any format are read when the format is named."""
    frame = flu.assign(date=flu["date"].dt.strftime("%d/%m/%Y"))
    audit = lf.describe(frame, date_format="%d/%m/%Y")
    assert (audit.first, audit.last, audit.observations) == ("12/02/2022", "27/04/2024", len(flu))
    assert lf.describe(flu, date_format="%d/%m/%Y").series == audit.series


def test_newer_data_are_read_as_the_training_data(flu):
    """After training on odd names and dates, newer data need no arguments, whether their dates are text or not."""
    odd = flu.rename(columns={"location": "where", "date": "Wk", "admissions": "num"}).groupby("where").tail(20)
    text = odd.assign(Wk=odd["Wk"].dt.strftime("%d.%m.%Y"))
    names = {"id_col": "where", "time_col": "Wk", "target_col": "num"}
    trained = lf.Forecaster(horizon=2).fit(text, date_format="%d.%m.%Y", **names)
    for newer in (text, odd):
        forecast = trained.predict(newer)
        assert forecast.to_csv() == trained.predict().to_csv()
    assert trained.predict().to_csv().splitlines()[1].startswith("California,04.05.2024,")


def test_a_wide_frame_can_be_forecast_anew(flu):
    """A model of a wide frame goes on from a newer wide frame without arguments, also one with another series."""
    wide = flu.pivot(index="date", columns="location", values="admissions")
    trained = lf.Forecaster(horizon=2).fit(wide.iloc[80:100])
    newer = trained.predict(wide.rename(columns={"Ohio": "Iowa"}).reset_index())
    assert newer.series == ("California", "Iowa", "Washington")
    assert newer.to_frame()["date"].min() == dt.datetime(2024, 5, 4)  # noqa: DTZ001
