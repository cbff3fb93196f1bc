"""Frames of every kind that analysts have are read as the same counts, and are left as they were."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

import lstm_cli as lf

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
