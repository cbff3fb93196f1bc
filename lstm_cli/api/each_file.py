"""Forecast a folder of Parquet files, each a panel of its own, with only a few files in memory at once.

A worker receives the bytes of a file, reads and forecasts it, and sends back the bytes of the file of forecasts, or why
the file cannot be used.
"""

# ruff: noqa: PLC0415 - the readers load only when there is something to read

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from lstm_cli.api.arguments import path_of
from lstm_cli.api.data import AS_IT_IS
from lstm_cli.api.planning import PredictArguments, check_names, planned
from lstm_cli.ensemble.likeness import check_like
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
    from lstm_cli.panel.series import Panel

__all__ = ["FileForecast", "FileRequest", "FilesError", "check_all", "forecast_each", "write_each"]

BROKEN: Final = "is not a complete Parquet file: write it again, or remove it from the folder"
MAX_EXPLAINED: Final = 5  # files whose errors are given with all lines
MAX_NAMED: Final = 50  # files that are named


@dataclass(frozen=True, slots=True)
class FileForecast:
    """Facts about the forecast of one file: its name, its number of series, and the remarks on it.

    last: the last time that is forecast; data_end: the last time of the data, written as in the data. A file that is skipped
    has no series and no times; one that cannot be used has an error, too.
    """

    name: str
    series: int
    notes: tuple[Remark, ...]
    last: "np.datetime64 | None" = None
    data_end: str = ""
    error: DataError | None = None


class FilesError(DataError):
    """Some files of a folder cannot be used, and the forecasts of the others are written; ``files`` are facts about all."""

    files: Sequence[FileForecast] = ()


@dataclass(frozen=True, slots=True)
class FileRequest:
    """What to do with every file: what to forecast, how to read it if not as the training data, whether to add means.

    then: the command that takes a single file, for the advice if a file cannot be read.
    """

    arguments: PredictArguments
    reading: ReadOptions = AS_IT_IS
    mean: bool = False
    then: str = "read_csv"


@dataclass(frozen=True, slots=True)
class _File:
    """The unread bytes of a file, a model, and what to do with them."""

    path: str
    content: bytes
    model: Model
    request: FileRequest

    def forecast(self) -> tuple[FileForecast, bytes]:
        """Read and forecast the file; return facts about the forecast, and the bytes of its file: none without a forecast."""
        try:
            return self._forecast()
        except DataError as error:
            return FileForecast(Path(self.path).name, 0, (), error=error), b""

    def _forecast(self) -> tuple[FileForecast, bytes]:
        """Return what `forecast` does; a DataError says why the file cannot be used."""
        from lstm_cli.formats.forecast_parquet import forecast_parts

        panel = self._panel()
        if isinstance(panel, Remark):
            return FileForecast(Path(self.path).name, 0, (panel,)), b""
        plan, _ = planned(self.model, panel, self.request.arguments | PredictArguments(readings=False))
        lasts: list[np.datetime64] = []

        def parts() -> "Iterator[Result]":
            for part in plan.parts():
                lasts.extend(series.times[-1] for series in part.series)
                yield part

        content = b"".join(forecast_parts(parts(), panel, Request("parquet", mean=self.request.mean)))
        end = panel.time_style.write(last_time(panel))
        return FileForecast(Path(self.path).name, len(lasts), plan.notes, max(lasts), end), content

    def _panel(self) -> "Panel | Remark":
        """Read the file, or return why it is skipped; a DataError says what to do about a file that cannot be read."""
        from lstm_cli.readers.count_reader import read_panel
        from lstm_cli.readers.parquet_table import is_whole, rows_in
        from lstm_cli.readers.skipping import reason_of
        from lstm_cli.readers.source import as_source

        source, trained = as_source(self.content, self.path), self.model.panel
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
            if {problem.kind for problem in error.problems} == {"no-counts"}:
                return Remark("file-without-counts")
            if skip and error.series:
                return Remark("file-unusable", {"reason": reason_of(error)})
            from lstm_cli.tidying.advice import advised
            from lstm_cli.tidying.ways import ReadRequest

            check = partial(check_like, trained=trained)
            refusal = advised(error, ReadRequest(source, options, remembered, self.request.then, step, check))
            raise DataError(*refusal.entries) from None  # which passes between processes as it is
        return panel


