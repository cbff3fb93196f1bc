"""A file of vintages, and advice if it is refused: not to tidy it, since `tidy` leaves out as_of."""
# ruff: noqa: PLC0415 - NumPy loads only when there is something to read

from typing import TYPE_CHECKING, Final

from lstm_cli.cli.given import Given
from lstm_cli.cli.settings import as_path, quoted
from lstm_cli.cli.streams import read_input
from lstm_cli.errors import DataError, ForecastError, Hint
from lstm_cli.options import ReadOptions
from lstm_cli.readers.source import MAX_ADVISED, Piped, Source

if TYPE_CHECKING:
    from lstm_cli.panel.vintages import Vintages

__all__ = ["read_vintage_file"]

MAX_LEFT_OUT: Final = 5  # lines that a command leaves out


def read_vintage_file(vintages: str, options: ReadOptions, remembered: ReadOptions, given: Given) -> "Vintages":
    """Read a file of counts with a column as_of in the same way as DATA."""
    from lstm_cli.readers.vintage_reader import read_vintages

    source = read_input(vintages)
    try:
        return read_vintages(source, options=options, remembered=remembered)
    except DataError as error:
        hint = _without_lines(error, source, options, remembered, given)
        if hint is None:
            raise
        raise DataError(*error.problems, advice=hint) from None


def _without_lines(
    error: DataError, source: Source, options: ReadOptions, remembered: ReadOptions, given: Given
) -> Hint | None:
    """Return the command as it was given, without the few lines that are wrong; None if it would fail, too."""
    from lstm_cli.readers.vintage_reader import read_vintages

    lines = sorted({problem.line for problem in error.problems if problem.line is not None})
    if not 0 < len(lines) <= MAX_LEFT_OUT or error.more or error.advice or isinstance(source, Piped):
        return None
    content = source.head(MAX_ADVISED + 1)
    if len(content) > MAX_ADVISED:
        return None
    kept = [line for at, line in enumerate(content.split(b"\n"), 1) if at not in lines]
    try:
        read_vintages(b"\n".join(kept), name=source.name, options=options, remembered=remembered)
    except ForecastError:
        return None
    left_out = f"sed {quoted(';'.join(f'{line}d' for line in lines))} {quoted(as_path(source.name))}"
    words = f"without {'line' if len(lines) == 1 else 'lines'} {', '.join(map(str, lines))}"
    return Hint(f"{words}: {{}} | {{}}", left_out, given.from_pipe("vintages"))
