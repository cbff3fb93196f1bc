"""Forecast a folder of files, each a panel of its own, with only a few files in memory at once.

A worker receives the bytes of a file, reads and forecasts it, and sends back the bytes of the file of forecasts, or why
the file cannot be used.
"""

# ruff: noqa: PLC0415 - the readers load only when there is something to read

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from lstm_cli.api.arguments import path_of
from lstm_cli.api.one_file import File, FileForecast, FileRequest
from lstm_cli.api.planning import check_names
from lstm_cli.ensemble.model import Model
from lstm_cli.errors import DataError, ExitCode, Hint, Problem, UsageError
from lstm_cli.parallel.executors import finished, make_executor
from lstm_cli.problems import of_files
from lstm_cli.readers.extras import require
from lstm_cli.readers.file_names import stem_of

if TYPE_CHECKING:
    from lstm_cli.readers.folder import Folder

__all__ = ["FilesError", "check_all", "forecast_each", "forecast_files", "write_each"]

FORMATS: Final = {"Parquet": "parquet", "CSV": "csv", "Excel": "csv"}  # of forecasts, by the kind of the data


class FilesError(DataError):
    """Some files of a folder cannot be used, and the forecasts of the others are written; ``files`` are facts about all."""

    files: Sequence[FileForecast] = ()


def forecast_files(
    model: Model, folder: str | Path, target: str | Path, request: FileRequest, *, jobs: int, scheduler: str | None
) -> list[FileForecast]:
    """Write the forecast of each file of a folder into a new folder; return the facts about them, or raise a FilesError."""
    made = forecast_each(model, folder, request, jobs=jobs, scheduler=scheduler)
    return check_all(write_each(made, target), folder)


def forecast_each(
    model: Model, folder: str | Path, request: FileRequest, *, jobs: int = 1, scheduler: str | None = None
) -> Iterator[tuple[FileForecast, bytes]]:
    """Yield the forecast of each file of a folder as soon as it is made: here, in processes, or on a cluster.

    Files that cannot be used come with their error and without a forecast. So do, without an error, files without counts,
    which programs that work in parts leave behind, and files in which no series can be used, if bad series are to be left out.

    Raises
    ------
    UsageError
        There is no such folder of tables, it has subfolders, two files would be forecast into one, or an
        argument is invalid.
    DataError
        No file can be forecast.
    """
    check_names(request.arguments)
    source = _folder(path_of("folder", folder))
    targets = _targets(source, request.format or FORMATS[source.kind])
    unread: list[FileForecast] = []
    units = (
        File(str(path), content, source.kind, model, request, targets[path])
        for path, content in _contents(targets, unread)
    )
    known: list[FileForecast] = []
    with make_executor(jobs if scheduler else min(jobs, len(targets)), scheduler) as executor:
        for made, content in finished(executor, File.forecast, units, jobs=jobs):
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
    """Write forecasts into a new or empty folder; return the facts about them.

    The folder appears with all of them or not at all.
    """
    from lstm_cli.storage.folder import write_folder

    known: list[FileForecast] = []

    def files() -> Iterator[tuple[str, bytes]]:
        for forecast, content in made:
            known.append(forecast)
            if forecast.series:
                yield forecast.target, content

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
    failure = FilesError(*of_files(errors, str(folder)), Problem(summary, str(folder)))
    failure.files = tuple(known)
    for traceback in (note for error in errors for note in getattr(error, "__notes__", ())):  # of bugs
        failure.code, failure.exit_code = "bug", ExitCode.FAILURE
        failure.add_note(traceback)
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


def _folder(path: Path) -> "Folder":
    """Return the files of a folder without subfolders."""
    from lstm_cli.readers.folder import Folder, file_source

    source = file_source(path)
    if not isinstance(source, Folder):
        raise UsageError("is not a folder of files, one panel in each", path=str(path))
    deep = next((found for file in source.files if (found := Path(file.name)).parent != path), None)
    if deep is not None:
        hint = Hint("name a folder that holds the files themselves, such as {}", str(deep.parent))
        raise UsageError("has folders inside, but forecasts go to one folder", path=str(path), hint=hint)
    return source


def _targets(source: "Folder", format: str) -> dict[Path, str]:  # noqa: A002 - as the option is called
    """Return the name of the file of forecasts for each file of a folder, in the order of their names."""
    if "parquet" in {format, FORMATS[source.kind]}:
        require("pyarrow", path=source.name)
    targets = {path: f"{stem_of(path.name)}.{format}" for path in (Path(file.name) for file in source.files)}
    first: dict[str, Path] = {}
    for path, target in targets.items():
        if first.setdefault(target, path) != path:
            message = f"has {first[target].name} and {path.name}, whose forecasts would both be {target}"
            raise UsageError(message, path=source.name, hint=Hint("move one of them to another folder"))
    return targets
