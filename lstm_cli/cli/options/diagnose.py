"""The options of `diagnose`: whose gates are shown, and how."""

from dataclasses import dataclass
from typing import Final

from lstm_cli.cli.command import Bundle
from lstm_cli.cli.options.declare import OUT, TASK, switch, value
from lstm_cli.options import Ensemble

__all__ = ["DIAGNOSING", "DiagnoseOptions"]


@dataclass(frozen=True, slots=True)
class DiagnoseOptions:
    """What a user may ask of a diagnosis; None means the largest series, the most active units, the first ensemble."""

    series: str | None
    unit: str | None  # member.unit, or several separated by commas
    ensemble: Ensemble | None
    readings: bool
    plot: str | None


DIAGNOSING: Final = Bundle(
    {
        "series": value("--series", TASK, "NAME", "Series to draw.  [default: the largest]"),
        "unit": value("--unit", TASK, "UNITS", "Units, e.g. 3.5,7.1.  [default: the most active]"),
        "ensemble": value("--ensemble", TASK, "NAME", "pretrained or scratch.  [default: the model's first]", Ensemble),
        "readings": switch("--readings", OUT, "Write every reading to the CSV, not statistics."),
        "plot": value("--plot", OUT, "FILE", "Draw the time lines: .png, .svg or .pdf."),
    },
    DiagnoseOptions,
)
