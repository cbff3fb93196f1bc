"""What a user may say about the input where its own names and dates do not."""

from dataclasses import dataclass

__all__ = ["ReadOptions"]


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How to read a CSV; None leaves the choice to the reader, who says what it chose."""

    id: str | None = None  # name of the column that names the series
    time: str | None = None  # name of the column of times
    value: str | None = None  # name of the column of counts
    wide: bool | None = None  # one column a series
    date_format: str | None = None  # strptime; ISO 8601 when left out
    freq: str | None = None  # 15min, h, D, W, 2W, MS, ME, QS, QE, YS, YE, ...
    delimiter: str | None = None
    encoding: str = "utf-8"
