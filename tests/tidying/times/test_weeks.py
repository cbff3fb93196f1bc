"""Numbered weeks: the calendar by itself, every spelling, and what is asked where two systems can be meant."""

from datetime import date, timedelta

import numpy as np
import pytest

from lstm_cli.options import Week, WeekDate
from lstm_cli.tidying.times.calendars import week_dates, weeks_in

YEARS = [1900, *range(1976, 2042), 2100]  # two cycles of weekdays and leap years, and centuries without a leap day


def mmwr_weeks(year):
    """List the first days of a year's MMWR weeks as the CDC defines them, by trying every Sunday.

    "The first day of any MMWR week is Sunday. MMWR week 1 of each year is the first week of the year that has at least
    four days in the calendar year."
    """
    days = [date(year, 1, 1) + timedelta(offset) for offset in range(-10, 380)]
    sundays = [day for day in days if day.isoweekday() == 7]
    return [day for day in sundays if sum((day + timedelta(k)).year == year for k in range(7)) >= 4]


def starts(system, years, weeks):
    return week_dates(system, np.array(years), np.array(weeks), WeekDate.START).astype("datetime64[D]").tolist()


@pytest.mark.parametrize("year", YEARS)
def test_mmwr_weeks_are_those_of_the_definition(year):
    """Each MMWR week of a year begins, and the year has as many of them, as a brute force finds."""
    expected = mmwr_weeks(year)
    assert weeks_in(Week.MMWR, np.array([year])).tolist() == [len(expected)]
    assert starts(Week.MMWR, [year] * len(expected), range(1, len(expected) + 1)) == expected


@pytest.mark.parametrize("year", YEARS)
def test_iso_weeks_are_those_of_the_standard_library(year):
    """Each ISO week begins, and the year has as many of them, as datetime says."""
    count = date(year, 12, 28).isocalendar().week
    assert weeks_in(Week.ISO, np.array([year])).tolist() == [count]
    expected = [date.fromisocalendar(year, week, 1) for week in range(1, count + 1)]
    assert starts(Week.ISO, [year] * count, range(1, count + 1)) == expected


def test_a_week_ends_six_days_after_it_starts():
    """ISO weeks end on Sunday, MMWR weeks on Saturday."""
    for system, weekday in ((Week.ISO, 7), (Week.MMWR, 6)):
        ends = week_dates(system, np.array([2020]), np.array([7]), WeekDate.END).astype("datetime64[D]").tolist()
        assert ends == [starts(system, [2020], [7])[0] + timedelta(6)]
        assert ends[0].isoweekday() == weekday


ISO_SPELLINGS = [
    *["2020W05", "2020-W05", "2020-W5", "2020w5", "W05-2020", "W5 2020", "2020/W05", "2020_W5", "2020 W05"],
    *["2020-KW05", "KW 5/2020", "5. KW 2020", "KW05 2020", "2020-S05", "S05-2020", "2020 sem 5", "Woche 5, 2020"],
    *["2020U05", "uge 5, 2020", "uke 5 2020", "2020V05", "v. 5 2020", "vecka 5 2020", "viikko 5/2020", "5. týden 2020"],
    *["settimana 5 2020", "KW05/20", "KW 5/20", "W05'20", "W05’20"],
]
OPEN_SPELLINGS = [
    *["2020 week 5", "Week 5, 2020", "2020 wk 5", "wk5 2020", "Week 05 of 2020", "2020EW05", "SE 05/2020"],
    *["Wk05/20", "2020年第5週", "2020年5周", "2020년 5주차"],
]
NUMBERS = ["202005", "2020-05", "2020.05", "2020/05", "2020 05", "2020_5", "2020-5", "05/2020", "5-2020"]


@pytest.mark.parametrize("text", ISO_SPELLINGS)
def test_a_w_is_iso(written, text):
    """Every spelling with a W, KW or S is the ISO week, dated by its Sunday, or its Monday if asked."""
    assert written(text) == [str(date.fromisocalendar(2020, 5, 7))]
    assert written(text, week_date=WeekDate.START) == [str(date.fromisocalendar(2020, 5, 1))]


@pytest.mark.parametrize("text", [*ISO_SPELLINGS, *OPEN_SPELLINGS, *NUMBERS])
def test_the_option_decides_for_every_spelling(written, text):
    """--week says how the weeks are numbered, whatever the spelling and the name of the column."""
    end = mmwr_weeks(2020)[4] + timedelta(6)
    assert written(text, column="period", week=Week.MMWR) == [str(end)]
    assert written(text, column="period", week=Week.ISO) == [str(date.fromisocalendar(2020, 5, 7))]


@pytest.mark.parametrize("text", [*OPEN_SPELLINGS, *NUMBERS])
def test_without_one_both_readings_are_offered(refusal, text):
    """A week that is only numbered, in a column of weeks, is refused with both dates and both options."""
    assert refusal({"year_week": [text]}) == (
        f"f.csv:2: column 'year_week': '{text}' is week 5 of 2020, which ends on 2020-02-02 (ISO) or 2020-02-01 (MMWR); "
        "for weeks from Monday (ISO 8601) add --week iso, "
        "for weeks from Sunday (MMWR, as the US CDC numbers them) --week mmwr"
    )


