"""The parts of a model that its forecasts depend on: arrays and plain facts, by their names in a model file."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from lstm_cli._arrays import Arrays
from lstm_cli.anchors.base import AnchorSizes
from lstm_cli.options import LEVELS
from lstm_cli.panel.frequency import Frequency

if TYPE_CHECKING:
    from lstm_cli.ensemble.model import Model

__all__ = ["ANCHOR", "anchor_sizes", "arrays_of", "facts_of"]

ANCHOR: Final = "anchor/"  # what the names of the anchors' arrays begin with


def arrays_of(model: "Model") -> Arrays:
    """Return the arrays of a model by their names in its file."""
    series = model.panel.series
    return {
        "network/gates": model.network.gates,
        "network/projection": model.network.projection,
        **{f"{ANCHOR}{name}": array for name, array in model.anchors.to_arrays().items()},
        **model.units.to_arrays(),
        "ceiling": model.calibration.ceiling,
        "weights": model.calibration.weights,
        "widths": model.calibration.widths,
        "best_at": model.best_at,
        # The series of the panel, laid end to end.
        "panel/counts": np.concatenate([entry.counts for entry in series]).astype(np.int64),
        "panel/observed": np.concatenate([entry.observed for entry in series]),
        "panel/times": np.concatenate([entry.times.astype("datetime64[s]").astype(np.int64) for entry in series]),
        "panel/lengths": np.array([len(entry) for entry in series], np.int64),
        "panel/starts": np.array([entry.start for entry in series], np.int64),
    }


def facts_of(model: "Model") -> dict[str, Any]:
    """Return what a forecast depends on, beside the arrays."""
    return {
        "levels": list(LEVELS),
        "seed": model.seed,
        "cell": str(model.network.cell),
        "gates": str(model.trained_gates),
        "horizon": model.horizon,
        "hidden": model.network.hidden,
        "length": model.length,
        "lags": list(model.lags),
        "units": model.units.to_facts(),
        "names": [series.name for series in model.panel.series],
        "frequency": model.panel.frequency.to_dict(),
    }


def anchor_sizes(facts: Mapping[str, Any]) -> AnchorSizes:
    """Return what the shapes of the anchors' arrays follow from."""
    seasons = Frequency.from_dict(facts["frequency"]).seasons
    return AnchorSizes(len(facts["names"]), facts["horizon"], seasons, tuple(facts["lags"]))
