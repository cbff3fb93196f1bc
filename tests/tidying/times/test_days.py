"""Days and moments in the order that alone can be meant; two orders are refused with the format of each."""

from contextlib import suppress
from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd
import pytest

from lstm_cli.errors import DataError, Setting
from lstm_cli.readers.format_hints import hint_of_format
from lstm_cli.readers.timestamps import parse_times

PORTALS = [
    ("2022-10-01T00:00:00.000", "2022-10-01"),
    ("2020-06-01T00:00:00Z", "2020-06-01"),
    ("2021/01/01 00:00:00+00", "2021-01-01"),
    ("10/22/2022 12:00:00 AM", "2022-10-22"),
    ("12/13/2010 15:23", "2010-12-13 15:23"),
    ("1/22/20", "2020-01-22"),
    ("22.01.2020", "2020-01-22"),
    ("22. 1. 2020", "2020-01-22"),
    ("22.1.20 13:05", "2020-01-22 13:05"),
    ("2020.01.22", "2020-01-22"),
    ("2020-1-2", "2020-01-02"),
    ("2020_01_02", "2020-01-02"),
    ("20200122", "2020-01-22"),
    ("20200122T0500", "2020-01-22 05:00"),
    ("2020012205", "2020-01-22 05:00"),
    ("20200122053007", "2020-01-22 05:30:07"),
    ("22012020", "2020-01-22"),
    ("2024-01-15T13", "2024-01-15 13:00"),
    ("2024-01-15 24:00", "2024-01-16"),
    ("2024-01-15 12:00 AM", "2024-01-15"),
    ("2024-01-15 12:00 PM", "2024-01-15 12:00"),
    ("22.01.2024 13.30 Uhr", "2024-01-22 13:30"),
    ("6 Jan 2024", "2024-01-06"),
    ("06-JAN-24", "2024-01-06"),
    ("06-Jan-99", "1999-01-06"),
    ("01JAN2020:00:05:00", "2020-01-01 00:05"),
    ("4 de enero de 2020", "2020-01-04"),
    ("4. Januar 2020", "2020-01-04"),
    ("1er février 2020", "2020-02-01"),
    ("Jan 6, 2024", "2024-01-06"),
    ("January 6th, 2024", "2024-01-06"),
    ("2024 January 6", "2024-01-06"),
    ("Saturday, January 4, 2020", "2020-01-04"),
    ("Sat, 04 Jan 2020 05:06:07 GMT", "2020-01-04 05:06:07Z"),
    ("Saturday, 22/01/2020", "2020-01-22"),
    ("[10/Oct/2000:13:55:36 -0700]", "2000-10-10 13:55:36-07:00"),
    ("Mon Jan  1 00:05:04 2024", "2024-01-01 00:05:04"),
    ("Mon Jan  1 00:05:04 UTC 2024", "2024-01-01 00:05:04Z"),
    ("2024-03-01T06:30:00+05:30", "2024-03-01 06:30+05:30"),
    ("2024-03-01T06:30:00+01:00[Europe/Berlin]", "2024-03-01 06:30+01:00"),
    ("2024-03-01 06:30 CET", "2024-03-01 06:30+01:00"),
    ("2024-03-01 06:30:00 EST", "2024-03-01 06:30-05:00"),
    ("22/01/2024 1:05 p. m.", "2024-01-22 13:05"),
    ("22/01/2024 1:05\u202fp.\u00a0m.", "2024-01-22 13:05"),
    ("2024年1月22日", "2024-01-22"),
    ("2024년 1월 22일", "2024-01-22"),
]


@pytest.mark.parametrize(("text", "expected"), PORTALS)
def test_spellings_of_portals(written, text, expected):
    """One text that can be read in one way only is that day or moment, written in ISO 8601."""
    assert written(text) == [expected]


@pytest.mark.parametrize(("_", "expected"), PORTALS)
def test_what_is_written_is_read_by_every_command(times_of, _, expected):
    """The strict reader takes what tidying writes, as the same moment."""
    times = times_of({"d": [_]})
    strict = parse_times([expected], [1], date_format=None)
    assert not strict.bad.any()
    assert strict.at.tolist() == times.at.tolist()


