"""A model as a JSON document, beside the arrays of `model_parts`, and back.

The document of format 2 has three parts. ``kind`` is "model". ``model`` and the arrays are all that a forecast depends
on, and the digest of a model covers them. ``about`` is what is known beside: versions, where the data came from and how they
were read, what training measured. A document of format 1 is put into this form before anything else looks at it.
"""

from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any, Final

import numpy as np

from lstm_cli._arrays import Array
from lstm_cli._version import __version__
from lstm_cli.anchors.anchor_set import AnchorSet
from lstm_cli.ensemble.calibration import Calibration
from lstm_cli.ensemble.model import Model
from lstm_cli.ensemble.model_parts import ANCHOR, anchor_sizes, facts_of
from lstm_cli.ensemble.results import TrainingSummary
from lstm_cli.lstm.network import Network
from lstm_cli.options import Cell, Gates, ReadOptions
from lstm_cli.panel.frequency import Frequency
from lstm_cli.panel.series import Columns, Panel, Series, TimeStyle
from lstm_cli.readers.remembered import effective_options

__all__ = ["current_document", "document_of", "model_of"]

KIND: Final = "model"
COUNTED: Final = {"series", "observations", "missing", "horizon", "members", "hidden", "parameters"}
MAX_MEASURE: Final = 1e12


def document_of(model: Model) -> dict[str, Any]:
    """Return the document of a model."""
    return {"kind": KIND, "model": facts_of(model), "about": _about(model)}


def _about(model: Model) -> dict[str, Any]:
    """Return what is known of a model and changes no forecast."""
    panel = model.panel
    return {
        "version": __version__,
        "numpy": np.__version__,
        "source": panel.source,
        "columns": asdict(panel.columns) | {"ignored": list(panel.columns.ignored)},
        "pattern": panel.time_style.pattern,
        "reading": asdict(panel.reading),
        "earlier_empty": [series.earlier_empty for series in panel.series],
        "later_empty": [series.later_empty for series in panel.series],
        "notes": notes_to_json(panel.notes),
        "summary": None if model.summary is None else summary_to_json(model.summary),
    }


def current_document(document: Mapping[str, Any], arrays: Mapping[str, Array], *, version: int) -> dict[str, Any]:
    """Return a document in the form of format 2; one of format 1 knows no sizes but those of its arrays.

    Sentences of format 1 are left out: what they said is said anew from the numbers.
    """
    if document.get("kind", KIND) != KIND:
        raise ValueError(f"it is the working file of a {str(document['kind'])[:40]}, not a model")
    if version != 1:
        return dict(document)
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
            "summary": _summary_of_format_1(document["summary"]),
        },
    }


def model_of(document: Mapping[str, Any], arrays: Mapping[str, Array]) -> Model:
    """Put a model together again from a document and arrays that `check_model` has accepted."""
    facts, about = document["model"], document["about"]
    anchors = {name.removeprefix(ANCHOR): array for name, array in arrays.items() if name.startswith(ANCHOR)}
    return Model(
        panel=_panel(facts, about, arrays),
        seed=facts["seed"],
        network=Network(arrays["network/gates"], arrays["network/projection"], Cell(facts["cell"])),
        anchors=AnchorSet.from_arrays(anchors, anchor_sizes(facts)),
        scale=arrays["scale"],
        scaling=arrays["scaling"],
        change_scale=float(facts["change_scale"]),
        length=facts["length"],
        lags=tuple(facts["lags"]),
        calibration=Calibration(arrays["weights"], arrays["widths"], arrays["ceiling"]),
        best_at=arrays["best_at"],
        trained_gates=Gates(facts["gates"]),
        summary=None if about["summary"] is None else summary_from_json(about["summary"]),
    )


def _panel(facts: Mapping[str, Any], about: Mapping[str, Any], arrays: Mapping[str, Array]) -> Panel:
    """Put a panel together again."""
    bounds = np.cumsum(arrays["panel/lengths"])[:-1]
    pieces = (np.split(arrays[f"panel/{name}"], bounds) for name in ("times", "counts", "observed"))
    starts, empty = arrays["panel/starts"].tolist(), (about["later_empty"], about["earlier_empty"])
    return Panel(
        tuple(
            Series(name, times.astype("datetime64[s]"), counts, observed, start, later, earlier)
            for name, times, counts, observed, start, later, earlier in zip(
                facts["names"], *pieces, starts, *empty, strict=True
            )
        ),
        Frequency.from_dict(facts["frequency"]),
        Columns(**about["columns"] | {"ignored": tuple(about["columns"]["ignored"])}),
        TimeStyle(about["pattern"]),
        about["source"],
        notes_from_json(about["notes"]),
        ReadOptions(**about["reading"]),
    )


def notes_to_json(notes: tuple[str, ...]) -> list[Any]:
    """Return what the reader remarked as JSON can hold it."""
    return list(notes)


def notes_from_json(values: list[Any]) -> tuple[str, ...]:
    """Return what `notes_to_json` was given; ValueError where that cannot be."""
    if not all(isinstance(value, str) for value in values):
        raise ValueError("the notes are no texts")
    return tuple(values)


def summary_to_json(summary: TrainingSummary) -> dict[str, Any]:
    """Return a summary as JSON can hold it."""
    return asdict(summary) | {"notes": list(summary.notes)}


def summary_from_json(values: Mapping[str, Any]) -> TrainingSummary:
    """Return what `summary_to_json` was given; ValueError where that cannot be."""
    if set(values) != {field.name for field in fields(TrainingSummary)} or not _are_measures(values):
        raise ValueError("the summary has other fields, or values that cannot be")
    return TrainingSummary(**{**values, "notes": tuple(values["notes"])})


def _are_measures(values: Mapping[str, Any]) -> bool:
    """Whether every field of a summary is of its kind: counts, texts, and finite numbers or null."""
    words, counts = {"held_out", "baseline", "verdict"}, COUNTED
    return all(
        isinstance(value, str)
        if name in words
        else isinstance(value, list) and all(isinstance(note, str) for note in value)
        if name == "notes"
        else type(value) is int and value >= 0
        if name in counts
        else value is None or (type(value) in {int, float} and 0 <= value <= MAX_MEASURE)
        for name, value in values.items()
    )


def _reading_of_format_1(columns: Mapping[str, Any], pattern: str) -> dict[str, Any]:
    """Return how data were read, as far as format 1 tells: a pattern that is no ISO 8601 can only have been given."""
    given = ReadOptions(date_format=None if pattern.startswith("%Y") else pattern)
    return asdict(effective_options(given, Columns(**columns)))


def _summary_of_format_1(values: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Return a summary of format 1 as one of format 2."""
    return None if values is None else {**values, "notes": []}
