"""Remarks as sentences: every code of the package has its sentence here or in the module on data."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from lstm_cli.formats.data_sentences import DATA_SENTENCES, Details, named
from lstm_cli.formats.text import number, plural
from lstm_cli.formats.verdicts import verdict_sentence
from lstm_cli.metrics.verdict import Verdict
from lstm_cli.remarks import Remark

__all__ = ["SENTENCES", "remarks_data", "sentence", "sentences"]


def _not_in_training(details: Details) -> str:
    single = details["count"] == 1
    rest = "was not in the training data and is treated as a typical series"
    rest = rest if single else "were not in the training data and are treated as typical series"
    return f"{details['count']} of {details['of']} series {rest} ({named(details)})"


def _absent(details: Details) -> str:
    rest = "is missing from these data; the panel mean leaves it out"
    rest = rest if details["count"] == 1 else "are missing from these data; the panel mean leaves them out"
    return f"{details['count']} of the {details['of']} series that the model was trained on {rest}"


def _other_days(details: Details) -> str:
    return f"these data are {details['frequency']}, those of the training {details['trained']}; check which is right"


def _other_counts(details: Details) -> str:
    factor = details["factor"]
    size = f"about {number(factor)} times" if factor > 1 else f"about 1/{number(1 / factor)} of"
    return (
        f"{details['count']} of {details['of']} series ({named(details)}): counts are {size} those of the training "
        "at the same times; check that both count the same in the same unit"
    )


def _shifted(details: Details) -> str:
    where = f"{details['count']} of {details['of']} series ({named(details)})"
    side = "above" if details["after"] > details["before"] else "below"
    return (
        f"{where}: the newest {details['newest']} counts of the first lie {side} all before them (a median of "
        f"{details['after']:g} after {details['before']:g}); whether a level that has shifted will stay is not known"
    )


def _short(details: Details) -> str:
    verb, whose = ("has", "its forecast relies") if details["count"] == 1 else ("have", "their forecasts rely")
    affected = f"{details['count']} of {details['of']} series {verb} fewer than {details['minimum']} known counts"
    return f"{affected} ({named(details)}): {whose} on what the model learned from other series"


def _poor_score(details: Details) -> str:
    where = f"in {plural(details['blocks'], 'held-out block')} of time"
    verdict = Verdict(details["verdict"])
    return f"held-out score: {verdict_sentence(verdict, details['baseline'], details['relative_wis'], where)}"


def _untrained(details: Details) -> str:
    start = "the networks keep the weights that they started with"
    if details["targets"] < details["minimum"]:
        return f"{details['targets']} targets are too few to train on (at least {details['minimum']}): {start}"
    return f"no training improved the held-out loss: {start}"


def _some_series(details: Details) -> str:
    return f"a large panel: learned from {details['series']:,} of the {details['of']:,} series; all are forecast"


def _sample(details: Details) -> str:
    return f"a large panel: training used {details['windows']} of {details['possible']} windows, from all series"


def _reference_date(details: Details) -> str:
    date = f"reference_date is {details['date']}, one week after the last count"
    return f"hub rows: {date}; step k ahead is horizon k - 1"


def _behind(details: Details) -> str:
    ends, whose = ("ends earlier and shares", "its") if details["count"] == 1 else ("end earlier and share", "their")
    left = f"{whose} weeks before horizon {details['horizon']} are left out"
    return f"hub rows: {details['count']} series {ends} that reference_date; {left}"


def _weekday(details: Details) -> str:
    return f"hub rows: US hubs expect weeks that end on Saturday; these data are {details['frequency']}"


SENTENCES: Final[Mapping[str, Callable[[Details], str]]] = DATA_SENTENCES | {
    "series-not-in-training": _not_in_training,
    "trained-series-absent": _absent,
    "times-on-other-days": _other_days,
    "counts-unlike-training": _other_counts,
    "level-shifted": _shifted,
    "series-short": _short,
    "held-out-score-poor": _poor_score,
    "networks-untrained": _untrained,
    "trained-on-sample": _sample,
    "trained-on-series": _some_series,
    "hub-reference-date": _reference_date,
    "hub-series-behind": _behind,
    "hub-weeks-not-saturday": _weekday,
}


def sentence(remark: Remark) -> str:
    """Write a remark as a sentence; one with an unknown code or details, from another version, is shown as it is."""
    try:
        return SENTENCES[remark.code](remark.details)
    except (KeyError, TypeError, ValueError):
        details = ", ".join(f"{name} {value}" for name, value in remark.details.items())
        return f"{remark.code} ({details})" if details else remark.code


def sentences(remarks: Iterable[Remark]) -> list[str]:
    """Write each remark as a sentence."""
    return [sentence(remark) for remark in remarks]


def remarks_data(remarks: Iterable[Remark]) -> dict[str, Any]:
    """Give remarks as JSON data: ``notes`` for people, ``remarks`` for programs."""
    known = list(remarks)
    return {"notes": sentences(known), "remarks": [remark.to_dict() for remark in known]}
