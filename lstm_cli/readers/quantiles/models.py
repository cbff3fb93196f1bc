"""Reads files of forecasts into a table per model, by the name of the model."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from lstm_cli.errors import DataError, Hint, Setting, UsageError
from lstm_cli.panel.series import Columns
from lstm_cli.problems import of_files, shown
from lstm_cli.readers.column_errors import HOLDS, no_such_column
from lstm_cli.readers.column_names import list_names
from lstm_cli.readers.quantiles.layout import Asked
from lstm_cli.readers.quantiles.reader import ForecastFile, read_forecasts
from lstm_cli.readers.quantiles.sources import ModelFiles
from lstm_cli.readers.quantiles.table import QuantileTable, join_tables
from lstm_cli.readers.quantiles.tasks import NothingAskedError
from lstm_cli.readers.source import Source
from lstm_cli.readers.table import HeldTable

__all__ = ["Models", "models_of", "read_models"]

Key = tuple[str, str]  # the name of the model's files, if it matters, and the name in the file itself


@dataclass(frozen=True, slots=True)
class Models:
    """The forecasts of each model by its name, in the order of the files, and the observed counts in the files.

    ``without``: the files that are left out because they have no quantile of the requested target.
    """

    tables: dict[str, QuantileTable]
    observed: tuple[HeldTable, ...]
    without: tuple[str, ...] = ()


def read_models(
    sources: Sequence[ModelFiles],
    load: Callable[[str], Source],
    *,
    truth: Columns,
    asked: Asked,
    observed: str | None = None,
) -> Models:
    """Read all files; one error lists everything that cannot be read. ``load`` opens a file.

    Files without requested quantiles are refused only if no file has any: the teams of a hub choose what they forecast.

    ``truth``, ``asked`` and ``observed`` are those of `lstm_cli.readers.quantiles.reader.read_forecasts`.
    """
    read: list[tuple[ModelFiles, list[tuple[str, ForecastFile]]]] = []
    errors: list[DataError] = []
    without: list[NothingAskedError] = []
    for source in sources:
        files = []
        for path in source.files:
            opened = load(path)
            try:
                files.append((opened.name, read_forecasts(opened, truth=truth, asked=asked, observed=observed)))
            except NothingAskedError as error:
                without.append(error)
            except DataError as error:
                errors.append(error)
        read.append((source, files))
    if errors or not any(files for _, files in read):
        raise _joined(errors or without)
    return replace(models_of(read, asked=asked), without=tuple(error.path for error in without))


def models_of(read: Sequence[tuple[ModelFiles, Sequence[tuple[str, ForecastFile]]]], *, asked: Asked) -> Models:
    """Return the models in files that were read, each file with its name in messages.

    Raises
    ------
    UsageError
        A name was given for several models in one file, or an option was given that applies to no file.
    DataError
        A column was named that no file has.
    """
    every = [file for _, files in read for _, file in files]
    _check_used(every, asked)
    _check_columns([file for _, files in read for file in files], asked)
    found: dict[Key, list[QuantileTable]] = {}
    for source, files in read:
        for path, file in files:
            for name, table in file.tables.items():
                found.setdefault(_key(source, file, name, path=path), []).append(table)
    own = [name for _, name in found]
    names = {(files, name): _name(files, name, alone=own.count(name) == 1) for files, name in found}
    tables = {names[key]: join_tables(parts, source=_source(key[0], parts)) for key, parts in found.items()}
    return Models(tables, tuple(file.observed for file in every if file.observed is not None))


def _key(source: ModelFiles, file: ForecastFile, name: str, *, path: str) -> Key:
    """Return the key of a model: its name in a column of models, else its files and the name of its columns."""
    several = len(file.tables) > 1
    if source.named:
        if several:
            message = f"holds several models, {list_names(sorted(file.tables))}"
            raise UsageError(message, path=path, hint=Hint("leave out {}", Setting("model_name")))
        return source.name, ""
    return ("", name) if file.column is not None else (source.name, name if several else "")


def _name(files: str, name: str, *, alone: bool) -> str:
    """Return the name of a model: its own, if it has one that is unique among the files."""
    return name if name and alone else "/".join(part for part in (files, name) if part)


def _source(files: str, parts: Sequence[QuantileTable]) -> str:
    """Return the name of a model's files in messages."""
    sources = list(dict.fromkeys(table.source for table in parts))
    return sources[0] if len(sources) == 1 else files or sources[0]


def _check_used(files: Sequence[ForecastFile], asked: Asked) -> None:
    """Refuse options that apply to no file."""
    used = frozenset().union(*(file.used for file in files))
    if asked.target is not None and "target" not in used:
        hint = Hint("{} chooses among the targets of a column 'target'", Setting("target"))
        raise UsageError("no file of forecasts has a column of targets", value=asked.target, hint=hint)
    if asked.interval is not None and "interval" not in used:
        hint = Hint("{} is for columns such as yhat_lower, which do not", Setting("interval"))
        message = "every column of the forecasts gives its level"
        raise UsageError(message, value=f"{asked.interval:g}", hint=hint)


def _check_columns(files: Sequence[tuple[str, ForecastFile]], asked: Asked) -> None:
    """Refuse names of columns that no file has; the error is about the first."""
    used = frozenset().union(*(file.used for _, file in files))
    path, first = files[0]
    for role, name in asked.columns.items():
        if role not in used and name in first.header.names:
            message = f"column {shown(name)} of the forecasts holds no {HOLDS[role]}"
            raise DataError(message, path=path, line=first.header.line, hint=Hint("leave out {}", Setting(role)))
        if role not in used:
            raise no_such_column(first.header, role, name, path=path)


def _joined(errors: Sequence[DataError]) -> DataError:
    """Return one error for the problems of several files."""
    return errors[0] if len(errors) == 1 else DataError(*of_files(errors))
