"""The width of a page for people, and whether it is in colour."""

import shutil
import sys
from dataclasses import dataclass
from typing import Final, TextIO

from lstm_cli.cli.streams import has_colour, is_terminal
from lstm_cli.formats.style import PLAIN_STYLE, Style

__all__ = ["LARGEST", "Page", "page", "words_size"]

USUAL_SIZE: Final = 80  # columns of a page whose format was named, and of words that no terminal shows
SMALLEST, LARGEST = 40, 140  # columns that are used of a terminal


@dataclass(frozen=True, slots=True)
class Page:
    """Columns and style."""

    size: int
    style: Style


def page(*, asked: bool, no_color: bool, largest: int = LARGEST) -> Page:
    """Return the page for standard output; one whose format was named is the same everywhere."""
    if asked:
        return Page(USUAL_SIZE, PLAIN_STYLE)
    return Page(
        _terminal_size(largest), Style(colour=True) if has_colour(sys.stdout, no_color=no_color) else PLAIN_STYLE
    )


def words_size(stream: TextIO | None) -> int:
    """Return the width of sentences on a stream: that of its terminal, or the usual one."""
    return _terminal_size(LARGEST) if is_terminal(stream) else USUAL_SIZE


def _terminal_size(largest: int) -> int:
    """Return the columns of the terminal, within limits."""
    return min(max(shutil.get_terminal_size().columns, SMALLEST), largest)
