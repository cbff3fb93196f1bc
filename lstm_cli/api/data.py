"""Turn data of every kind (frames, files, panels) into a panel, by the options about columns and dates."""

# ruff: noqa: PLC0415 - the readers load only when there is something to read

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from lstm_cli.api.arguments import path_of, yes_or_no
from lstm_cli.api.reading import label_columns, reading_options
from lstm_cli.errors import DataError, UsageError
from lstm_cli.options import READ_DEFAULTS, DataKind, ReadOptions
from lstm_cli.panel.frequency import Frequency
from lstm_cli.panel.series import Panel
from lstm_cli.panel.vintages import Vintages

if TYPE_CHECKING:
    import pandas as pd

    from lstm_cli.panel.describe import Audit

__all__ = ["Data", "VintageData", "describe", "read_csv", "read_vintages", "to_panel", "with_vintages"]

Data: TypeAlias = "Panel | pd.DataFrame | pd.Series[Any]"
VintageData: TypeAlias = "Vintages | pd.DataFrame"


def read_csv(
    path: str | Path,
    *,
    id_col: str | None = None,
    time_col: str | None = None,
    target_col: str | None = None,
    wide: bool | None = None,
    date_format: str | None = None,
    freq: str | None = None,
    kind: DataKind | str | None = None,
    delimiter: str | None = None,
    encoding: str = "utf-8",
    skip_bad_series: bool = False,
    labels: Sequence[str] = (),
) -> Panel:
    """Read a file of counts, long or wide, by the same rules as the commands: CSV, JSON, Parquet or Excel.

    Parameters
    ----------
    path
        The file, which may be compressed, or a folder of CSV, Parquet or Excel files.
    id_col, time_col, target_col
        The columns of series names, times and counts; None finds them by their usual names (``unique_id``, ``ds``, ``y``,
        ``location``, ``date``, ``cases``, …).
    wide
        Whether every column except the times is a series; None decides by the names of the columns.
    date_format
        The format of dates, such as ``"%d/%m/%Y"`` (strptime); None reads ISO 8601.
    freq
        The step between times, such as ``"W-SAT"``, ``"D"``, ``"B"`` (working days) or ``"MS"``; None infers it.
    kind
        What the numbers are: ``"count"``, ``"rate"`` or ``"proportion"``. None takes them for rates or proportions if most
        have decimals, and says so in ``notes``.
    delimiter
        The column separator of a CSV; None detects it.
    encoding
        The text encoding of a CSV or JSON.
    skip_bad_series
        Leave out series that cannot be used (a bad cell, a time twice, another step) and say so in ``notes``, instead of
        raising. DataError if none is left.
    labels
        Other columns of a long table that describe each series, such as its region or its limit. They become the
        ``labels`` of the panel, which `Forecast.total` and `Forecast.above` can use.

    Returns
    -------
    Panel
        The series in the order of their names, each from its first to its last known count. `Panel.to_frame` returns them
        as a frame.

    Raises
    ------
    DataError
        Something cannot be read; ``line`` and ``column`` say where.
    UsageError
        An argument cannot be used, such as a ``freq`` that is not a time step; or the file needs a library that is not
        installed.
    OSError
        The file cannot be opened.
    """
    options = reading_options(
        id_col, time_col, target_col, wide, date_format, freq, kind, delimiter=delimiter, encoding=encoding
    )
    from lstm_cli.readers.count_reader import read_panel
    from lstm_cli.readers.folder import file_source

    skip = yes_or_no("skip_bad_series", skip_bad_series)
    columns = label_columns(labels)
    source = file_source(path_of("path", path))
    try:
        return read_panel(source, options=options, skip_bad_series=skip, labels=columns)
    except DataError as error:
        from lstm_cli.tidying.advice import advised
        from lstm_cli.tidying.ways import ReadRequest

        raise advised(error, ReadRequest(source, options, then="read_csv")) from None


