"""The arrays and plain facts that a model's forecasts depend on, by their names in a model file."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from lstm_cli._arrays import Array, Arrays
from lstm_cli.anchors.base import AnchorSizes
from lstm_cli.ensemble.model import Model
from lstm_cli.ensemble.stored_panel import digested_arrays, packed_arrays
from lstm_cli.options import LEVELS, DataKind
from lstm_cli.panel.frequency import Frequency
from lstm_cli.panel.packed import series_names
from lstm_cli.panel.scale import COUNTS, Scale
from lstm_cli.storage.container import content_digest
from lstm_cli.storage.pieces import Stored

__all__ = [
    "ANCHOR",
    "DEPENDENCE",
    "SECOND",
    "SURVEY",
    "anchor_sizes",
    "digest_of",
    "facts_of",
    "scale_of",
    "second_arrays",
    "second_facts",
    "stored_arrays",
]

# Prefixes of names of arrays:
ANCHOR: Final = "anchor/"
SECOND: Final = "second/"  # of the members of the second ensemble
DEPENDENCE: Final = "dependence/"  # loadings of the error factors
SURVEY: Final = "survey/"  # what was computed from all series of a large panel
SHARED: Final = (ANCHOR, "panel/", "ceiling")  # of both ensembles


def digest_of(model: Model) -> str:
    """Return the SHA-256 of everything that a forecast depends on, in hexadecimal, which takes seconds for a large model.

    The same data, options and seed give the same digest, whatever the name of the data file, and whether or not the model
    was loaded from a file. Versions, remarks and the summary are not part of it.
    """
    return content_digest({**_arrays(model), **digested_arrays(model.panel)}, facts_of(model))


def stored_arrays(model: Model, surveys: Sequence[Arrays] = ()) -> dict[str, Stored]:
    """Return the arrays of a model by their names in its file; surveys: what each ensemble computed from all series."""
    found = {
        f"{prefix}{SURVEY}{name}": array
        for prefix, survey in zip(("", SECOND), surveys, strict=False)
        for name, array in survey.items()
    }
    return {**_arrays(model), **packed_arrays(model.panel), **found}


def _arrays(model: Model) -> Arrays:
    """Return the arrays of a model without those of its panel."""
    second = {} if model.second is None else _arrays_of_members(model.second)
    return {
        **_arrays_of_members(model),
        **{f"{SECOND}{name}": array for name, array in second.items()},
        **{f"{ANCHOR}{name}": array for name, array in model.anchors.to_arrays().items()},
        **_arrays_of_dependence(model),
        "ceiling": model.calibration.ceiling,
    }


def _arrays_of_dependence(model: Model) -> Arrays:
    """Return the dependence of the errors, nothing if it is unknown."""
    known = model.dependence
    return {} if known is None else {f"{DEPENDENCE}shared": known.shared, f"{DEPENDENCE}own": known.own}


def _arrays_of_members(model: Model) -> Arrays:
    """Return the arrays that belong to the members of one ensemble."""
    return {
        "network/gates": model.network.gates,
        "network/projection": model.network.projection,
        **model.units.to_arrays(),
        "weights": model.calibration.weights,
        "widths": model.calibration.widths,
        "best_at": model.best_at,
    }


def facts_of(model: Model) -> dict[str, Any]:
    """Return what a forecast depends on in addition to the arrays."""
    return {
        "levels": list(LEVELS),
        "seed": model.seed,
        "cell": str(model.network.cell),
        "gates": str(model.trained_gates),
        "horizon": model.horizon,
        **_facts_of_members(model),
        "second": None if model.second is None else _facts_of_second(model.second),
        "lags": list(model.lags),
        "factors": 0 if model.dependence is None else model.dependence.own.shape[1],
        "names": list(series_names(model.panel)),
        "frequency": model.panel.frequency.to_dict(),
        **_facts_of_scale(model.panel.scale),
        **({} if model.revisions is None else {"revisions": model.revisions.to_dict()}),
    }


def _facts_of_scale(scale: Scale) -> dict[str, Any]:
    """Return the scale of rates and proportions; counts have none, so that their models stay as they were before."""
    return {} if scale.kind is DataKind.COUNT else {"scale": scale.to_dict()}


def _facts_of_members(model: Model) -> dict[str, Any]:
    """Return the facts that belong to the members of one ensemble."""
    return {"hidden": model.network.hidden, "length": model.length, "units": model.units.to_facts()}


def _facts_of_second(model: Model) -> dict[str, Any]:
    """Return the facts of a second ensemble: those of its members, and the factor of its variance."""
    return _facts_of_members(model) | {"inflation": model.inflation}


def second_arrays(arrays: Mapping[str, Array]) -> dict[str, Array]:
    """Return the arrays of the second ensemble, named like those of a model of its own."""
    own = {name.removeprefix(SECOND): array for name, array in arrays.items() if name.startswith(SECOND)}
    return own | {name: array for name, array in arrays.items() if name.startswith(SHARED)}


def second_facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the facts of the second ensemble, like those of a model of its own."""
    own: dict[str, Any] = dict(facts) | facts["second"]
    return own | {"second": None, "factors": 0}


def scale_of(facts: Mapping[str, Any]) -> Scale:
    """Return the scale of the values."""
    return Scale.from_dict(facts["scale"]) if "scale" in facts else COUNTS


def anchor_sizes(facts: Mapping[str, Any]) -> AnchorSizes:
    """Return the sizes that determine the shapes of the anchors' arrays."""
    seasons = Frequency.from_dict(facts["frequency"]).seasons
    return AnchorSizes(len(facts["names"]), facts["horizon"], seasons, tuple(facts["lags"]))
