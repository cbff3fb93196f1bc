"""Remarks on the forecasts of many files: each kind of remark once, with the first file that it applies to."""

from collections.abc import Iterable, Sequence
from typing import Final

from lstm_cli.formats.sentences import remark_lines
from lstm_cli.formats.text import plural, printable, shorten
from lstm_cli.remarks import Remark

__all__ = ["file_lines", "in_files"]

MAX_NAME: Final = 40  # width of a file's name


def file_lines(files: Iterable[tuple[str, Sequence[Remark]]], *, size: int) -> list[str]:
    """Write the remarks on some files, given with their names."""
    first: dict[str, tuple[str, Remark]] = {}
    count: dict[str, int] = {}
    for name, remarks in files:
        for remark in remarks:
            first.setdefault(remark.code, (name, remark))
        for code in {remark.code for remark in remarks}:
            count[code] = count.get(code, 0) + 1
    lines = []
    for code, (name, remark) in first.items():
        lines += remark_lines([remark], note="note: ", warning="warning: ", size=size)
        lines.append(f"      ({in_files(name, count[code])})")
    return lines


def in_files(name: str, count: int) -> str:
    """Write in which of several files something is: the first, and how many more.

    >>> in_files("web1.csv", 3)
    'in web1.csv and 2 more files'
    """
    others = f" and {plural(count - 1, 'more file', 'more files')}" if count > 1 else ""
    return f"in {printable(shorten(name, MAX_NAME))}{others}"
