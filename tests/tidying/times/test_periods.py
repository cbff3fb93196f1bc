"""Months, quarters, half-years and years in the spellings of portals."""

import pandas as pd
import pytest

from lstm_cli.errors import DataError
from lstm_cli.readers.month_names import month_numbers

MONTHS = [
    *["2015M03", "2015-M03", "2015-M3", "M03-2015", "2015MM03", "Mar 2015", "March 2015", "MARCH 2015", "2015-Mar"],
    *["2015 MAR", "Mar-2015", "Mar. 2015", "March, 2015", "03/2015", "3/2015", "3-2015", "03.2015", "2015/03"],
    *["2015年3月", "2015 年 03 月", "2015년 3월", "März 2015", "mars 2015", "marzo 2015", "marzo de 2015", "Mrz 2015"],
]
QUARTERS = [
    *["2020Q3", "2020-Q3", "2020 Q3", "2020:Q3", "Q3 2020", "Q3-2020", "Q3/2020", "3Q2020", "3Q20", "20Q3", "2020q3"],
    *["2020 Quarter 3", "Quarter 3 2020", "3. Quartal 2020", "2020-T3", "T3 2020"],
    *["Q3 '20", "Q3’20", "2020K3", "3. kvartal 2020", "3º trimestre 2020", "3rd quarter 2020"],
    *["III trim 2020", "III. Quartal 2020", "2020 III trimestre", "trimestre III 2020", "III trimestre de 2020"],
    *["Jul-Sep 2020", "July to September 2020", "Juli – September 2020", "2020 Jul-Sep", "juil./sept. 2020"],
]


@pytest.mark.parametrize("text", MONTHS)
def test_months(times_of, written, text):
    """A month by number or name, in any case and in four languages, is written in ISO 8601."""
    assert written(text) == ["2015-03"]
    assert times_of({"d": [text]}).kind == "months"


@pytest.mark.parametrize("text", QUARTERS)
def test_quarters_are_dated_by_their_first_month(times_of, written, text):
    """A quarter is its first month, as pandas has it."""
    assert written(text) == [str(pd.Period("2020Q3").asfreq("M", how="start"))]
    assert times_of({"d": [text]}).kind == "quarters"


@pytest.mark.parametrize("text", ["2020H2", "2020-H2", "H2 2020", "2H2020", "2020S2", "2020-S2"])
def test_half_years_are_dated_by_their_first_month(times_of, written, text):
    """The second half of a year begins in July."""
    assert written(text) == ["2020-07"]
    assert times_of({"d": [text]}).kind == "half-years"


def test_years(times_of, written):
    """Bare years are years, also as the float that a spreadsheet makes of them."""
    assert written("2019", "2020") == ["2019", "2020"]
    assert written("2019.0", "2020.0") == ["2019", "2020"]
    assert times_of({"d": ["2019"]}).kind == "years"


R_MONTHS = [f"{2020 + month / 12:.15g}" for month in range(30)]  # as R writes time(ts(x, 2020, frequency = 12))
FRACTIONS = {
    "R": R_MONTHS,
    "three decimals": [f"{float(text):.3f}" for text in R_MONTHS],
    "two decimals": [f"{float(text):.2f}".rstrip("0").rstrip(".") for text in R_MONTHS],
    "lubridate": [
        f"{month.year + (month.day_of_year - 1) / (365 + month.is_leap_year):.7g}"
        for month in pd.date_range("2020", periods=30, freq="MS")
    ],
    "middle of the month": [
        f"{month.year + (month.day_of_year + 14) / (365 + month.is_leap_year):.4f}"
        for month in pd.date_range("2020", periods=30, freq="MS")
    ],
}


@pytest.mark.parametrize("texts", FRACTIONS.values(), ids=FRACTIONS)
def test_years_with_a_fraction_are_months(times_of, written, texts):
    """Their first day or their middle, as R and NOAA write them, rounded or not."""
    assert written(*texts) == [str(month) for month in pd.period_range("2020-01", periods=30, freq="M")]
    assert times_of({"d": texts}).kind == "months"


def test_years_with_quarters_are_quarters(times_of, written):
    """As R writes time(ts(x, 2019, frequency = 4))."""
    texts = ["2019", "2019.25", "2019.5", "2019.75", "2020", "2020.25"]
    assert written(*texts) == ["2019-01", "2019-04", "2019-07", "2019-10", "2020-01", "2020-04"]
    assert times_of({"d": texts}).kind == "quarters"


