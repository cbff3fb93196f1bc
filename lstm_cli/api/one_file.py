"""Forecast one file of a folder: what a worker does with its bytes, and what it reports."""

# ruff: noqa: PLC0415 - the readers load only when there is something to read

import traceback
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from lstm_cli.api.planning import PredictArguments, planned
from lstm_cli.ensemble.likeness import check_like
from lstm_cli.ensemble.model import Model
from lstm_cli.errors import DataError, ForecastError
from lstm_cli.formats.registry import Request, stream_forecast
from lstm_cli.options import READ_DEFAULTS, ReadOptions
from lstm_cli.panel.slicing import last_time
from lstm_cli.problems import of_bug
from lstm_cli.readers.file_names import SERIES, as_text, stem_of
from lstm_cli.readers.file_series import undated, years_in
from lstm_cli.remarks import Remark

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np

    from lstm_cli.ensemble.results import Forecast as Result
    from lstm_cli.panel.series import Panel

__all__ = ["File", "FileForecast", "FileRequest"]

BROKEN: Final = "is not a complete Parquet file: write it again, or remove it from the folder"
NOTHING: Final = {"empty", "no-counts"}  # kinds of problems of a file that is skipped


@dataclass(frozen=True, slots=True)
class FileForecast:
    """Facts about the forecast of one file: its name, its number of series, and the remarks on it.

    target: the name of the file of forecasts; last: the last time that is forecast; data_end: the last time of the data,
    written as in the data. A file that is skipped has no series and no times; one that cannot be used has an error, too.
    """

    name: str
    series: int
    notes: tuple[Remark, ...]
    last: "np.datetime64 | None" = None
    data_end: str = ""
    target: str = ""
    error: DataError | None = None


@dataclass(frozen=True, slots=True)
class FileRequest:
    """What to do with every file: what to forecast, how to read it if not as the training data, whether to add means.

    then: the command that takes a single file, for the advice if a file cannot be read. format: of the forecasts, ``csv`` or
    ``parquet``; None for that of the data.
    """

    arguments: PredictArguments
    reading: ReadOptions = READ_DEFAULTS
    mean: bool = False
    then: str = "read_csv"
    format: str | None = None


@dataclass(frozen=True, slots=True)
class File:
    """The unread bytes of a file, its kind, a model, and what to do with them; ``target`` names the file of forecasts."""

    path: str
    content: bytes
    kind: str
    model: Model
    request: FileRequest
    target: str

    def forecast(self) -> tuple[FileForecast, bytes]:
        """Read and forecast the file; return facts about the forecast, and the bytes of its file: none without a forecast."""
        try:
            return self._forecast()
        except DataError as error:
            return FileForecast(Path(self.path).name, 0, (), error=error), b""
        except (ForecastError, OSError, MemoryError):
            raise  # other files would meet with the same
        except Exception as error:  # noqa: BLE001 - a bug that one file brings to light must not cost all others
            failure = DataError(of_bug(error, self.path))
            failure.add_note(traceback.format_exc())
            return FileForecast(Path(self.path).name, 0, (), error=failure), b""

    def _forecast(self) -> tuple[FileForecast, bytes]:
        """Return what `forecast` does; a DataError says why the file cannot be used."""
        panel = self._panel()
        if isinstance(panel, Remark):
            return FileForecast(Path(self.path).name, 0, (panel,)), b""
        plan, _ = planned(self.model, panel, self.request.arguments | PredictArguments(readings=False))
        lasts: list[np.datetime64] = []

        def parts() -> "Iterator[Result]":
            for part in plan.parts():
                lasts.extend(series.times[-1] for series in part.series)
                yield part

        written = stream_forecast(parts(), panel, Request(Path(self.target).suffix[1:], mean=self.request.mean))
        content = b"".join(part.encode() if isinstance(part, str) else part for part in written)
        end = panel.time_style.write(last_time(panel))
        return FileForecast(Path(self.path).name, len(lasts), plan.notes, max(lasts), end, self.target), content

    def _panel(self) -> "Panel | Remark":
        """Read the file, or return why it is skipped; a DataError says what to do about a file that cannot be read."""
        from lstm_cli.readers.count_reader import read_panel
        from lstm_cli.readers.packed import unpacked
        from lstm_cli.readers.parquet_table import is_whole, rows_in
        from lstm_cli.readers.skipping import reason_of
        from lstm_cli.readers.source import as_source

        source, trained = unpacked(as_source(self.content, self.path)), self.model.panel
        if self.kind == "Parquet":
            if not is_whole(source):
                raise DataError(BROKEN, path=self.path)
            if not rows_in(source):
                return Remark("file-without-counts")
        options, skip = self.request.reading, self.request.arguments.get("skip_bad_series", False)
        remembered, step = trained.reading, trained.frequency
        try:
            panel = read_panel(source, options=options, remembered=remembered, skip_bad_series=skip, step=step)
            check_like(panel, trained)
        except DataError as error:
            if {problem.kind for problem in error.problems} <= NOTHING:
                return Remark("file-without-counts")
            if skip and error.series:
                return Remark("file-unusable", {"reason": reason_of(error)})
            from lstm_cli.tidying.advice import advised
            from lstm_cli.tidying.ways import ReadRequest

            check = partial(check_like, trained=trained)
            refusal = advised(error, ReadRequest(source, options, remembered, self.request.then, step, check))
            raise DataError(*refusal.entries) from None  # which passes between processes as it is
        return self._named(panel)

    def _named(self, panel: "Panel") -> "Panel":
        """Return the panel; a single series has the name of its file if the model's series have names of files."""
        columns = panel.columns
        if columns.id is not None or len(panel) > 1 or self.model.panel.columns.id != SERIES:
            return panel
        series, stem = panel.series[0], as_text(stem_of(Path(self.path).name))
        series = replace(series, name=undated(stem, years_in(map(str, series.times[[0, -1]]))) or stem)
        return replace(panel, series=[series], columns=replace(columns, id=SERIES, layout="long"))
