"""The names that people give to columns, compared without regard to case."""

import re
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Final

from lstm_cli.problems import is_short, shown

__all__ = [
    "ID_NAMES",
    "TIME_NAMES",
    "VALUE_NAMES",
    "Ranks",
    "list_names",
    "names_weeks",
    "nearest_known",
    "nearest_to",
    "plain_name",
]

Ranks = tuple[frozenset[str], ...]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# By role, rank by rank: a name of an earlier rank wins; two of the same rank need an option.
TIME_NAMES: Final[Ranks] = (
    frozenset({"ds"}),
    _words(
        """date dates datetime date_time timestamp time target_end_date target_date week_ending week_end week_end_date
        week_ending_date week_start week_start_date week_starting week_beginning week_commencing weekending month_end
        month_start report_date reporting_date datum"""
    ),
    _words("week month year day quarter hour period iso_week isoweek epiweek yearmonth year_month"),
)
VALUE_NAMES: Final[Ranks] = (
    frozenset({"y"}),
    _words(
        """value values count counts cases case_count new_cases total_cases confirmed confirmed_cases cases_count admissions
        new_admissions hospitalizations hospitalisations deaths new_deaths observation observations observed oracle_value
        events visits sales n"""
    ),
)
ID_NAMES: Final[Ranks] = (
    frozenset({"unique_id"}),
    _words(
        """id series_id item_id location area region geo_value geo geography series district state country segment province
        county city jurisdiction site"""
    ),
)
# year_week, YearWeek, epiweek, MMWR WEEK, Meldewoche, KW, semaine; but not weekday.
WEEKS: Final = re.compile(r"(?<!bi)(?<!bi_)week(?!_?day)|mmwr|woche|semaine|semana|(^|_)(wk|kw|cw|ew|yw|yearwk)(_|$)")
MAX_LISTED: Final = 8  # names that a message lists


def plain_name(name: str) -> str:
    """Return a column name as the lists above write it."""
    return re.sub(r"[\s\-.]+", "_", name.strip()).casefold()


def names_weeks(name: str) -> bool:
    """Whether the name of a column of times says weeks, so that the 05 of 2024-05 is no month."""
    return WEEKS.search(plain_name(name)) is not None


def list_names(names: Sequence[str]) -> str:
    """Return the first few names, quoted, and how many there are."""
    omitted = f", … ({len(names)} in all)" if len(names) > MAX_LISTED else ""
    return ", ".join(shown(name) for name in names[:MAX_LISTED]) + omitted


def nearest_known(names: Sequence[str], ranks: Ranks) -> str | None:
    """Return the first column whose name is near to a known one, and short enough to propose."""
    known = sorted(frozenset().union(*ranks))
    near = (name for name in names if name and get_close_matches(plain_name(name), known, n=1, cutoff=0.75))
    return next(filter(is_short, near), None)


def nearest_to(wanted: str, names: Sequence[str]) -> str | None:
    """Return the column whose name is nearest to the one wanted, if that is short enough to propose."""
    close = get_close_matches(wanted.casefold(), [name.casefold() for name in names if name], n=1)
    return next((name for name in names if close and name.casefold() == close[0] and is_short(name)), None)