@pytest.mark.parametrize("steps", [52, 365])
def test_weeks_and_days_as_fractions_are_not_read_as_months(times_of, steps):
    """A fraction of a year names no day, and several of a month are not one."""
    with pytest.raises(DataError, match="no times that can be read"):
        times_of({"d": [f"{2020 + step / steps:.6f}" for step in range(2 * steps)]})


@pytest.mark.parametrize("year", [1700, 1999, 2000, 2200])
def test_what_is_written_reads_back(times_of, year):
    """Each month of a year, of one or two digits, is the month that pandas reads."""
    texts = [f"{year}M{month:0{width}d}" for width in (1, 2) for month in range(1, 13)]
    times = times_of({"d": texts})
    assert [times.style.write(at) for at in times.at] == [str(pd.Period(text.replace("M", "-"), "M")) for text in texts]


def test_what_does_not_exist_is_bad(written):
    """A thirteenth month, a fifth quarter and a word that is no month are bad, and the others are read."""
    assert written("2015M01", "2015M13", "2015M00") == ["2015-01", None, None]
    assert written("2020Q1", "2020Q2", "2020Q5", "Total") == ["2020-01", "2020-04", None, None]
    assert written("Jan 2015", "Foo 2015", "") == ["2015-01", None, None]


def test_month_names_are_known_in_four_languages():
    """Names and abbreviations, with and without accents and full stops, give the number."""
    words = ["Januar", "févr.", "März", "Apr", "mayo", "Juin", "JULI", "août", "Sept.", "octubre", "Nov", "Dezember"]
    assert month_numbers(words).tolist() == list(range(1, 13))
    assert month_numbers(["week", "Total", ""]).tolist() == [0, 0, 0]


YEARS = [
    "januari februari maart april mei juni juli augustus september oktober november december",
    "januari februari mars april maj juni juli augusti september oktober november december",
    "januar februar marts april maj juni juli august september oktober november december",
    "tammikuu helmikuu maaliskuu huhtikuu toukokuu kesäkuu heinäkuu elokuu syyskuu lokakuu marraskuu joulukuu",
    "Styczeń Luty Marzec Kwiecień Maj Czerwiec Lipiec Sierpień Wrzesień Październik Listopad Grudzień",
    "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
    "leden únor březen duben květen červen červenec srpen září říjen listopad prosinec",
    "január február március április május június július augusztus szeptember október november december",
    "ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie",
    "OCAK ŞUBAT MART NISAN MAYIS HAZIRAN TEMMUZ AĞUSTOS EYLÜL EKIM KASIM ARALIK",
    "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık",
    "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember",
    "Январь Февраль Март Апрель Май Июнь Июль Август Сентябрь Октябрь Ноябрь Декабрь",
    "січень лютий березень квітень травень червень липень серпень вересень жовтень листопад грудень",
]


@pytest.mark.parametrize("names", YEARS)
def test_years_of_months_in_other_languages(written, names):
    """Twelve names are the twelve months, alone and beside a year."""
    assert month_numbers(names.split()).tolist() == list(range(1, 13))
    assert written(*(f"{name} 2020" for name in names.split())) == [f"2020-{month:02d}" for month in range(1, 13)]


def test_a_month_with_two_digits_may_be_a_day(written, refusal):
    """Jan-99 is a month; Jan-15 alone may be a day; a run of months over years is one of months."""
    assert written("Dec-98", "Jan-99") == ["1998-12", "1999-01"]
    run = [f"{month}-{year}" for year in ("15", "16") for month in ("Jan", "Apr", "Feb", "Mar")]
    assert "may be a month of 2015, or a day without a year" in refusal({"d": run})
    months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    assert written(*[f"{month}-{year}" for year in ("15", "16") for month in months])[12] == "2016-01"
    days = [f"Jan-{day:02d}" for day in range(1, 32)] + [f"Feb-{day:02d}" for day in range(1, 29)]
    assert refusal({"d": days}).endswith("for months add --date-format %b-%y; days need a year")
    assert written("Jan-15", date_format="%b-%y") == ["2015-01"]


def test_a_lost_zero_is_not_read(refusal):
    """2020.1 may be October with its zero lost, so numbers with a full stop are no months."""
    assert "no times that can be read" in refusal({"d": ["2020.1", "2020.2"]})


def test_a_remark_gives_an_example(remarks_of):
    """What is written in another way than it was is told; ISO 8601 is not."""
    assert remarks_of("Q1 2020") == {
        "periods-read": {"column": "d", "example": "Q1 2020", "kind": "quarters", "date": "2020-01"}
    }
    assert remarks_of("2020-01", "2020-02") == remarks_of("2020", "2021") == {}