ORDERS = ["%d/%m/%Y", "%m/%d/%Y", "%d.%m.%y", "%m-%d-%Y", "%m/%d/%y %H:%M", "%d/%m/%Y %I:%M:%S %p", "%A %d/%m/%Y"]


@pytest.mark.parametrize("pattern", ORDERS)
def test_the_order_is_found_by_a_number_over_12(written, pattern):
    """A month of days shows whether the day or the month is first."""
    days = [date(2020, 1, 1) + timedelta(k) for k in range(31)]
    assert written(*(day.strftime(pattern) for day in days)) == [str(day) for day in days]


@pytest.mark.parametrize("pattern", [*ORDERS, "%d%m%Y"])
def test_two_orders_are_refused_with_a_format_each_that_works(times_of, written, pattern):
    """Days up to 12 fit both orders: the hint lists both formats, and each reads all texts, in two ways."""
    days = [date(2020, 3, day) for day in range(1, 13)]
    texts = [day.strftime(pattern) for day in days]
    with pytest.raises(DataError, match=r"may be 2020-\d\d-\d\d \(day/month/year\) or") as caught:
        times_of({"d": texts})
    formats = [part.value for part in caught.value.hint.parts]
    readings = [tuple(written(*texts, date_format=date_format)) for date_format in formats]
    assert len(set(readings)) == len(formats) == 2
    assert tuple(map(str, days)) in readings


def test_short_years_may_stand_at_both_ends(written, refusal):
    """20-01-05 may begin or end with its year; with slashes the year stands behind unless that is impossible."""
    assert refusal({"d": ["20-01-22"]}).endswith("add --date-format %d-%m-%y or --date-format %y-%m-%d")
    assert written("20/01/22") == ["2022-01-20"]
    assert written("99/01/22") == ["1999-01-22"]


