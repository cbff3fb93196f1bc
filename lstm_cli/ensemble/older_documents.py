"""Convert the documents of older model files to the current form before anything else reads them."""

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
    for newer, convert in CONVERSIONS.items():
        document = document if version >= newer else convert(document, arrays)
    return dict(document)


def _of_format_6(document: Mapping[str, Any], _arrays: Mapping[str, Array]) -> dict[str, Any]:
    """Convert a document of format 5 or 6 to format 7: the variance of a second ensemble is not inflated."""
    facts = dict(document["model"])
    if facts["second"] is not None:
        facts["second"] = dict(facts["second"]) | {"inflation": 1.0}
    return dict(document) | {"model": facts}


def _of_format_4(document: Mapping[str, Any], _arrays: Mapping[str, Array]) -> dict[str, Any]:
    """Convert a document of format 4 to format 5: the dependence of errors was not learned."""
    return dict(document) | {"model": dict(document["model"]) | {"factors": 0}}


def _of_format_3(document: Mapping[str, Any], _arrays: Mapping[str, Array]) -> dict[str, Any]:
    """Convert a document of format 3 to format 4: the model has a single ensemble."""
    about = dict(document["about"])
    if about["summary"] is not None:
        about["summary"] = dict(about["summary"]) | dict.fromkeys(SECOND_IN_SUMMARY, 0)
    return dict(document) | {"model": dict(document["model"]) | {"second": None}, "about": about}


def _of_format_2(document: Mapping[str, Any], _arrays: Mapping[str, Array]) -> dict[str, Any]:
    """Convert a document of format 2 to format 3: members were trained from scratch, each with its own gates."""
    facts = dict(document["model"])
    facts["units"] = {"of": OF_SERIES, "change_scale": facts.pop("change_scale")}
    about = dict(document["about"])
    if about["summary"] is not None:
        about["summary"] = dict(about["summary"]) | {"gate_sets": about["summary"]["members"]}
    return dict(document) | {"model": facts, "about": about}


def _of_format_1(document: Mapping[str, Any], arrays: Mapping[str, Array]) -> dict[str, Any]:
    """Convert a document of format 1 to format 2, taking sizes from the arrays.

    The sentences of format 1 are left out, because new ones are written from the numbers.
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


# By the version that each conversion results in; format 6 differs from 5 only in that there may be revisions.
CONVERSIONS: Final = {2: _of_format_1, 3: _of_format_2, 4: _of_format_3, 5: _of_format_4, 7: _of_format_6}


def _reading_of_format_1(columns: Mapping[str, Any], pattern: str) -> dict[str, Any]:
    """Return how data were read, as far as format 1 says: a pattern that is not ISO 8601 must have been an option."""
    from lstm_cli.readers.remembered import effective_options  # noqa: PLC0415 - for old files alone

    given = ReadOptions(date_format=None if pattern.startswith("%Y") else pattern)
    return facts_of_reading(effective_options(given, Columns(**columns)))


def _summary_of_format_1(values: Mapping[str, Any] | None, best_at: Array) -> dict[str, Any] | None:
    """Convert a summary of format 1 to format 2; what only its sentences said is parsed from them."""
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
        "targets": _number_in(r"(\d+) targets", str(values["held_out"])),
        "blocks": _number_in(r"over (\d+) held-out stretch", verdict),
        "baseline": str(values["baseline"]).replace(" ", "-"),
        "verdict": decided.value,
        "remarks": [],
    }


def _number_in(pattern: str, sentence: str) -> int:
    """Return a number from a sentence of format 1, 0 if the pattern does not match."""
    match = re.search(pattern, sentence, re.ASCII)
    return int(match[1]) if match and len(match[1]) < MAX_DIGITS else 0
