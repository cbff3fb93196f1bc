"""Check the content of a model file: fields by the tables of `model_fields`, arrays by a table of dtype, shape and range.

A file with a valid digest need not come from this program. A model that passes the check forecasts without an error, with
finite numbers, and in the memory that a model of its size needs.
"""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any, Final

import numpy as np

from lstm_cli._arrays import Array, Arrays
from lstm_cli.anchors.anchor_set import ANCHOR_COUNT, ANCHORS, MEMBERS
from lstm_cli.ensemble.array_rules import FIRST_TIME, LAST_TIME, Expected, Named, check_arrays, in_numbers
from lstm_cli.ensemble.model_fields import MIN_LENGTH, check_fields
from lstm_cli.ensemble.model_parts import (
    ANCHOR,
    DEPENDENCE,
    SECOND,
    SURVEY,
    anchor_sizes,
    scale_of,
    second_arrays,
    second_facts,
)
from lstm_cli.ensemble.stored_panel import EXTENTS, repacked, value_dtype
from lstm_cli.ensemble.units import OF_ANCHORS, OF_SERIES
from lstm_cli.features.anchor_errors import SMALLEST_FINE
from lstm_cli.features.anchor_inputs import WIDTH
from lstm_cli.features.folds import FOLDS
from lstm_cli.features.network_inputs import input_groups
from lstm_cli.features.panel_means import MAX_DIFFERENCE, PANEL_INPUTS
from lstm_cli.options import LEVELS, Cell
from lstm_cli.panel.coherence import check_coherence
from lstm_cli.panel.frequency import Frequency
from lstm_cli.panel.packed import MISSING
from lstm_cli.panel.refusals import MAX_SLOTS
from lstm_cli.panel.scale import MAX_GROWTH
from lstm_cli.panel.series import TimeStyle

__all__ = ["checked_arrays"]

MAX_CELLS: Final = 2_000_000_000  # series times steps of the longest: of a million series 2,000
MAX_SECONDS: Final = 100 * 366 * 86_400  # of one step, so that products with slots are far below 2^63
MAX_MONTHS: Final = 1_200
MAX_WEIGHT: Final = 1e6
MAX_SCALE: Final = 1e12
MAX_UPDATES: Final = 1_000_000
MAX_BOUNDS: Final = 100  # one per stretch of time, since the last one is the newest count
# Array: dtype, shape (numbers or names of sizes), lowest and highest value.
ARRAYS: Final[Mapping[str, Named]] = {
    **EXTENTS,
    "panel/line": ("<i8", ("slots",), FIRST_TIME, LAST_TIME),
    "network/gates": ("<f4", ("networks", "gate rows", "gate columns"), -MAX_WEIGHT, MAX_WEIGHT),
    "network/projection": ("<f4", (MEMBERS, "outputs", "hidden"), -MAX_WEIGHT, MAX_WEIGHT),
    "ceiling": ("<f8", ("horizon",), 0, MAX_GROWTH),
    "weights": ("<f8", (ANCHOR_COUNT,), 0, 1),
    "widths": ("<f8", (2, 2), 1e-3, 1e3),
    "best_at": ("<i8", (MEMBERS,), 0, MAX_UPDATES),
}
ARRAYS_OF_UNITS: Final[Mapping[str, Mapping[str, Named]]] = {
    OF_SERIES: {
        "scale": ("<f8", (ANCHOR_COUNT, "series", "horizon"), SMALLEST_FINE, MAX_SCALE),
        "scaling": ("<f8", ("series", 2), 0, MAX_GROWTH),
    },
    OF_ANCHORS: {"bounds": ("<i8", ("bounds",), FIRST_TIME, LAST_TIME)},
}
ARRAYS_OF_SURVEY: Final[Mapping[str, Mapping[str, Named]]] = {
    OF_SERIES: {
        "survey/first": ("<i8", (1,), 0, MAX_SLOTS),
        "survey/mean": ("<f8", ("surveyed",), -MAX_SCALE, MAX_SCALE),
    },
    OF_ANCHORS: {
        "survey/slots": ("<i8", ("surveyed",), 0, 2 * MAX_SLOTS),
        "survey/means": ("<f8", (ANCHOR_COUNT, "surveyed", len(PANEL_INPUTS)), -MAX_DIFFERENCE, MAX_DIFFERENCE),
    },
}


