"""Hubverse rows, against the layout of the US hubs."""

import csv
import io

import pytest

from lstm_cli.cli.settings import flag
from lstm_cli.errors import UsageError
from lstm_cli.formats.hubverse import forecast_hub, write_forecast
from lstm_cli.formats.registry import Request
from lstm_cli.options import LEVELS
from lstm_cli.panel.frequency import Frequency
from lstm_cli.remarks import Remark


def rows_of(text):
    return list(csv.DictReader(io.StringIO(text)))


def test_rows_follow_the_convention_of_the_hubs(make):
    """Data end a week before reference_date, step k is horizon k − 1, counts are whole, levels shortest decimals."""
    written = write_forecast(*make(names=("01",), steps=2, levels=(0.1, 0.5)), Request("hub"))
    assert written.content == (
        "reference_date,target,horizon,target_end_date,location,output_type,output_type_id,value\n"
        "2024-03-30,wk inc flu hosp,0,2024-03-30,01,quantile,0.1,67\n"
        "2024-03-30,wk inc flu hosp,0,2024-03-30,01,quantile,0.5,111\n"
        "2024-03-30,wk inc flu hosp,1,2024-04-06,01,quantile,0.1,67\n"
        "2024-03-30,wk inc flu hosp,1,2024-04-06,01,quantile,0.5,112\n"
    )
    assert written.remarks == (Remark("hub-reference-date", {"date": "2024-03-30"}),)


def test_the_target_is_the_users(make):
    """Another disease, another target."""
    text = forecast_hub(*make(), target="wk inc covid hosp")
    assert {row["target"] for row in rows_of(text)} == {"wk inc covid hosp"}


def test_all_levels_are_written_as_hubs_want_them(make):
    """The 23 levels of FluSight, none with a trailing zero or a rounding tail, values non-decreasing."""
    rows = rows_of(forecast_hub(*make(names=("US",), steps=1, levels=LEVELS)))
    ids = [row["output_type_id"] for row in rows]
    assert ids[:4] == ["0.01", "0.025", "0.05", "0.1"]
    assert ids[-3:] == ["0.95", "0.975", "0.99"]
    assert len(ids) == 23
    values = [int(row["value"]) for row in rows]
    assert values == sorted(values)


def test_series_that_end_early_share_the_reference_date(make):
    """One round has one reference_date: a note says which horizon they reach, and that weeks before horizon −1 are left out."""
    written = write_forecast(*make(names=("A", "B"), steps=4, behind={"B": 3}), Request("hub"))
    rows = rows_of(written.content)
    assert {row["reference_date"] for row in rows} == {"2024-03-30"}
    assert sorted({int(row["horizon"]) for row in rows if row["location"] == "A"}) == [0, 1, 2, 3]
    assert sorted({int(row["horizon"]) for row in rows if row["location"] == "B"}) == [-1, 0]
    reach = {"lowest": 0, "highest": 0, "wanted": 3}
    assert written.remarks[1] == Remark("hub-series-behind", {"count": 1, "horizon": -1, **reach})


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"frequency": Frequency(seconds=86_400)}, "hub rows are weekly, but these data are daily; use --format csv"),
        ({"frequency": Frequency(months=1)}, "hub rows are weekly, but these data are monthly; use --format csv"),
        ({"names": ("n",), "place": None}, "hub rows need a location"),
    ],
)
def test_what_is_no_hub_forecast_is_refused(make, changes, message):
    """Data that are not weekly, or have no places, cannot be hub rows; the line says so."""
    with pytest.raises(UsageError) as caught:
        forecast_hub(*make(**changes))
    assert message in caught.value.lines(flag)[0]


def test_weeks_of_another_day_are_written_and_remarked(make):
    """A hub of one's own may use other weekdays; the US hubs do not."""
    written = write_forecast(*make(frequency=Frequency(seconds=7 * 86_400, weekday=0)), Request("hub"))
    assert written.remarks[-1] == Remark("hub-weeks-not-saturday", {"frequency": "weekly (weeks stamped Monday)"})
