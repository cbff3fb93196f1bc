"""What the library returns is a value: it says in a line what it is, and equals what holds the same."""

import copy
import pickle
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import lstm_cli as lf


@pytest.fixture(scope="module")
def panel(flu, tmp_path_factory):
    """Read a file of three states."""
    path = tmp_path_factory.mktemp("values") / "flu.csv"
    flu.to_csv(path, index=False)
    return lf.read_csv(path)


@pytest.fixture(scope="module")
def vintages(flu, tmp_path_factory):
    """Read a file of two vintages of the same counts."""
    path = tmp_path_factory.mktemp("values") / "reports.csv"
    pd.concat([flu.assign(as_of="2024-05-01"), flu.assign(as_of="2024-05-08")]).to_csv(path, index=False)
    return lf.read_vintages(path)


def with_counts(panel, change):
    """Return a panel whose first series has other counts."""
    first, *others = panel.series
    return replace(panel, series=(replace(first, counts=change(first.counts)), *others))


def test_a_panel_says_what_it_is_in_a_line(panel, vintages, flu):
    """A notebook shows the last value of a cell, and thousands of counts tell nobody anything."""
    assert repr(panel) == "Panel(3 series, weekly (weeks stamped Saturday), 2022-02-12 to 2024-04-27)"
    assert repr(panel.series[1]) == "Series('Ohio', 116 steps, 2022-02-12T00:00:00 to 2024-04-27T00:00:00)"
    audit = lf.describe(flu.drop(index=4))
    assert repr(audit) == "Audit(3 series, weekly (weeks stamped Saturday), 2022-02-12 to 2024-04-27, 1 missing)"
    assert repr(vintages) == "Vintages(2 vintages, 2024-05-01 to 2024-05-08, 3 series)"


def test_panels_of_the_same_counts_are_equal(panel, vintages):
    """Copied, or through a pickle; another count, another type of counts or another length make another panel."""
    for value in (panel, panel.series[0], vintages):
        for again in (copy.deepcopy(value), pickle.loads(pickle.dumps(value))):  # noqa: S301 - made here
            assert again == value
        assert value != "text"
    assert with_counts(panel, lambda counts: counts + (counts == counts.max())) != panel
    assert with_counts(panel, lambda counts: counts.astype(float)) != panel
    assert with_counts(panel, lambda counts: counts[1:]) != panel
    assert replace(panel, series=panel.series[:2]) != panel


def test_what_is_missing_is_the_same_as_what_is_missing(panel):
    """NaN equals NaN in a record, though it does not as a number."""
    gaps = with_counts(panel, lambda counts: np.where(counts > 100, np.nan, counts.astype(float)))
    assert copy.deepcopy(gaps) == gaps


@pytest.mark.slow
def test_a_model_and_its_diagnosis_are_values(flu):
    """Each a line, equal to its copy; a model of another seed is another."""
    made = [lf.Forecaster(2, seed=seed).fit(flu) for seed in (0, 1)]
    diagnosis = made[0].diagnose()
    assert repr(made[0].model) == "Model(3 series, 2 steps ahead, seed 0)"
    assert repr(diagnosis) == "Diagnosis(3 series, 12 networks, 2 steps ahead)"
    for value in (made[0].model, diagnosis):
        assert copy.deepcopy(value) == value
    assert made[0].model != made[1].model


@pytest.mark.parametrize(
    ("data", "advice"),
    [("flu.csv", "; read a file with read_csv(path)"), ([1, 2, 3], ""), (None, "")],
)
def test_what_is_no_frame_is_refused(data, advice):
    """The type is named, and how to make a frame of it where that is known."""
    with pytest.raises(lf.DataError) as caught:
        lf.describe(data)
    assert str(caught.value) == f"expected a pandas DataFrame, got {type(data).__name__}{advice}"


def test_a_table_of_another_library_is_refused_with_the_call_that_makes_a_frame(flu):
    """Arrow's and Polars's have it under the same name."""
    arrow = pytest.importorskip("pyarrow")
    with pytest.raises(
        lf.DataError, match=r"expected a pandas DataFrame, got pyarrow\.Table; as in data\.to_pandas\(\)"
    ):
        lf.describe(arrow.Table.from_pandas(flu))


def test_levels_of_an_index_need_no_names(flu):
    """Of two levels the one that is no date names the series."""
    frame = flu.set_index(["location", "date"]).rename_axis([None, None])
    audit = lf.describe(frame)
    assert [series.name for series in audit.series] == ["California", "Ohio", "Washington"]
    assert (audit.columns.id, audit.columns.time) == ("series", "date")
