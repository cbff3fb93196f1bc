"""The measures of scores by their names in CSV, JSON and frames."""

import math
from collections.abc import Iterable
from typing import Any, Final

from lstm_cli.formats.json_envelope import finite
from lstm_cli.formats.score_tables import ScoredLine
from lstm_cli.metrics.scores import INTERVALS

__all__ = ["MEASURES", "exact", "measures", "measures_data"]

MEANS: Final = ("cells", "wis", "dispersion", "overprediction", "underprediction", "log_wis", "mae", "mase")
COVERAGES: Final = tuple(f"coverage_{share:.0%}".rstrip("%") for share in INTERVALS)
MEASURES: Final = (*MEANS, "relative_wis", *COVERAGES)  # in CSV, where the others follow


def measures(line: ScoredLine) -> dict[str, float]:
    """Return every number of a line by name: `MEASURES`, and ``relative_log_wis`` last."""
    named = {name: float(getattr(line.scores, name)) for name in MEANS} | {"relative_wis": line.relative_wis}
    return named | dict(zip(COVERAGES, line.scores.coverage, strict=True)) | {"relative_log_wis": line.relative_log_wis}


def measures_data(line: ScoredLine) -> dict[str, Any]:
    """Return the same as JSON data; unknown numbers are null."""
    named: dict[str, Any] = {name: finite(value) for name, value in measures(line).items()}
    return named | {"cells": line.scores.cells}


def exact(values: Iterable[float]) -> list[str]:
    """Write numbers with six significant digits or, if whole, in full; those that are not finite are empty.

    >>> exact([3.0, 1 / 3, float("nan")])
    ['3', '0.333333', '']
    """
    return [_exact(value) for value in values]


def _exact(value: float) -> str:
    """Write one."""
    if not math.isfinite(value):
        return ""
    return str(int(value)) if float(value).is_integer() else f"{value:.6g}"
