"""Wraps prose and equations to a number of columns: they break between words, never inside a figure."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from lstm_cli.formats.style import Style
from lstm_cli.formats.text import printable, width

__all__ = ["MAX_PROSE", "headed", "labelled", "listed", "wrapped", "wrapped_equation", "wrapped_fields"]

MAX_PROSE: Final = 100  # columns of sentences, however wide the page
MAX_LISTED: Final = 8  # texts of a list
MIN_ROOM: Final = 20  # columns for a text beside its label
BREAKS: Final = re.compile(r" (?!%)")  # "50 %" stays together
MIDDLE: Final = " " * 5  # before the rest of a side that is broken
SIDES: Final = re.compile(r" (?=[=≈] )")  # before each side of an equation but the first


def wrapped(text: str, size: int, *, indent: int = 2) -> list[str]:
    """Break a sentence into lines of at most ``size`` columns; continuation lines are indented by two more.

    A word longer than a line, such as a user's name, is broken.

    >>> wrapped("held out in 50 % of cases", 16)
    ['  held out in', '    50 % of', '    cases']
    """
    return _filled(text, min(size, MAX_PROSE), first=" " * indent, rest=" " * (indent + 2))


def wrapped_equation(text: str, size: int) -> list[str]:
    """Break an equation into lines of at most ``size`` columns: before the result if it has three sides, else at blanks.

    >>> wrapped_equation("  h = [1, 1] ∘ [3, 4] = [3, 4]", 24)
    ['  h = [1, 1] ∘ [3, 4]', '    = [3, 4]']
    """
    first, *sides = SIDES.split(text)
    parts = [text]
    if width(text) > size and len(sides) > 1:
        parts = [" ".join([first, *sides[:-1]]), f"{' ' * width(first)} {sides[-1]}"]
    return [line for part in parts for line in _filled(part, size, first="", rest=MIDDLE)]


def headed(title: str, size: int, style: Style) -> list[str]:
    """Break a heading into bold lines."""
    return [style.bold(line) for line in _filled(title, size, first="", rest="  ")]


def labelled(label: str, text: str, size: int) -> list[str]:
    """Break a sentence as `wrapped` does, after a label and with continuation lines aligned to its first word.

    >>> labelled("note: ", "covered 50 % of the counts", 26)
    ['note: covered 50 % of the', '      counts']
    """
    room = max(min(size, MAX_PROSE), width(label) + MIN_ROOM)
    return _filled(text, room, first=label, rest=" " * width(label))


def wrapped_fields(fields: Iterable[tuple[str, str]], size: int, label: int = 10) -> list[str]:
    """Write a label and a text per line, the text wrapped beside its label within ``size`` columns.

    >>> wrapped_fields([("data", "one two three four five six")], 28, label=6)
    ['  data  one two three four', '        five six']
    """
    return [line for name, text in fields for line in labelled(f"  {name:<{label}}", text, size)]


def listed(texts: Sequence[str], label: str, *, size: int = MAX_PROSE) -> list[str]:
    """Put a label before each of the first few texts; a panel of thousands of series may have as many.

    >>> listed("abcdefghij", "note: ")[-2:]
    ['note: h', 'note: and 2 more; JSON has all']
    """
    shown = [printable(text) for text in texts[:MAX_LISTED]]
    omitted = [f"and {len(texts) - MAX_LISTED} more; JSON has all"] if len(texts) > MAX_LISTED else []
    return [line for text in (*shown, *omitted) for line in labelled(label, text, size)]


def _filled(text: str, size: int, *, first: str, rest: str) -> list[str]:
    """Fill lines of at most ``size`` columns with words; ``first`` begins the first line, ``rest`` the others."""
    size = max(size, width(first) + 2, width(rest) + 2)  # room for a wide character
    lines, line, empty = [], first, True
    for word in BREAKS.split(text):
        if not empty and width(line) + 1 + width(word) > size:
            lines.append(line)
            line, empty = rest, True
        line, empty = line + word if empty else f"{line} {word}", False
        while width(line) > size:
            whole, line = _cut(line, size)
            lines.append(whole)
            line = rest + line
    return [*lines, line]


def _cut(line: str, size: int) -> tuple[str, str]:
    """Break a line where it is ``size`` columns wide."""
    place = min(size, len(line))
    while width(line[:place]) > size:
        place -= 1
    return line[:place], line[place:]
