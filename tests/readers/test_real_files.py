"""Small imitations of the shapes in which real count series are published."""

import numpy as np
import pandas as pd
import pytest

from lstm_cli.panel.describe import audit

LONG = "unique_id,ds,y"


def rows(name, times, *more):
    return "".join(f"{name},{time},{k * 7 % 31}{''.join(more)}\n" for k, time in enumerate(times))


def span(first, periods, freq):
    return pd.date_range(first, periods=periods, freq=freq).strftime("%Y-%m-%d" if freq != "h" else "%Y-%m-%d %H:%M:%S")


SHAPES = {
    "weekly hospital admissions with population": (
        LONG + ",population\n" + rows("CA", span("2022-02-05", 20, "7D"), ",39431263") + rows("US", span("2022-02-05", 20, "7D"), ",1"),
        ("weekly (weeks stamped Saturday)", [20, 20], 0),
    ),
    "daily cases in countries, a correction left out": (
        LONG + "\n" + rows("Italy", [*span("2020-06-01", 18, "D"), *span("2020-06-20", 9, "D")]) + rows("Malta", span("2020-06-01", 28, "D")),
        ("daily", [28, 28], 1),
    ),
    "seasons of 52 weeks, the last of 8 days": (
        LONG + "\n" + rows("san_juan", [*span("1990-04-30", 35, "7D"), *span("1991-01-01", 52, "7D"), *span("1992-01-01", 9, "7D")]),
        ("weekly", [96], 0),
    ),
    "a series that starts a week late": (
        LONG + "\n" + rows("Leeds", span("1948-01-10", 9, "7D")) + rows("London", span("1948-01-17", 8, "7D")),
        ("weekly (weeks stamped Saturday)", [9, 8], 0),
    ),
    "weeks stamped Monday": (LONG + "\n" + rows("DE", span("2001-12-31", 53, "7D")), ("weekly (weeks stamped Monday)", [53], 0)),
    "outbreaks of different centuries": (
        LONG + "\n" + rows("measles_1861", span("1861-10-30", 87, "D")) + rows("zika_2015", span("2015-09-06", 147, "D")),
        ("daily", [87, 147], 0),
    ),
    "months stamped at their ends": (LONG + "\n" + rows("GIN", span("2014-04-30", 25, "ME")), ("monthly (month ends)", [25], 0)),
    "sales of parts, mostly zero": (
        LONG + "\n" + "".join(rows(f"{10_251_816 + k}", span("1998-01-01", 51, "MS")) for k in range(4)),
        ("monthly (month starts)", [51] * 4, 0),
    ),
    "summers that were not reported": (
        LONG + "\n" + rows("us", [*span("1997-10-12", 33, "7D"), *span("1998-10-11", 33, "7D")]),
        ("weekly (weeks stamped Sunday)", [85], 19),
    ),
    "hours with a storm": (
        LONG + "\n" + rows("bikes", [*span("2012-10-27 16:00", 40, "h"), *span("2012-10-30 08:00", 40, "h")]),
        ("hourly", [104], 24),
    ),
    "every fortnight": (LONG + "\n" + rows("london", span("2005-01-01", 30, "14D")), ("every 14 days", [30], 0)),
    "months from a century back": (LONG + "\n" + rows("air", span("1949-01-01", 24, "MS")), ("monthly (month starts)", [24], 0)),
    "years, two series of different ends": (
        LONG + "\n" + rows("coal", span("1851-01-01", 30, "YS")) + rows("great", span("1860-01-01", 12, "YS")),
        ("yearly", [30, 12], 0),
    ),
    "a hub's legacy target file, newest first": (
        '"","date","location","location_name","value","weekly_rate"\n'
        + "".join(f'"{k}","{day}","{place:02}","x",{k},0.5\n' for place in (1, 2) for k, day in enumerate(span("2024-01-06", 9, "7D")[::-1])),
        ("weekly (weeks stamped Saturday)", [9, 9], 0),
    ),
    "a hub's time-series file": (
        "as_of,target,target_end_date,location,observation\n"
        + "".join(f"2024-06-01,wk inc flu hosp,{day},US,{k}\n" for k, day in enumerate(span("2024-01-06", 9, "7D"))),
        ("weekly (weeks stamped Saturday)", [9], 0),
    ),
    "areas side by side": (
        "week_ending,North,South\n" + "".join(f"{day},{k},{'' if k == 2 else k}\n" for k, day in enumerate(span("2024-01-06", 9, "7D"))),
        ("weekly (weeks stamped Saturday)", [9, 9], 1),
    ),
    "a spreadsheet of the continent": (
        "\ufeffDatum;Region;Cases\r\n" + "".join(f"{day};Köln;{k}\r\n" for k, day in enumerate(span("2024-01-01", 9, "D"))),
        ("daily", [9], 0),
    ),
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_real_shapes_load_without_an_option(read, shape):
    """Frequency, lengths and gaps of each published shape are understood without an option."""
    table, (frequency, lengths, missing) = SHAPES[shape]
    panel = read(table)
    assert panel.frequency.name == frequency
    assert [len(series) for series in panel.series] == lengths
    assert audit(panel).missing == missing


def test_a_hub_file_keeps_its_codes_and_names_what_it_ignores(read):
    """Location codes stay text with their zeros, and the columns that are not used are named."""
    panel = read(SHAPES["a hub's legacy target file, newest first"][0])
    assert [series.name for series in panel.series] == ["01", "02"]
    assert panel.columns.ignored == ("column 1 (no name)", "location_name", "weekly_rate")
    assert panel.series[0].counts.tolist() == list(range(8, -1, -1))


def test_vintages_in_one_file_are_refused_with_the_column_that_parts_them(complaint):
    """Two as_of vintages repeat every date; the message says where to look."""
    rows = "".join(f"{as_of},2024-01-06,US,{k}\n" for k, as_of in enumerate(["2024-01-10", "2024-01-17"]))
    assert complaint("as_of,target_end_date,location,observation\n" + rows) == [
        "d.csv:3: series 'US', 2024-01-06 is already on line 2, with another count",
        "d.csv: if such rows differ in an ignored column ('as_of'), keep one kind of row",
    ]


def test_outbreaks_of_different_centuries_share_no_slot(read):
    """Series that never meet keep their own dates on the common time line."""
    first, second = read(SHAPES["outbreaks of different centuries"][0]).series
    assert first.times[-1] == np.datetime64("1862-01-24")
    assert second.times[0] == np.datetime64("2015-09-06")
    days = (np.datetime64("2015-09-06") - np.datetime64("1861-10-30")).astype(int)
    assert (first.start, second.start) == (0, days)
