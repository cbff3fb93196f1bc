"""Prose within a number of columns: sentences and headings break between words, never inside a figure."""

import textwrap
from typing import Final

from lstm_cli.formats.style import Style

__all__ = ["headed", "wrapped"]

NO_BREAK: Final = "\xa0"
MAX_PROSE: Final = 100  # columns of sentences, however wide the page


def wrapped(text: str, size: int, *, indent: int = 2) -> list[str]:
    """Break a sentence into lines of at most ``size`` columns, the second and later ones indented by two more.

    A word longer than a line, such as a name of the user's, is broken.

    >>> wrapped("held out in 50 % of cases", 16)
    ['  held out in', '    50 % of', '    cases']
    """
    lines = textwrap.wrap(
        text.replace(" %", f"{NO_BREAK}%"),
        min(size, MAX_PROSE),
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent + 2),
    )
    return [line.replace(NO_BREAK, " ") for line in lines]


def headed(title: str, size: int, style: Style) -> list[str]:
    """Break a heading into bold lines."""
    return [style.bold(line) for line in textwrap.wrap(title, size, subsequent_indent="  ")]
