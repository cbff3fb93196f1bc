"""The last step of `backtest` and `score`: the scores in the chosen format, to the chosen place."""

import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from lstm_cli.cli.streams import has_colour, is_terminal, write_data, write_text
from lstm_cli.files import write_atomically
from lstm_cli.forecasting.evaluation import ScoreReport
from lstm_cli.rendering import envelope
from lstm_cli.rendering.scores import scores_data, scores_rows, scores_text
from lstm_cli.rendering.style import PLAIN_STYLE, Style

__all__ = ["deliver_scores"]

FIXED_SIZE: Final = 100  # columns of a page that was asked for; one that was not asked for fits the terminal
SMALLEST, LARGEST = 40, 140


@dataclass(frozen=True, slots=True)
class _Page:
    """How wide a page for people is, and whether in colour."""

    size: int
    style: Style


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
        page = _page(asked=style is not None, no_color=no_color)
        text = scores_text(report, size=page.size, style=page.style)
        if place is None:
            write_text(text)
            return
    else:
        text = scores_rows(report)
    if place is None:
        write_data(text.encode())
    else:
        write_atomically(place, text.encode())


def _page(*, asked: bool, no_color: bool) -> _Page:
    """Choose the page: what was asked for is the same everywhere."""
    if asked:
        return _Page(FIXED_SIZE, PLAIN_STYLE)
    size = min(max(shutil.get_terminal_size().columns, SMALLEST), LARGEST)
    return _Page(size, Style(colour=True) if has_colour(sys.stdout, no_color=no_color) else PLAIN_STYLE)
