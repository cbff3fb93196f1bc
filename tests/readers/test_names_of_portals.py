"""The names that portals give to their columns, and what is done where names say nothing."""

import pytest

from lstm_cli.panel.series import Columns
from lstm_cli.readers.name_words import is_no_count, words

DATES = ("2024-01-06", "2024-01-13", "2024-01-20", "2024-01-27")

# Headers of public exports, a row of each, and the columns that are the time, the series and the counts.
HEADERS = [
    ("Date_reported,Country_code,Country,WHO_region,New_cases,Cumulative_cases", "{},AF,Afghanistan,EMRO,52,{total}"),
    ("geo_value,signal,time_value,issue,lag,missing_value,value,stderr", "ca,flu,{},202440,3,0,43.0,"),
    ("Week Ending Date,Geographic aggregation,Total Influenza Admissions", "{},AL,70.0"),
    ("Landkreis,Meldedatum,AnzahlFall,IdLandkreis", "SK Kiel,{},22,1002"),
    ("data_iniSE,SE,casos_est,casos,p_inc100k,Localidade_id,pop", "{},202406,179.3,163,12.3,7,6775561.0"),
    ("metric,geography,geography_code,year,epiweek,date,metric_value", "flu_cases,England,E9,2023,22,{},140.0"),
    ("jurisdiction,weekendingdate,totalconfflunewadm", "AL,{},70"),
    ("target,location,truth_date,year_week,value", "hospital admissions,CZ,{},2024-W01,2"),
    ("ts,host,hits", "{},web1,14"),
    ("Entity,Code,Day,Daily new confirmed cases", "France,FRA,{},14"),
    ("fecha,provincia,num_casos,tasa", "{},Soria,14,3.5"),
    ("jour,dep,incid_hosp,incid_rea", "{},75,14,2.5"),
    ("data,denominazione_regione,codice_regione,nuovi_positivi,totale_casi", "{},Lazio,12,14,{total}"),
    ("Datum,Bundesland,Bundesland_Id,Neue Fälle,Inzidenz", "{},Bayern,09,14,3.1"),
    ("SpecimenDate,areaName,areaCode,newCasesBySpecimenDate,cumCasesBySpecimenDate", "{},Leeds,E08,14,{total}"),
    ("iso_code,location,date,total_cases,new_cases,new_cases_smoothed", "FRA,France,{},{total},606.0,587.8"),
    ("Week Ending,Hospital,Count of Case ID", "{},North,14"),
    ("WHOREGION,COUNTRY_AREA_TERRITORY,ISO_WEEKSTARTDATE,ISO_YEAR,ISO_WEEK,INF_ALL", "EUR,Norway,{},2024,1,14"),
]
ROLES = [
    Columns("Country", "Date_reported", "New_cases"),
    Columns("geo_value", "time_value", "value"),
    Columns("Geographic aggregation", "Week Ending Date", "Total Influenza Admissions"),
    Columns("Landkreis", "Meldedatum", "AnzahlFall"),
    Columns("Localidade_id", "data_iniSE", "casos"),
    Columns("geography", "date", "metric_value"),
    Columns("jurisdiction", "weekendingdate", "totalconfflunewadm"),
    Columns("location", "truth_date", "value"),
    Columns("host", "ts", "hits"),
    Columns("Entity", "Day", "Daily new confirmed cases"),
    Columns("provincia", "fecha", "num_casos"),
    Columns("dep", "jour", "incid_hosp"),
    Columns("denominazione_regione", "data", "nuovi_positivi"),
    Columns("Bundesland", "Datum", "Neue Fälle"),
    Columns("areaName", "SpecimenDate", "newCasesBySpecimenDate"),
    Columns("location", "date", "new_cases"),
    Columns("Hospital", "Week Ending", "Count of Case ID"),
    Columns("COUNTRY_AREA_TERRITORY", "ISO_WEEKSTARTDATE", "INF_ALL"),
]


def rows(header, row, *, dates=DATES):
    """Return a table with a row a date; {total} grows from row to row."""
    each = (row.format(date, date=date, total=900 + k, row=k + 1) for k, date in enumerate(dates))
    return "\n".join([header, *each, ""])


def roles(columns):
    """Return which column has which role."""
    return columns.id, columns.time, columns.value


