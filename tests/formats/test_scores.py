"""What a score report looks like to a person, to a spreadsheet and to a program."""

import csv
import io
import json
import math
from dataclasses import replace

import pytest

from lstm_cli.evaluation.report import ScoreLine, ScoreReport
from lstm_cli.formats.json_envelope import success
from lstm_cli.formats.scores import scores_csv, scores_data, scores_text
from lstm_cli.formats.style import Style
from lstm_cli.formats.text import width
from lstm_cli.metrics.scores import ScoreSummary
from lstm_cli.metrics.verdict import Verdict
from lstm_cli.options import DataKind

NAN = float("nan")
SUMMARY = ScoreSummary(
    cells=60,
    wis=12.345678,
    dispersion=5.0,
    overprediction=0.125,
    underprediction=7.220678,
    log_wis=0.25,
    mae=123.4,
    mase=1.5,
    coverage=(0.5, NAN, 0.004, 1.0),
)


def line(label, relative=0.75, share=0.5, **changes):
    """Return a line of a report."""
    return ScoreLine(label, replace(SUMMARY, **changes), relative, relative * 0.8, share)


def report(names=("Coast", "Hills"), **changes):
    """Return a report of some series, each of which adds more to the total WIS than the one before."""
    total = len(names) * (len(names) + 1) / 2
    lines = tuple(line(name, 0.5 + k / 10, (k + 1) / total, cells=30) for k, name in enumerate(names))
    fields = {
        "overall": line("all", share=1.0),
        "relative_low": 0.5,
        "relative_high": 0.95,
        "by_step": (line("1", cells=40), line("2", NAN, cells=20)),
        "by_series": lines,
        "pit": (6,) * 10,
        "cutoffs": 3,
        "series": len(names),
        "steps": 2,
        "first_cutoff": "2024-01-06",
        "last_cutoff": "2024-01-20",
        "levels": (0.1, 0.5, 0.9),
        "baseline": "seasonal-naive",
        "compared": 3,
        "blocks": 3,
        "verdict": Verdict.TOO_FEW_BLOCKS,
    }
    return ScoreReport(**fields | changes)


PAGE = """\
60 forecasts of 2 series, up to 2 steps ahead, from 3 cutoffs: 2024-01-06 to 2024-01-20

  WIS       12.3 = 5.00 dispersion + 0.12 overprediction + 7.22 underprediction
  relative  0.75 of the seasonal naive's WIS (90 % CI 0.50 to 0.95); below 1 is better
  log WIS   0.250, the WIS of log(1 + count); 0.60 of the seasonal naive's
  median    MAE 123, MASE 1.50
  coverage  50 % interval covered 50 %, 90 % interval covered <1 %, 95 % interval covered 100 %
  verdict   WIS is 25 % lower than the seasonal naive's at 3 cutoffs, too few to tell from chance

step  relative  log rel.   WIS  share  dispersion  over  under  log WIS  MAE  MASE  50 %   95 %
1         0.75      0.60  12.3   50 %        5.00  0.12   7.22     0.25  123  1.50  50 %  100 %
2            –         –  12.3   50 %        5.00  0.12   7.22     0.25  123  1.50  50 %  100 %

series  relative  log rel.   WIS  share  dispersion  over  under  log WIS  MAE  MASE  50 %   95 %
Hills       0.60      0.48  12.3   67 %        5.00  0.12   7.22     0.25  123  1.50  50 %  100 %
Coast       0.50      0.40  12.3   33 %        5.00  0.12   7.22     0.25  123  1.50  50 %  100 %

PIT: share of the outcomes in each tenth of the forecast distribution (│ marks a uniform histogram)
"""


def test_page():
    """Overall in words, then a row a step and a series, then the histogram; what nothing has is no column."""
    text = scores_text(report())
    assert text.startswith(PAGE)
    assert text.endswith("  close to uniform: the forecasts are calibrated\n")


