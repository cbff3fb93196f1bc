"""The last step of `diagnose`: the diagnosis, or every reading, in the chosen format to the chosen place."""

import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from lstm_cli.api.choosing import places
from lstm_cli.atomic import write_atomically
from lstm_cli.cli.page import page
from lstm_cli.cli.streams import is_terminal, say, write_data, write_text
from lstm_cli.diagnostics.diagnose import Diagnosis, Unit, check_units, diagnose
from lstm_cli.ensemble.predict import panel_notes
from lstm_cli.ensemble.prepared import Prepared
from lstm_cli.errors import UsageError
from lstm_cli.formats import json_envelope as envelope
from lstm_cli.formats.diagnosis import diagnosis_text
from lstm_cli.formats.diagnosis_json import diagnosis_data
from lstm_cli.formats.gate_csv import gate_rows
from lstm_cli.formats.gate_plot import time_lines_plot
from lstm_cli.formats.text import listed

__all__ = ["Request", "deliver", "read_units"]

LARGEST: Final = 500  # columns: a time line may be longer than a table is wide
UNITS: Final = re.compile(r"([1-9]\d{0,5})\.([1-9]\d{0,5})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for: a format, places for it and for a picture, whose time lines."""

    format: str | None
    place: Path | None
    picture: Path | None
    series: str | None
    units: tuple[Unit, ...]
    model: str
    quiet: bool
    no_color: bool


def read_units(text: str | None) -> tuple[Unit, ...]:
    """Read member.unit, separated by commas."""
    if text is None:
        return ()
    found = [UNITS.fullmatch(part.strip()) for part in text.split(",")]
    units = [(int(one[1]) - 1, int(one[2]) - 1) for one in found if one is not None]
    if len(units) < len(found):
        raise UsageError("--unit: takes member.unit, counted from 1, as 3.5 or 3.5,7.1")
    return tuple(dict.fromkeys(units))


def deliver(prepared: Prepared, request: Request) -> None:
    """Write what was asked for; without a format, text for a terminal and CSV for anything else."""
    panel = prepared.panel
    row = None if request.series is None else places([request.series], [one.name for one in panel.series])[0]
    check_units(prepared.model, request.units)
    to_person = request.place is None and is_terminal(sys.stdout)
    style = request.format or ("text" if to_person else "csv")
    found = None
    if style != "csv" or request.picture is not None:
        found = diagnose(prepared, series=row, units=request.units)
    if found is not None and request.picture is not None:
        kind = request.picture.suffix.lower().removeprefix(".")
        write_atomically(request.picture, time_lines_plot(found, panel, kind=kind))
    if style == "csv" or found is None:
        _stream(prepared, request, row)
    elif style == "json":
        about = {"model": request.model, "digest": prepared.model.digest, "source": panel.source}
        _write(envelope.success("diagnose", about | diagnosis_data(found, panel)), request.place)
    else:
        _write_page(found, prepared, request)


def _stream(prepared: Prepared, request: Request, row: int | None) -> None:
    """Write every reading, a series at a time; what a page would note goes to standard error."""
    if not request.quiet:
        for note in listed(panel_notes(prepared.model, prepared.panel), "note: "):
            say(note)
    rows = range(len(prepared.panel)) if row is None else [row]
    lines = gate_rows(prepared.time_lines(rows), prepared.panel.time_style, request.units)
    parts = (text.encode() for text in lines)
    if request.place is not None:
        write_atomically(request.place, parts)
        return
    for part in parts:
        write_data(part)


def _write_page(found: Diagnosis, prepared: Prepared, request: Request) -> None:
    """Write the page for people: one that was asked for is the same everywhere."""
    chosen = page(asked=request.format is not None, no_color=request.no_color, largest=LARGEST)
    text = diagnosis_text(found, prepared.panel, size=chosen.size, style=chosen.style)
    if request.place is None:
        write_text(text)
    else:
        _write(text, request.place)


def _write(text: str, place: Path | None) -> None:
    """Write data, always as UTF-8."""
    if place is None:
        write_data(text.encode())
    else:
        write_atomically(place, text.encode())
