"""The table that a person looks at."""

import dataclasses
import math

import numpy as np
import pytest

from lstm_cli.ensemble.results import Measure
from lstm_cli.formats.forecast_table import forecast_table
from lstm_cli.formats.style import Style
from lstm_cli.formats.text import width
from lstm_cli.options import LEVELS
from lstm_cli.remarks import Remark


def test_one_series_is_shown_in_full(make):
    """Title, sparkline into the median, a row a step with intervals and a fan, then the gates."""
    text = forecast_table(*make(names=("A",), steps=2), size=90)
    assert text == (
        "A  weekly (weeks stamped Saturday); last count 110 on 2024-03-23; 2 weeks ahead\n"
        "\n"
        "▁▂▂▃▃▄▅▅▆▇▇█│██\n"
        "\n"
        "week         median   mean   50 % interval   95 % interval   58                        165\n"
        "2024-03-30      111    111        83 – 139        58 – 164   ───────━━━━━━━●━━━━━━━───────\n"
        "2024-04-06      112    112        84 – 140        59 – 165   ───────━━━━━━━●━━━━━━━───────\n"
        "\n"
        "Gates, this series  mean  shut (<0.1)  open (>0.9)  mean σ' (≤ 0.25)\n"
        "  input gate        0.52         12 %         31 %             0.150\n"
        "  forget gate       0.93          0 %        >99 %             0.061\n"
        "  output gate       0.40         20 %         <1 %             0.180\n"
        "  candidate: |C̃| above 0.9 in 6 % of readings\n"
        "  memory: the forget gate halves what the cell holds in 9.5 weeks\n"
        "  On average, half is kept for 9.5 weeks, longer than the 2 weeks ahead.\n"
    )


def test_many_series_are_a_row_each(make):
    """A summary names every series, its last count, the next and the last median and the widest interval."""
    short = Remark("series-short", {"names": ("C",), "count": 1, "of": 3, "minimum": 8})
    text = forecast_table(*make(names=("A", "B", "C"), steps=2, notes=(short,)), size=100)
    lines = text.splitlines()
    assert lines[0] == "3 series, weekly (weeks stamped Saturday): medians; ask for one series to see its intervals"
    assert lines[2].split("  ")[0] == "series"
    assert lines[3].startswith("A        110   111         112        112   59 – 165  ▁▂▂▃▃▄▅▅▆▇▇█│██")
    assert [line[0] for line in lines[3:6]] == ["A", "B", "C"]
    assert "Gates, mean of 3 series" in text
    assert lines[-2:] == [
        "note: 1 of 3 series has fewer than 8 known values ('C'): its forecast relies on what the model",
        "      learned from other series",
    ]


@pytest.mark.parametrize(("measure", "name"), [(Measure.SUM, "sum"), (Measure.PEAK, "highest")])
def test_a_value_of_all_steps_is_not_called_the_next(make, measure, name):
    """A sum or peak over all steps has one column of medians; a sum has no place on the scale of single counts."""
    forecast, panel = make(names=("A", "B"), steps=1)
    text = forecast_table(dataclasses.replace(forecast, measure=measure, joint=None), panel, size=100)
    heading, first = text.splitlines()[2:4]
    assert heading.split("  past")[0].split() == ["series", "last", name, "mean", "95", "%"]
    assert first.split()[:4] == ["A", "110", "111", "111"]
    assert ("│" in text) == (measure is Measure.PEAK)
    forecast, panel = make(names=("A",), steps=1)
    alone = forecast_table(dataclasses.replace(forecast, measure=measure, joint=None), panel, size=100)
    assert ("│" in alone) == (measure is Measure.PEAK)
    assert "\n\n\n" not in alone


@pytest.mark.parametrize("size", [40, 80, 140])
@pytest.mark.parametrize("levels", [(0.5,), (0.025, 0.25, 0.5, 0.75, 0.975), LEVELS, (0.1, 0.2, 0.7), (0.9,)])
def test_pictures_never_widen_a_table(make, size, levels):
    """Whatever the levels, fans are drawn only into the room that there is."""
    text = forecast_table(*make(names=("A",), steps=5, levels=levels), size=size)
    drawn = [line for line in text.splitlines() if "●" in line or "│" in line]
    assert all(width(line) <= size for line in drawn)


def test_levels_that_do_not_fit_are_counted(make):
    """With all 23 levels three intervals are shown and the rest is pointed to."""
    text = forecast_table(*make(names=("A",), levels=LEVELS))
    assert "50 % interval   80 % interval   95 % interval" in text
    assert "16 more levels in CSV" in text


def test_levels_without_partners_get_columns_of_their_own(make):
    """Asymmetric levels are shown one by one."""
    assert "median   mean   q0.1   q0.7" in forecast_table(*make(names=("A",), levels=(0.1, 0.5, 0.7)))


def test_colour_is_the_only_difference(make):
    """Without the escape sequences a coloured table is the plain one."""
    plain = forecast_table(*make(names=("A",)))
    coloured = forecast_table(*make(names=("A",)), style=Style(colour=True))
    assert coloured != plain
    for code in ("0", "1", "2", "36"):
        coloured = coloured.replace(f"\x1b[{code}m", "")
    assert coloured == plain


def test_hostile_names_are_harmless(make):
    """A name with escape sequences and markup is spelled out; one of any length is cut."""
    text = forecast_table(*make(names=("\x1b[2J[/red]", "x" * 100_000)), size=90)
    assert "\x1b" not in text
    assert r"\x1b[2J[/red]" in text
    assert max(map(width, text.splitlines())) < 120


def test_gaps_in_the_past_stay_gaps(make):
    """A missing count is a blank in the sparkline."""
    forecast, panel = make(names=("A",))
    recent = forecast.series[0].recent
    recent[3] = math.nan
    assert "▁▂▂ ▃" in forecast_table(forecast, panel)
    assert np.isnan(recent[3])


def test_a_long_tail_is_drawn_on_a_log_scale(make):
    """Where the upper quantile dwarfs the median the fan is logarithmic, and says so: equal ratios, equal lengths."""
    forecast, panel = make(names=("A",), steps=1, levels=(0.05, 0.5, 0.95))
    forecast.series[0].quantiles[:] = [[9, 99, 999]]
    forecast.series[0].median[:] = 99
    heading, bar = forecast_table(forecast, panel, size=80).splitlines()[4:6]
    assert "9 (log scale)" in heading
    ends = bar.index("━"), bar.index("●"), bar.rindex("━")
    assert ends[2] - ends[1] == pytest.approx(ends[1] - ends[0], abs=1)
