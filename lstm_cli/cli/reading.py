"""The DATA argument and the options about its columns and dates, read in the same way by every command."""
# ruff: noqa: PLC0415 - NumPy loads only when there is something to read

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lstm_cli.cli.streams import read_input
from lstm_cli.errors import UsageError
from lstm_cli.options import ReadOptions
from lstm_cli.readers.source import Source

if TYPE_CHECKING:
    from lstm_cli.panel.series import Panel

__all__ = ["Input", "check_reading", "open_newer", "read_data"]

DEFAULTS: Final = ReadOptions()


@dataclass(frozen=True, slots=True)
class Input:
    """DATA, which has been opened but not read."""

    source: Source

    def read(
        self, options: ReadOptions, remembered: ReadOptions = DEFAULTS, *, skip_bad_series: bool = False
    ) -> "Panel":
        """Read it as a table of counts; ``remembered`` is how the training data were read."""
        from lstm_cli.readers.count_reader import read_panel

        return read_panel(self.source, options=options, remembered=remembered, skip_bad_series=skip_bad_series)


def read_data(data: str, options: ReadOptions, *, skip_bad_series: bool = False) -> "Panel":
    """Read a file of counts, or standard input."""
    return Input(read_input(data)).read(options, skip_bad_series=skip_bad_series)


def check_reading(data: str | None, options: ReadOptions, *, skip_bad_series: bool = False) -> None:
    """Refuse options about DATA where DATA may be left out and is."""
    if data is None and (skip_bad_series or options != ReadOptions()):
        raise UsageError("options about columns and dates say how to read DATA, and there is no DATA")


def open_newer(data: str | None) -> Input | None:
    """Open DATA where it may be left out; refuse a model file."""
    if data is None:
        return None
    from lstm_cli.readers.decode import MODEL_HEAD, refuse_model

    source = read_input(data)
    refuse_model(source.head(MODEL_HEAD), path=source.name)
    return Input(source)