@pytest.mark.parametrize(
    ("table", "expected"), [(rows(*table), role) for table, role in zip(HEADERS, ROLES, strict=True)]
)
def test_columns_of_public_exports(read, table, expected):
    """The times, the series and the counts of a portal's export are told by its own names."""
    panel = read(table)
    assert roles(panel.columns) == roles(expected)
    assert panel.columns.layout == "long"
    assert panel.series[0].counts[0] == int(float(table.splitlines()[1].split(",")[position(table, expected)]))


def position(table, columns):
    """Return where the counts of a table stand."""
    return table.splitlines()[0].split(",").index(columns.value)


@pytest.mark.parametrize(
    "name",
    [
        *(
            "population",
            "Pop. 2020",
            "rate_14_day",
            "inc100",
            "p_inc100k",
            "Cumulative_cases",
            "cumCases",
            "Lat",
            "Long",
        ),
        *("7T_Hospitalisierung_Inzidenz", "% WEIGHTED ILI", "percent", "case_id", "country_code", "upper", "inc_low"),
        *(
            "sample_size",
            "stderr",
            "lag",
            "version",
            "casesPer100k",
            "acumulado",
            "einwohner",
            "taux",
            "new_cases_smoothed",
        ),
    ],
)
def test_a_column_of_other_numbers_is_never_taken_for_the_counts(complaint, name):
    """Rates, populations, totals so far, coordinates, codes and bounds are no counts, whatever else is there."""
    lines = complaint(rows(f"area,date,{name}", "x,{},7"))
    assert lines[0].startswith("d.csv:1: no column holds the counts")


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("AnzahlFall", ("anzahl", "fall")),
        ("newCasesByDay", ("new", "cases", "by", "day")),
        ("COVIDCases", ("covid", "cases")),
        ("data_iniSE", ("data", "ini", "se")),
        ("7T_Faelle", ("7t", "faelle")),
        ("Décès (cumul)", ("deces", "cumul")),
        ("Straße", ("strasse",)),
    ],
)
def test_words_of_names(name, parts):
    """CamelCase is split; case, accents and punctuation do not matter."""
    assert words(name) == parts


def test_a_pivot_table_counts_whatever_it_is_of():
    """What a report adds up is a count, also of codes and rates."""
    assert not is_no_count("Count of Case ID")
    assert is_no_count("Case ID")


def test_what_is_new_goes_before_totals(read):
    """Of new and total counts of the same, the new ones are read."""
    panel = read(rows("date,state,cases,new_cases", "{},x,{total},7"))
    assert panel.columns.value == "new_cases"


def test_two_measures_remain_a_question(complaint):
    """Cases and deaths are both counts: nothing chooses between them."""
    lines = complaint(rows("date,state,new_cases,new_deaths", "{},x,7,1"))
    assert lines == ["d.csv:1: several columns may hold the counts: 'new_cases', 'new_deaths'; choose one with --value"]


def test_every_role_that_is_open_is_reported(complaint):
    """One run tells all columns that must be named, not the first of them only."""
    table = "state,county,date,cases,deaths\nA,x,2024-01-06,1,2\nA,y,2024-01-06,1,2\nB,x,2024-01-06,1,2\n"
    assert complaint(table) == [
        "d.csv:1: several columns may hold the counts: 'cases', 'deaths'; choose one with --value",
        "d.csv:1: several columns may hold the names of the series: 'state', 'county'; choose one with --id",
    ]
    assert complaint("year,month,state,cases,deaths\n2024,1,A,1,2\n2024,2,A,1,2\n") == [
        "d.csv:1: several columns may hold the times: 'year', 'month'; choose one with --time",
        "d.csv:1: several columns may hold the counts: 'cases', 'deaths'; choose one with --value",
    ]


def test_a_name_of_series_is_never_proposed_for_the_counts(complaint):
    """Country is spelled like count, and holds none."""
    (line,) = complaint(rows("country,date,note", "x,{},ok"))
    assert line.endswith("found 'country', 'date', 'note'; did you mean --value note?")


def notes(panel):
    """Return the remarks on columns, a code and the column each."""
    return [(note.code, note.details["name"]) for note in panel.notes if "column" in note.code]