def forecast_each(
    model: Model, folder: str | Path, request: FileRequest, *, jobs: int = 1, scheduler: str | None = None
) -> Iterator[tuple[FileForecast, bytes]]:
    """Yield the forecast of each file of a folder as soon as it is made: here, in processes, or on a cluster.

    Files that cannot be used come with their error and without a forecast. So do, without an error, files without counts,
    which programs that work in parts leave behind, and files in which no series can be used, if bad series are to be left out.

    Raises
    ------
    UsageError
        There is no such folder of Parquet files, it has subfolders, or an argument is invalid.
    DataError
        No file can be forecast.
    """
    check_names(request.arguments)
    paths = _files(path_of("folder", folder))
    here = scheduler is None and (jobs == 1 or len(paths) == 1)
    unread: list[FileForecast] = []
    units = (_File(str(path), content, model, request) for path, content in _contents(paths, unread))
    known: list[FileForecast] = []
    with make_executor(None if here or scheduler else min(jobs, len(paths)), scheduler) as executor:
        for made, content in finished(executor, _File.forecast, units, jobs=jobs):
            known.append(made)
            yield made, content
    yield from ((each, b"") for each in unread)
    known += unread
    if any(each.series for each in known):
        return
    if any(each.error for each in known):
        raise _failure(known, "no file can be forecast: nothing is written", folder)
    raise DataError("no file in this folder holds counts: there is nothing to forecast from", path=str(folder))


def write_each(made: Iterator[tuple[FileForecast, bytes]], target: str | Path) -> list[FileForecast]:
    """Write forecasts into a new or empty folder, each under the name of its file; return the facts about them.

    The folder appears with all of them or not at all.
    """
    from lstm_cli.storage.folder import write_folder

    known: list[FileForecast] = []

    def files() -> Iterator[tuple[str, bytes]]:
        for forecast, content in made:
            known.append(forecast)
            if forecast.series:
                yield forecast.name, content

    write_folder(path_of("target", target), files())
    return sorted(known, key=lambda forecast: forecast.name)


def check_all(known: list[FileForecast], folder: str | Path) -> list[FileForecast]:
    """Return facts about all files of a folder whose forecasts are written; FilesError if some files cannot be used.

    It names each of these with its error: the first with all lines, further ones with one each, and how many more there are.
    """
    failed = sum(each.error is not None for each in known)
    if failed:
        written = sum(each.series > 0 for each in known)
        raise _failure(known, f"{failed} of {len(known)} files cannot be used; forecasts written: {written}", folder)
    return known


def _failure(known: Sequence[FileForecast], summary: str, folder: str | Path) -> FilesError:
    """Return the error for files that cannot be used, which ends with a summary."""
    errors = [each.error for each in sorted(known, key=lambda each: each.name) if each.error is not None]
    lines = [problem for error in errors[:MAX_EXPLAINED] for problem in error.entries]
    lines += [error.problems[0] for error in errors[MAX_EXPLAINED:MAX_NAMED]]
    if len(errors) > MAX_NAMED:
        lines.append(Problem(f"… and {len(errors) - MAX_NAMED} more files", str(folder)))
    failure = FilesError(*lines, Problem(summary, str(folder)))
    failure.files = tuple(known)
    return failure


def _contents(paths: Iterable[Path], unread: list[FileForecast]) -> Iterator[tuple[Path, bytes]]:
    """Yield the bytes of each file, when its turn comes; files that the system does not give go to ``unread``."""
    for path in paths:
        try:
            content = path.read_bytes()
        except OSError as error:
            refusal = DataError(error.strerror or str(error), path=str(path))
            unread.append(FileForecast(path.name, 0, (), error=refusal))
        else:
            yield path, content


def _files(folder: Path) -> list[Path]:
    """Return the files of a folder in the order of their names."""
    from lstm_cli.readers.folder import Folder, file_source

    source = file_source(folder)
    if not isinstance(source, Folder):
        raise UsageError("is not a folder of Parquet files, one panel in each", path=str(folder))
    paths = [Path(file.name) for file in source.files]
    deep = next((path for path in paths if path.parent != folder), None)
    if deep is not None:
        hint = Hint("name a folder that holds the files themselves, such as {}", str(deep.parent))
        raise UsageError("has folders inside, but forecasts go to one folder", path=str(folder), hint=hint)
    return paths
