"""The summary of a training on its way through JSON."""

import dataclasses
import json

import pytest

from lstm_cli.ensemble.results import TrainingSummary
from lstm_cli.metrics.verdict import Verdict
from lstm_cli.remarks import Remark

SUMMARY = TrainingSummary(
    series=3,
    observations=239,
    missing=1,
    horizon=4,
    members=12,
    gate_sets=3,
    hidden=16,
    parameters=4321,
    second_members=0,
    second_hidden=0,
    second_parameters=0,
    trained_members=11,
    targets=800,
    rehearsed=0,
    blocks=19,
    baseline="seasonal-naive",
    relative_wis=0.75,
    relative_wis_low=None,
    relative_wis_high=None,
    next_low=None,
    next_high=None,
    wis_over_anchors=0.9,
    coverage_50=0.5,
    coverage_95=1.0,
    verdict=Verdict.TOO_FEW_BLOCKS,
    remarks=(Remark("networks-untrained", {"targets": 20, "minimum": 64}),),
)


def test_a_summary_survives_json():
    """What is written as JSON is read back as the same summary, its verdict and remarks too."""
    again = TrainingSummary.from_dict(json.loads(json.dumps(SUMMARY.to_dict())))
    assert again == SUMMARY
    assert again.verdict is Verdict.TOO_FEW_BLOCKS


@pytest.mark.parametrize("name", [field.name for field in dataclasses.fields(TrainingSummary)])
def test_every_field_is_needed(name):
    """A summary from a file that lacks a field is refused."""
    fields = SUMMARY.to_dict()
    del fields[name]
    with pytest.raises(ValueError, match="summary"):
        TrainingSummary.from_dict(fields)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("series", -1),
        ("series", 3.5),
        ("series", True),
        ("horizon", None),
        ("baseline", 3),
        ("relative_wis", "0.7"),
        ("relative_wis", -0.1),
        ("relative_wis", float("nan")),
        ("next_high", -0.1),
        ("wis_over_anchors", "0.9"),
        ("rehearsed", None),
        ("coverage_50", float("inf")),
        ("coverage_50", [0.5]),
        ("verdict", "fine"),
        ("verdict", None),
        ("remarks", {}),
        ("remarks", ["a sentence"]),
        ("more", 1),
    ],
)
def test_values_of_the_wrong_kind_are_refused(name, value):
    """A file may hold anything: what is no such value is a ValueError, never a record."""
    with pytest.raises(ValueError, match=r"summary|Verdict|remark"):
        TrainingSummary.from_dict(SUMMARY.to_dict() | {name: value})
