"""The usual names of columns, compared regardless of case, accents, blanks and CamelCase."""

import re
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Final

from lstm_cli.problems import closest, is_short, shown
from lstm_cli.readers.month_names import month_numbers
from lstm_cli.readers.name_words import is_no_count, joined, plain_name, word_set

__all__ = [
    "DATE_RANKS",
    "ID_NAMES",
    "NAMELESS",
    "TIME_NAMES",
    "VALUE_NAMES",
    "Ranks",
    "is_known",
    "is_time_name",
    "list_names",
    "names_weeks",
    "nearest_known",
    "nearest_to",
    "parts_across",
]

Ranks = tuple[frozenset[str], ...]


# By role and rank: a name of an earlier rank wins; of two names of one rank, cells or options decide.
# The names are those of data portals in English, German, French, Spanish, Portuguese and Italian.
TIME_NAMES: Final[Ranks] = (
    frozenset({"ds"}),
    word_set(
        """date dates datetime date_time timestamp time_stamp time ts target_end_date target_date week_ending week_end
        week_end_date week_ending_date week_start week_start_date week_starting week_beginning week_commencing weekending
        week_of month_end month_start month_ending month_beginning report_date reporting_date truth_date time_value
        datum dato fecha data horodatage zeitstempel zeitpunkt stichtag woche_endet woche_beginnt"""
    ),
    word_set(
        """reported_date date_reported date_of_report date_report iso_week_start_date mmwr_week_start_date
        iso_week_end_date collection_date specimen_date sample_date event_date admission_date date_of_admission onset_date
        date_onset period_start period_end start_date end_date invoice_date order_date
        meldedatum refdatum berichtsdatum date_debut date_fin date_debut_semaine date_fin_semaine
        fecha_reporte fecha_inicio fecha_fin data_ini_se data_ini data_inicio data_notificacao data_evento dt_notific"""
    ),
    word_set(
        """year_week yearweek iso_yearweek iso_year_week year_month yearmonth year_quarter yearquarter time_period period
        reporting_period periodo zeitraum periode jahreswoche annee_semaine ano_semana anno_settimana anno_mese"""
    ),
    word_set(
        """week month year fiscal_year financial_year school_year academic_year fy iso_year mmwr_year epi_year day quarter hour iso_week epiweek epi_week mmwr_week
        epidemiological_week week_number week_no week_num calendar_week cal_week reporting_week
        woche kalenderwoche meldewoche kw monat jahr tag quartal stunde semaine sem mois annee jour trimestre heure
        semana semana_epidemiologica semana_epi se mes ano anio dia hora settimana mese anno giorno ora maand jaar dag
        uge uke vecka viikko tyden tydzien kvartal maned manad kuukausi miesiac mesic vuosi rok"""
    ),
)
DATE_RANKS: Final = TIME_NAMES[:3]  # names of columns with whole dates
VALUE_NAMES: Final[Ranks] = (
    frozenset({"y"}),
    word_set(
        """value values count counts cases case_count new_cases confirmed confirmed_cases confirm cases_count num_cases
        number_of_cases no_of_cases case_counts weekly_count weekly_cases daily_cases daily_count monthly_count admissions
        new_admissions hospital_admissions hospitalizations hospitalisations deaths new_deaths observation observations
        observed oracle_value obs_value events visits sales n hits metric_value
        anzahl anzahl_fall anzahl_faelle fallzahl fallzahlen falle faelle neue_falle neue_faelle neuinfektionen
        nombre nombre_de_cas nb_cas cas nouveaux_cas numero_de_casos casos casos_nuevos nuevos_casos casos_novos
        novos_casos num_casos nuovi_casi casi nuovi_positivi aantal"""
    ),
    word_set("total_cases total_deaths total_confirmed total_admissions total inc incid incidence metric quantity qty"),
)
ID_NAMES: Final[Ranks] = (
    frozenset({"unique_id"}),
    word_set(
        """id series_id item_id location area region geo_value geo geography series district state country segment
        province county city jurisdiction site location_name region_name geo_name geography_name area_name country_name
        state_name county_name reporting_area country_region country_area_territory countries_and_territories
        entity place geographic_aggregation host hostname store sku keyword
        bundesland landkreis kreis gemeinde stadt ort filiale departement dep pays commune
        pais provincia municipio estado ciudad comunidad uf localidade cidade regione comune paese
        denominazione_regione denominazione_provincia"""
    ),
    word_set(
        """country_code state_code region_code area_code geography_code location_code county_code iso_code iso2 iso3 fips
        fips_code geo_id geoid geo_code geo_insee country_id state_id region_id location_id area_id site_id store_id
        bundesland_id landkreis_id kreis_id id_bundesland id_landkreis localidade_id municipio_id codigo_municipio
        ibge codice_regione code_dep code_reg"""
    ),
)
TOGETHER: Final = {rank: frozenset(map(joined, rank)) for rank in (*TIME_NAMES, *VALUE_NAMES, *ID_NAMES)}
# year_week, YearWeek, epiweek, MMWR WEEK, Meldewoche, KW, SE, semaine, uge; but not weekday.
WEEKS: Final = re.compile(
    r"(?<!bi)(?<!bi_)week(?!_?day)|mmwr|woche|semaine|semana|settimana|[\u9031\u5468]"
    r"|(^|_)(wk|kw|cw|ew|se|yw|yearwk|uge|uke|vecka|viikko|tyden|tydzien)(_|$)"
)
# Names that only count with their words separated: a column "weekend" says whether a day is one.
ONLY_APART: Final = frozenset({"weekend"})
YEAR_NAMES: Final = word_set("year iso_year mmwr_year epi_year jahr annee ano anio anno jaar")
MONTH_NAMES: Final = word_set("month monat mois mes mese maand")
# The number of columns with names of months that make a table with months across; other parts with names and numbers.
MIN_MONTHS: Final = 6
ACROSS: Final = (
    ("quarter", re.compile(r"[qt][1-4]|quarter [1-4]", re.IGNORECASE), 4),
    ("hour", re.compile(r"(?:[01]?\d|2[0-4]):[0-5]\d(?::00)?|(?:h|hour)[ _]?(?:[01]?\d|2[0-4])", re.IGNORECASE), 12),
)
# Columns that are numbered: the part, how, the first and the last number, and the names of the columns of times beside.
NUMBERED: Final = (
    ("month", r"(?:m|month)?[ _]?(\d\d?)", (1, 12), (YEAR_NAMES,)),
    ("week", r"(?:w|wk|week|kw|woche|semaine|semana|se)?[ _]?(\d\d?)", (1, 52), (YEAR_NAMES,)),
    ("week", r"(?:w|wk|week|kw|woche|semaine|semana|se)?[ _]?(\d\d?)", (1, 53), (YEAR_NAMES,)),
    ("day", r"(?:d|day)?[ _]?(\d\d?)", (1, 31), (YEAR_NAMES, MONTH_NAMES)),
    ("hour", r"(\d\d?)", (0, 23), (frozenset().union(*DATE_RANKS),)),
    ("hour", r"(\d\d?)", (1, 24), (frozenset().union(*DATE_RANKS),)),
)
NAMELESS: Final = re.compile(r"column \d+|Unnamed: \d+")  # what tidying and pandas call a column without a name
MIN_NEAR: Final = 4  # letters of a usual name to which another name may be near
MAX_LISTED: Final = 8  # names that a message lists


