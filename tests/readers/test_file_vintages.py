"""A folder of dated snapshots: the day in each name is when its rows were published."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

import lstm_cli as lf

WEEKS = pd.date_range("2023-07-01", periods=52, freq="W-SAT")
FINAL = {"Ohio": np.arange(52) % 9 * 10 + 20, "Iowa": np.arange(52) % 7 * 10 + 40}
FIRST = 40  # weeks in the first snapshot


def snapshot(known):
    """Return what was known of the first weeks on the Wednesday after: of the newest one, only half."""
    part = [
        pd.DataFrame({"place": place, "date": WEEKS[:known].date, "cases": counts[:known].astype(float)})
        for place, counts in FINAL.items()
    ]
    for rows in part:
        rows.iloc[-1, 2] //= 2
    return pd.concat(part).astype({"cases": int}), WEEKS[known - 1] + dt.timedelta(4)


@pytest.fixture
def whole():
    """All snapshots below each other, with a column of days: what a file of vintages has."""
    parts = [rows.assign(as_of=day.date()) for rows, day in map(snapshot, range(FIRST, 53))]
    return pd.concat(parts, ignore_index=True)


def put(folder, name, *, place=None):
    """Write a file for each snapshot, of all places or of one without its name."""
    folder.mkdir(parents=True, exist_ok=True)
    for known in range(FIRST, 53):
        rows, day = snapshot(known)
        if place:
            rows = rows[rows["place"] == place].drop(columns="place")
        rows.to_csv(folder / f"{day:{name}}.csv", index=False)


@pytest.mark.parametrize("name", ["%Y-%m-%d", "export_%Y%m%d", "%Y_%m_%d-final"])
def test_snapshots_are_vintages(tmp_path, whole, name):
    """The same as one file that has the day in a column, and the newest of each row is what is known now."""
    put(tmp_path / "nights", name)
    whole.to_csv(tmp_path / "whole.csv", index=False)
    one, found = lf.read_vintages(tmp_path / "whole.csv"), lf.read_vintages(tmp_path / "nights")
    np.testing.assert_array_equal(found.as_of, one.as_of)
    for vintage in range(len(one.as_of)):
        np.testing.assert_array_equal(found.values(vintage), one.values(vintage))
    newest = lf.tidy(tmp_path / "nights", as_of="latest").frame
    np.testing.assert_array_equal(newest["cases"].iloc[:51], FINAL["Iowa"][:51])  # the last week is half known


def test_snapshots_are_not_added_up(tmp_path):
    """The refusal advises the newest of each and nothing else: a sum would count each week again and again."""
    put(tmp_path / "nights", "%Y-%m-%d")
    with pytest.raises(lf.DataError) as caught:
        lf.read_csv(tmp_path / "nights")
    ways = [line for line in str(caught.value).splitlines() if "tidy(" in line]
    path = tmp_path / "nights"
    assert ways == [f"{path}: only the newest of each: tidy('{path}', as_of='latest')"]


def test_snapshots_of_one_counter_each_are_vintages_of_its_series(tmp_path):
    """Files of a time and a count: what is left of the name is that of the series."""
    for place in FINAL:
        put(tmp_path / "nights", f"{place}-%Y-%m-%d", place=place)
    found = lf.read_vintages(tmp_path / "nights")
    assert {series.name for series in found.newest.series} == set(FINAL)
    for place in FINAL:
        put(tmp_path / "folders" / place, "%Y-%m-%d", place=place)
    found = lf.read_vintages(tmp_path / "folders")
    assert {series.name for series in found.newest.series} == set(FINAL)
    put(tmp_path / "one", "%Y-%m-%d", place="Ohio")
    assert len(lf.read_vintages(tmp_path / "one").newest.series) == 1


def test_days_without_times_in_common_are_pieces(tmp_path):
    """Nothing is published twice, so the files are one table as before."""
    for name, weeks in (("2023-12-30", slice(0, 26)), ("2024-06-29", slice(26, 52))):
        rows = pd.DataFrame({"place": "Ohio", "date": WEEKS[weeks].date, "cases": FINAL["Ohio"][weeks]})
        rows.to_csv(tmp_path / f"{name}.csv", index=False)
    assert "as_of" not in lf.read_csv(tmp_path).columns.ignored
    np.testing.assert_array_equal(lf.read_csv(tmp_path).series[0].counts, FINAL["Ohio"])