def checked_arrays(document: Mapping[str, Any], arrays: Mapping[str, Array], *, packed: bool) -> Arrays:
    """Return the arrays of a file, packed if they were not; ValueError says why they and the document are not a model.

    document: in the form of format 7.
    """
    check_fields(document)
    facts, about = document["model"], document["about"]
    frequency = Frequency.from_dict(facts["frequency"])
    _check_names(facts["names"], about)
    scale = scale_of(facts)
    if not packed:
        arrays = repacked(arrays, len(facts["names"]), kind=scale.kind, largest=_largest(facts))
    if frequency.seconds > MAX_SECONDS or frequency.months > MAX_MONTHS:
        raise ValueError("the frequency is longer than a century")
    own = {name: array for name, array in arrays.items() if not name.startswith(SECOND)}
    _check_ensemble(facts, own, frequency)
    _check_panel(facts, own, frequency)
    if facts["second"] is not None:
        _check_ensemble(second_facts(facts), second_arrays(arrays), frequency)
    elif len(own) < len(arrays):
        raise ValueError("there are arrays of a second ensemble, and no facts of it")
    line = arrays["panel/line"]
    _check_pattern(about["pattern"], line[line != 0] if line.any() else line)
    return dict(arrays)


def _largest(facts: Mapping[str, Any]) -> float:
    """Return the largest value that is allowed."""
    return scale_of(facts).largest if "scale" in facts else 2**63 - 1


def _check_ensemble(facts: Mapping[str, Any], arrays: Mapping[str, Array], frequency: Frequency) -> None:
    """Refuse facts and arrays that are not those of one ensemble on a panel."""
    check_arrays(arrays, _expected_arrays(facts, _sizes(facts, frequency, arrays), arrays))
    _check_context(facts, arrays["panel/lengths"], frequency)
    _check_values(arrays)


def _check_names(names: list[str], about: Mapping[str, Any]) -> None:
    """Refuse a panel without series, with a name twice, or not in the order of the names."""
    if not names or any(name >= following for name, following in pairwise(names)):
        raise ValueError("the series are not in the order of their names, each once")
    if {len(about[name]) for name in ("earlier_empty", "later_empty")} != {len(names)}:
        raise ValueError("the rows with empty counts are not those of the series")


def _sizes(facts: Mapping[str, Any], frequency: Frequency, arrays: Mapping[str, Array]) -> dict[str, int]:
    """Return the sizes that shapes refer to; members that start from the prior share its gates."""
    hidden, horizon = facts["hidden"], facts["horizon"]
    of_anchors = facts["units"]["of"] == OF_ANCHORS
    inputs = WIDTH if of_anchors else sum(map(len, input_groups(frequency).values()))
    return {
        "series": len(facts["names"]),
        "slots": _size(arrays, "panel/line"),
        "steps": _size(arrays, "panel/values"),
        "surveyed": _size(arrays, "survey/slots" if of_anchors else "survey/mean"),
        "networks": ANCHOR_COUNT if of_anchors else MEMBERS,
        "bounds": _size(arrays, "bounds"),
        "horizon": horizon,
        "hidden": hidden,
        "gate rows": 4 * hidden,
        "gate columns": hidden + inputs + Cell(facts["cell"]).extra + 1,
        "outputs": horizon * len(LEVELS),
    }


def _size(arrays: Mapping[str, Array], name: str) -> int:
    """Return the size of an array, 0 if it is missing, which is refused later by name."""
    return arrays[name].size if name in arrays else 0


