"""What the words of a column's name say that it holds: counts, dates, series, or something else."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

__all__ = [
    "is_code",
    "is_no_count",
    "joined",
    "names_counts",
    "names_date",
    "names_decimals",
    "names_forecast",
    "names_measure",
    "names_other_date",
    "names_rates",
    "names_series",
    "names_totals",
    "plain_name",
    "vintage_column",
    "word_set",
    "words",
]

# Between the words of CamelCase: AnzahlFall, COVIDCases, d1Value.
CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=\d)(?=[A-Z][a-z])")
GERMAN: Final = str.maketrans({"ß": "ss", "ø": "o", "Ø": "O", "æ": "ae", "œ": "oe", "ł": "l"})
PER_POPULATION: Final = re.compile(r"(inc|per|pro|rate|p)?_?10*(k|000)|inc\d+|\d+k", re.ASCII)
# What pivot tables and reports write before the name of a column that they add up.
ADDED_UP: Final = re.compile(r"(count|sum|anzahl|summe|nombre|somme|suma|conteggio|somma|recuento)_(of|von|de|di|da)_")


def word_set(text: str) -> frozenset[str]:
    """Return the words of a text as a set."""
    return frozenset(text.split())


COUNT_WORDS: Final = word_set(
    """count counts case cases death deaths admission admissions hospitalization hospitalizations hospitalisation
    hospitalisations hospitalized hospitalised confirmed positives infections visits events incidents sales sold units
    quantity qty orders calls errors requests hits views pageviews clicks sessions arrivals departures passengers births
    patients consultations tickets trips rides bookings downloads observed observation observations value number num nb
    attendances discharges detections notifications crashes accidents
    anzahl fall falle faelle todesfalle todesfaelle neuinfektionen hospitalisierungen aufnahmen verkaufe geburten
    cas nombre deces hospitalisations incid passages ventes naissances
    casos muertes defunciones fallecidos hospitalizaciones ingresos ventas nacimientos numero
    obitos mortes internacoes notificacoes vendas nascimentos
    casi decessi morti ricoverati positivi vendite nascite aantal gevallen"""
)
NO_COUNT_WORDS: Final = word_set(
    """population pop einwohner einwohnerzahl bevolkerung bevoelkerung poblacion populacao popolazione inhabitants
    rate rates ratio percent percentage pct prozent anteil share proportion prevalence inzidenz incidencia incidenza taux
    tasa taxa tasso weighted per pro
    lat latitude long lon lng longitude easting northing altitude coordinates
    id code codes fips iso nuts zip zipcode postcode plz insee ibge key index idx row rownames rownum rank
    low lower up upper lo hi min max ci sd se std stderr quantile median mean avg average smoothed smooth moving rolling
    age alter edad idade eta price preis prix precio preco prezzo cost kosten temperature temp humidity
    coverage providers reporters spec specimens tested denominator lag issue version versao direction missing sample size flag uid objectid"""
)
RATE_WORDS: Final = word_set(
    """rate rates incidence inzidenz incidencia incidenza percent percentage pct prozent weighted per pro taux tasa taxa tasso"""
)
SHARE_WORDS: Final = word_set("share proportion prop ratio fraction anteil prevalence positivity proporcion quota")
TOTAL_WORDS: Final = word_set(
    """cumulative cumul cumulated cumulatif cumule cum kumuliert kumulativ acumulado acumulada acumulados acumuladas
    cumulativo cumulativi running todate"""
)
CODE_WORDS: Final = word_set("id code codes fips iso iso2 iso3 nuts insee ibge key uid abbr abbreviation")
DATE_WORDS: Final = word_set("date dates datetime timestamp datum fecha data dt horodatage zeitstempel zeitpunkt")
# Words for dates of something else: the vintage, a forecast, a person.
OTHER_DATES: Final = word_set(
    """issue issued asof as updated update publication published publish release released extract extracted extraction
    download downloaded loaded load created modified forecast origin birth geburt naissance nacimiento nascimento nascita
    last first due expiry version versao stand"""
)
# Names of columns that say when a row was published or revised.
VINTAGES: Final = frozenset(
    (
        *("as_of", "asof", "issue", "issue_date", "issued", "vintage", "version", "snapshot", "snapshot_date"),
        *("data_as_of", "release", "release_date", "report_version", "data_version"),
    )
)
SERIES_WORDS: Final = word_set(
    """location area region geo geography geographic country state province county city district jurisdiction site
    territory territories nation municipality borough ward neighbourhood neighborhood zone town village community
    facility hospital clinic school store shop outlet branch product sku item brand station sensor host server service
    keyword entity land bundesland landkreis kreis gemeinde stadt ort filiale
    pays departement dep commune canton etablissement magasin
    pais provincia comunidad ccaa municipio distrito ciudad departamento estado entidad tienda
    localidade uf cidade loja unidade regiao regione comune paese"""
)
MEASURE_WORDS: Final = word_set(
    """indicator indikator indicateur indicador indicatore metric measure signal target variable outcome output horizon
    quantity model quantile unit statistic"""
)
# Columns of quantiles and bounds of forecasts, as hubs and programs name them.
LEVELS: Final = frozenset({"quantile", "quantile_level", "output_type_id", "yhat", "yhat_lower", "quantile_id"})
BOUND: Final = re.compile(r"[-_.](lo|hi|lower|upper)[-_.]?\d\d(\.\d)?$|^q0?\.\d+$", re.ASCII | re.IGNORECASE)
MAX_REMEMBERED: Final = 100_000  # names, which are asked about dozens of times each
NO_SERIES_WORDS: Final = word_set("type level kind count counts population pop lat long url")


@lru_cache(maxsize=MAX_REMEMBERED)
def words(name: str) -> tuple[str, ...]:
    """Return the words of a name: CamelCase split, accents and case removed.

    >>> words("AnzahlFall"), words("Date_reported"), words("Fälle (neu)"), words("inc100_low")
    (('anzahl', 'fall'), ('date', 'reported'), ('falle', 'neu'), ('inc100', 'low'))
    """
    decomposed = unicodedata.normalize("NFKD", CAMEL.sub("_", name.translate(GERMAN)))
    plain = "".join(character for character in decomposed if not unicodedata.combining(character))
    return tuple(re.findall(r"[^\W_]+", plain.casefold()))


def plain_name(name: str) -> str:
    """Return the words of a name, joined by underscores."""
    return "_".join(words(name))


def joined(name: str) -> str:
    """Return the words of a name as one: ``weekendingdate``."""
    return "".join(words(name))


def names_counts(name: str) -> bool:
    """Whether a name has a word for counts, and none for something else."""
    parts = words(name)
    counted = COUNT_WORDS.intersection(parts) or any(
        len(part) > len("total") and part.endswith("total") for part in parts
    )
    return bool(counted) and not is_no_count(name)


def is_no_count(name: str) -> bool:
    """Whether a name says that a column of numbers holds no counts: rates, populations, running totals, codes, bounds.

    A column that a pivot table added up holds counts, whatever its name: ``Count of Case ID``. A number alone says nothing.
    """
    if ADDED_UP.match(plain_name(name)) or name.strip().isdigit():
        return False
    others = NO_COUNT_WORDS | TOTAL_WORDS
    return any(part in others or PER_POPULATION.fullmatch(part) for part in words(name))


def names_rates(name: str) -> bool:
    """Whether a name says that a column holds rates: per number of people, or in per cent.

    >>> names_rates("inc_100k"), names_rates("% WEIGHTED ILI"), names_rates("value")
    (True, True, False)
    """
    return any(part in RATE_WORDS or PER_POPULATION.fullmatch(part) for part in words(name))


def names_decimals(name: str) -> bool:
    """Whether a name says that a column holds rates or proportions."""
    return names_rates(name) or bool(SHARE_WORDS.intersection(words(name)))


def names_totals(name: str) -> bool:
    """Whether a name says that a column holds running totals."""
    return bool(TOTAL_WORDS.intersection(words(name)))


def names_date(name: str) -> bool:
    """Whether a name has a word for dates, and none for a date other than that of the count."""
    parts = words(name)
    ends = bool(parts) and parts[-1].endswith(("date", "datum"))
    return (ends or bool(DATE_WORDS.intersection(parts))) and not names_other_date(name)


def names_forecast(name: str) -> bool:
    """Whether a name is that of a column of forecasts: of quantiles, or of bounds of intervals.

    >>> names_forecast("AutoETS-lo-95"), names_forecast("q0.25"), names_forecast("value")
    (True, True, False)
    """
    return plain_name(name) in LEVELS or BOUND.search(name) is not None


def names_other_date(name: str) -> bool:
    """Whether a name is that of another date than that of the count: of a revision, a forecast, a birth."""
    plain = plain_name(name)
    if plain == "key_as_string":  # the date in a histogram of Elasticsearch, whose key is a number
        return False
    return bool(OTHER_DATES.intersection(words(name))) or plain in {"as_of", "target_start_date"}


def vintage_column(names: Sequence[str]) -> str | None:
    """Return the column that, by its name, says when a row was published."""
    return next((name for name in names if plain_name(name) in VINTAGES), None)


def names_series(name: str) -> bool:
    """Whether a name has a word for places, or for things that are counted."""
    parts = frozenset(words(name))
    return bool(parts & SERIES_WORDS) and not parts & NO_SERIES_WORDS


def names_measure(name: str) -> bool:
    """Whether a name says that a column holds what is counted, so that different rows do not add up."""
    return bool(MEASURE_WORDS.intersection(words(name)))


def is_code(name: str) -> bool:
    """Whether a name is that of codes, which may have names beside them."""
    return bool(CODE_WORDS.intersection(words(name)))
