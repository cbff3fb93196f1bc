"""Remarks as sentences: every code of the package has its sentence here or in the modules imported here."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from lstm_cli.formats.data_sentences import DATA_SENTENCES, ROLES, Details, in_first, named, some_series, step_of
from lstm_cli.formats.doubt_sentences import DOUBT_SENTENCES
from lstm_cli.formats.durations import amount
from lstm_cli.formats.hub_sentences import AS_REPORTED, HUB_SENTENCES
from lstm_cli.formats.score_sentences import SCORE_SENTENCES
from lstm_cli.formats.text import and_more, number, plural, printable
from lstm_cli.formats.verdicts import verdict_sentence
from lstm_cli.formats.watch_sentences import WATCH_SENTENCES
from lstm_cli.formats.ways_out import WARNINGS, Advice, way_out
from lstm_cli.formats.wrapping import MAX_PROSE, labelled
from lstm_cli.metrics.verdict import Verdict
from lstm_cli.problems import shown
from lstm_cli.remarks import TARGETS, Remark

__all__ = ["SENTENCES", "remark_lines", "remarks_data", "sentence", "sentences"]

MAX_RATIOS: Final = 3  # in a sentence
MAX_TOLD: Final = 8  # remarks on a page


def _not_in_training(details: Details) -> str:
    single = details["count"] == 1
    rest = "was not in the training data and is treated as a typical series"
    rest = rest if single else "were not in the training data and are treated as typical series"
    return f"{details['count']} of {details['of']} series {rest} ({named(details)})"


def _other_column(details: Details) -> str:
    was = f"the model was trained on column {shown(details['trained'])}"
    return f"column {shown(details['name'])} is read as {ROLES[details['role']]}; {was}"


def _absent(details: Details) -> str:
    rest = "is missing from these data; the panel mean leaves it out"
    rest = rest if details["count"] == 1 else "are missing from these data; the panel mean leaves them out"
    return f"{details['count']} of the {details['of']} series that the model was trained on {rest}"


def _renamed(details: Details) -> str:
    pairs = zip(details["names"], details["trained"], strict=True)
    names = and_more((f"{shown(name)} instead of {shown(trained)}" for name, trained in pairs), details["count"])
    whose = (
        "is forecast as a new one: its name differs"
        if details["count"] == 1
        else "are forecast as new ones: their names differ"
    )
    return (
        f"{details['count']} of {details['of']} series {whose} from the training data only in case, blanks or invisible "
        f"characters ({names}); write names as in the training data, or train on these data"
    )


def _other_days(details: Details) -> str:
    return (
        f"these data are {details['frequency']}, but the training data are {details['trained']}; check which is right"
    )


def _other_counts(details: Details) -> str:
    factor = details["factor"]
    size = f"about {number(factor)} times" if factor > 1 else f"about 1/{number(1 / factor)} of"
    return (
        f"{some_series(details)}: values are {size} the training values "
        f"{'at the same times' if details.get('same_times', True) else 'before them'}; "
        "check that both measure the same thing in the same unit"
    )


def _revised(details: Details) -> str:
    ratios, reports = details["ratios"], f"based on how {details['reports']:,} earlier first reports were revised"
    spread = 100 * details["spread"]
    wider = f"intervals allow for {f'{spread:.0f}' if spread >= 1 else f'{spread:.1g}'} %"
    if not ratios:
        return f"{AS_REPORTED}; {wider} of revision, {reports}"
    newest = amount(step_of(details), len(ratios))
    times = " and ".join(f"{ratio:.2f}" for ratio in ratios[:MAX_RATIOS]) + (" …" if len(ratios) > MAX_RATIOS else "")
    return f"the newest {newest}: reported values are multiplied by {times}; {wider} more or less, {reports}"


def _shifted(details: Details) -> str:
    side = "above" if details["after"] > details["before"] else "below"
    return (
        f"{some_series(details)}: {in_first(details)}the newest {details['newest']} counts lie {side} all earlier ones (median "
        f"{details['after']:g}, before {details['before']:g}); whether the new level will last is not known"
    )


def _short(details: Details) -> str:
    verb, whose = ("has", "its forecast relies") if details["count"] == 1 else ("have", "their forecasts rely")
    affected = f"{details['count']} of {details['of']} series {verb} fewer than {details['minimum']} known values"
    return f"{affected} ({named(details)}): {whose} on what the model learned from other series"


def _poor_score(details: Details) -> str:
    where = f"in {plural(details['blocks'], 'held-out block')} of time"
    verdict = Verdict(details["verdict"])
    return f"held-out score: {verdict_sentence(verdict, details['baseline'], details['relative_wis'], where)}"


def _untrained(details: Details) -> str:
    start = "the networks keep their initial weights"
    if details["targets"] < details["minimum"]:
        return f"{details['targets']} targets are too few to train on (at least {details['minimum']}): {start}"
    return f"training did not improve the held-out loss: {start}"


def _some_series(details: Details) -> str:
    return f"a large panel: trained on {details['series']:,} of the {details['of']:,} series; all are forecast"


def _sample(details: Details) -> str:
    used = f"{details['windows']:,} of {details['possible']:,} windows"
    return f"a large data set: networks trained from scratch used {used}, from all series"


def _newest_steps(details: Details) -> str:
    count, longest, steps = details["series"], details["longest"], f"{details['steps']:,}"
    if details["of"] == 1:
        return f"a series of {longest:,} steps: training and forecasts use the newest {steps}"
    are = "series is" if count == 1 else "series are"
    return f"{count:,} {are} longer than {steps} steps (up to {longest:,}): training and forecasts use the newest {steps} of each"


def _whole_left_out(details: Details) -> str:
    single = details["count"] == 1
    are, why = ("is", "it is a sum or a part") if single else ("are", "they are sums or parts")
    return f"series {named(details)} {are} left out of the total: {why} of others and would be counted twice"


def _common_times(details: Details) -> str:
    count, name = details["count"], shown(details["name"])
    which = f"1 series of the total, {name}, is" if count == 1 else f"{count} series of the total, such as {name}, are"
    return f"{which} forecast at times that others do not reach: only times common to all are summed"


SENTENCES: Final[Mapping[str, Callable[[Details], str]]] = (
    DATA_SENTENCES
    | SCORE_SENTENCES
    | DOUBT_SENTENCES
    | HUB_SENTENCES
    | WATCH_SENTENCES
    | {
        "file-without-counts": lambda _: "a file without values is skipped: no forecast is written for it",
        "file-unusable": lambda details: (
            f"a file in which no series can be used is skipped: no forecast is written for it ({details['reason']})"
        ),
        "series-not-in-training": _not_in_training,
        "column-unlike-training": _other_column,
        "trained-series-absent": _absent,
        "series-renamed": _renamed,
        "times-on-other-days": _other_days,
        "counts-unlike-training": _other_counts,
        "level-shifted": _shifted,
        "series-short": _short,
        "newest-revised": _revised,
        "revisions-unknown": lambda details: (
            f"revisions of first reports cannot be estimated yet: fewer than {details['minimum']} can be compared"
        ),
        "revisions-none": lambda _: (
            f"{AS_REPORTED} in any case: the model was trained without vintages, from which it would learn revisions"
        ),
        "held-out-score-poor": _poor_score,
        "networks-untrained": _untrained,
        "newest-steps-only": _newest_steps,
        "trained-on-sample": _sample,
        "trained-on-series": _some_series,
        "total-of-common-times": _common_times,
        "data-end-to-come": lambda details: (
            f"the data end on {details['end']}, which is still to come: check the newest dates"
        ),
        "forecast-in-the-past": lambda details: (
            f"the data end on {details['end']}: every step of this forecast lies in the past"
        ),
        "whole-left-out": _whole_left_out,
    }
)


def sentence(remark: Remark) -> str:
    """Write a remark as a sentence; one with an unknown code or details, from another version, is shown as it is."""
    try:
        return _targets(remark) + SENTENCES[remark.code](remark.details)
    except (KeyError, TypeError, ValueError):
        details = ", ".join(f"{name} {value}" for name, value in remark.details.items())
        return f"{remark.code} ({details})" if details else remark.code


def _targets(remark: Remark) -> str:
    """Name the targets of a remark that is on some of several."""
    names = remark.details.get(TARGETS)
    return f"{', '.join(map(str, names))}: " if isinstance(names, tuple) else ""


def sentences(remarks: Iterable[Remark], advice: Advice | None = None) -> list[str]:
    """Write each remark as a sentence, followed by what helps if there is advice."""
    return [_advised(remark, advice) for remark in remarks]


def _advised(remark: Remark, advice: Advice | None) -> str:
    """Write a remark and what helps."""
    helps = way_out(remark, advice)
    return f"{sentence(remark)}; {helps.text}" if helps else sentence(remark)


def remark_lines(
    remarks: Iterable[Remark],
    advice: Advice | None = None,
    *,
    note: str,
    warning: str,
    size: int = MAX_PROSE,
    most: int | None = MAX_TOLD,
) -> list[str]:
    """Write the lines of remarks within ``size`` columns, with labels and warnings first.

    A command that helps is on a separate line, unbroken, so that it can be copied. ``most``: the number of remarks to
    show, None for all if no JSON has the others.
    """
    lines = []
    known = sorted(remarks, key=lambda remark: remark.code not in WARNINGS)
    for remark in known[:most]:
        label = warning if remark.code in WARNINGS else note
        helps = way_out(remark, advice)
        text = sentence(remark) if helps is None else f"{sentence(remark)}; {helps.words}"
        lines += labelled(label, printable(text), size)
        if helps and helps.command:
            lines.append(" " * len(label) + printable(helps.command))
    omitted = 0 if most is None else len(known) - most
    return lines + (labelled(note, f"and {omitted} more; JSON has all", size) if omitted > 0 else [])


def remarks_data(remarks: Iterable[Remark], advice: Advice | None = None) -> dict[str, Any]:
    """Return remarks as JSON data: ``notes`` for people, ``remarks`` for programs."""
    known = list(remarks)
    return {"notes": sentences(known, advice), "remarks": [remark.to_dict() for remark in known]}
