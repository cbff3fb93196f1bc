"""A model as arrays and a document, to its file and back; a file is proved before it replaces another."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, Final

import numpy as np

from lstm_cli._arrays import Array, Arrays
from lstm_cli._version import __version__
from lstm_cli.anchors.anchor_set import ANCHOR_COUNT, MEMBERS, AnchorSet
from lstm_cli.anchors.base import AnchorSizes
from lstm_cli.atomic import replace_atomically
from lstm_cli.ensemble.calibration import Calibration
from lstm_cli.ensemble.model import Model
from lstm_cli.ensemble.prepared import prepare
from lstm_cli.ensemble.results import TrainingSummary
from lstm_cli.errors import ModelFileError
from lstm_cli.features.network_inputs import input_groups
from lstm_cli.lstm.network import Network
from lstm_cli.options import LEVELS, Cell, Gates
from lstm_cli.panel.frequency import Frequency
from lstm_cli.panel.series import Columns, Panel, Series, TimeStyle
from lstm_cli.storage.container import content_digest, encode, read_arrays

__all__ = ["load_model", "save_model", "sealed"]

ANCHOR: Final = "anchor/"  # what the names of the anchors' arrays begin with
MIN_PROOF: Final = 3  # series whose forecast is compared after writing; more would only repeat the same arithmetic


def sealed(model: Model) -> Model:
    """Return the model with the digest that its file will have."""
    return replace(model, digest=content_digest(*_parts(model)))


def save_model(path: Path, model: Model) -> None:
    """Write a model; before it replaces anything it is loaded back and must forecast the same, bit for bit."""
    some = replace(model.panel, series=model.panel.series[:MIN_PROOF])
    expected = prepare(model, some).quantiles()[0]

    def check(written: Path) -> None:
        found = prepare(load_model(written), some).quantiles()[0]
        if not np.array_equal(found, expected):
            raise ModelFileError(
                f"{path}: the model read back forecasts otherwise than the one trained; nothing replaced"
            )

    replace_atomically(path, encode(*_parts(model)), check=check)


def load_model(path: Path) -> Model:
    """Read a model.

    Raises
    ------
    ModelFileError
        One line with the path and what is wrong.
    """
    arrays, document = read_arrays(path)
    try:
        model = _model(arrays, document)
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        raise ModelFileError(f"{path}: is a model file whose content does not fit together ({error})") from error
    return replace(model, digest=content_digest(arrays, document))


def _parts(model: Model) -> tuple[Arrays, dict[str, Any]]:
    """Take a model apart into arrays and a JSON document."""
    arrays: Arrays = {
        "network/gates": model.network.gates,
        "network/projection": model.network.projection,
        **{f"{ANCHOR}{name}": array for name, array in model.anchors.to_arrays().items()},
        "scale": model.scale,
        "scaling": model.scaling,
        "ceiling": model.calibration.ceiling,
        "weights": model.calibration.weights,
        "widths": model.calibration.widths,
        "best_at": model.best_at,
        **_panel_arrays(model.panel),
    }
    panel = model.panel
    document = {
        "version": __version__,
        "numpy": np.__version__,
        "levels": list(LEVELS),
        "seed": model.seed,
        "cell": str(model.network.cell),
        "gates": str(model.trained_gates),
        "length": model.length,
        "lags": list(model.lags),
        "change_scale": model.change_scale,
        "summary": None if model.summary is None else asdict(model.summary),
        "panel": {
            "names": [series.name for series in panel.series],
            "later_empty": [series.later_empty for series in panel.series],
            "frequency": panel.frequency.to_dict(),
            "columns": asdict(panel.columns),
            "pattern": panel.time_style.pattern,
            "source": panel.source,
            "notes": list(panel.notes),
        },
    }
    return arrays, document


def _panel_arrays(panel: Panel) -> Arrays:
    """Lay the series of a panel end to end."""
    return {
        "panel/counts": np.concatenate([series.counts for series in panel.series]).astype(np.int64),
        "panel/observed": np.concatenate([series.observed for series in panel.series]),
        "panel/times": np.concatenate(
            [series.times.astype("datetime64[s]").astype(np.int64) for series in panel.series]
        ),
        "panel/lengths": np.array([len(series) for series in panel.series], np.int64),
        "panel/starts": np.array([series.start for series in panel.series], np.int64),
    }


def _panel(arrays: Mapping[str, Array], document: Mapping[str, Any]) -> Panel:
    """Put a panel together again."""
    bounds = np.cumsum(arrays["panel/lengths"])[:-1]
    pieces = (np.split(arrays[f"panel/{name}"], bounds) for name in ("times", "counts", "observed"))
    series = tuple(
        Series(str(name), times.astype("datetime64[s]"), counts, observed, int(start), int(later))
        for name, times, counts, observed, start, later in zip(
            document["names"], *pieces, arrays["panel/starts"], document["later_empty"], strict=True
        )
    )
    columns = dict(document["columns"])
    columns["ignored"] = tuple(columns["ignored"])
    return Panel(
        series,
        Frequency.from_dict(document["frequency"]),
        Columns(**columns),
        TimeStyle(document["pattern"]),
        str(document["source"]),
        tuple(document["notes"]),
    )


def _model(arrays: Mapping[str, Array], document: Mapping[str, Any]) -> Model:
    """Put a model together again; whatever does not fit raises."""
    if "kind" in document:
        raise ValueError(f"it is the working file of a {document['kind']}, not a model")
    if document["levels"] != list(LEVELS):
        raise ValueError("other quantile levels than this version's")
    panel = _panel(arrays, document["panel"])
    lags = tuple(int(lag) for lag in document["lags"])
    anchors = {name.removeprefix(ANCHOR): array for name, array in arrays.items() if name.startswith(ANCHOR)}
    sizes = AnchorSizes(len(panel), arrays["scale"].shape[2], panel.frequency.seasons, lags)
    model = Model(
        panel=panel,
        seed=int(document["seed"]),
        network=Network(arrays["network/gates"], arrays["network/projection"], Cell(document["cell"])),
        anchors=AnchorSet.from_arrays(anchors, sizes),
        scale=arrays["scale"],
        scaling=arrays["scaling"],
        change_scale=float(document["change_scale"]),
        length=int(document["length"]),
        lags=lags,
        calibration=Calibration(arrays["weights"], arrays["widths"], arrays["ceiling"]),
        best_at=arrays["best_at"],
        trained_gates=Gates(document["gates"]),
        summary=_summary(document["summary"]),
    )
    _check_shapes(model)
    return model


def _summary(fields: Mapping[str, Any] | None) -> TrainingSummary | None:
    """Put a summary together again."""
    return None if fields is None else TrainingSummary(**{**fields, "notes": tuple(fields["notes"])})


def _check_shapes(model: Model) -> None:
    """Refuse arrays that do not belong together."""
    members = len(model.network.gates)
    horizon, series, hidden = model.horizon, len(model.panel), model.network.hidden
    inputs = sum(map(len, input_groups(model.panel.frequency).values()))
    wanted = {
        "gates": (model.network.gates.shape, (MEMBERS, 4 * hidden, hidden + inputs + model.network.cell.extra + 1)),
        "projection": (model.network.projection.shape, (members, horizon * len(LEVELS), hidden)),
        "scale": (model.scale.shape, (ANCHOR_COUNT, series, horizon)),
        "weights": (model.calibration.weights.shape, (ANCHOR_COUNT,)),
        "scaling": (model.scaling.shape, (series, 2)),
        "ceiling": (model.calibration.ceiling.shape, (horizon,)),
        "widths": (model.calibration.widths.shape, (2, 2)),
        "best updates": (model.best_at.shape, (members,)),
    }
    for name, (found, expected) in wanted.items():
        if tuple(found) != expected:
            raise ValueError(f"{name} has shape {found}, expected {expected}")
