"""Records of the library that hold arrays are compared by their contents, without an error."""

import copy
from dataclasses import replace

import pytest

import lstm_cli as lf

CHANGED = {"forecast": "context_length", "series": "median", "gates": "mean", "joint": "growth", "worked step": "y"}


@pytest.fixture(scope="module")
def records(model):
    """Return a record of each kind by its name."""
    made = model.predict().result
    first = made.series[0]
    return {
        "forecast": made,
        "series": first,
        "gates": made.gates,
        "joint": made.joint,
        "worked step": lf.worked_step(),
    }


@pytest.mark.parametrize("name", CHANGED)
def test_a_copy_is_equal_and_another_is_not(name, records):
    """Equality is a truth value for a deep copy, a record with other numbers, and another type."""
    one, field = records[name], CHANGED[name]
    assert one == copy.deepcopy(one)
    assert one != replace(one, **{field: getattr(one, field) + 1})
    assert one != "a text"


def test_equal_work_gives_equal_records(model, records):
    """The same forecast made twice, and the same step."""
    assert model.predict().result == records["forecast"]
    assert model.predict(horizon=1).result != records["forecast"]
    assert lf.worked_step() == records["worked step"] != lf.worked_step((1, 2, 4))
