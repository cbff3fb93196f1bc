"""The sentence of each remark on rows for hubs and on submissions."""

from collections.abc import Callable
from typing import Final

from lstm_cli.formats.data_sentences import Details, named
from lstm_cli.formats.text import plural

__all__ = ["AS_REPORTED", "HUB_SENTENCES"]

AS_REPORTED: Final = "the newest values are used as reported"


def _reference_date(details: Details) -> str:
    date = f"reference_date is {details['date']}, one week after the last value"
    return f"hub rows: {date}; step k ahead is horizon k - 1"


def _behind(details: Details) -> str:
    ends, reach = (
        ("ends earlier and shares", "reaches") if details["count"] == 1 else ("end earlier and share", "reach")
    )
    reached = " to ".join(dict.fromkeys(str(details[which]) for which in ("lowest", "highest")))
    short = f"{reach} horizon {reached} instead of {details['wanted']}"
    left = f"weeks before horizon {details['horizon']} are left out"
    return f"hub rows: {details['count']} series {ends} that reference_date and {short}; {left}"


def _weekday(details: Details) -> str:
    return f"hub rows: US hubs expect weeks that end on Saturday; these data are {details['frequency']}"


def _late(details: Details) -> str:
    ends, are = ("ends", "is") if details["count"] == 1 else ("end", "are")
    return f"{plural(details['count'], 'location')} {ends} before the others and {are} forecast further ahead ({named(details)})"


def _ended(details: Details) -> str:
    ends, are = ("ends", "is") if details["count"] == 1 else ("end", "are")
    return f"{plural(details['count'], 'location')} {ends} long before the others and {are} left out ({named(details)})"


def _unasked(details: Details) -> str:
    return f"the round does not ask for {plural(details['count'], 'location')} of the target data ({named(details)})"


def _underived(details: Details) -> str:
    where = f"{plural(details['count'], 'location')} ({named(details)})"
    return f"{details['target']} is not forecast for {where}: a population or a week that it needs is not known"


def _few_vintages(details: Details) -> str:
    enough = f"at least {details['minimum']} earlier dates that were the newest of a vintage"
    are = "is" if details["count"] == 1 else "are"
    return f"{AS_REPORTED}: learning how they are revised takes {enough}, and there {are} {details['count']}"


HUB_SENTENCES: Final[dict[str, Callable[[Details], str]]] = {
    "hub-values-of-now": lambda details: (
        f"values up to {details['until']} are those of the target data now, perhaps revised since: there is no vintage from then"
    ),
    "hub-vintages-none": lambda _: (
        f"{AS_REPORTED} in any case: the target data have no earlier vintages, from which revisions would be learned"
    ),
    "hub-vintages-few": _few_vintages,
    "hub-newest-not-new": lambda details: (
        f"{AS_REPORTED}: those of {details['day']} are already in an earlier vintage and may have been revised since"
    ),
    "hub-vintages-unusable": lambda details: f"{AS_REPORTED}: their vintages cannot be used: {details['reason']}",
    "hub-reference-date": _reference_date,
    "hub-series-behind": _behind,
    "hub-weeks-not-saturday": _weekday,
    "hub-locations-late": _late,
    "hub-locations-ended": _ended,
    "hub-locations-absent": lambda details: f"there are no target data for {named(details)}",
    "hub-locations-unknown": _unasked,
    "hub-locations-underived": _underived,
    "hub-days-missing": lambda details: (
        f"{details['target']}: {plural(details['count'], 'series lacks', 'series lack')} values for days that it needs ({named(details)})"
    ),
    "hub-wholes-reconciled": lambda details: (
        f"{named(details)}: forecast from sample paths that add up to those of the parts; the parts keep their own forecasts"
    ),
}
