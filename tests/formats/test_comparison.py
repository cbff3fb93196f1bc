"""What a comparison of models looks like to a person, to a spreadsheet and to a program."""

import csv
import io
import json
import math

import pytest

from lstm_cli.evaluation.comparison import Comparison, ModelScores, Pair, Part
from lstm_cli.formats.comparison import comparison_csv, comparison_data, comparison_text
from lstm_cli.formats.json_envelope import success
from lstm_cli.formats.style import Style
from lstm_cli.formats.text import width
from lstm_cli.metrics.scores import ScoreSummary
from lstm_cli.options import By, DataKind

NAN = float("nan")


def scores(model, relative=0.5, **changes):
    """Return the scores of a model."""
    fields = {"cells": 30, "wis": 12.5, "dispersion": 5.0, "overprediction": 0.5, "underprediction": 7.0}
    fields |= {"log_wis": 0.25, "mae": 20.0, "mase": 1.5, "coverage": (0.5, NAN, NAN, 0.95)}
    return ModelScores(model, ScoreSummary(**fields | changes), relative, relative * 0.8, 0.9, 0.7)


def comparison(names=("ets", "ours"), by=None, labels=(), **changes):
    """Return a comparison in which each model is worse than the one before."""
    lines = tuple(scores(name, 0.5 + k / 10) for k, name in enumerate(names))
    every = [*names, "naive"]
    pairs = [Pair(a, b, 30, 0.75, 0.5) for a in every for b in every if a != b]
    fields = {
        "whole": Part("all", lines),
        "by": by,
        "parts": tuple(Part(label, lines) for label in labels),
        "pairs": tuple(pairs),
        "baseline": "naive",
        "levels": (0.1, 0.5, 0.9),
        "tasks": 40,
        "common": 20,
        "series": 2,
        "steps": 4,
        "cutoffs": 5,
        "first_cutoff": "2024-01-06",
        "last_cutoff": "2024-02-03",
    }
    return Comparison(**fields | changes)


PAGE = """\
2 models, 40 forecasts of 2 series, up to 4 steps ahead, from 5 cutoffs:
  2024-01-06 to 2024-02-03

model  forecasts  relative  log rel.   WIS  log WIS  MASE  50 %  95 %
ets           30      0.50      0.40  12.5     0.25  1.50  50 %  95 %
ours          30      0.60      0.48  12.5     0.25  1.50  50 %  95 %

relative, log rel.: the geometric mean of a model's ratios of WIS, and of WIS of
  log(1 + count), to every other model on the forecasts that both made, over
  that of the naive; below 1 is better. All models made 20 of the 40 forecasts.

relative WIS, the naive is 1:
step   ets  ours
1     0.50  0.60
2     0.50  0.60

WIS of the model in the row over that of the one in the column, on the forecasts
  that both made:
model      1     2  naive
1 ets      –  0.75   0.75
2 ours  0.75     –   0.75
"""


def test_page():
    """A row for each model, best first, then relative WIS by part, then the pairs; all in 80 columns."""
    assert comparison_text(comparison(by=By.STEP, labels=("1", "2")), size=80) == PAGE
    bare = comparison_text(comparison(), size=80)
    assert "step" not in bare.partition("WIS of the model")[0].splitlines()
    assert bare.split("\n\n")[0] == PAGE.split("\n\n", 1)[0]


def test_logarithms_are_those_of_the_kind():
    """The log WIS of rates is not said to be that of counts."""
    text = comparison_text(comparison(kind=DataKind.RATE))
    assert "log(1 + rate)" in " ".join(text.split())
    assert "count" not in text


@pytest.mark.parametrize("size", [40, 60, 80, 140])
@pytest.mark.parametrize("count", [2, 12, 60])
def test_pages_fit(size, count):
    """Columns are cut and give way on a narrow screen, and it is said that they do."""
    names = [f"a-team-with-a-long-name-{k}" for k in range(count)]
    labels = [f"A rather long name of a place {k}" for k in range(30)]
    text = comparison_text(comparison(names, By.SERIES, labels), size=size)
    assert max(map(width, text.splitlines())) <= size
    assert ("json has all" in text) == (count > 2 and (size, count) != (140, 12))
    assert text.count("a-team-with-a-long-…") >= count