@pytest.mark.parametrize(
    "texts",
    [
        ["1998-99", "1999-00", "2000-01", "2001-02"],
        ["1998/99", "1999/00", "2000/01", "2001/02"],
        ["1998-1999", "1999-2000", "2000-2001", "2001-2002"],
        ["1998 – 99", "1999 – 00", "2000 – 01", "2001 – 02"],
        ["FY1998", "FY1999", "FY2000", "FY2001"],
        ["FY98", "FY99", "FY00", "FY01"],
        ["FY1998/99", "FY1999/00", "FY2000/01", "FY2001/02"],
    ],
)
def test_years_that_are_two_are_dated_by_the_first(times_of, written, texts):
    """Fiscal years, school years and seasons in a row are years, and never weeks or months that come every 13."""
    assert written(*texts, column="year") == ["1998", "1999", "2000", "2001"]
    assert times_of({"season": texts}).kind == "years"


def test_months_and_weeks_are_no_years_that_follow_each_other(written, times_of):
    """One month that could be two years, or a column in which not all can, stays months; weeks stay weeks."""
    assert times_of({"d": ["2004-05"]}).kind == times_of({"d": ["2004-05", "2005-06"]}).kind == "months"
    assert times_of({"d": ["2004-05", "2005-06", "2006-08"]}).kind == "months"
    assert written("2004-05", "2005-06", "2006-07", "2004-06", column="epiweek")[0] == "2004-02-07"


def test_a_day_before_a_month_without_a_year_is_asked_about(written, refusal):
    """20-Jan is January 2020 in a run of months over several years, as Excel shows them; else it may be a day."""
    months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    run = [f"{year}-{month}" for year in (20, 21) for month in months]
    assert written(*run) == [str(month) for month in pd.period_range("2020-01", periods=24, freq="M")]
    assert refusal({"d": run[:12]}).endswith("for months add --date-format %y-%b; days need a year")
    assert "or a day without a year" in refusal({"d": ["20-Jan", "21-Jan", "22-Jan"]})


@pytest.mark.parametrize("text", ["2020-3", "2020:3", "2020/3", "3/2020"])
def test_numbers_under_the_name_of_quarters_are_quarters(written, times_of, text):
    """2020-3 in a column called quarter is the third, from July on, and not March."""
    assert written(text, column="quarter") == written(text, column="Quartal") == ["2020-07"]
    assert written(text, column="month") == ["2020-03"]
    assert times_of({"quarter": ["2020-3", "2020-12"]}).kind == "months"


def test_spans_of_months_that_are_no_quarters_are_bad(written):
    """Rolling three months overlap, and two months are none."""
    assert written("Jan-Mar 2020", "Apr-Jun 2020", "Feb-Apr 2020", "Jul-Aug 2020") == ["2020-01", "2020-04", None, None]


@pytest.mark.parametrize("text", ["Q1 2012/13", "2012-13 Q4", "Q2 FY2013", "FY13 Q3", "Q1 2012/2013"])
def test_quarters_of_fiscal_years_are_asked_about(refusal, text):
    """They begin in April, July or October: nobody knows from here."""
    assert "is a quarter of a fiscal year, whose first month is not known" in refusal({"quarter": [text]})


ROMAN = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"]


@pytest.mark.parametrize("form", ["{}/{}", "{} {}", "{}.{}", "{}-{}", "{}. {}", "{1}-{0}", "{1} {0}.", "{1}. {0}"])
def test_roman_numerals_are_quarters_or_months(written, form):
    """Of several years up to IV they are quarters; with any above IV, or by the name of the column, months."""
    quarters = [form.format(numeral, year) for year in (2019, 2020) for numeral in ROMAN[:4]]
    assert written(*quarters) == [
        str(month) for month in pd.date_range("2019-01", periods=8, freq="QS").strftime("%Y-%m")
    ]
    assert written(*quarters, column="month")[:5] == ["2019-01", "2019-02", "2019-03", "2019-04", "2020-01"]
    months = [form.format(numeral, 2019) for numeral in ROMAN]
    assert written(*months) == [str(month) for month in pd.period_range("2019-01", periods=12, freq="M")]


def test_roman_numerals_up_to_four_of_one_year_are_asked_about(written, refusal):
    """They may be the first months of the year, unless the column says quarters."""
    year = [f"{numeral}/2019" for numeral in ROMAN[:4]]
    assert "'I/2019' may be a quarter or a month; write 2019-Q1 or 2019-01" in refusal({"d": year})
    assert written(*year, column="Quartal") == ["2019-01", "2019-04", "2019-07", "2019-10"]