def test_times_and_counts_are_found_by_what_they_hold(read):
    """One column of dates and one of counts need no names, and a note says what was taken."""
    panel = read(rows("Wann,wer,wieviel,Quote", "{},x,1{total},0.5"))
    assert roles(panel.columns)[1:] == ("Wann", "wieviel")
    assert notes(panel) == [("column-by-content", "Wann"), ("column-by-content", "wieviel")]


def test_series_are_found_by_what_tells_the_rows_of_a_time_apart(read):
    """Where times come twice, the only column that tells their rows apart names the series."""
    table = "date,wer,art,cases\n" + "".join(f"{date},{who},gut,7\n" for date in DATES for who in "xy")
    panel = read(table)
    assert (panel.columns.id, [series.name for series in panel.series]) == ("wer", ["x", "y"])
    assert notes(panel) == [("column-by-content", "wer")]


def test_two_columns_of_counts_are_not_chosen_between_by_content(complaint):
    """More than one candidate is a refusal that lists them."""
    lines = complaint(rows("area,date,Quaz,Plim", "x,{},4,{total}").replace("x,2024-01-06,4", "x,2024-01-06,5"))
    assert lines == ["d.csv:1: several columns may hold the counts: 'Quaz', 'Plim'; choose one with --value"]


def test_a_number_that_is_the_same_in_a_series_is_not_its_count(read):
    """What belongs to a series, as its population does, is no candidate."""
    table = "area,date,Quaz,Plim\n" + "".join(f"{a},{d},{ord(a)},{5 * k}\n" for a in "xy" for k, d in enumerate(DATES))
    assert read(table).columns.value == "Plim"


def test_a_column_that_differs_in_every_row_names_no_series(read):
    """Row numbers in a column called id make no series of one row, and a note says so."""
    table = "id,date,cases\n" + "".join(f"{9000 + 7 * k},{date},7\n" for k, date in enumerate(DATES))
    panel = read(table)
    assert panel.columns == Columns(None, "date", "cases", "long", ("id",))
    assert notes(panel) == [("column-differs-in-every-row", "id")]
    assert read(table, id="id", freq="W").columns.id == "id"


@pytest.mark.parametrize("header", ["country,country_code,date,cases", "country_code,country,date,cases"])
def test_a_name_goes_before_its_code(read, header):
    """Of a country and its code, the country names the series, whichever comes first."""
    cells = [("Chile", "CHL"), ("Peru", "PER")]
    ordered = [pair if header.startswith("country,") else pair[::-1] for pair in cells]
    table = f"{header}\n" + "".join(f"{a},{b},{date},7\n" for a, b in ordered for date in DATES)
    assert [series.name for series in read(table).series] == ["Chile", "Peru"]


def test_of_nested_names_the_finer_ones_are_taken_if_they_suffice(read, complaint):
    """Counties name the series if none is in two states; where one is, nothing is chosen."""
    areas = [("Ohio", "Adams"), ("Ohio", "Lake"), ("Utah", "Cache")]
    panel = read("state,county,date,cases\n" + "".join(f"{s},{c},{d},7\n" for s, c in areas for d in DATES))
    assert (panel.columns.id, len(panel.series)) == ("county", 3)
    assert notes(panel) == [("series-column-chosen", "county")]
    areas.append(("Utah", "Lake"))
    lines = complaint("state,county,date,cases\n" + "".join(f"{s},{c},{d},7\n" for s, c in areas for d in DATES))
    assert lines == [
        "d.csv:1: several columns may hold the names of the series: 'state', 'county'; choose one with --id"
    ]


def test_row_numbers_are_not_counts(read):
    """A column that numbers the rows is no candidate for the counts."""
    panel = read(rows("Zeile,area,date,Quaz", "{row},x,{date},{total}", dates=DATES))
    assert panel.columns.value == "Quaz"


def test_dates_of_something_else_are_not_the_times(read):
    """A column of dates is not taken where its name says that it is the vintage."""
    panel = read(rows("as_of,wann,area,cases", "2024-02-01,{},x,7"))
    assert panel.columns.time == "wann"


def test_names_decide_alone_where_the_first_rows_cannot_be_read(complaint):
    """A row of another width is reported as before, whatever the names leave open."""
    lines = complaint("state,county,date,cases\nOhio,Adams,2024-01-06\n")
    assert lines == [
        "d.csv:1: several columns may hold the names of the series: 'state', 'county'; choose one with --id"
    ]
