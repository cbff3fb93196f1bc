"""Tables of rules for the fields of a model's document, and their check."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from lstm_cli.ensemble.combination import MAX_INFLATION
from lstm_cli.ensemble.dependence import MAX_FACTORS
from lstm_cli.ensemble.units import OF_ANCHORS, OF_SERIES
from lstm_cli.features.revisions import MAX_AGES, MAX_LOG_RATIO
from lstm_cli.options import LEVELS, Cell, DataKind, Gates
from lstm_cli.panel.frequency import Frequency
from lstm_cli.panel.refusals import MAX_SLOTS
from lstm_cli.panel.scale import MAX_DECIMALS, MAX_GROWTH, MAX_VALUE

__all__ = ["MIN_LENGTH", "check_fields"]

MAX_HORIZON: Final = 100_000
MAX_HIDDEN: Final = 1_024
MIN_LENGTH, MAX_LENGTH = 4, 104  # steps of context, the limits of `context_length`
MAX_TEXT: Final = 1_000_000  # characters
MAX_PATTERN: Final = 1_000
MIN_FLOOR: Final = 1e-15
OPTIONAL: Final = {"scale", "revisions"}  # missing in models of counts, and in those without vintages
UNFIT: Final = re.compile("[\0\ud800-\udfff]")  # characters that no text of a table can have


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule for a value of the document, in words and as a test."""

    words: str
    holds: Callable[[Any], bool]


def _whole(low: int, high: int | None = None) -> Rule:
    words = f"a whole number from {low}" + ("" if high is None else f" to {high}")
    return Rule(words, lambda value: type(value) is int and low <= value and (high is None or value <= high))


def _number(low: float, high: float) -> Rule:
    return Rule(
        f"a number from {low:g} to {high:g}", lambda value: type(value) in {int, float} and bool(low <= value <= high)
    )


def _text(limit: int = MAX_TEXT) -> Rule:
    """Return the rule of text that can be encoded and passed to the C library."""

    def holds(value: object) -> bool:
        return isinstance(value, str) and len(value) <= limit and UNFIT.search(value) is None

    return Rule(f"text of at most {limit} characters", holds)


def _one_of(kind: type[StrEnum]) -> Rule:
    return Rule(f"one of {', '.join(kind)}", lambda value: isinstance(value, str) and value in list(kind))


def _maybe(rule: Rule) -> Rule:
    return Rule(f"null or {rule.words}", lambda value: value is None or rule.holds(value))


def _list_of(rule: Rule) -> Rule:
    return Rule(f"a list, each {rule.words}", lambda value: isinstance(value, list) and all(map(rule.holds, value)))


def _object(words: str, rules: Mapping[str, Rule], *, optional: frozenset[str] = frozenset()) -> Rule:
    """Return the rule of an object with a field for each rule; older files lack the ``optional`` ones."""
    return Rule(
        words,
        lambda value: (
            isinstance(value, dict)
            and set(value) | optional == set(rules)
            and all(rule.holds(value[name]) for name, rule in rules.items() if name in value)
        ),
    )


def _record(*, optional: frozenset[str] = frozenset(), **rules: Rule) -> Rule:
    """Return the rule of an object with the fields of a record, which all need a rule, or every file is refused."""
    return _object(f"the fields {', '.join(sorted(rules))} of such a record", rules, optional=optional)