@pytest.mark.parametrize(
    ("column", "system"),
    [
        *[("epiweek", "MMWR"), ("MMWR_week", "MMWR"), ("epi_week", "MMWR"), ("EpiWeek", "MMWR")],
        *[("iso_week", "ISO"), ("isoweek", "ISO"), ("yearweek_iso", "ISO"), ("Meldewoche", "ISO"), ("KW", "ISO")],
    ],
)
def test_the_name_of_the_column_may_say_the_system(remarks_of, column, system):
    """Names with epiweek or MMWR mean MMWR, names with ISO or the German KW mean ISO; it is said."""
    details = remarks_of("2020-05", "2020-06", column=column)["weeks-read"]
    assert (details["system"], details["why"]) == (system, "name")


def test_an_epiweek_with_a_w_is_asked_about(refusal):
    """A name that says MMWR weakly and a spelling that says ISO contradict each other."""
    assert "--week iso" in refusal({"epiweek": ["2020-W05"]})


def test_a_week_53_can_settle_it(written, remarks_of, refusal):
    """2015 has a week 53 in ISO only, 2014 in MMWR only, 2020 in both."""
    assert written("2015-53", "2016-01", column="week") == ["2016-01-03", "2016-01-10"]
    assert written("201453", "201501", column="time_value") == ["2015-01-03", "2015-01-10"]
    assert remarks_of("201453", "201501")["weeks-read"]["why"] == "week 53"
    assert "--week mmwr" in refusal({"week": ["202053", "202101"]})


def test_a_week_53_that_does_not_exist_is_bad(times_of, written):
    """The year's number of weeks in the system is checked, and the message says it."""
    assert written("2020-W53", "2021-W53", "2021-W00", "2021-W54") == ["2021-01-03", None, None, None]
    times = times_of({"week": ["2020-W53", "2021-W53"]})
    assert times.expected == "an ISO week such as '2020-W53' (2021 has 52 weeks)"
    assert written("2014-53", week=Week.MMWR) == ["2015-01-03"]
    assert written("2014-52", "2014-53", week=Week.ISO) == ["2014-12-28", None]


@pytest.mark.parametrize("text", ["2020-W05-3", "2020W053", "2020-W5-3"])
def test_a_day_of_a_week_is_that_day(times_of, written, text):
    """Weeks with a day are dates, whatever weeks are dated by; MMWR counts days from Sunday."""
    assert written(text) == written(text, week_date=WeekDate.START) == [str(date.fromisocalendar(2020, 5, 3))]
    assert written(text, week=Week.MMWR) == [str(mmwr_weeks(2020)[4] + timedelta(2))]
    assert times_of({"d": [text]}).kind == "dates"


def test_numbers_over_12_are_weeks(written, refusal):
    """Without a name or an option, six digits up to 12 may be months; over 12 they are weeks."""
    assert refusal({"period": ["202012", "202101"]}).endswith(
        "'202012' may be a month, or a week of the year; "
        "for months add --date-format %Y%m, for weeks --week iso or --week mmwr"
    )
    assert "is week 12 of 2020" in refusal({"period": ["202012", "202013"]})
    assert written("202012", "202101", column="yearmonth") == ["2020-12", "2021-01"]
    assert written("2020-12", "2021-01", column="period") == ["2020-12", "2021-01"]


def test_six_digits_that_are_days_are_asked_about(refusal):
    """200531 may be 31 May 2020, or week 31 of 2005."""
    assert refusal({"d": ["200531", "200601"]}).endswith(
        "for weeks add --week iso or --week mmwr, for days --date-format %y%m%d"
    )


def test_a_remark_says_which_weeks_and_how_they_are_dated(remarks_of):
    """What was assumed is told by an example."""
    assert remarks_of("2020W01") == {
        "weeks-read": {
            "column": "d",
            "example": "2020W01",
            "year": 2020,
            "week": 1,
            "system": "ISO",
            "why": "spelling",
            "dated": "end",
            "date": "2020-01-05",
        }
    }


def test_the_option_has_no_meaning_for_dates(refusal):
    """--week with dates is refused, not ignored."""
    assert refusal({"d": ["2020-01-05"]}, week=Week.ISO) == (
        "the times are dates, such as '2020-01-05', not numbered weeks; leave out --week"
    )


@pytest.mark.parametrize(("text", "kind"), [("2020-01-05", "dates"), ("Jan 2020", "months")])
def test_the_date_of_a_week_has_no_meaning_without_weeks(written, refusal, text, kind):
    """--week-date start is refused for times that are in no week, but decides where times are moved into weeks."""
    assert refusal({"d": [text]}, week_date=WeekDate.START) == (
        f"the times are {kind}, such as '{text}', not numbered weeks; leave out --week-date"
    )
    assert written("2020-01-05", week_date=WeekDate.START, freq="W") == ["2020-01-05"]
    assert written("2020-01-06 - 2020-01-12", week_date=WeekDate.START) == ["2020-01-06"]


def test_two_weeks_together_are_none_of_a_year(written, refusal):
    """KW 40/41 is a fortnight; a year of two digits is one until 2039."""
    assert written("KW 38/22", "KW 39/22", "KW 40/41") == ["2022-09-25", "2022-10-02", None]
    assert "no times that can be read: 'KW 40/41', 'KW 42/43'" in refusal({"week": ["KW 40/41", "KW 42/43"]})


def test_what_is_said_of_national_spellings(remarks_of):
    """It is said why a Danish week is one of ISO 8601."""
    assert remarks_of("2020U05", "2020U06")["weeks-read"]["why"] == "country"
