"""A whole and its parts add up in every path."""

import dataclasses

import numpy as np
import pytest

from lstm_cli.api.joint import JointForecast
from lstm_cli.errors import UsageError
from lstm_cli.outcomes.futures import Futures, futures_of, summed_over_series
from lstm_cli.outcomes.reconcile import reconciled
from lstm_cli.panel.wholes import counted_twice, cover, wholes_among

PLAIN = {"Plain": ("Coast", "Hills")}
NATION = {"North": ("a", "b"), "South": ("c", "d", "e"), "US": ("North", "South")}


def every(futures):
    """Return all paths (m, N, K)."""
    return np.stack(list(futures.paths()))


def test_what_is_too_much_is_shared_by_variances(forecast):
    """In each path: parts take the share of the excess that their variance is of all variances; the whole is their sum."""
    futures = futures_of(forecast, size=300)
    before, after = every(futures), every(reconciled(futures, PLAIN))
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
    with pytest.raises(UsageError, match="cannot be added up"):
        reconciled(futures, PLAIN)


def test_a_whole_is_left_out_of_the_total(forecast):
    """A series that is the sum of the others is counted once, with a note; in groups it is one among others."""
    futures = futures_of(forecast, size=20)
    paths = every(futures)
    total = summed_over_series(futures, wholes=PLAIN)
    np.testing.assert_array_equal(every(total)[0], paths[0] + paths[1])
    assert [note.code for note in total.notes] == ["whole-left-out"]
    groups = summed_over_series(futures, {"Coast": "x", "Hills": "x", "Plain": "y"}, wholes=PLAIN)
    np.testing.assert_array_equal(every(groups), [paths[0] + paths[1], paths[2]])
    partly = summed_over_series(futures, {"Coast": "x", "Hills": "y", "Plain": "x"}, wholes=PLAIN)
    np.testing.assert_array_equal(every(partly), [paths[2], paths[1]])
    assert [note.details["names"] for note in partly.notes] == [("Coast",)]


def table(rows):
    """Write weekly counts of some series."""
    start = np.datetime64("2024-01-06")
    lines = [f"{name},{start + 7 * k},{count}" for name, counts in rows.items() for k, count in enumerate(counts)]
    return "\n".join(["area,date,cases", *lines, ""])


def found(panel):
    """Return the wholes; a remark names the largest, with how many series it sums, whether all others, and how many more."""
    wholes = wholes_among(panel.series)
    said = [
        {
            "name": name,
            "count": len(parts),
            "all": {name, *parts} == {each.name for each in panel.series},
            "more": len(wholes) - 1,
        }
        for name, parts in list(wholes.items())[-1:]
    ]
    assert [note.details for note in panel.notes if note.code == "series-is-sum"] == said
    return wholes


def test_a_whole_is_found_by_its_counts(read):
    """Where one series is the sum of all others, but for a late correction; not where it is merely large."""
    rng = np.random.default_rng(1)
    parts = {name: rng.poisson(40, 20) for name in ("a", "b", "c")}
    whole = sum(parts.values())
    late = whole.copy()
    late[19] -= 15
    assert found(read(table(parts | {"US": whole}))) == {"US": ("a", "b", "c")}
    assert found(read(table(parts | {"US": late}))) == {"US": ("a", "b", "c")}
    assert not found(read(table(parts | {"US": rng.poisson(120, 20)})))
    assert not found(read(table(parts)))
    assert not found(read(table({"a": parts["a"], "US": parts["a"]})))


def nation():
    """Draw counts of five states, two regions, their nation and one that is apart."""
    rng = np.random.default_rng(2)
    states = {name: rng.poisson(size, 40) for name, size in zip("abcde", (4, 30, 9, 80, 200), strict=True)}
    regions = {name: sum(states[part] for part in NATION[name]) for name in ("North", "South")}
    return {**states, **regions, "US": sum(states.values()), "apart": rng.poisson(60, 40)}


def test_wholes_within_wholes_are_found(read):
    """Regions are sums of their states, the nation of its regions, whatever else is there."""
    assert found(read(table(nation()))) == NATION


def test_sparse_series_are_no_sums_by_chance(read):
    """Series that are nearly always 0 are alike in their zeros, which proves nothing."""
    rng = np.random.default_rng(3)
    assert not found(read(table({name: rng.poisson(0.05, 300) for name in "abcdefgh"})))


def test_many_series_have_one_whole_at_most(read):
    """Of more series than can be tried as parts, the largest is looked at: it is the sum of all others, or not."""
    rng = np.random.default_rng(4)
    parts = {f"s{number:03}": rng.poisson(20, 12) for number in range(140)}
    assert found(read(table(parts | {"all": sum(parts.values())}))) == {"all": tuple(parts)}
    assert not found(read(table(parts | {"all": rng.poisson(2800, 12)})))


@pytest.mark.parametrize(
    ("there", "smallest", "left_out"),
    [
        ("a b c d e North South US", "a b c d e", "North South US"),
        ("a b South US", "a b South", "US"),
        ("North South US", "North South", "US"),
        ("a c North US", "", "a c North"),
        ("a b", "", ""),
    ],
)
def test_nothing_is_counted_twice(there, smallest, left_out):
    """A whole is left out where its parts are there, however small; parts where their whole has others besides."""
    assert cover(NATION, "US", there.split()) == tuple(smallest.split())
    assert counted_twice(NATION, there.split()) == set(left_out.split())


def test_all_levels_add_up(forecast):
    """Regions and nation add up in every path, which is the least squares projection of the path by its variances."""
    rng = np.random.default_rng(5)
    names = ("a", "b", "c", "d", "e", "North", "South", "US", "apart")
    paths = np.rint(rng.lognormal(6, 0.3, (9, 50, 4)) * np.array([1, 2, 3, 4, 5, 3, 12, 15, 1])[:, None, None])
    times = forecast.series[0].times
    futures = Futures(names, (times,) * 9, lambda *_: iter(paths), tuple((name,) for name in names), 50)
    after = every(reconciled(futures, NATION))
    np.testing.assert_array_equal(after[5:8], [after[:2].sum(0), after[2:5].sum(0), after[:5].sum(0)])
    np.testing.assert_array_equal(after[8], paths[8])
    made_of = np.vstack([np.eye(5), [1, 1, 0, 0, 0], [0, 0, 1, 1, 1], np.ones(5)])
    for step in range(4):
        weight = 1 / np.sqrt(paths[:8, :, step].var(axis=1))
        states = np.linalg.lstsq(made_of * weight[:, None], paths[:8, :, step] * weight[:, None], rcond=None)[0]
        np.testing.assert_allclose(after[:5, :, step], np.maximum(np.rint(states), 0), atol=1)


def test_without_all_parts_nothing_is_reconciled(forecast):
    """Where a part of every whole is not forecast, there is nothing to reconcile."""
    with pytest.raises(UsageError, match="nothing to reconcile"):
        reconciled(futures_of(forecast, size=10), {"Plain": ("Coast", "elsewhere")})


def test_rates_are_not_reconciled(forecast, read):
    """Rates do not add up, whatever their sums happen to be."""
    rows = [f"{name},{np.datetime64('2024-01-06') + 7 * k},{k + 0.5}" for name in "abc" for k in range(10)]
    panel = read("\n".join(["area,date,rate", *rows, ""]), kind="rate")
    with pytest.raises(UsageError, match="cannot be added up"):
        JointForecast(forecast, panel).reconcile()