def is_known(name: str, rank: frozenset[str]) -> bool:
    """Whether a name is in a rank, however its words are joined: ``WeekEndingDate``, ``weekendingdate``."""
    together = joined(name)
    return plain_name(name) in rank or (together not in ONLY_APART and together in TOGETHER[rank])


def is_time_name(name: str) -> bool:
    """Whether a name is a usual name of times."""
    return any(is_known(name, rank) for rank in TIME_NAMES)


def names_weeks(name: str) -> bool:
    """Whether the name of a column says weeks, so that the 05 of 2024-05 is no month."""
    return WEEKS.search(plain_name(name)) is not None


def parts_across(names: Sequence[str]) -> tuple[str, list[str]]:
    """Return the part of a time by which many columns are named, and these columns: months, quarters, weeks, days or hours.

    >>> parts_across(["Year", "Q1", "Q2", "Q3", "Q4"])
    ('quarter', ['Q1', 'Q2', 'Q3', 'Q4'])
    >>> parts_across(["date", *map(str, range(24))])[0], parts_across(["date", *map(str, range(1, 13))])[0]
    ('hour', '')
    >>> parts_across(["Year", *(f"KW {week:02d}" for week in range(1, 54))])[0]
    'week'
    """
    months = month_numbers([name.strip() for name in names]).tolist()
    named = [("month", [name for name, month in zip(names, months, strict=True) if month], MIN_MONTHS)]
    for part, pattern, least in ACROSS:
        named.append((part, [name for name in names if pattern.fullmatch(name.strip())], least))
    for part, columns, least in named:
        if len(columns) >= least and len(set(columns)) == len(columns):
            return part, columns
    times = sorted(plain_name(name) for name in names if is_time_name(name))
    for part, numbers, (first, last), beside in NUMBERED:
        found = {name: re.fullmatch(numbers, name, re.ASCII | re.IGNORECASE) for name in names}
        numbered = {name: int(match[1]) for name, match in found.items() if match}
        are_beside = len(times) == len(beside) and all(any(name in known for name in times) for known in beside)
        if are_beside and sorted(numbered.values()) == list(range(first, last + 1)):
            return part, list(numbered)
    return "", []


def list_names(names: Sequence[str]) -> str:
    """Return the first few names, quoted, and the number of all if there are more; ``none`` if there are none."""
    omitted = f", … ({len(names)} in all)" if len(names) > MAX_LISTED else ""
    return (", ".join(shown(name) for name in names[:MAX_LISTED]) or "none") + omitted


def nearest_known(names: Sequence[str], ranks: Ranks) -> str | None:
    """Return the first column whose name is similar to a usual one of these ranks, if it is short enough to propose.

    A usual name of another role does not count: ``country`` is similar to ``count``, but holds no counts.
    """
    free = _of_no_other(names, ranks)
    if ranks is VALUE_NAMES:
        free = [name for name in free if not is_no_count(name)]
    known = sorted(name for name in frozenset().union(*ranks) if len(name) >= MIN_NEAR)
    near = (name for name in free if get_close_matches(plain_name(name), known, n=1, cutoff=0.75))
    return next(filter(is_short, near), None)


def _of_no_other(names: Sequence[str], ranks: Ranks) -> list[str]:
    """Return the names that are no usual names of another role."""
    others = [rank for role in (TIME_NAMES, VALUE_NAMES, ID_NAMES) if role is not ranks for rank in role]
    return [name for name in names if name and not any(is_known(name, rank) for rank in others)]


def nearest_to(wanted: str, names: Sequence[str], ranks: Ranks | None = None) -> str | None:
    """Return the column whose name is most similar to ``wanted``, if it is short enough to propose.

    With the ranks of a role, usual names of another role do not count: ``date`` is similar to ``state``, but names no series.
    """
    names = names if ranks is None else _of_no_other(names, ranks)
    near = closest(wanted, list(filter(None, names)))
    return near if near is not None and is_short(near) else None
