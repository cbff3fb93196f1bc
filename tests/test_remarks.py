"""Remarks: plain values only, and the same after a way through JSON."""

import json

import numpy as np
import pytest

from lstm_cli.remarks import Remark, first_names

DETAILS = {"count": 3, "share": 0.5, "names": ("a", "\x1b[2J"), "levels": (0.1, 0.9), "sure": True, "none": None}


def test_a_remark_survives_json():
    """What is written as JSON is read back as the same remark."""
    remark = Remark("some-code", DETAILS)
    assert Remark.from_dict(json.loads(json.dumps(remark.to_dict()))) == remark


@pytest.mark.parametrize("value", [np.int64(3), np.float64(0.5), [1], {"a": 1}, (np.int64(3),), ((1,),), b"x"])
def test_details_are_plain(value):
    """A detail that JSON cannot hold is refused where the remark is made, not where it is written."""
    with pytest.raises(TypeError, match="detail 'x' of the remark 'some-code'"):
        Remark("some-code", {"x": value})


@pytest.mark.parametrize(
    "fields",
    [
        None,
        "some-code",
        {"code": "some-code"},
        {"code": 3, "details": {}},
        {"code": "some-code", "details": []},
        {"code": "some-code", "details": {}, "more": 1},
        {"code": "some-code", "details": {"x": {"y": 1}}},
        {"code": "some-code", "details": {"x": [[1]]}},
    ],
)
def test_what_is_no_remark_is_refused(fields):
    """A file may hold anything: only a code with plain details is a remark."""
    with pytest.raises(ValueError, match="remark"):
        Remark.from_dict(fields)


def test_of_many_names_the_first_are_kept():
    """A panel of thousands has short remarks."""
    assert first_names([f"s{k}" for k in range(5000)]) == {"names": ("s0", "s1", "s2"), "count": 5000}
