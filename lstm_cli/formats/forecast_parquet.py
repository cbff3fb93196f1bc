"""Forecasts as Parquet: the columns of the CSV, with a row group per part."""

# ruff: noqa: PLC0415 - an extra, and slow to import

import io
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import numpy as np

from lstm_cli.ensemble.results import Forecast
from lstm_cli.formats.levels import column_name
from lstm_cli.formats.registry import Request, Written
from lstm_cli.formats.values import mean_text
from lstm_cli.options import DataKind
from lstm_cli.panel.frequency import DAY
from lstm_cli.panel.series import Panel

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["forecast_parts", "parquet_files", "write_forecast"]


def write_forecast(forecast: Forecast, panel: Panel, request: Request) -> Written:
    """Write the format ``parquet`` (see `lstm_cli.formats.registry`)."""
    return Written(b"".join(forecast_parts([forecast], panel, request)), forecast.notes)


def forecast_parts(parts: Iterable[Forecast], panel: Panel, request: Request) -> Iterator[bytes]:
    """Write forecasts, a few series at a time, as one file with a row group for each."""
    from pyarrow.parquet import ParquetWriter

    writer, sink = None, _Sink()
    for forecast in parts:
        table = _table(forecast, panel, mean=request.mean)
        writer = ParquetWriter(sink, table.schema) if writer is None else writer
        writer.write_table(table)
        yield sink.taken()
    if writer is not None:
        writer.close()
        yield sink.taken()


def parquet_files(parts: Iterable[Forecast], panel: Panel, request: Request) -> Iterator[tuple[str, bytes]]:
    """Write each forecast as a separate file, with its name in the folder."""
    for number, forecast in enumerate(parts):
        yield f"part-{number:05d}.parquet", b"".join(forecast_parts([forecast], panel, request))


class _Sink(io.RawIOBase):
    """A file that keeps written bytes until they are taken."""

    def __init__(self) -> None:
        super().__init__()
        self._kept = bytearray()
        self._written = 0

    def writable(self) -> bool:
        """Take bytes."""
        return True

    def write(self, content: "bytes | memoryview", /) -> int:  # type: ignore[override]  # what pyarrow writes
        """Keep bytes."""
        self._kept += content
        self._written += len(content)
        return len(content)

    def tell(self) -> int:
        """Return the number of bytes written."""
        return self._written

    def taken(self) -> bytes:
        """Return the bytes written since the last call."""
        kept = bytes(self._kept)
        self._kept.clear()
        return kept


def _table(forecast: Forecast, panel: Panel, *, mean: bool) -> "pa.Table":
    """Return the rows of a forecast; counts are int64, rates float64, times timestamps, or dates if all are days."""
    import pyarrow as pa

    columns, every, scale = panel.columns, forecast.series, panel.scale
    kind = pa.int64() if scale.kind is DataKind.COUNT else pa.float64()
    times = np.concatenate([series.times for series in every]).astype("datetime64[s]")
    named: list[tuple[str, pa.Array]] = []
    if columns.id is not None:
        names = np.repeat(np.arange(len(every)), [len(series.times) for series in every])
        named.append((columns.id, pa.array([series.name for series in every], pa.string()).take(pa.array(names))))
    by_day = panel.frequency.seconds % DAY == 0 and panel.series[0].times[-1].astype(np.int64) % DAY == 0
    named.append((columns.time, pa.array(times.astype("datetime64[D]")) if by_day else pa.array(times)))
    values = scale.rounded(np.concatenate([series.quantiles for series in every]))
    for at, level in enumerate(forecast.levels):
        named.append((column_name(level), pa.array(values[:, at]).cast(kind)))
    if mean:
        means = np.concatenate([series.mean for series in every]).tolist()
        named.append(("mean", pa.array([float(mean_text(value, scale.decimals)) for value in means], pa.float64())))
    return pa.Table.from_arrays([array for _, array in named], names=[name for name, _ in named])