def read_vintages(
    path: str | Path,
    *,
    id_col: str | None = None,
    time_col: str | None = None,
    target_col: str | None = None,
    wide: bool | None = None,
    date_format: str | None = None,
    freq: str | None = None,
    kind: DataKind | str | None = None,
    delimiter: str | None = None,
    encoding: str = "utf-8",
) -> Vintages:
    """Read a file of counts in which a column ``as_of`` says when each row was published.

    Parameters
    ----------
    path
        The file, in any format that `read_csv` reads. A row with a later ``as_of`` replaces the earlier row of the same
        series and time, or withdraws it if the later row has no count. Each vintage may be a whole table, or have only the
        new rows.
    id_col, time_col, target_col, wide, date_format, freq, kind, delimiter, encoding
        How to read it, as in `read_csv`.

    Returns
    -------
    Vintages
        ``newest`` is the newest state, a panel; ``as_of`` are the times of publication.

    Raises
    ------
    DataError
        As in `read_csv`; or there is no column ``as_of``, a row was published before its own date, or two rows have the
        same series, time and ``as_of``.
    """
    options = reading_options(
        id_col, time_col, target_col, wide, date_format, freq, kind, delimiter=delimiter, encoding=encoding
    )
    from lstm_cli.readers.folder import file_source
    from lstm_cli.readers.vintage_reader import read_vintages as read

    return read(file_source(path_of("path", path)), options=options)


def with_vintages(
    panel: Panel | None, vintages: "VintageData | None", options: ReadOptions = READ_DEFAULTS
) -> tuple[Panel, Vintages | None]:
    """Return a panel and its vintages; without a panel the newest state of the vintages takes its place.

    Raises
    ------
    UsageError
        There is neither a panel nor vintages.
    DataError
        A frame of vintages cannot be read, or has another kind or step than the panel.
    """
    if vintages is None:
        if panel is None:
            raise UsageError("there are no data: give data or vintages")
        return panel, None
    from lstm_cli.panel.vintage_rows import with_outcome

    if not isinstance(vintages, Vintages):
        from lstm_cli.readers.frame_table import frame_table
        from lstm_cli.readers.vintage_reader import vintages_of

        remembered = READ_DEFAULTS if panel is None else panel.reading
        table = frame_table(vintages, date_format=options.date_format or remembered.date_format)
        vintages = vintages_of(table, options, remembered=remembered)
    states = vintages if panel is None else with_outcome(vintages, panel)
    return states.newest, states


def to_panel(
    data: Data,
    options: ReadOptions = READ_DEFAULTS,
    *,
    remembered: ReadOptions = READ_DEFAULTS,
    skip_bad_series: bool = False,
    labels: Sequence[str] = (),
    step: Frequency | None = None,
) -> Panel:
    """Return data as a panel; a panel is returned as it is.

    remembered: the `Panel.reading` of earlier data, for what the options leave open; step: the step of the model that the
    data are for, if their rows do not show one.

    Raises
    ------
    DataError
        Something in a frame cannot be read.
    UsageError
        Options were given for a panel, which has already been read.
    """
    if isinstance(data, Panel):
        if options != READ_DEFAULTS:
            raise UsageError("a Panel has already been read: name its columns, dates and frequency in read_csv(…)")
        return data
    from lstm_cli.readers.count_reader import panel_of
    from lstm_cli.readers.frame_table import frame_table

    table = frame_table(data, date_format=options.date_format or remembered.date_format)
    skip, columns = yes_or_no("skip_bad_series", skip_bad_series), label_columns(labels)
    return panel_of(table, options, remembered=remembered, skip_bad_series=skip, labels=columns, step=step)


def describe(
    data: Data,
    *,
    id_col: str | None = None,
    time_col: str | None = None,
    target_col: str | None = None,
    wide: bool | None = None,
    date_format: str | None = None,
    freq: str | None = None,
    kind: DataKind | str | None = None,
) -> "Audit":
    """Describe data as `lstm-forecast check` does: frequency, span, gaps, zeros, jumps.

    Parameters
    ----------
    data
        A DataFrame, a Series indexed by date, or a panel.
    id_col, time_col, target_col, wide, date_format, freq, kind
        How to read a frame, as in `Forecaster.fit`.

    Returns
    -------
    Audit
        Facts about the whole (``frequency_name``, ``first``, ``last``, ``missing``, …), and ``series``, one record per
        series; ``pandas.DataFrame(audit.series)`` is a table of them.

    Raises
    ------
    DataError
        Something cannot be read; ``row`` and ``column`` say where.
    """
    from lstm_cli.panel.describe import audit

    options = reading_options(id_col, time_col, target_col, wide, date_format, freq, kind)
    return audit(to_panel(data, options))