def _expected_arrays(
    facts: Mapping[str, Any], sizes: Mapping[str, int], arrays: Mapping[str, Array]
) -> dict[str, Expected]:
    """Return the rule of each array with its shape in numbers; the anchors' classes give those of their arrays."""
    of = facts["units"]["of"]
    surveyed = any(name.startswith(SURVEY) for name in arrays)
    named = in_numbers({**ARRAYS, **ARRAYS_OF_UNITS[of], **(ARRAYS_OF_SURVEY[of] if surveyed else {})}, sizes)
    dtype = value_dtype(arrays.get("panel/values", np.zeros(0)), scale_of(facts).kind)
    named["panel/values"] = dtype, (sizes["steps"],), MISSING, _largest(facts)
    of_anchors = {
        f"{ANCHOR}{name}": ("<f8", shape, *kind.RANGE)
        for kind in ANCHORS
        for name, shape in kind.shapes(anchor_sizes(facts)).items()
    }
    loadings = ("<f8", (sizes["horizon"], facts["factors"]), -1.0, 1.0)
    of_errors = {f"{DEPENDENCE}{name}": loadings for name in ("shared", "own") if facts["factors"]}
    return named | of_anchors | of_errors


def _check_panel(facts: Mapping[str, Any], arrays: Mapping[str, Array], frequency: Frequency) -> None:
    """Refuse an invalid panel, and forecasts beyond the calendar."""
    parts = {name: arrays[f"panel/{name}"] for name in ("lengths", "starts", "line", "values")}
    lengths, longest = parts["lengths"], int(parts["lengths"].max())
    if len(lengths) * (longest + facts["horizon"]) > MAX_CELLS:
        raise ValueError("the panel is too large")
    check_coherence(**parts, frequency=frequency)
    if int(parts["line"][-1]) + facts["horizon"] * frequency.longest_step > LAST_TIME:
        raise ValueError("the forecast leaves the calendar")


def _check_context(facts: Mapping[str, Any], lengths: Array, frequency: Frequency) -> None:
    """Refuse a context or lags that do not fit the series."""
    longest = int(lengths.max())
    if facts["length"] > max(longest, MIN_LENGTH):
        raise ValueError("the context is longer than every series")
    seasons = [round(season) for season in frequency.seasons if season <= longest]
    if facts["lags"] != seasons[: len(facts["lags"])]:
        raise ValueError("the lags are not seasons of the data")


def _check_values(arrays: Mapping[str, Array]) -> None:
    """Check what the ranges of single values cannot express."""
    if abs(float(arrays["weights"].sum()) - 1) > 1e-6:  # noqa: PLR2004 - rounding
        raise ValueError("the weights do not add up to 1")
    if "bounds" in arrays:
        count, in_order = len(arrays["bounds"]), bool((np.diff(arrays["bounds"]) >= 0).all())
        if not (1 <= count <= MAX_BOUNDS and count % FOLDS == 0 and in_order):
            raise ValueError("the bounds of the folds are not in order, or not as many as stretches of time")
    if "survey/slots" in arrays and not (len(arrays["survey/slots"]) and (np.diff(arrays["survey/slots"]) > 0).all()):
        raise ValueError("the slots of the panel's means are not in order, each once")
    if "survey/mean" in arrays and not len(arrays["survey/mean"]):
        raise ValueError("the panel has no mean")
    if "scaling" in arrays and not (arrays["scaling"][:, 1] > 1e-6).all():  # noqa: PLR2004 - a spread that is divided by
        raise ValueError("scaling has a spread that is not above 0")


def _check_pattern(pattern: str, times: Array) -> None:
    """Refuse a pattern of times that fails, or gives text that no file can hold."""
    for time in (times.min(), times.max()):
        TimeStyle(pattern).write(time.astype("datetime64[s]")).encode()