TRUTH: Final = Rule("true or false", lambda value: isinstance(value, bool))
FREQUENCY: Final = Rule("a frequency", lambda value: isinstance(value, dict) and bool(Frequency.from_dict(value)))
NULL_OR_TEXT: Final = _maybe(_text())
COLUMNS: Final = _record(id=NULL_OR_TEXT, time=_text(), value=_text(), layout=_text(10), ignored=_list_of(_text()))
READING: Final = _record(
    **dict.fromkeys(("id", "time", "value", "date_format", "freq", "delimiter"), NULL_OR_TEXT),
    wide=_maybe(TRUTH),
    encoding=_text(),
    kind=_one_of(DataKind),
    optional=frozenset({"kind"}),
)
SCALE: Final = _record(
    kind=_one_of(DataKind),
    floor=_number(MIN_FLOOR, float(MAX_VALUE)),
    decimals=_whole(0, MAX_DECIMALS),
)
SERIES_UNITS: Final = _object(
    "units of series",
    {"of": Rule(OF_SERIES, lambda value: value == OF_SERIES), "change_scale": _number(1e-6, MAX_GROWTH)},
)
UNITS: Final = Rule(  # a result of `Units.to_facts`
    "the units of the members", lambda value: value == {"of": OF_ANCHORS} or SERIES_UNITS.holds(value)
)
MEMBERS_FACTS: Final = {"hidden": _whole(1, MAX_HIDDEN), "length": _whole(MIN_LENGTH, MAX_LENGTH), "units": UNITS}
SECOND_FACTS: Final = MEMBERS_FACTS | {"inflation": _number(1 / MAX_INFLATION, MAX_INFLATION)}
BY_AGE: Final = _object(
    "lists of ratios, spreads and pairs",
    {
        "shift": _list_of(_number(-MAX_LOG_RATIO, MAX_LOG_RATIO)),
        "spread": _list_of(_number(0, MAX_LOG_RATIO)),
        "pairs": _list_of(_whole(1)),
    },
)


def _is_revisions(value: Any) -> bool:  # noqa: ANN401 - from JSON
    """Whether a value is a result of `Revisions.to_dict`."""
    if not BY_AGE.holds(value):
        return False
    lengths = set(map(len, value.values()))
    return len(lengths) == 1 and 1 <= lengths.pop() <= MAX_AGES


FACTS: Final = {
    "levels": Rule("this version's quantile levels", lambda value: value == list(LEVELS)),
    "seed": _whole(0),
    "cell": _one_of(Cell),
    "gates": _one_of(Gates),
    "horizon": _whole(1, MAX_HORIZON),
    **MEMBERS_FACTS,
    "second": _maybe(_object("the facts of a second ensemble", SECOND_FACTS)),
    "lags": _list_of(_whole(1, MAX_SLOTS)),
    "factors": _whole(0, MAX_FACTORS),
    "names": _list_of(_text()),
    "frequency": FREQUENCY,
    "scale": SCALE,
    "revisions": Rule("how newest values are revised", _is_revisions),
}
ABOUT: Final = {
    "version": _text(),
    "numpy": _text(),
    "source": _text(),
    "columns": COLUMNS,
    "pattern": _text(MAX_PATTERN),
    "reading": READING,
    "earlier_empty": _list_of(_whole(0, MAX_SLOTS)),
    "later_empty": _list_of(_whole(0, MAX_SLOTS)),
    "notes": Rule("a list", lambda value: isinstance(value, list)),
    "summary": Rule("null or an object", lambda value: value is None or isinstance(value, dict)),
}
PARTS: Final = {"model": FACTS, "about": ABOUT}


def check_fields(document: Mapping[str, Any]) -> None:
    """Raise ValueError for a document of format 7 with missing or unknown fields, or a field that breaks its rule."""
    if set(document) != {"kind", *PARTS}:
        raise ValueError("the document has other parts than kind, model and about")
    for part, rules in PARTS.items():
        _check_part(part, document[part], rules)


def _check_part(part: str, values: object, rules: Mapping[str, Rule]) -> None:
    """Refuse missing or unknown fields of a part, and fields that break their rule."""
    if not isinstance(values, Mapping) or set(values) | (OPTIONAL & set(rules)) != set(rules):
        raise ValueError(f"{part} has other fields than {', '.join(sorted(rules))}")
    for name, rule in rules.items():
        if name in values and not rule.holds(values[name]):
            raise ValueError(f"{part}: {name} is not {rule.words}")
