"""The last step of `backtest` and `score`: the scores in the chosen format, to the chosen place."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lstm_cli.atomic import write_atomically
from lstm_cli.cli.page import page
from lstm_cli.cli.streams import is_terminal, write_data, write_text
from lstm_cli.evaluation.report import ScoreReport
from lstm_cli.formats import json_envelope as envelope
from lstm_cli.formats.scores import scores_data, scores_rows, scores_text

__all__ = ["deliver_scores"]


def deliver_scores(
    report: ScoreReport,
    style: str | None,
    place: Path | None,
    *,
    command: str,
    about: Mapping[str, Any],
    no_color: bool,
) -> None:
    """Write the scores as ``style``: text, csv or json; None: text on a terminal, else CSV. ``about`` is for JSON."""
    if style == "json":
        text = envelope.success(command, {**about, "scores": scores_data(report)})
    elif style == "text" or (style is None and place is None and is_terminal(sys.stdout)):
        chosen = page(asked=style is not None, no_color=no_color)
        text = scores_text(report, size=chosen.size, style=chosen.style)
        if place is None:
            write_text(text)
            return
    else:
        text = scores_rows(report)
    if place is None:
        write_data(text.encode())
    else:
        write_atomically(place, text.encode())
