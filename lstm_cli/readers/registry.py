"""Input formats: recognising one from bytes, and opening them as a table.

To add a format, for example Parquet:

1. Write ``lstm_cli/readers/parquet_table.py`` with a class that satisfies `lstm_cli.readers.table.Table` (a path, a
   header, and ``columns``, which gives columns of cells as text and the line of every row) and a constant::

       PARQUET: Final = InputFormat("parquet", is_parquet, open_parquet)

   ``is_parquet(content, path)`` looks at the first bytes, or at the extension of the path where these are ambiguous;
   ``open_parquet(content, path, options)`` returns the table or raises `DataError`. Import what is slow to load or
   optional inside that function. A format without lines counts its rows, the header being line 1.
2. Put it into `FORMATS`, before CSV: the first format that recognises the content reads it, and CSV takes all the rest.

Later stages (choice of columns, times, counts, long and wide tables, quantiles) are the same for all formats.
"""

from typing import Final

from lstm_cli.options import ReadOptions
from lstm_cli.readers.csv_table import CSV
from lstm_cli.readers.table import InputFormat, Table

__all__ = ["FORMATS", "open_table"]

FORMATS: Final[tuple[InputFormat, ...]] = (CSV,)


def open_table(content: bytes, *, path: str, options: ReadOptions) -> Table:
    """Return the table in some bytes, by the first format that recognises them.

    Parameters
    ----------
    content
        The whole file.
    path
        The file as the user named it: for messages, and for formats that are known by their ending.
    options
        How to read: encoding and delimiter are for CSV.

    Raises
    ------
    DataError
        The content is in no supported format; the error names the likely format and what to do.
    UsageError
        An option itself is invalid.
    """
    chosen = next(known for known in FORMATS if known.recognises(content, path))
    return chosen.open(content, path, options)