MONTHS = [date(2022 + month // 12, month % 12 + 1, 1) for month in range(36)]
RUNS = {
    "days": [date(2023, 1, 2) + timedelta(k) for k in range(60)],
    "weeks": [date(2022, 1, 1) + timedelta(7 * k) for k in range(120)],
    "middles of months": [month.replace(day=15) for month in MONTHS],
    "ends of quarters": [month - timedelta(1) for month in MONTHS[3::3]],
}
SHORT_YEARS = ["%d/%m/%y", "%m/%d/%y", "%y/%m/%d"]


def readings_of(text):
    """Return the formats that read a text, by the interpreter's own strptime."""
    found = []
    for pattern in SHORT_YEARS:
        with suppress(ValueError):
            datetime.strptime(text, pattern)  # noqa: DTZ007
            found.append(pattern)
    return found


@pytest.mark.parametrize("length", [2, 8, 36])
@pytest.mark.parametrize("days", RUNS.values(), ids=RUNS)
def test_years_that_may_be_first_are_asked_about(times_of, written, days, length):
    """23/01/02, 23/01/03 may also be 2 January of two years: the order in which dates run is first, and both read all."""
    texts = [day.strftime("%y/%m/%d") for day in days[:length]]
    with pytest.raises(DataError, match=r"\(year/month/day\) or .* \(day/month/year\)") as caught:
        times_of({"d": texts})
    first, other = [part.value for part in caught.value.hint.parts][:2]
    assert [written(*texts, date_format=each)[0] for each in (first, other)] == [
        str(days[0]),
        str(datetime.strptime(texts[0], "%d/%m/%y").date()),  # noqa: DTZ007
    ]
    assert hint_of_format(texts).parts == (Setting("date_format", first), Setting("date_format", other))


@pytest.mark.parametrize("pattern", ["%d/%m/%y", "%m/%d/%y"])
@pytest.mark.parametrize("days", RUNS.values(), ids=RUNS)
def test_years_that_jump_are_no_question(written, remarks_of, days, pattern):
    """With the year behind these dates run evenly: that they could begin with one is not asked, but is not denied either."""
    texts = [day.strftime(pattern) for day in days]
    assert written(*texts) == list(map(str, days))
    why = remarks_of(*texts)["dates-read"]["ruled_out_by"]
    assert bool(why) == any(readings_of(text) == [pattern] for text in texts)
    assert not why or readings_of(why) == [pattern]
    assert hint_of_format(texts).parts == (Setting("date_format", pattern),)


def test_a_year_has_two_digits(written):
    """23/1/2 cannot be a day of the year 2."""
    assert written("23/1/2", "23/1/3") == ["2023-01-02", "2023-01-03"]


def test_a_question_shows_a_date_that_differs(refusal):
    """1/1/2023 is the same day in both orders and shows nothing."""
    assert "'1/2/2023' may be 2023-02-01 (day/month/year) or 2023-01-02" in refusal({"d": ["1/1/2023", "1/2/2023"]})


def test_the_same_day_in_both_orders_is_no_question(written):
    """3/3/2020 is 3 March in either order."""
    assert written("3/3/2020", "4/4/2020") == ["2020-03-03", "2020-04-04"]


def test_cells_of_another_form_are_bad(times_of, written):
    """Impossible days and other forms are bad, and what is valid is named by an example."""
    assert written("2024-01-06", "2024-02-30", "2024-13-01", "2024-01-07") == ["2024-01-06", None, None, "2024-01-07"]
    assert written("13/01/2024", "14/01/2024", "15/01/2024", "32/01/2024")[3] is None
    assert written("2024-01-06 25:00", "2024-01-06 13:00 PM", "2024-01-06 05:00", "2024-01-06 06:00")[:2] == [
        None,
        None,
    ]
    assert times_of({"d": ["13/01/2024", "", "x"]}).expected == "a date such as '13/01/2024' (day/month/year)"
    assert times_of({"d": ["13/01/2024", "", "x"]}).bad.tolist() == [False, True, True]


def test_days_with_and_without_a_time_of_day_go_together(written):
    """Spreadsheets leave out midnight: the day alone is its midnight."""
    assert written("2024-01-06", "2024-01-06 13:00") == ["2024-01-06 00:00", "2024-01-06 13:00"]


def test_several_offsets_become_utc(written, remarks_of):
    """Moments are the same moments in UTC; one without an offset among them is bad."""
    texts = ("2024-03-30T22:00:00+01:00", "2024-03-31T00:00:00Z", "2024-03-30 20:00-0430", "2024-03-31 04:00:00")
    assert written(*texts) == ["2024-03-30 21:00Z", "2024-03-31 00:00Z", "2024-03-31 00:30Z", None]
    assert remarks_of(*texts)["offsets-to-utc"] == {
        "column": "d",
        "offsets": ("-04:30", "+00:00", "+01:00"),
        "count": 3,
    }


def test_midnights_of_a_place_are_its_days(written, remarks_of):
    """Daily data of a zone with summer time stay on their days, and it is said."""
    texts = ("2024-03-30T00:00:00+01:00", "2024-03-31T00:00:00+01:00", "2024-04-01T00:00:00+02:00")
    assert written(*texts) == ["2024-03-30", "2024-03-31", "2024-04-01"]
    assert remarks_of(*texts)["offsets-of-midnights"]["count"] == 2


def test_fractions_of_seconds_are_cut_off(written, remarks_of):
    """Counts have whole seconds; it is said in how many rows something was cut."""
    assert written("2024-01-06 05:06:07.891", "2024-01-06 05:06:08.000") == [
        "2024-01-06 05:06:07",
        "2024-01-06 05:06:08",
    ]
    assert remarks_of("2024-01-06 05:06:07.891", "2024-01-06 05:06:08.000")["fractions-cut"]["rows"] == 1


def test_iso_dates_need_no_word(remarks_of):
    """What is ISO 8601 already is not told; what was read in an order is, with the text that shows it."""
    assert remarks_of("2024-01-06", "2024-01-13") == {}
    assert remarks_of("1/2/20", "1/22/20")["dates-read"] == {
        "column": "d",
        "example": "1/2/20",
        "date": "2020-01-02",
        "order": "month/day/year",
        "ruled_out_by": "1/22/20",
        "short_years": True,
    }


def test_a_column_without_times_is_refused(refusal):
    """Words are no times: the message repeats the commonest, and says what to do."""
    assert refusal({"d": ["b", "a", "a"]}) == (
        "f.csv:3: column 'd': no times that can be read: 'a', 'b'; "
        "name another column with --time, or how they are written with --date-format"
    )
    assert refusal({"d": ["", ""]}) == "f.csv: column 'd' is empty; name another with --time"


def test_other_forms_than_days_in_numbers_are_bad_beside_them(written):
    """Five spellings in one column: names of months, and numbers without marks, are not read beside the others."""
    mixed = ["2024-01-06", "13/01/2024", "Jan 20, 2024", "2024.01.27", "20240203"]
    assert written(*mixed) == ["2024-01-06", "2024-01-13", None, "2024-01-27", None]


@pytest.mark.parametrize("slashes", ["%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y %H:%M"])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_iso_beside_another_order_is_read(written, remarks_of, slashes, share):
    """Some cells of a year are written in another way: each means one day, whichever kind most are of."""
    rng = np.random.default_rng(1)
    days = pd.date_range("2024-01-01", periods=366)
    other = rng.random(len(days)) < share
    texts = [f"{day:{slashes}}" if is_other else f"{day:%Y-%m-%d}" for day, is_other in zip(days, other, strict=True)]
    assert written(*texts) == [str(day.date()) for day in days]
    found = remarks_of(*texts)["dates-of-two-kinds"]
    assert (found["rows"], found["of"]) == (other.sum(), len(days))
    named = remarks_of(*texts, date_format=slashes)["dates-of-two-kinds"]
    assert written(*texts, date_format=slashes) == [str(day.date()) for day in days]
    assert named["rows"] == len(days) - other.sum()


def test_local_days_are_not_read_beside_moments_with_an_offset(written):
    """They may be of another day in UTC, and are bad; beside local times, they are midnights."""
    assert written("2024-01-06T05:00Z", "2024-01-07T05:00Z", "13/01/2024") == [
        "2024-01-06 05:00Z",
        "2024-01-07 05:00Z",
        None,
    ]
    assert written("2024-01-06 05:00", "13/01/2024") == ["2024-01-06 05:00", "2024-01-13 00:00"]


def test_days_of_another_kind_that_do_not_exist_are_bad(written, remarks_of):
    """And nothing is said of a second kind."""
    assert written("2024-01-06", "2024-01-07", "32/01/2024") == ["2024-01-06", "2024-01-07", None]
    assert "dates-of-two-kinds" not in remarks_of("2024-01-06", "2024-01-07", "32/01/2024")


def test_the_order_of_the_other_kind_is_asked_for_where_it_is_open(written, refusal):
    """ISO dates in the column decide nothing about it."""
    texts = ["2024-01-31", "01/02/2024", "2024-02-02"]
    lines = refusal({"d": texts})
    assert "'01/02/2024' may be 2024-02-01 (day/month/year) or 2024-01-02 (month/day/year)" in lines
    assert written(*texts, date_format="%d/%m/%Y") == ["2024-01-31", "2024-02-01", "2024-02-02"]
    assert written(*texts, date_format="%m/%d/%Y") == ["2024-01-31", "2024-01-02", "2024-02-02"]


def test_days_that_a_spreadsheet_swapped_are_refused(refusal, written):
    """It took 2 January for 1 February and left 13 January as it was: as they stand, the former are other days."""
    days = [date(2024, 1, 1) + timedelta(at) for at in range(60)]
    swapped = [f"{day:%Y-%d-%m}" if day.day <= 12 else f"{day:%d/%m/%Y}" for day in days]
    assert "a spreadsheet may have swapped day and month of the former" in refusal({"d": swapped})
    apart = [f"{day:%Y-%m-%d}" if day.day <= 12 else f"{day:%d/%m/%Y}" for day in days]
    assert "swapped" in refusal({"d": apart})  # as they look alike
    assert written(*apart, "2024-03-13")[-1] == "2024-03-13"  # which no spreadsheet would have swapped


@pytest.mark.parametrize(
    ("date_format", "text", "expected"),
    [
        ("%d/%m/%Y", "01/02/2024", "2024-02-01"),
        ("%d/%m/%Y %H:%M:%S%z", "01/02/2024 05:00:00+00", "2024-02-01 05:00+0000"),
        ("%b-%y", "Feb-24", "2024-02"),
        ("%Y", "2024", "2024"),
        ("%j %Y", "032 2024", "2024-02-01"),
        ("%Y%%%m%%%d", "2024%02%01", "2024-02-01"),
    ],
)
def test_a_named_format_is_written_in_iso_8601(written, date_format, text, expected):
    """--date-format says how times are read; they are written so that every command reads them."""
    assert written(text, date_format=date_format) == [expected]


@pytest.mark.parametrize("pattern", ["%G-W%V", "%GW%V", "%Y week %U", "%Y/%W"])
@pytest.mark.parametrize("year", [2015, 2016, 2020, 2021, 2023, 2024])
def test_formats_of_weeks_are_those_of_strftime(written, pattern, year):
    """Every week that strftime writes without a day is read back as the last day of that week."""
    days = [date(year, 1, 1) + timedelta(k) for k in range(366)]
    last = 6 if "%U" in pattern else 7  # the weekday (of strftime's %u) that ends a week
    expected = [str(day + timedelta((last - day.isoweekday()) % 7)) for day in days]
    assert written(*(day.strftime(pattern) for day in days), date_format=pattern) == expected


def test_formats_of_weeks_know_which_weeks_exist(written, refusal):
    """A week 53 of a year with 52 is bad, and a calendar year beside an ISO week is refused with the right format."""
    assert written("2020-53", "2021-53", date_format="%G-%V") == ["2021-01-03", None]
    assert refusal({"d": ["2020-53"]}, date_format="%Y-%V").endswith(
        "the year of an ISO week is %G: --date-format %G-%V"
    )


def test_options_that_contradict_each_other_are_refused(refusal):
    """Times are read in one way."""
    assert refusal({"d": ["1"]}, start="2020-01-05", date_format="%Y", freq="W") == (
        "times can be read in only one way; leave out --start or --date-format"
    )


def test_names_of_zones_tell_the_hour_that_comes_twice(written):
    """When clocks go back, 02:00 CEST and 02:00 CET are an hour apart, in UTC."""
    assert written("2023-10-29 02:00 CEST", "2023-10-29 02:00 CET") == ["2023-10-29 00:00Z", "2023-10-29 01:00Z"]
    assert written("2023-11-05 01:30 EDT", "2023-11-05 01:30 EST") == ["2023-11-05 05:30Z", "2023-11-05 06:30Z"]


def test_a_zone_of_several_offsets_is_not_read(written):
    """BST is of Britain or Bangladesh."""
    assert written("2024-01-01 06:30 CET", "2024-01-01 07:30 CET", "2024-01-01 08:30 BST")[2] is None


@pytest.mark.parametrize("mark", ["/", "."])
def test_a_year_of_two_digits_may_stand_first(refusal, written, mark):
    """23/01/02, 23/01/03, … has one first number and many last ones: the year may be first, and it is asked."""
    texts = [f"{date(2023, 1, 2) + timedelta(at):%y{mark}%m{mark}%d}" for at in range(60)]
    said = refusal({"date": texts})
    assert f"2023-01-02 (year{'/'}month/day)" in said
    assert f"--date-format %y{mark}%m{mark}%d" in said
    assert written(*texts, date_format=f"%y{mark}%m{mark}%d")[-1] == "2023-03-02"


def test_a_year_of_two_digits_stands_behind_days(written):
    """22/01/23, 23/01/23, … has many first numbers and one last one, and is read as before."""
    texts = [f"{date(2023, 1, 22) + timedelta(at):%d/%m/%y}" for at in range(60)]
    assert written(*texts)[0] == "2023-01-22"


@pytest.mark.parametrize(
    "words", ["Week ending ", "week commencing: ", "w/e ", "W/c ", "w.e. ", "Woche vom ", "Semaine du "]
)
def test_words_before_the_day_of_a_week_are_left_out(written, words):
    """What is said of a week before its day is no part of the date."""
    assert written(f"{words}13/01/2024", f"{words}20/01/2024") == ["2024-01-13", "2024-01-20"]
    assert written(f"{words}13 January 2024") == ["2024-01-13"]


def test_dashboards_write_an_at_before_the_time(written):
    """The stamps of Kibana."""
    assert written("Jan 2, 2023 @ 13:05:00.000") == ["2023-01-02 13:05"]
