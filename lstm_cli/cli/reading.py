"""DATA, as the options about its columns and dates say: read in one way by every command."""
# ruff: noqa: PLC0415 - NumPy loads only when there is something to read

from typing import TYPE_CHECKING

from lstm_cli.cli.streams import read_input, source_name
from lstm_cli.errors import UsageError
from lstm_cli.options import ReadOptions

if TYPE_CHECKING:
    from lstm_cli.panel.series import Panel

__all__ = ["check_reading", "read_data"]


def read_data(data: str, options: ReadOptions) -> "Panel":
    """Read a file of counts, or standard input."""
    from lstm_cli.readers.count_reader import read_panel

    return read_panel(read_input(data), name=source_name(data), options=options)


def check_reading(data: str | None, options: ReadOptions) -> None:
    """Refuse options about DATA where DATA may be left out and is."""
    if data is None and options != ReadOptions():
        raise UsageError("options about columns and dates say how to read DATA, and there is no DATA")