@pytest.mark.parametrize("size", [45, 60, 80, 100, 140])
def test_pages_fit(size):
    """Sentences wrap and columns give way to a narrow screen, the least telling first; relative WIS and WIS stay."""
    text = scores_text(report([f"A rather long name of a place {k}" for k in range(30)]), size=size)
    assert max(map(width, text.splitlines())) <= size
    for lines in text.split("\n\n")[2:4]:
        assert {"relative", "WIS"} <= set(lines.splitlines()[0].split())
    words = " ".join(text.split())
    assert "(90 % CI 0.50 to 0.95); below 1 is better" in words
    assert "WIS is 25 % lower than the seasonal naive's at 3 cutoffs, too few to tell from chance" in words


@pytest.mark.parametrize("kind", DataKind)
def test_logarithms_are_those_of_the_kind(kind):
    """The log WIS of rates and proportions is not said to be that of counts."""
    assert f"the WIS of log(1 + {kind}); 0.60" in scores_text(report(kind=kind))


def test_of_many_series_those_that_add_most():
    """More than a dozen: the ten with most of the total WIS, and what the rest adds; all are in CSV and JSON."""
    many = report([f"P{k:02}" for k in range(53)])
    lines = scores_text(many, size=140).split("\n\n")[3].splitlines()
    assert [row.split()[0] for row in lines] == ["series", *(f"P{k}" for k in range(52, 42, -1)), "…"]
    rest = sum(range(1, 44)) / sum(range(1, 54))
    assert lines[-1] == (
        f"… 10 of 53 series, those that add most to the total WIS; the others add {100 * rest:.0f} % of it"
    )
    assert len(scores_data(many)["by_series"]) == 53
    assert sum(row["scope"] == "series" for row in csv.DictReader(io.StringIO(scores_csv(many)))) == 53
    dozen = scores_text(report([f"P{k:02}" for k in range(12)])).split("\n\n")[3].splitlines()
    assert [row.split()[0] for row in dozen[1:]] == [f"P{k:02}" for k in range(11, -1, -1)]


def test_a_series_that_adds_little_is_not_shown_however_bad():
    """The order is by what a series adds, not by its own relative score; without any error the order is the data's."""
    lines = (*(line(f"P{k:02}", 0.5, share=0.05) for k in range(20)), line("odd", 9.0, share=0.001))
    assert "odd" not in scores_text(report(by_series=lines)).split("\n\n")[3]
    flat = tuple(line(f"P{k:02}", NAN, share=NAN) for k in range(3))
    shown = scores_text(report(by_series=flat)).split("\n\n")[3].splitlines()
    assert [row.split()[0] for row in shown[1:]] == ["P00", "P01", "P02"]


def test_csv():
    """One header; a row for all, for each step, series and tenth; six digits; what is unknown is empty."""
    rows = list(csv.DictReader(io.StringIO(scores_csv(report(("Coast", 'H "1", x'))))))
    assert [(row["scope"], row["label"]) for row in rows[:5]] == [
        ("overall", "all"),
        ("step", "1"),
        ("step", "2"),
        ("series", "Coast"),
        ("series", 'H "1", x'),
    ]
    assert [(row["label"], row["cells"]) for row in rows[5:]] == [
        (f"{k / 10:.1f}-{(k + 1) / 10:.1f}", "6") for k in range(10)
    ]
    assert rows[0] == {
        "scope": "overall",
        "label": "all",
        "cells": "60",
        "wis": "12.3457",
        "dispersion": "5",
        "overprediction": "0.125",
        "underprediction": "7.22068",
        "log_wis": "0.25",
        "mae": "123.4",
        "mase": "1.5",
        "relative_wis": "0.75",
        "coverage_50": "0.5",
        "coverage_80": "",
        "coverage_90": "0.004",
        "coverage_95": "1",
        "relative_wis_low": "0.5",
        "relative_wis_high": "0.95",
        "wis_share": "1",
        "relative_log_wis": "0.6",
    }
    assert [row["wis_share"] for row in rows[3:5]] == ["0.333333", "0.666667"]
    assert rows[2]["relative_wis"] == rows[2]["relative_wis_low"] == ""


