"""A pandas frame as a table of cells, like the tables that the input formats make from files.

Every distinct value of a column becomes the text that a CSV would hold, so that the same rules find and check columns,
times, counts and quantiles. The line of a cell is the position of its row in the frame, from 0.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, ClassVar, Final

import numpy as np

from lstm_cli._arrays import Ints
from lstm_cli.errors import FRAME, DataError, Hint
from lstm_cli.readers.cell_texts import json_text, merged, time_texts, value_texts
from lstm_cli.readers.table import Codes, Column, Header

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["FrameTable", "distinct_texts", "frame_table"]

UNNAMED: Final = "series"  # the name of an unnamed index level beside the dates
DATED: Final = {"date", "datetime", "datetime64", "period"}  # what pandas infers for values that are dates


@dataclass(frozen=True, slots=True)
class FrameTable:
    """The header and the columns of a frame; ``date_format`` is the format of its datetimes, None for ISO 8601."""

    path: ClassVar[str] = FRAME

    header: Header
    frame: "pd.DataFrame"
    date_format: str | None = None

    def columns(self, positions: Sequence[int], *, limit: int | None = None) -> tuple[list[Column], Ints]:
        """Return some columns, and the position of every row."""
        frame = self.frame if limit is None else self.frame.head(limit)
        columns = [Column(self.header.names[at], at, *_cells(frame.iloc[:, at], self.date_format)) for at in positions]
        return columns, np.arange(len(frame))


def frame_table(data: object, *, date_format: str | None = None) -> FrameTable:
    """Return the table of a frame, which is not modified.

    Dates in the index and named indices are columns, too; a Series becomes a column called ``count`` unless it has a name.
    Periods are read as their start times; times with a zone as local dates if all are at midnight, else in UTC.

    Raises
    ------
    DataError
        The data have no rows, or are no frame.
    """
    import pandas as pd

    frame = data.to_frame(name="count" if data.name is None else data.name) if isinstance(data, pd.Series) else data
    if not isinstance(frame, pd.DataFrame):
        raise DataError(f"expected a pandas DataFrame, got {_kind(data)}", hint=_to_frame(data))
    if not len(frame):
        raise DataError("the frame has no rows: there is nothing to read", path=FRAME)
    frame = _with_index(frame)
    names = tuple(str(name).strip() for name in frame.columns)
    return FrameTable(Header(names, None), frame, date_format)


def _kind(data: object) -> str:
    """Return the name of a type with its library, as several have a ``DataFrame``."""
    kind = type(data)
    library = kind.__module__.partition(".")[0]
    return kind.__name__ if library == "builtins" else f"{library}.{kind.__name__}"


def _to_frame(data: object) -> Hint | None:
    """Return advice on how to make a pandas frame from something else, if known."""
    if isinstance(data, str | PurePath):
        return Hint("read a file with {}", "read_csv(path)")
    return Hint("as in {}", "data.to_pandas()") if hasattr(data, "to_pandas") else None


def _with_index(frame: "pd.DataFrame") -> "pd.DataFrame":
    """Return the frame with the named or dated levels of its index, and one unnamed level beside them, as first columns."""
    import pandas as pd

    levels = [frame.index.get_level_values(at) for at in range(frame.index.nlevels)]
    dated = [pd.api.types.infer_dtype(level) in DATED for level in levels]
    names = [
        "date" if level.name is None and is_date else level.name for level, is_date in zip(levels, dated, strict=True)
    ]
    if len(names) > 1 and names.count(None) == 1:
        names[names.index(None)] = UNNAMED
    columns = {
        name: pd.Series(level, name=name).reset_index(drop=True)
        for name, level in zip(names, levels, strict=True)
        if name is not None and name not in frame.columns  # set_index(drop=False) leaves a column of the same name
    }
    return pd.concat([*columns.values(), frame.reset_index(drop=True)], axis=1) if columns else frame


def _cells(values: "pd.Series[Any]", date_format: str | None) -> tuple[list[str], Codes]:
    """Return the distinct values of a column as texts, and the index of each row's value."""
    import pandas as pd

    if isinstance(values.dtype, pd.PeriodDtype):
        values = values.dt.start_time
    try:
        codes, distinct = pd.factorize(values, use_na_sentinel=True)
    except (TypeError, NotImplementedError):  # lists and records, as objects or as Arrow's
        as_texts = values.astype(object).map(
            lambda value: json_text(value) if pd.api.types.is_list_like(value) else value
        )
        codes, distinct = pd.factorize(as_texts, use_na_sentinel=True)
    return merged(distinct_texts(pd.Series(distinct), date_format), np.asarray(codes))


def distinct_texts(distinct: "pd.Series[Any]", date_format: str | None = None) -> list[str]:
    """Write values as in a CSV: times in ISO 8601 or a format, whole floats without a fraction."""
    import pandas as pd

    distinct = _plain(distinct)
    kind = pd.api.types.infer_dtype(distinct)
    if kind == "datetime" or (kind == "date" and date_format is not None):  # Timestamps or dates as objects
        distinct = _times(distinct)
    if isinstance(distinct.dtype, pd.DatetimeTZDtype):
        local = distinct.dt.tz_localize(None)
        if date_format is None and (local != local.dt.normalize()).any():
            return time_texts(distinct.dt.tz_convert("UTC").dt.tz_localize(None).to_numpy(), zone="Z")
        distinct = local
    if pd.api.types.is_datetime64_any_dtype(distinct.dtype):
        return time_texts(distinct.to_numpy()) if date_format is None else distinct.dt.strftime(date_format).tolist()
    return value_texts(distinct.tolist())


def _times(values: "pd.Series[Any]") -> "pd.Series[Any]":
    """Return times and dates held as objects as a column of times, or as texts if only some have a zone."""
    import pandas as pd

    zoned = {getattr(value, "tzinfo", None) is not None for value in values}
    if len(zoned) > 1:
        return values.map(str)  # the reader says which rows are unlike most
    try:
        return pd.Series(pd.DatetimeIndex(values))
    except ValueError:  # several offsets, as over a change of the clocks
        local = pd.Series(pd.DatetimeIndex([value.replace(tzinfo=None) for value in values]))
        return local if (local == local.dt.normalize()).all() else pd.Series(pd.to_datetime(values, utc=True))


def _plain(distinct: "pd.Series[Any]") -> "pd.Series[Any]":
    """Return categories and Arrow values in a NumPy type or as objects; others as they are."""
    import pandas as pd

    if isinstance(distinct.dtype, pd.ArrowDtype):
        distinct = pd.Series(distinct.array.__arrow_array__().to_pandas())
    if isinstance(distinct.dtype, pd.CategoricalDtype):
        return _plain(pd.Series(distinct.cat.categories.take(distinct.cat.codes.to_numpy())))
    return distinct
