"""What a score report looks like to a person, to a spreadsheet and to a program."""

import csv
import io
import json
import math
from dataclasses import replace

import pytest

from lstm_cli.evaluation.report import ScoreLine, ScoreReport
from lstm_cli.formats.json_envelope import success
from lstm_cli.formats.scores import scores_data, scores_rows, scores_text
from lstm_cli.formats.style import Style
from lstm_cli.formats.text import width
from lstm_cli.metrics.scores import ScoreSummary

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


def line(label, relative=0.75, **changes):
    """Return a line of a report."""
    return ScoreLine(label, replace(SUMMARY, **changes), relative)


def report(names=("Coast", "Hills"), **changes):
    """Return a report of some series, the first of them the best."""
    lines = tuple(line(name, 0.5 + k / 10, cells=30) for k, name in enumerate(names))
    fields = {
        "overall": line("all"),
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
        "baseline": "seasonal naive",
        "verdict": "fine",
    }
    return ScoreReport(**fields | changes)


PAGE = """\
60 forecasts of 2 series, up to 2 steps ahead, from 3 cutoffs: 2024-01-06 to 2024-01-20

  WIS       12.3 = 5.00 spread + 0.12 too high + 7.22 too low
  relative  0.75 of the seasonal naive's WIS; 90 % sure between 0.50 and 0.95; below 1 is better
  log WIS   0.250, the WIS of log(1 + count)
  median    off by 123 (MAE); 1.50 in units of usual past changes (MASE)
  coverage  50 % held 50 %, 90 % held <1 %, 95 % held 100 %
  verdict   fine

step  forecasts  relative   WIS  spread  too high  too low  log WIS  MAE  MASE  50 %  90 %   95 %
1            40      0.75  12.3    5.00      0.12     7.22     0.25  123  1.50  50 %  <1 %  100 %
2            20         –  12.3    5.00      0.12     7.22     0.25  123  1.50  50 %  <1 %  100 %

series  forecasts  relative   WIS  spread  too high  too low  log WIS  MAE  MASE  50 %  90 %   95 %
Coast          30      0.50  12.3    5.00      0.12     7.22     0.25  123  1.50  50 %  <1 %  100 %
Hills          30      0.60  12.3    5.00      0.12     7.22     0.25  123  1.50  50 %  <1 %  100 %

PIT: how many outcomes fell into each tenth of the forecast (│ where even bars would end)
"""


def test_page():
    """Overall in words, then a row a step and a series, then the histogram; what nothing has is no column."""
    text = scores_text(report())
    assert text.startswith(PAGE)
    assert text.endswith("  close to even: the intervals mean what they say\n")


@pytest.mark.parametrize("size", [40, 60, 80, 100, 140])
def test_tables_fit(size):
    """Columns give way to a narrow screen, the least telling first; relative WIS and WIS stay."""
    text = scores_text(report([f"A rather long name of a place {k}" for k in range(30)]), size=size)
    tables = [part.splitlines() for part in text.split("\n\n")[2:4]]
    for lines in tables:
        rows = [row for row in lines if not row.startswith("…")]
        assert max(map(width, rows)) <= max(size, 45)
        assert {"relative", "WIS"} <= set(rows[0].split())
        assert len({len(row.split("  ")) for row in rows}) > 0


def test_all_lines_fit_eighty_columns():
    """At 80 columns, the usual terminal, nothing wraps but the sentences of the head."""
    text = scores_text(report([f"Place {k}" for k in range(30)]), size=80)
    assert [row for row in text.splitlines() if width(row) > 90] == [
        row for row in text.splitlines() if row.startswith("  relative")
    ]


def test_of_many_series_the_worst_and_the_best():
    """More than a dozen: the five worst, how many are left out, the five best; all are in CSV and JSON."""
    many = report([f"P{k:02}" for k in range(53)])
    lines = scores_text(many).split("\n\n")[3].splitlines()
    assert [row.split()[0] for row in lines] == [
        "series",
        *("P52", "P51", "P50", "P49", "P48"),
        "…",
        *("P04", "P03", "P02", "P01", "P00"),
    ]
    assert lines[6] == "… 43 more between the 5 worst and the 5 best, by relative WIS; CSV has all"
    assert len(scores_data(many)["by_series"]) == 53
    assert sum(row["scope"] == "series" for row in csv.DictReader(io.StringIO(scores_rows(many)))) == 53
    dozen = scores_text(report([f"P{k:02}" for k in range(12)])).split("\n\n")[3].splitlines()
    assert [row.split()[0] for row in dozen[1:]] == [f"P{k:02}" for k in range(12)]


def test_series_without_a_relative_score_are_neither_best_nor_worst():
    """Where the baseline made no error there is no ratio: such series are ranked as 1."""
    lines = (*(line(f"P{k:02}", 0.5 + k / 10) for k in range(20)), line("odd", NAN))
    shown = scores_text(report(by_series=lines)).split("\n\n")[3]
    assert "odd" not in shown


def test_csv():
    """One header; a row for all, for each step, series and tenth; six digits; what is unknown is empty."""
    rows = list(csv.DictReader(io.StringIO(scores_rows(report(("Coast", 'H "1", x'))))))
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
    }
    assert rows[2]["relative_wis"] == rows[2]["relative_wis_low"] == ""


def test_json():
    """The same numbers in full; null stands for what is unknown."""
    data = scores_data(report())
    assert data["overall"]["wis"] == SUMMARY.wis
    assert (data["overall"]["relative_wis_low"], data["overall"]["relative_wis_high"]) == (0.5, 0.95)
    assert data["overall"]["coverage_80"] is None
    assert data["by_step"][1] | {"step": 2, "relative_wis": None, "cells": 20} == data["by_step"][1]
    assert data["by_series"][0]["name"] == "Coast"
    assert data["pit"] == {"counts": [6] * 10, "reading": "close to even: the intervals mean what they say"}
    assert json.loads(success("score", data))["data"] == data


def test_what_is_unknown_is_not_said():
    """Without a baseline, a median or an interval over cutoffs their words are not there."""
    bare = line("all", NAN, mae=NAN, mase=NAN, coverage=(NAN,) * 4)
    text = scores_text(
        report(overall=bare, by_step=(bare,), by_series=(bare,), relative_low=NAN, relative_high=NAN, cutoffs=1)
    )
    assert "nan" not in text
    for word in ("relative", "median", "coverage", "MAE", "50 %"):
        assert word not in text.partition("PIT")[0].replace("2 steps ahead", ""), word
    assert "from 1 cutoff: 2024-01-06\n" in text
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
    assert "2.5e+15 = 98.8 spread + 0.00 too high" in text
    assert "off by 3.14 (MAE)" in text
