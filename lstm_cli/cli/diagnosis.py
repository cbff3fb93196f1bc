"""The two steps of `diagnose`: compute what was asked for, then write it in the chosen format."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from lstm_cli.api.choosing import places
from lstm_cli.atomic import write_atomically
from lstm_cli.cli.options.diagnose import DiagnoseOptions
from lstm_cli.cli.output import Output
from lstm_cli.cli.pictures import kind_of
from lstm_cli.diagnostics.diagnose import Diagnosis, Unit, check_units, diagnose, ensemble_of
from lstm_cli.diagnostics.time_lines import time_lines
from lstm_cli.ensemble.model import Model
from lstm_cli.ensemble.model_parts import digest_of
from lstm_cli.ensemble.panel_notes import panel_notes
from lstm_cli.ensemble.prepared import TimeLine
from lstm_cli.errors import UsageError
from lstm_cli.formats.diagnosis import diagnosis_text, note_texts
from lstm_cli.formats.diagnosis_json import diagnosis_data
from lstm_cli.formats.gate_csv import reading_parts, unit_csv
from lstm_cli.formats.gate_plot import time_lines_plot
from lstm_cli.formats.json_envelope import success
from lstm_cli.formats.sentences import sentences
from lstm_cli.formats.wrapping import listed
from lstm_cli.panel.series import Panel

__all__ = ["Answer", "Wanted", "compute", "deliver", "draw", "read_wanted"]

MAX_COLUMNS: Final = 500  # a time line may be longer than a table is wide
UNITS: Final = re.compile(r"([1-9]\d{0,5})\.([1-9]\d{0,5})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the user asked for, the format (text, csv or json), and the units."""

    style: str
    asked: DiagnoseOptions
    units: tuple[Unit, ...]

    @property
    def streams_readings(self) -> bool:
        """Whether the CSV has time lines (of named units or all) instead of the statistics of every unit."""
        return self.style == "csv" and (self.asked.readings or self.asked.series is not None or bool(self.units))


@dataclass(frozen=True, slots=True)
class Answer:
    """The results; time lines of all series are computed one by one while they are written."""

    model: Model
    panel: Panel
    diagnosis: Diagnosis | None
    lines: Iterator[TimeLine]


def read_wanted(asked: DiagnoseOptions, output: Output) -> Wanted:
    """Read the options: units are member.unit, separated by commas."""
    style = output.style(person="csv" if asked.readings else "text")
    if asked.readings and style != "csv":
        raise UsageError(f"--readings are written as csv, not {style}")
    parts = [] if asked.unit is None else asked.unit.split(",")
    matches = [UNITS.fullmatch(part.strip()) for part in parts]
    pairs = [(int(match[1]) - 1, int(match[2]) - 1) for match in matches if match is not None]
    if len(pairs) < len(matches):
        raise UsageError("--unit: expected member.unit, counted from 1, such as 3.5 or 3.5,7.1")
    return Wanted(style, asked, tuple(dict.fromkeys(pairs)))


def compute(model: Model, newer: Panel | None, wanted: Wanted, *, picture: bool) -> Answer:
    """Compute a diagnosis, unless only readings are written."""
    panel = model.panel if newer is None else newer
    name, ensemble = wanted.asked.series, wanted.asked.ensemble
    row = None if name is None else places([name], [series.name for series in panel.series])[0]
    check_units(ensemble_of(model, ensemble), wanted.units, first=1)
    lines: Iterator[TimeLine] = iter(())
    if wanted.streams_readings:
        lines = time_lines(model, panel, None if row is None else [row], ensemble=ensemble)
    diagnosis = None
    if picture or not wanted.streams_readings:
        diagnosis = diagnose(model, panel, series=row, units=wanted.units, ensemble=ensemble)
    return Answer(model, panel, diagnosis, lines)


def draw(answer: Answer, picture: Path) -> None:
    """Draw the time lines of a diagnosis into a file."""
    if answer.diagnosis is not None:
        write_atomically(picture, time_lines_plot(answer.diagnosis, answer.panel, kind=kind_of(picture)))


def deliver(answer: Answer, wanted: Wanted, output: Output, *, path: str) -> None:
    """Write the answer; with CSV, the notes of a page go to standard error. ``path`` is the model's."""
    panel, diagnosis = answer.panel, answer.diagnosis
    if wanted.streams_readings or diagnosis is None:
        output.say("\n".join(listed(sentences(panel_notes(answer.model, panel)), "note: ", size=output.words_size)))
        output.write_parts(reading_parts(answer.lines, panel.time_style, wanted.units))
    elif wanted.style == "json":
        about = {"model": path, "digest": digest_of(answer.model), "source": panel.source}
        output.write(success("diagnose", about | diagnosis_data(diagnosis, panel)))
    elif wanted.style == "csv":
        output.say("\n".join(listed(note_texts(diagnosis, panel.frequency), "note: ", size=output.words_size)))
        output.write(unit_csv(diagnosis.units))
    else:
        page = output.page(largest=MAX_COLUMNS)
        output.write_page(diagnosis_text(diagnosis, panel, size=page.size, style=page.style))
