"""Options that say how to read text are refused for a format that has no such thing, where they would change nothing."""

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
USUAL: Final = (None, (), False, "utf-8")  # what an option has that was not given, or may as well not have been


def check_format_options(kind: InputFormat | None, given: Mapping[str, object], path: str) -> None:
    """Refuse options (by name, with their values) that a file of this format, or a frame (None), has no use for.

    Raises
    ------
    UsageError
        There is such an option.
    """
    for name, (users, message) in USERS.items():
        if kind not in users and given.get(name) not in USUAL:
            raise UsageError(message, path=path, hint=Hint("leave out {}", Setting(name)))
