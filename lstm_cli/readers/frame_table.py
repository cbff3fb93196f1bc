"""A pandas frame as a table of cells: what the input formats make of a file, made of a DataFrame.

Every distinct value of a column becomes the text that a CSV would hold, so that columns, times, counts and quantiles are
found and checked by the same rules. A cell's line is the position of its row in the frame, from 0.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Final

import numpy as np

from lstm_cli._arrays import Ints
from lstm_cli.errors import DataError
from lstm_cli.readers.table import Column, Header

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["FRAME", "FrameTable", "frame_table"]

FRAME: Final = "DataFrame"  # what messages call the source


@dataclass(frozen=True, slots=True)
class FrameTable:
    """The header and the columns of a frame."""

    path: ClassVar[str] = FRAME

    header: Header
    frame: "pd.DataFrame"

    def columns(self, positions: Sequence[int]) -> tuple[list[Column], Ints]:
        """Return some columns, and the position of every row."""
        columns = [_column(self.frame.iloc[:, at], self.header.names[at], at) for at in positions]
        return columns, np.arange(len(self.frame))


def frame_table(data: "pd.DataFrame | pd.Series[Any]") -> FrameTable:
    """Return the table of a frame; dates in the index, and a series of counts with such an index, are taken as columns.

    Raises
    ------
    DataError
        It has no rows, or is no frame.
    """
    import pandas as pd

    frame = data.to_frame(name="count" if data.name is None else data.name) if isinstance(data, pd.Series) else data
    if not isinstance(frame, pd.DataFrame):
        raise DataError(f"expected a pandas DataFrame, got {type(data).__name__}")
    if not len(frame):
        raise DataError("the frame has no rows: there is nothing to read", path=FRAME)
    if isinstance(frame.index, pd.DatetimeIndex | pd.PeriodIndex):
        frame = frame.reset_index(names="date" if frame.index.name is None else frame.index.name)
    elif isinstance(frame.index, pd.MultiIndex) or frame.index.name is not None:
        frame = frame.reset_index()
    names = tuple(str(name).strip() for name in frame.columns)
    return FrameTable(Header(names, 0), frame)


def _column(values: "pd.Series[Any]", name: str, position: int) -> Column:
    """Return the distinct values of a column as texts, and which row has which."""
    import pandas as pd

    if isinstance(values.dtype, pd.PeriodDtype):
        values = values.dt.start_time
    codes, distinct = pd.factorize(values, use_na_sentinel=True)
    codes = np.asarray(codes, np.int64)
    texts = _texts(pd.Series(distinct))
    if (codes < 0).any():
        codes, texts = np.where(codes < 0, len(texts), codes), [*texts, ""]
    place = {text: at for at, text in enumerate(dict.fromkeys(texts))}  # 1 and "1" are one text
    return Column(name, position, list(place), np.array([place[text] for text in texts], np.int64)[codes])


def _texts(distinct: "pd.Series[Any]") -> list[str]:
    """Write values as a CSV holds them: times in ISO 8601, whole floats without a fraction."""
    import pandas as pd

    if isinstance(distinct.dtype, pd.DatetimeTZDtype):
        return [f"{text}Z" for text in _times(distinct.dt.tz_convert("UTC").dt.tz_localize(None))]
    if pd.api.types.is_datetime64_any_dtype(distinct.dtype):
        return _times(distinct)
    return [_text(value) for value in distinct.tolist()]


def _times(moments: "pd.Series[Any]") -> list[str]:
    """Write times: as dates where all are at midnight."""
    units = moments.to_numpy()
    if len(units) and (units == units.astype("datetime64[D]")).all():
        return [str(text) for text in np.datetime_as_string(units, unit="D")]
    fraction = (units != units.astype("datetime64[s]")).any()
    return [str(text) for text in np.datetime_as_string(units, unit="us" if fraction else "s")]


def _text(value: object) -> str:
    """Write one value."""
    import pandas as pd

    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, pd.Timestamp):
        return value.isoformat()
    return str(value)
