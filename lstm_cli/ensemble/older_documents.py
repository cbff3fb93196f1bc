"""Documents of older model files, put into the form of today's before anything else looks at them."""

import re
from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from lstm_cli._arrays import Array
from lstm_cli.ensemble.model_document import KIND, facts_of_reading
from lstm_cli.ensemble.units import OF_SERIES
from lstm_cli.metrics.verdict import decide
from lstm_cli.options import ReadOptions
from lstm_cli.panel.series import Columns
from lstm_cli.storage.format import VERSION

__all__ = ["current_document"]

MAX_DIGITS: Final = 16
SAME_IN_FORMAT_1: Final = (
    *("series", "observations", "missing", "horizon", "members", "hidden", "parameters"),
    *("relative_wis", "relative_wis_low", "relative_wis_high", "coverage_50", "coverage_95"),
)
SECOND_IN_SUMMARY: Final = ("second_members", "second_hidden", "second_parameters")


def current_document(document: Mapping[str, Any], arrays: Mapping[str, Array], *, version: int) -> dict[str, Any]:
    """Return a document in the form of format 7, whatever the version of its file."""
    if document.get("kind", KIND) != KIND:
        raise ValueError(f"it is the working file of a {str(document['kind'])[:40]}, not a model")
    if version >= VERSION:
        return dict(document)
    for newer, convert in CONVERSIONS.items():
        document = document if version >= newer else convert(document, arrays)
    return dict(document)


def _of_format_6(document: Mapping[str, Any], _arrays: Mapping[str, Array]) -> dict[str, Any]:
    """Return a document of format 5 or 6 in the form of format 7: a second ensemble's errors are those it states."""
    facts = dict(document["model"])
    if facts["second"] is not None:
        facts["second"] = dict(facts["second"]) | {"inflation": 1.0}
    return dict(document) | {"model": facts}


def _of_format_4(document: Mapping[str, Any], _arrays: Mapping[str, Array]) -> dict[str, Any]:
    """Return a document of format 4 in the form of format 5: nothing was learned of how errors hang together."""
    return dict(document) | {"model": dict(document["model"]) | {"factors": 0}}


def _of_format_3(document: Mapping[str, Any], _arrays: Mapping[str, Array]) -> dict[str, Any]:
    """Return a document of format 3 in the form of format 4: its model is one ensemble alone."""
    about = dict(document["about"])
    if about["summary"] is not None:
        about["summary"] = dict(about["summary"]) | dict.fromkeys(SECOND_IN_SUMMARY, 0)
    return dict(document) | {"model": dict(document["model"]) | {"second": None}, "about": about}


def _of_format_2(document: Mapping[str, Any], _arrays: Mapping[str, Array]) -> dict[str, Any]:
    """Return a document of format 2 in the form of format 3: its members were trained from scratch, each with gates of its own."""
    facts = dict(document["model"])
    facts["units"] = {"of": OF_SERIES, "change_scale": facts.pop("change_scale")}
    about = dict(document["about"])
    if about["summary"] is not None:
        about["summary"] = dict(about["summary"]) | {"gate_sets": about["summary"]["members"]}
    return dict(document) | {"model": facts, "about": about}


def _of_format_1(document: Mapping[str, Any], arrays: Mapping[str, Array]) -> dict[str, Any]:
    """Return a document of format 1 in the form of format 2; it knows no sizes but those of its arrays.

    Sentences of format 1 are left out: what they said is said anew from the numbers.
    """
    panel = document["panel"]
    same = ("levels", "seed", "cell", "gates", "length", "lags", "change_scale")
    sizes = {"horizon": arrays["scale"].shape[2], "hidden": arrays["network/projection"].shape[2]}
    of_panel = {name: panel[name] for name in ("source", "columns", "pattern", "later_empty")}
    return {
        "kind": KIND,
        "model": {name: document[name] for name in same}
        | sizes
        | {"names": panel["names"], "frequency": panel["frequency"]},
        "about": {name: document[name] for name in ("version", "numpy")}
        | of_panel
        | {
            "earlier_empty": [0 for _ in panel["names"]],
            "reading": _reading_of_format_1(panel["columns"], panel["pattern"]),
            "notes": [],
            "summary": _summary_of_format_1(document["summary"], arrays["best_at"]),
        },
    }


# By the version of the format that each of them gives; format 6 differs from 5 in that there may be revisions.
CONVERSIONS: Final = {2: _of_format_1, 3: _of_format_2, 4: _of_format_3, 5: _of_format_4, 7: _of_format_6}


def _reading_of_format_1(columns: Mapping[str, Any], pattern: str) -> dict[str, Any]:
    """Return how data were read, as far as format 1 tells: a pattern that is no ISO 8601 can only have been given."""
    from lstm_cli.readers.remembered import effective_options  # noqa: PLC0415 - for old files alone

    given = ReadOptions(date_format=None if pattern.startswith("%Y") else pattern)
    return facts_of_reading(effective_options(given, Columns(**columns)))


def _summary_of_format_1(values: Mapping[str, Any] | None, best_at: Array) -> dict[str, Any] | None:
    """Return a summary of format 1 as one of format 2; what only its sentences told is read from them."""
    if values is None:
        return None
    verdict = str(values["verdict"])
    same = {name: values[name] for name in SAME_IN_FORMAT_1}
    decided = decide(
        same["relative_wis"],
        same["relative_wis_low"],
        same["relative_wis_high"],
        compared=1,
        error=float(verdict.startswith("worse")),
        scored=same["coverage_50"] is not None,
    )
    return same | {
        "trained_members": int(np.count_nonzero(best_at)),
        "rehearsed": 0,
        "next_low": None,
        "next_high": None,
        "wis_over_anchors": None,
        "targets": _told(r"(\d+) targets", str(values["held_out"])),
        "blocks": _told(r"over (\d+) held-out stretch", verdict),
        "baseline": str(values["baseline"]).replace(" ", "-"),
        "verdict": decided.value,
        "remarks": [],
    }


def _told(pattern: str, sentence: str) -> int:
    """Return a count that a sentence of format 1 tells, 0 where it tells none."""
    match = re.search(pattern, sentence, re.ASCII)
    return int(match[1]) if match and len(match[1]) < MAX_DIGITS else 0
