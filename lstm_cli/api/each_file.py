"""Forecast a folder of Parquet files, each a panel of its own, with only a few files in memory at once.

A worker receives the bytes of a file, reads and forecasts it, and sends back the bytes of the file of forecasts.
"""

# ruff: noqa: PLC0415 - the readers load only when there is something to read

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from lstm_cli.api.arguments import path_of
from lstm_cli.api.data import AS_IT_IS
from lstm_cli.api.planning import PredictArguments, check_names, planned
from lstm_cli.ensemble.model import Model
from lstm_cli.errors import DataError, Hint, Problem, UsageError
from lstm_cli.formats.registry import Request
from lstm_cli.options import ReadOptions
from lstm_cli.panel.slicing import last_time
from lstm_cli.parallel.executors import finished, make_executor
from lstm_cli.remarks import Remark

if TYPE_CHECKING:
    import numpy as np

    from lstm_cli.ensemble.results import Forecast as Result

__all__ = ["FileForecast", "FileRequest", "forecast_each", "write_each"]

BROKEN: Final = "is no whole Parquet file: write it anew, or take it out of the folder"


@dataclass(frozen=True, slots=True)
class FileForecast:
    """Facts about the forecast of one file: its name, its number of series, and the remarks on it.

    last: the last time that is forecast; data_end: the last time of the data, written as in the data.
    """

    name: str
    series: int
    notes: tuple[Remark, ...]
    last: "np.datetime64"
    data_end: str


@dataclass(frozen=True, slots=True)
class FileRequest:
    """What to do with every file: what to forecast, how to read it if not as the training data, whether to add means."""

    arguments: PredictArguments
    reading: ReadOptions = AS_IT_IS
    mean: bool = False


@dataclass(frozen=True, slots=True)
class _File:
    """The unread bytes of a file, a model, and what to do with them."""

    path: str
    content: bytes
    model: Model
    request: FileRequest

    def forecast(self) -> tuple[FileForecast, bytes]:
        """Read and forecast the file; return facts about the forecast, and the bytes of its file."""
        from lstm_cli.formats.forecast_parquet import forecast_parts
        from lstm_cli.readers.count_reader import read_panel

        arguments, trained = self.request.arguments, self.model.panel
        panel = read_panel(
            self.content,
            name=self.path,
            options=self.request.reading,
            remembered=trained.reading,
            skip_bad_series=arguments.get("skip_bad_series", False),
            step=trained.frequency,
        )
        plan, _ = planned(self.model, panel, arguments | PredictArguments(readings=False))
        lasts: list[np.datetime64] = []

        def parts() -> "Iterator[Result]":
            for part in plan.parts():
                lasts.extend(series.times[-1] for series in part.series)
                yield part

        content = b"".join(forecast_parts(parts(), panel, Request("parquet", mean=self.request.mean)))
        end = panel.time_style.write(last_time(panel))
        return FileForecast(Path(self.path).name, len(lasts), plan.notes, max(lasts), end), content


def forecast_each(
    model: Model, folder: str | Path, request: FileRequest, *, jobs: int = 1, scheduler: str | None = None
) -> Iterator[tuple[FileForecast, bytes]]:
    """Yield the forecast of each file of a folder as soon as it is made: here, in processes, or on a cluster.

    Raises
    ------
    UsageError
        There is no such folder of Parquet files, or it has subfolders.
    DataError
        Files are truncated, which is found before any file is forecast, or one cannot be read.
    """
    check_names(request.arguments)
    paths = _files(path_of("folder", folder))
    here = scheduler is None and (jobs == 1 or len(paths) == 1)
    units = (_File(str(path), path.read_bytes(), model, request) for path in paths)
    with make_executor(None if here or scheduler else min(jobs, len(paths)), scheduler) as executor:
        yield from finished(executor, _File.forecast, units, jobs=jobs)


def write_each(made: Iterator[tuple[FileForecast, bytes]], target: str | Path) -> list[FileForecast]:
    """Write forecasts into a new or empty folder, each under the name of its file; return the facts about them.

    The folder appears with all of them or not at all.
    """
    from lstm_cli.storage.folder import write_folder

    known: list[FileForecast] = []

    def files() -> Iterator[tuple[str, bytes]]:
        for forecast, content in made:
            known.append(forecast)
            yield forecast.name, content

    write_folder(path_of("target", target), files())
    return sorted(known, key=lambda forecast: forecast.name)


def _files(folder: Path) -> list[Path]:
    """Return the files of a folder in the order of their names; DataError names those that are truncated."""
    from lstm_cli.problems import MAX_SHOWN
    from lstm_cli.readers.folder import Folder, file_source
    from lstm_cli.readers.parquet_table import is_whole

    source = file_source(folder)
    if not isinstance(source, Folder):
        raise UsageError("is no folder of Parquet files, each of which could be a panel of its own", path=str(folder))
    paths = [Path(file.name) for file in source.files]
    deep = next((path for path in paths if path.parent != folder), None)
    if deep is not None:
        hint = Hint("name a folder that has the files themselves, as {}", str(deep.parent))
        raise UsageError("has folders within, and forecasts go to one folder", path=str(folder), hint=hint)
    # Found now, and not after hours of work on the others.
    broken = [Problem(BROKEN, file.name) for file in source.files if not is_whole(file)]
    if broken:
        raise DataError(*broken[:MAX_SHOWN], more=max(len(broken) - MAX_SHOWN, 0))
    return paths
