"""What `train` says of its data and of its model: pages that fit, and JSON that holds the same facts."""

from dataclasses import replace

import pytest

from lstm_cli.ensemble.results import MEASURED, TrainingSummary
from lstm_cli.formats.gates import MemoryScale
from lstm_cli.formats.text import width
from lstm_cli.formats.training import learned_text, panel_data, training_data, understood_text
from lstm_cli.metrics.verdict import Verdict
from lstm_cli.remarks import Remark

SUMMARY = TrainingSummary(
    series=2,
    observations=180,
    missing=3,
    horizon=4,
    members=12,
    gate_sets=12,
    hidden=16,
    parameters=4321,
    second_members=0,
    second_hidden=0,
    second_parameters=0,
    trained_members=12,
    targets=640,
    rehearsed=96,
    blocks=19,
    baseline="seasonal-naive",
    relative_wis=0.75,
    relative_wis_low=0.6,
    relative_wis_high=0.9,
    next_low=0.4,
    next_high=1.35,
    wis_over_anchors=0.924,
    coverage_50=0.61,
    coverage_95=0.962,
    verdict=Verdict.BETTER,
)
PAGE = """\
  horizon   4 weeks ahead (as requested)
  networks  12 of 16 units, 4321 weights each, trained from scratch; their WIS
            is 8 % lower than that of their anchors alone
  held out  4-fold cross-validation over time blocks, 640 targets; the newest 96
            also forecast by networks trained only on earlier data
  score     relative WIS 0.75 against the seasonal naive; 0.40 to 1.35 for the
            next 4 weeks (90 % prediction interval); 0.60 to 0.90 over time
            (90 % CI); below 1 is better
  coverage  50 % interval covered 61 %, 95 % interval 96 % of held-out counts
  verdict   better than the seasonal naive (WIS is 25 % lower)"""


def test_page(make):
    """Horizon, networks, how counts were held out, score with its interval, coverage, verdict."""
    assert learned_text(SUMMARY, make()[1], asked=True, size=80) == PAGE
    assert "(default for these data)" in learned_text(SUMMARY, make()[1], asked=False)


def test_shared_gates_are_said(make):
    """Networks that share their gates are called so, within the page."""
    page = learned_text(replace(SUMMARY, gate_sets=3), make()[1], asked=True, size=80)
    assert "  networks  12 of 16 units that share 3 sets of pretrained gates, 4321 weights" in page
    assert max(map(width, page.splitlines())) <= 80


@pytest.mark.parametrize(
    ("over", "text"),
    [
        (1.031, "; their WIS is 3 % higher than that of their anchors alone"),
        (1.004, "; their WIS is that of their anchors alone"),
        (None, ""),
    ],
)
def test_what_the_networks_add(make, over, text):
    """Networks that add nothing, or error, say so; where it was not measured nothing is said."""
    page = learned_text(replace(SUMMARY, wis_over_anchors=over), make()[1], asked=True)
    assert f"4321 weights each, trained from scratch{text} held out" in " ".join(page.split())


def test_what_was_not_measured_is_not_said(make):
    """Without scores there is no line for them, but a verdict and a remark."""
    untrained = Remark("networks-untrained", {"targets": 9, "minimum": 64})
    few = replace(SUMMARY, **dict.fromkeys(MEASURED), verdict=Verdict.TOO_LITTLE_DATA, remarks=(untrained,))
    text = " ".join(learned_text(few, make()[1], asked=True, size=60).split())
    assert "score" not in text.replace("to score", "")
    assert "coverage" not in text
    assert "held out too few values to hold any out" in text
    assert "verdict too little data to train or to score" in text
    assert "note 9 targets are too few to train on (at least 64)" in text


@pytest.mark.parametrize(
    ("verdict", "relative", "blocks", "text"),
    [
        (Verdict.WORSE, 1.3, 19, "worse than the seasonal naive (WIS is 30 % higher); use the baseline instead"),
        (Verdict.UNCLEAR, 0.9, 19, "not clearly different from the seasonal naive (the 90 % CI includes 1)"),
        (
            Verdict.TOO_FEW_BLOCKS,
            0.9,
            1,
            "WIS is 10 % lower than the seasonal naive's in 1 held-out block of time, too few to tell from chance",
        ),
        (
            Verdict.BASELINE_WITHOUT_ERROR_EQUAL,
            None,
            0,
            "as good as the seasonal naive (neither makes an error on these data)",
        ),
        (
            Verdict.BASELINE_WITHOUT_ERROR_WORSE,
            None,
            0,
            "worse than the seasonal naive, which makes no error on these data; use the baseline instead",
        ),
    ],
)
def test_verdicts_are_sentences(make, verdict, relative, blocks, text):
    """Each verdict says what it means, with the numbers that it rests on."""
    summary = replace(SUMMARY, verdict=verdict, relative_wis=relative, blocks=blocks)
    assert f"verdict {text}" in " ".join(learned_text(summary, make()[1], asked=True).split())


@pytest.mark.parametrize("size", [50, 80, 140])
def test_pages_fit(make, size):
    """Sentences wrap at the width of the page, also those about data with long names."""
    _, panel = make()
    names = tuple(f"{k} " + "x" * 30 for k in range(3))
    remarks = tuple(Remark("series-without-counts", {"names": names, "count": 99}) for _ in range(9))
    columns = replace(panel.columns, ignored=tuple(f"a column {k}" for k in range(20)))
    page = understood_text(replace(panel, notes=remarks, columns=columns), size=size)
    page += "\n" + learned_text(SUMMARY, panel, asked=True, size=size)
    assert max(map(width, page.splitlines())) <= size
    assert "and 1 more; JSON has all" in page
    assert "and 12 more" in " ".join(page.split())


def test_json_has_sentences_and_facts(make):
    """Notes are sentences, remarks the facts of them, and the verdict has a code; the baseline keeps its name."""
    forecast, panel = make()
    remark = Remark("comment-lines-skipped", {"count": 1})
    data = panel_data(replace(panel, notes=(remark,)))
    assert data["notes"] == ["line 1 starts with # and is skipped"]
    assert data["remarks"] == [{"code": "comment-lines-skipped", "details": {"count": 1}}]
    training = training_data(SUMMARY, forecast.gates, MemoryScale(panel.frequency, 12, 4))
    assert (training["verdict_code"], training["baseline"]) == ("better", "seasonal naive")
    assert (training["targets"], training["blocks"], training["trained_members"]) == (640, 19, 12)
    assert (training["next_low"], training["next_high"], training["relative_wis_low"]) == (0.4, 1.35, 0.6)
    assert (training["rehearsed"], training["wis_over_anchors"]) == (96, 0.924)
    assert training["notes"] == training["remarks"] == []
