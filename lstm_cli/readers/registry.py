"""Input formats: recognises the format of bytes, and opens them as a table.

To add a format:

1. Write ``lstm_cli/readers/NAME_table.py`` with a class that satisfies `lstm_cli.readers.table.Table` (a path, a header,
   and ``columns``, which gives columns of cells as text and the line of every row) and a constant::

       NAME: Final = InputFormat("name", is_name, open_name)

   ``is_name(source)`` examines the first bytes; ``open_name(source, options)`` returns the table or raises `DataError`.
   Import slow or optional libraries inside that function. A format without lines counts its rows, the header being
   line 1.
2. Put it into `FILE_FORMATS`, before CSV: the first format that recognises the content reads it, and CSV takes all the
   rest.
3. If its encoding or its lines can be chosen, add it to `lstm_cli.readers.format_options`.

Later stages (choice of columns, times, counts, long and wide tables, quantiles) are the same for all formats.
"""

from typing import Final

from lstm_cli.options import ReadOptions
from lstm_cli.readers.folder import Folder
from lstm_cli.readers.folder_table import FILE_FORMATS, FOLDER, KINDS
from lstm_cli.readers.packed import unpacked
from lstm_cli.readers.source import Content, Source, as_source
from lstm_cli.readers.table import InputFormat, Table

__all__ = ["FORMATS", "format_of", "open_table"]

FORMATS: Final[tuple[InputFormat, ...]] = (FOLDER, *FILE_FORMATS)


def open_table(content: Content, *, path: str = "", options: ReadOptions) -> Table:
    """Return the table in some bytes, by the first format that recognises them.

    Parameters
    ----------
    content
        The whole file, or a source of its bytes; compressed bytes are unpacked.
    path
        The file as the user named it, for messages; a source has its own name.
    options
        How to read: encoding and delimiter are for CSV.

    Raises
    ------
    DataError
        The content is in no supported format; the error names the likely format and what to do.
    UsageError
        An option is invalid.
    """
    source = unpacked(as_source(content, path))
    chosen = next(known for known in FORMATS if known.recognises(source))
    return chosen.open(source, options)


def format_of(source: Source) -> InputFormat:
    """Return the format of an unpacked file, or of the files of a folder."""
    if isinstance(source, Folder):
        return KINDS[source.kind]
    return next(known for known in FILE_FORMATS if known.recognises(source))
