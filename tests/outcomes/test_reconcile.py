"""A whole and its parts add up in every path."""

import dataclasses

import numpy as np
import pytest

from lstm_cli.api.joint import JointForecast
from lstm_cli.errors import UsageError
from lstm_cli.outcomes.futures import futures_of, summed_over_series
from lstm_cli.outcomes.reconcile import reconciled
from lstm_cli.panel.checks.whole import sum_of_others


def every(futures):
    """Return all paths (m, N, K)."""
    return np.stack(list(futures.paths()))


def test_what_is_too_much_is_shared_by_variances(forecast):
    """In each path: parts take the share of the excess that their variance is of all variances; the whole is their sum."""
    futures = futures_of(forecast, size=300)
    before, after = every(futures), every(reconciled(futures, "Plain"))
    np.testing.assert_array_equal(after[2], after[0] + after[1])
    for step in range(4):
        variances = before[:, :, step].var(axis=1)
        excess = before[2, :, step] - before[0, :, step] - before[1, :, step]
        for part in range(2):
            wanted = np.maximum(np.rint(before[part, :, step] + variances[part] / variances.sum() * excess), 0)
            np.testing.assert_array_equal(after[part, :, step], wanted)


def test_times_that_differ_are_refused(forecast):
    """Series whose forecasts begin apart have no sum."""
    early = dataclasses.replace(forecast.series[0], times=forecast.series[0].times - np.timedelta64(7, "D"))
    futures = futures_of(dataclasses.replace(forecast, series=(early, *forecast.series[1:])), size=10)
    with pytest.raises(UsageError, match="do not add up"):
        reconciled(futures, "Plain")


def test_a_whole_is_left_out_of_the_total(forecast):
    """A series that is the sum of the others is counted once, with a note; in groups it is one among others."""
    futures = futures_of(forecast, size=20)
    paths = every(futures)
    total = summed_over_series(futures, whole="Plain")
    np.testing.assert_array_equal(every(total)[0], paths[0] + paths[1])
    assert [note.code for note in total.notes] == ["whole-left-out"]
    groups = summed_over_series(futures, {"Coast": "x", "Hills": "x", "Plain": "y"}, whole="Plain")
    np.testing.assert_array_equal(every(groups), [paths[0] + paths[1], paths[2]])


def table(rows):
    """Write weekly counts of some series."""
    start = np.datetime64("2024-01-06")
    lines = [f"{name},{start + 7 * k},{count}" for name, counts in rows.items() for k, count in enumerate(counts)]
    return "\n".join(["area,date,cases", *lines, ""])


def found(panel):
    """Return the series that is the sum of the others, which a remark names."""
    name = sum_of_others(panel.series)
    assert [note.details["name"] for note in panel.notes if note.code == "series-is-sum"] == ([name] if name else [])
    return name


def test_a_whole_is_found_by_its_counts(read):
    """Where one series is the sum of all others, but for a late correction; not where it is merely large."""
    rng = np.random.default_rng(1)
    parts = {name: rng.poisson(40, 20) for name in ("a", "b", "c")}
    whole = sum(parts.values())
    late = whole.copy()
    late[19] -= 15
    assert found(read(table(parts | {"US": whole}))) == "US"
    assert found(read(table(parts | {"US": late}))) == "US"
    assert found(read(table(parts | {"US": rng.poisson(120, 20)}))) is None
    assert found(read(table(parts))) is None
    assert found(read(table({"a": parts["a"], "US": parts["a"]}))) is None


def test_rates_are_not_reconciled(forecast, read):
    """Rates do not add up, whatever their sums happen to be."""
    rows = [f"{name},{np.datetime64('2024-01-06') + 7 * k},{k + 0.5}" for name in "abc" for k in range(10)]
    panel = read("\n".join(["area,date,rate", *rows, ""]), kind="rate")
    with pytest.raises(UsageError, match="do not add up"):
        JointForecast(forecast, panel).reconcile()