def test_of_many_series_the_largest():
    """Of more than a dozen series the ten with the largest summed WIS are listed; of other parts the last sixty."""
    parts = [Part(f"P{k:02}", (scores("m", cells=k + 1), scores("n", cells=k + 1))) for k in range(53)]
    found = comparison(by=By.SERIES, parts=tuple(parts))
    table = comparison_text(found, size=80).split("\n\n")[3].splitlines()
    assert [row.split()[0] for row in table[2:]] == [*(f"P{k}" for k in range(52, 42, -1)), "…"]
    weeks = comparison(by=By.WEEK, labels=[f"W{k}" for k in range(80)])
    table = comparison_text(weeks, size=80).split("\n\n")[3].splitlines()
    assert [table[2].split()[0], table[-2].split()[0]] == ["W20", "W79"]
    assert table[-1] == "… the last 60 of 80; csv and json have all"


def test_csv():
    """A row for each model; with parts, a row for each model and part; what is unknown is empty."""
    rows = list(csv.DictReader(io.StringIO(comparison_csv(comparison(("ets", 'a "b", c'))))))
    assert rows[0] == {
        "model": "ets",
        "cells": "30",
        "wis": "12.5",
        "dispersion": "5",
        "overprediction": "0.5",
        "underprediction": "7",
        "log_wis": "0.25",
        "mae": "20",
        "mase": "1.5",
        "relative_wis": "0.5",
        "coverage_50": "0.5",
        "coverage_80": "",
        "coverage_90": "",
        "coverage_95": "0.95",
        "relative_log_wis": "0.4",
        "wis_relative_skill": "0.9",
        "log_wis_relative_skill": "0.7",
    }
    assert [row["model"] for row in rows] == ["ets", 'a "b", c']
    parts = comparison_csv(comparison(by=By.CUTOFF, labels=("2024-01-06", "2024-01-13")))
    found = [(row["cutoff"], row["model"]) for row in csv.DictReader(io.StringIO(parts))]
    assert found == [(date, model) for date in ("2024-01-06", "2024-01-13") for model in ("ets", "ours")]


def test_json():
    """The same numbers in full, and all pairs; null stands for what is unknown."""
    data = comparison_data(comparison(by=By.STEP, labels=("1",)))
    assert (data["by"], data["baseline"], data["common"]) == ("step", "naive", 20)
    assert data["models"][1]["relative_log_wis"] == pytest.approx(0.48)
    assert data["models"][0]["coverage_80"] is None
    assert data["parts"][0]["label"] == "1"
    assert len(data["pairs"]) == 6
    assert data["pairs"][0] == {"model": "ets", "other": "ours", "common": 30, "wis_ratio": 0.75, "log_wis_ratio": 0.5}
    assert json.loads(success("score", data))["data"] == data


def test_without_a_baseline_skill_stands_for_itself():
    """Where the baseline forecast nothing, models are beside each other alone."""
    lines = tuple(scores(name, math.nan) for name in ("ets", "ours"))
    text = comparison_text(comparison(by=By.STEP, whole=Part("all", lines), parts=(Part("1", lines),)), size=80)
    assert "relative" not in text
    assert "nan" not in text
    assert "model  skill  forecasts" in text
    assert "The naive has no forecast of these counts." in " ".join(text.split())
    assert "skill:\nstep   ets  ours\n1     0.90  0.90\n" in text


def test_names_can_do_nothing_to_a_terminal():
    """Escape sequences in names of models, parts and the baseline are shown, not obeyed."""
    evil = "\x1b[2J\u202e"
    text = comparison_text(comparison((evil, "m"), By.SERIES, (evil,), baseline=evil, first_cutoff=evil))
    assert not set(text) & {"\x1b", "\u202e"}
    assert r"\x1b[2J" in text


def test_colour_only_colours():
    """Headings are bold on a terminal; the words are the same."""
    plain, rich = (comparison_text(comparison(), style=Style(colour)) for colour in (False, True))
    assert plain == rich.replace("\x1b[1m", "").replace("\x1b[0m", "").replace("\x1b[2m", "")
    assert "\x1b[1m2 models\x1b[0m" in rich
