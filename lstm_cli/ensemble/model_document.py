"""Convert a model to a JSON document, beside the arrays of `model_parts`, and back.

The document of format 7 has three parts. ``kind`` is "model". ``model`` and the arrays hold everything that a forecast
depends on; the digest of a model covers them. ``about`` holds the rest: versions, where the data came from, how they were
read, what training measured. Models of counts have neither a scale nor a kind, and models trained without vintages have no
revisions. Older documents are converted to this form first (`lstm_cli.ensemble.older_documents`), and their arrays as
`lstm_cli.ensemble.stored_panel` says.
"""

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any, Final

import numpy as np

from lstm_cli._arrays import Array
from lstm_cli._version import __version__
from lstm_cli.anchors.anchor_set import AnchorSet
from lstm_cli.ensemble.anchor_units import AnchorUnits
from lstm_cli.ensemble.calibration import Calibration
from lstm_cli.ensemble.dependence import Dependence
from lstm_cli.ensemble.model import Model, OwnSurvey
from lstm_cli.ensemble.model_parts import (
    ANCHOR,
    DEPENDENCE,
    SURVEY,
    facts_of,
    scale_of,
    second_arrays,
    second_facts,
)
from lstm_cli.ensemble.results import TrainingSummary
from lstm_cli.ensemble.series_units import SeriesUnits
from lstm_cli.ensemble.stored_panel import VALUES
from lstm_cli.ensemble.units import OF_ANCHORS, Units
from lstm_cli.features.revisions import Revisions
from lstm_cli.lstm.network import Network
from lstm_cli.options import Cell, DataKind, Gates, ReadOptions
from lstm_cli.panel.frequency import Frequency
from lstm_cli.panel.packed import PackedSeries
from lstm_cli.panel.series import Columns, Panel, TimeStyle
from lstm_cli.readers.file_names import as_text
from lstm_cli.remarks import Remark

__all__ = ["KIND", "document_of", "facts_of_reading", "model_of"]

KIND: Final = "model"


def document_of(model: Model) -> dict[str, Any]:
    """Return the document of a model."""
    return {"kind": KIND, "model": facts_of(model), "about": _about(model)}


def _about(model: Model) -> dict[str, Any]:
    """Return the facts about a model that do not change forecasts."""
    panel = model.panel
    return {
        "version": __version__,
        "numpy": np.__version__,
        "source": as_text(panel.source),
        "columns": asdict(panel.columns) | {"ignored": list(panel.columns.ignored)},
        "pattern": panel.time_style.pattern,
        "reading": facts_of_reading(panel.reading),
        "earlier_empty": [series.earlier_empty for series in panel.series],
        "later_empty": [series.later_empty for series in panel.series],
        "notes": [remark.to_dict() for remark in panel.notes],
        "summary": None if model.summary is None else model.summary.to_dict(),
    }


def facts_of_reading(reading: ReadOptions) -> dict[str, Any]:
    """Return how data were read; without a kind if none was given, as in files from before there were kinds."""
    facts = asdict(reading)
    return {name: value for name, value in facts.items() if name != "kind" or value is not None}


def _reading_of(facts: Mapping[str, Any]) -> ReadOptions:
    """Return the options for reading from their facts."""
    kind = facts.get("kind")
    return replace(ReadOptions(**facts), kind=None if kind is None else DataKind(kind))


def model_of(document: Mapping[str, Any], arrays: Mapping[str, Array]) -> Model:
    """Restore a model from its document and the arrays that `checked_arrays` returned."""
    facts, about = document["model"], document["about"]
    anchors = {name.removeprefix(ANCHOR): array for name, array in arrays.items() if name.startswith(ANCHOR)}
    panel, anchor_set = _panel(facts, about, arrays), AnchorSet.from_arrays(anchors)
    summary = None if about["summary"] is None else TrainingSummary.from_dict(about["summary"])
    model = _ensemble(facts, arrays, panel, anchor_set)
    second = None
    if facts["second"] is not None:
        second = _ensemble(second_facts(facts), second_arrays(arrays), panel, anchor_set)
        second = replace(second, inflation=float(facts["second"]["inflation"]))
    dependence = None
    if facts["factors"]:
        dependence = Dependence(arrays[f"{DEPENDENCE}shared"], arrays[f"{DEPENDENCE}own"])
    revisions = Revisions.from_dict(facts["revisions"]) if "revisions" in facts else None
    return replace(model, summary=summary, second=second, dependence=dependence, revisions=revisions)


def _ensemble(facts: Mapping[str, Any], arrays: Mapping[str, Array], panel: Panel, anchors: AnchorSet) -> Model:
    """Restore one ensemble."""
    found = {name.removeprefix(SURVEY): array for name, array in arrays.items() if name.startswith(SURVEY)}
    return Model(
        panel=panel,
        seed=facts["seed"],
        network=Network(arrays["network/gates"], arrays["network/projection"], Cell(facts["cell"])),
        anchors=anchors,
        units=_units(facts["units"], arrays),
        length=facts["length"],
        lags=tuple(facts["lags"]),
        calibration=Calibration(arrays["weights"], arrays["widths"], arrays["ceiling"]),
        best_at=arrays["best_at"],
        trained_gates=Gates(facts["gates"]),
        summary=None,
        survey=OwnSurvey(panel, found) if found else None,
    )


def _units(facts: Mapping[str, Any], arrays: Mapping[str, Array]) -> Units:
    """Restore units from `Units.to_facts` and `Units.to_arrays`."""
    if facts["of"] == OF_ANCHORS:
        return AnchorUnits(arrays["bounds"][:-1], int(arrays["bounds"][-1]))
    return SeriesUnits(arrays["scale"], arrays["scaling"], float(facts["change_scale"]))


def _panel(facts: Mapping[str, Any], about: Mapping[str, Any], arrays: Mapping[str, Array]) -> Panel:
    """Restore the panel."""
    line = arrays["panel/line"].view("datetime64[s]")
    line.flags.writeable = False
    scale = scale_of(facts)
    return Panel(
        PackedSeries(
            facts["names"],
            arrays["panel/lengths"],
            arrays["panel/starts"],
            about["later_empty"],
            about["earlier_empty"],
            line,
            arrays["panel/values"],
            np.dtype(VALUES[scale.kind]),
        ),
        Frequency.from_dict(facts["frequency"]),
        Columns(**about["columns"] | {"ignored": tuple(about["columns"]["ignored"])}),
        TimeStyle(about["pattern"]),
        about["source"],
        tuple(map(Remark.from_dict, about["notes"])),
        _reading_of(about["reading"]),
        scale=scale,
    )