def test_json():
    """The same numbers in full; null stands for what is unknown."""
    data = scores_data(report())
    assert data["overall"]["wis"] == SUMMARY.wis
    assert (data["overall"]["relative_wis_low"], data["overall"]["relative_wis_high"]) == (0.5, 0.95)
    assert data["overall"]["coverage_80"] is None
    assert data["by_step"][1] | {"step": 2, "relative_wis": None, "cells": 20} == data["by_step"][1]
    assert data["by_series"][0]["name"] == "Coast"
    assert [each["wis_share"] for each in data["by_series"]] == [1 / 3, 2 / 3]
    assert (data["baseline"], data["verdict_code"]) == ("seasonal naive", "too-few-blocks")
    assert data["verdict"].startswith("WIS is 25 % lower than the seasonal naive's at 3 cutoffs, too few")
    overlapping = scores_data(report(blocks=1))["verdict"]
    assert overlapping.startswith("WIS is 25 % lower than the seasonal naive's at 3 cutoffs in 1 block of two horizons")
    assert data["pit"] == {"counts": [6] * 10, "reading": "close to uniform: the forecasts are calibrated"}
    assert json.loads(success("score", data))["data"] == data


def test_what_is_unknown_is_not_said():
    """Without a baseline, a median or an interval over cutoffs their words are not there."""
    bare = line("all", NAN, mae=NAN, mase=NAN, coverage=(NAN,) * 4)
    changes = {"overall": bare, "by_step": (bare,), "by_series": (bare,), "cutoffs": 1}
    text = scores_text(report(**changes, relative_low=NAN, relative_high=NAN, verdict=Verdict.NOTHING_TO_COMPARE))
    assert "nan" not in text
    for word in ("relative", "median", "coverage", "MAE"):
        assert word not in text.partition("PIT")[0], word
    assert "from 1 cutoff: 2024-01-06\n" in text
    assert "no comparison: the seasonal naive has no forecast of these values" in text
    alone = scores_text(report(relative_low=NAN, relative_high=NAN))
    assert "  relative  0.75 of the seasonal naive's WIS; below 1 is better\n" in alone


def test_names_can_do_nothing_to_a_terminal():
    """Escape sequences, bidi controls and line ends in names are shown, not obeyed; brackets are no markup."""
    text = scores_text(report(("\x1b[2J\x07", "a\nb\u202e", "[red]x[/red]"), first_cutoff="\x1b[1m"))
    assert not set(text) & {"\x1b", "\x07", "\u202e"}
    assert r"\x1b[2J\x07" in text
    assert r"a\nb\u202e" in text
    assert "[red]x[/red]" in text


def test_colour_only_colours():
    """With escape sequences taken out the page is the same."""
    many = report([f"P{k:02}" for k in range(20)])
    coloured = scores_text(many, style=Style(colour=True))
    for code in ("\x1b[0m", "\x1b[1m", "\x1b[2m", "\x1b[36m"):
        assert code in coloured
        coloured = coloured.replace(code, "")
    assert coloured == scores_text(many)


def test_large_and_tiny_scores_keep_three_digits():
    """Scores of any size are legible."""
    text = scores_text(report(overall=line("all", wis=2.5e15, dispersion=98.76, overprediction=0.004, mae=math.pi)))
    assert "2.5e+15 = 98.8 dispersion + 0.004 overprediction" in text
    assert "MAE 3.14" in text


def test_tiny_ratios_are_not_written_as_zero():
    """A score of the logarithms of small proportions, and a relative WIS near 0, have two digits; exactly 0 is 0."""
    tiny = line("1", log_wis=0.00082, mase=0.0, relative=0.0031)
    text = scores_text(report(overall=tiny, by_step=(tiny,)))
    assert "0.0031 of the" in text
    assert "0.00082" in text[text.index("step") :]
    assert "MASE 0.00" in text
