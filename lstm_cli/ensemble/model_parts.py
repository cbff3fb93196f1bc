"""The parts of a model that its forecasts depend on: arrays and plain facts, by their names in a model file."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from lstm_cli._arrays import Array, Arrays
from lstm_cli.anchors.base import AnchorSizes
from lstm_cli.ensemble.stored_panel import digested_arrays, packed_arrays
from lstm_cli.options import LEVELS, DataKind
from lstm_cli.panel.frequency import Frequency
from lstm_cli.panel.packed import series_names
from lstm_cli.panel.scale import Scale
from lstm_cli.storage.pieces import Stored

if TYPE_CHECKING:
    from lstm_cli.ensemble.model import Model

__all__ = [
    "ANCHOR",
    "DEPENDENCE",
    "SECOND",
    "SURVEY",
    "anchor_sizes",
    "arrays_of",
    "facts_of",
    "second_arrays",
    "second_facts",
    "stored_arrays",
]

ANCHOR: Final = "anchor/"  # what the names of the anchors' arrays begin with
SECOND: Final = "second/"  # and those of the second ensemble's members
DEPENDENCE: Final = "dependence/"  # and the loadings of the factors of errors
SURVEY: Final = "survey/"  # and what was found of all series of a large panel
SHARED: Final = (ANCHOR, "panel/", "ceiling")  # by both ensembles


def arrays_of(model: "Model") -> dict[str, Stored]:
    """Return the arrays of a model that its digest is of."""
    return {**_arrays(model), **digested_arrays(model.panel)}


def stored_arrays(model: "Model", surveys: Sequence[Arrays] = ()) -> dict[str, Stored]:
    """Return the arrays of a model by their names in its file; surveys: of each ensemble, what was found of the panel."""
    found = {
        f"{prefix}{SURVEY}{name}": array
        for prefix, survey in zip(("", SECOND), surveys, strict=False)
        for name, array in survey.items()
    }
    return {**_arrays(model), **packed_arrays(model.panel), **found}


def _arrays(model: "Model") -> Arrays:
    """Return the arrays of a model without those of its panel."""
    second = {} if model.second is None else _arrays_of_members(model.second)
    return {
        **_arrays_of_members(model),
        **{f"{SECOND}{name}": array for name, array in second.items()},
        **{f"{ANCHOR}{name}": array for name, array in model.anchors.to_arrays().items()},
        **_arrays_of_dependence(model),
        "ceiling": model.calibration.ceiling,
    }


def _arrays_of_dependence(model: "Model") -> Arrays:
    """Return how the errors of a model hang together, nothing where that is unknown."""
    known = model.dependence
    return {} if known is None else {f"{DEPENDENCE}shared": known.shared, f"{DEPENDENCE}own": known.own}


def _arrays_of_members(model: "Model") -> Arrays:
    """Return the arrays that the members of a model have for themselves."""
    return {
        "network/gates": model.network.gates,
        "network/projection": model.network.projection,
        **model.units.to_arrays(),
        "weights": model.calibration.weights,
        "widths": model.calibration.widths,
        "best_at": model.best_at,
    }


def facts_of(model: "Model") -> dict[str, Any]:
    """Return what a forecast depends on, beside the arrays."""
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
    """Return the scale of rates and proportions; counts have none, so that their models are what they were before."""
    return {} if scale.kind is DataKind.COUNT else {"scale": scale.to_dict()}


def _facts_of_members(model: "Model") -> dict[str, Any]:
    """Return the facts that the members of a model have for themselves."""
    return {"hidden": model.network.hidden, "length": model.length, "units": model.units.to_facts()}


def _facts_of_second(model: "Model") -> dict[str, Any]:
    """Return the facts of a second ensemble: its members' own, and what its forecasts count beside the first's."""
    return _facts_of_members(model) | {"inflation": model.inflation}


def second_arrays(arrays: Mapping[str, Array]) -> dict[str, Array]:
    """Return the arrays of the second ensemble by the names that those of a model without one have."""
    own = {name.removeprefix(SECOND): array for name, array in arrays.items() if name.startswith(SECOND)}
    return own | {name: array for name, array in arrays.items() if name.startswith(SHARED)}


def second_facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the facts of the second ensemble as those of a model without one."""
    own: dict[str, Any] = dict(facts) | facts["second"]
    return own | {"second": None, "factors": 0}


def anchor_sizes(facts: Mapping[str, Any]) -> AnchorSizes:
    """Return what the shapes of the anchors' arrays follow from."""
    seasons = Frequency.from_dict(facts["frequency"]).seasons
    return AnchorSizes(len(facts["names"]), facts["horizon"], seasons, tuple(facts["lags"]))
