"""Words and columns for people: safe to print, aligned, and legible in any terminal encoding.

Strings come in and strings go out; nothing here knows what a forecast is.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from lstm_cli.formats.values import two_digits

__all__ = [
    "and_more",
    "cell",
    "columns",
    "csv_header",
    "csv_line",
    "fitting",
    "legible",
    "number",
    "percent",
    "plural",
    "printable",
    "shorten",
    "width",
]

# Control, format (bidi and zero width), surrogate, line and paragraph separator: they act on a terminal, or hide on it.
UNPRINTABLE: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})

SPECIAL: Final = re.compile(r'[,"\r\n]')

# Replacements for encodings without the character, one for one if it is used in columns.
PLAIN: Final = dict(zip("▁▂▃▄▅▆▇█░▒▓│─━●·–−×∘≈…‖±", "_.:-=+*#.:*|-=o*--xo~.|+", strict=True)) | {
    "σ": "sigma",
    "\u0303": "~",  # the combining tilde of C̃
    "½": "1/2",
    "≤": "<=",
    "≥": ">=",
    "→": "->",
    "∂": "d",
    "′": "'",
}


def printable(text: str) -> str:
    r"""Escape characters that control a terminal or are invisible: ``\x1b``, bidi controls, zero-width characters.

    >>> printable("a\x1b[2Jb")
    'a\\x1b[2Jb'
    """
    if text.isprintable():
        return text
    return "".join(_escape(c) if unicodedata.category(c) in UNPRINTABLE else c for c in text)


def _escape(character: str) -> str:
    """Write one character as in a Python string literal."""
    return ascii(character)[1:-1]


def legible(text: str, encoding: str) -> str:
    """Replace characters that ``encoding`` cannot express by plain ones, if there are any."""
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        table = {ord(rich): plain for rich, plain in PLAIN.items() if not _expresses(encoding, rich)}
        return text.translate(table)
    return text


def _expresses(encoding: str, character: str) -> bool:
    """Whether an encoding has a character."""
    return bool(character.encode(encoding, errors="ignore"))


def width(text: str) -> int:
    """Count the columns of a text on a terminal: wide East Asian characters take two, combining ones none."""
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(c) else 1 + (unicodedata.east_asian_width(c) in "WF") for c in text)


def shorten(text: str, limit: int) -> str:
    """Make a user's text printable and at most ``limit`` columns wide."""
    text = printable(text[: 4 * limit + 4])
    if width(text) <= limit:
        return text
    while width(text) > limit - 1:
        text = text[:-1]
    return text + "…"


def cell(text: str, size: int, *, left: bool = False) -> str:
    """Pad a text to ``size`` columns."""
    space = " " * max(size - width(text), 0)
    return text + space if left else space + text


def columns(rows: Sequence[Sequence[str]], *, left: Sequence[int] = (0,), gap: str = "  ") -> list[str]:
    """Align rows of equal length; the columns in ``left`` are aligned left, the others right."""
    sizes = [max(map(width, column)) for column in zip(*rows, strict=True)]
    return [
        gap.join(
            cell(text, size, left=k in left) for k, (text, size) in enumerate(zip(row, sizes, strict=True))
        ).rstrip()
        for row in rows
    ]


def fitting(rows: Sequence[Sequence[str]], size: int, heading: Callable[[str], str] = str) -> list[str]:
    """Align rows within ``size`` columns; columns without room follow in a further table that repeats the first column.

    >>> fitting([["a", "b", "c"], ["1", "2", "3"]], 5)
    ['a  b', '1  2', '', 'a  c', '1  3']
    """
    lines: list[str] = []
    start, end = 1, len(rows[0])
    while start < end:
        tables = {stop: columns([[row[0], *row[start:stop]] for row in rows]) for stop in range(end, start, -1)}
        start = next((stop for stop, table in tables.items() if max(map(width, table)) <= size), start + 1)
        first, *others = tables[start]
        lines += [*([""] if lines else []), heading(first), *others]
    return lines


def csv_line(fields: Iterable[str]) -> str:
    """Write one record, with quotes where a reader could misread it (csv.writer leaves a lone carriage return bare).

    >>> csv_line(["a", "b,c", 'd"e'])
    'a,"b,c","d""e"'
    """
    return ",".join(_quoted(text) if SPECIAL.search(text) else text for text in fields)


def csv_header(fields: Sequence[str]) -> str:
    """Write the names of columns; the first is also quoted if it would make the line a comment.

    >>> csv_header(["#location", "date"])
    '"#location",date'
    """
    first, *others = fields
    return ",".join([_quoted(first) if first.startswith("#") else csv_line([first]), csv_line(others)][: len(fields)])


def _quoted(text: str) -> str:
    """Write one field between quotes."""
    return '"' + text.replace('"', '""') + '"'


def number(value: float) -> str:
    """Write a count, a mean or a quantile for reading: whole from 10 on, below with two digits if it has decimals.

    >>> number(1234.5), number(3.14159), number(5.0), number(2e15), number(0.000123), number(0.146)
    ('1234', '3.1', '5', '2e+15', '0.00012', '0.15')
    """
    if 0 < abs(value) < 1:
        return two_digits(value)
    if abs(value) >= 1e12:  # noqa: PLR2004 - a dozen digits fill a column
        return f"{value:.4g}"
    return f"{value:.0f}" if abs(value) >= 10 or value == int(value) else f"{value:.1f}"  # noqa: PLR2004 - see above


def percent(share: float) -> str:
    """Write a share in whole per cent, but never round it to 0 % or 100 % unless it is exact.

    >>> percent(0.5), percent(0.001), percent(0.999), percent(0.0)
    ('50 %', '<1 %', '>99 %', '0 %')
    """
    if 0 < share < 0.005:  # noqa: PLR2004 - rounds to 0 %
        return "<1 %"
    if 0.995 <= share < 1:  # noqa: PLR2004 - rounds to 100 %
        return ">99 %"
    return f"{100 * share:.0f} %"


def and_more(texts: Iterable[str], count: int) -> str:
    """List some of ``count`` things, and say how many more there are.

    >>> and_more(["a", "b"], 5), and_more(["a", "b"], 2)
    ('a, b and 3 more', 'a, b')
    """
    listed = list(texts)
    omitted = count - len(listed)
    return ", ".join(listed) + (f" and {omitted} more" if omitted else "")


def plural(count: int, noun: str, nouns: str = "") -> str:
    """Write a count and its noun.

    >>> plural(1, "week"), plural(12, "week"), plural(2, "series", "series")
    ('1 week', '12 weeks', '2 series')
    """
    return f"{count} {noun if count == 1 else nouns or noun + 's'}"
