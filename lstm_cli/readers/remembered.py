"""Options remembered from an earlier file, used if none are given and if they fit the new file.

Given options take precedence. A remembered column is used if the file has one with that name; otherwise columns are
found by usual names. A remembered date format applies only to the remembered time column, and only if it fits a cell of it:
`parse_cells` reads other times in ISO 8601. A remembered delimiter is used if it yields that column, and a remembered
encoding if the file is not UTF-8.
"""

from collections.abc import Sequence
from dataclasses import replace

from lstm_cli.errors import DataError
from lstm_cli.options import READ_DEFAULTS, DataKind, ReadOptions
from lstm_cli.panel.series import Columns
from lstm_cli.readers.decode import text_blocks
from lstm_cli.readers.folder import sources_of
from lstm_cli.readers.packed import unpacked
from lstm_cli.readers.registry import open_table
from lstm_cli.readers.source import Source
from lstm_cli.readers.table import Table

__all__ = ["effective_options", "merge_options", "open_as_before"]


def effective_options(options: ReadOptions, columns: Columns, kind: DataKind = DataKind.COUNT) -> ReadOptions:
    """Return the options that read the same file the same way, with the columns by name.

    Inferred properties (layout, step, delimiter) are inferred again: the next file may differ in them. (Only closed times
    are kept, by the reader of the panel: they are those of the model.) The kind of rates and proportions is kept, so that
    whole numbers are read as such, too.
    """
    wide = columns.layout == "wide"
    return replace(
        options,
        id=None if wide else columns.id,
        time=columns.time,
        value=None if wide else columns.value,
        kind=options.kind if kind is DataKind.COUNT else kind,
    )


def open_as_before(source: Source, options: ReadOptions, remembered: ReadOptions) -> tuple[Table, ReadOptions]:
    """Open a table with the remembered encoding and delimiter if they fit; return the options used, too."""
    source = unpacked(source)
    default = READ_DEFAULTS.encoding
    if options.encoding == default != remembered.encoding and not _is_utf8(source):
        options = replace(options, encoding=remembered.encoding)

    def opened(chosen: ReadOptions) -> Table:
        """Open it; a column is named as in training, such as that of the names of files in a folder."""
        identity, value = chosen.id or remembered.id, chosen.value or remembered.value
        return open_table(source, options=replace(chosen, id=identity, value=value))

    if options.delimiter is None and remembered.delimiter is not None:
        same = replace(options, delimiter=remembered.delimiter)
        table = opened(same)
        if remembered.time in table.header.names:
            return table, same
        if not table.header.delimiter:  # the format has none: other options would read the same
            return table, options
    return opened(options), options


def merge_options(options: ReadOptions, remembered: ReadOptions, names: Sequence[str]) -> ReadOptions:
    """Return the options for a file with columns of these names, by the rules above."""
    given = {options.id, options.time, options.value}

    def column(asked: str | None, before: str | None) -> str | None:
        return before if asked is None and before in names and before not in given else asked

    time = column(options.time, remembered.time)
    same_time = time is not None and time == remembered.time
    apart = options.id is not None or options.value is not None
    wide = remembered.wide if options.wide is None and same_time and not apart else options.wide
    return replace(
        options,
        id=options.id if wide else column(options.id, remembered.id),
        time=time,
        value=options.value if wide else column(options.value, remembered.value),
        wide=wide,
        date_format=remembered.date_format if options.date_format is None and same_time else options.date_format,
        freq=options.freq or remembered.freq,
        kind=options.kind or remembered.kind,
    )


def _is_utf8(source: Source) -> bool:
    """Whether a file, or every file of a folder, is text in UTF-8; NUL bytes, which are refused, indicate UTF-16."""
    try:
        for file in sources_of(source):
            for _ in text_blocks(unpacked(file), encoding="utf-8", keep=True):
                pass
    except DataError:
        return False
    return True
