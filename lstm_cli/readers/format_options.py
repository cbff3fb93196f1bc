"""Options that say how to read text are refused for a format that has no such thing, where they would change nothing."""

import codecs
from collections.abc import Mapping
from typing import Final

from lstm_cli.errors import Hint, Setting, UsageError
from lstm_cli.readers.csv_table import CSV
from lstm_cli.readers.excel_table import EXCEL
from lstm_cli.readers.json_table import JSON
from lstm_cli.readers.table import InputFormat

__all__ = ["check_format_options"]

NO_LINES: Final = "neither CSV nor a workbook, so it has no lines around its table"
# By option: the formats that it is for, and what is said of the others.
USERS: Final = {
    "delimiter": ((CSV,), "not CSV, so it has no column separator"),
    "encoding": ((CSV, JSON), "not text, so it has no encoding"),
    "skip": ((CSV, EXCEL), NO_LINES),
    "until_line": ((CSV, EXCEL), NO_LINES),
    "without_lines": ((CSV, EXCEL), NO_LINES),
    "no_header": ((CSV, EXCEL), "neither CSV nor a workbook, so its columns have names"),
    "sheet": ((EXCEL,), "not a workbook, so it has no sheets"),
}
NOT_GIVEN: Final = (None, (), False)
USUAL: Final = frozenset({"utf-8", "utf-8-sig"})  # encodings; the second has a mark at the beginning


def check_format_options(kind: InputFormat | None, given: Mapping[str, object], path: str) -> None:
    """Refuse options (by name, with their values) that a file of this format, or a frame (None), has no use for.

    Raises
    ------
    UsageError
        There is such an option.
    """
    for name, (users, message) in USERS.items():
        value = given.get(name)
        if kind not in users and value not in NOT_GIVEN and not (name == "encoding" and _is_usual(str(value))):
            raise UsageError(message, path=path, hint=Hint("leave out {}", Setting(name)))


def _is_usual(encoding: str) -> bool:
    """Whether this is the encoding of files for which none is given, by any of its names."""
    try:
        return codecs.lookup(encoding).name in USUAL
    except LookupError:
        return False
