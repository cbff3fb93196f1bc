"""The width of a page for people, and whether it is in colour."""

import shutil
import sys
from dataclasses import dataclass
from typing import Final, TextIO

from lstm_cli.cli.streams import has_colour, is_terminal
from lstm_cli.formats.style import PLAIN_STYLE, Style

__all__ = ["Page", "page", "words_size"]

FIXED_SIZE: Final = 80  # columns of a page whose format was named; any other fits the terminal
SMALLEST, LARGEST = 40, 140
USUAL_SIZE: Final = 80  # columns of words that no terminal shows


@dataclass(frozen=True, slots=True)
class Page:
    """Columns and style."""

    size: int
    style: Style


def page(*, asked: bool, no_color: bool, largest: int = LARGEST) -> Page:
    """Return the page for standard output; one whose format was named is the same everywhere."""
    if asked:
        return Page(FIXED_SIZE, PLAIN_STYLE)
    size = min(max(shutil.get_terminal_size().columns, SMALLEST), largest)
    return Page(size, Style(colour=True) if has_colour(sys.stdout, no_color=no_color) else PLAIN_STYLE)


def words_size(stream: TextIO | None) -> int:
    """Return the width of sentences on a stream: that of its terminal, or the usual one."""
    if not is_terminal(stream):
        return USUAL_SIZE
    return min(max(shutil.get_terminal_size().columns, SMALLEST), LARGEST)
