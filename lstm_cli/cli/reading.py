"""The DATA argument and the options about its columns and dates, read in the same way by every command."""
# ruff: noqa: PLC0415 - NumPy loads only when there is something to read

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from lstm_cli.cli.given import Given
from lstm_cli.cli.options.shared import MODEL_FILE
from lstm_cli.cli.settings import free_name, with_options
from lstm_cli.cli.streams import read_input
from lstm_cli.cli.vintages import read_vintage_file
from lstm_cli.errors import STDIN, DataError, ForecastError, Hint, Setting, UsageError
from lstm_cli.options import READ_DEFAULTS, ReadOptions
from lstm_cli.problems import shown
from lstm_cli.readers.source import MAX_ADVISED, Piped, Source

if TYPE_CHECKING:
    from lstm_cli.api.forecaster import Forecaster
    from lstm_cli.panel.series import Panel
    from lstm_cli.panel.vintages import Vintages
    from lstm_cli.tidying.ways import ReadRequest

__all__ = [
    "check_both",
    "check_no_labels",
    "check_reading",
    "load_and_read",
    "read_both",
    "read_counts",
    "read_data",
    "with_model",
]


def read_counts(
    source: Source,
    options: ReadOptions,
    trained: "Panel | None" = None,
    *,
    then: str = "train",
    skip_bad_series: bool = False,
    labels: Sequence[str] = (),
) -> "Panel":
    """Read a table of counts; for a model, in the same way as the data that it was ``trained`` on.

    ``then`` is the command that takes it, for the advice where it cannot be read as it is, or is not for the model.
    """
    from lstm_cli.readers.count_reader import read_panel

    if isinstance(source, Piped):
        source.head(MAX_ADVISED + 1)  # kept, so that advice can look into it after an error
    remembered, step = (READ_DEFAULTS, None) if trained is None else (trained.reading, trained.frequency)
    panel, skip = None, skip_bad_series
    try:
        panel = read_panel(
            source, options=options, remembered=remembered, skip_bad_series=skip, labels=labels, step=step
        )
        _check_like(panel, trained)
    except DataError as error:
        from lstm_cli.tidying.ways import ReadRequest

        check = None if trained is None else partial(_check_like, trained=trained)
        raise _advised(error, ReadRequest(source, options, remembered, then, step, check), panel) from None
    return panel


def _advised(error: DataError, request: "ReadRequest", panel: "Panel | None") -> DataError:
    """Return an error with commands that work; for a ``panel`` that does not fit the model, one that trains on it."""
    from lstm_cli.tidying.advice import AdvisedError, advised

    refusal = advised(error, request)
    if panel is None or isinstance(refusal, AdvisedError) or panel.source == STDIN:
        return refusal
    return DataError(*error.problems, advice=_with_own_model(panel))


def _check_like(panel: "Panel", trained: "Panel | None") -> None:
    """Refuse a panel that does not fit the model; without a model, any panel will do."""
    if trained is not None:
        from lstm_cli.ensemble.likeness import check_like

        check_like(panel, trained)


def _with_own_model(panel: "Panel") -> Hint:
    """Return the command that trains a model on a panel and writes it to a new file."""
    from lstm_cli.panel.commands import reading_command

    model = free_name(Path(panel.source).stem, ".lstm")
    command = reading_command("train", panel.source, panel.reading)
    return Hint("train a model on it: {}", replace(command, settings=(*command.settings, Setting("model", model))))


def read_data(data: str, options: ReadOptions, *, then: str = "train", skip_bad_series: bool = False) -> "Panel":
    """Read a file of counts, or standard input; ``then`` is the command that takes it."""
    return read_counts(read_input(data), options, then=then, skip_bad_series=skip_bad_series)


def check_both(data: str | None, vintages: str | None, *, skip_bad_series: bool) -> None:
    """Refuse a command without input, before anything large is loaded."""
    if data is None and vintages is None:
        raise UsageError("there is no DATA: name a table, - for standard input, or --vintages FILE")
    if data is None and skip_bad_series:
        raise UsageError("--skip-bad-series skips series of DATA, but there is no DATA")
    if vintages == "-" == data:
        raise UsageError("DATA and --vintages cannot both be standard input: name a file for one of them")


def read_both(
    data: str | None, vintages: str | None, options: ReadOptions, given: Given, *, skip_bad_series: bool
) -> "tuple[Panel, Vintages | None]":
    """Read DATA, the file of vintages, or both; without DATA the panel is the newest state of the vintages.

    ``given`` is the command that takes them, for advice.
    """
    from lstm_cli.api.data import with_vintages

    panel = None if data is None else read_data(data, options, then=given.for_tidied(), skip_bad_series=skip_bad_series)
    remembered = READ_DEFAULTS if panel is None else panel.reading
    states = None if vintages is None else read_vintage_file(vintages, options, remembered, given)
    return with_vintages(panel, states)


def with_model(command: str, model: str) -> str:
    """Return a command with the model file, unless that is the default one."""
    return with_options(command, model=None if model == MODEL_FILE else model)


def check_reading(data: str | None, options: ReadOptions, *, skip_bad_series: bool = False) -> None:
    """Refuse options about DATA if DATA are left out."""
    if data is None and (skip_bad_series or options != READ_DEFAULTS):
        raise UsageError("options about columns and dates say how to read DATA, but there is no DATA")


def check_no_labels(labels: Sequence[str], model: str, given: Given) -> None:
    """Refuse options that name columns about series if DATA are left out, since only DATA have them."""
    if labels:
        message = f"column {shown(labels[0])} is to be read from DATA, but there is no DATA"
        raise UsageError(message, value=labels[0], hint=_with_training_data(labels, model, given))


def _with_training_data(labels: Sequence[str], model: str, given: Given) -> Hint:
    """Return the command as it was given, with the file that the model was trained on as DATA, if it has the columns."""
    from lstm_cli.api.forecaster import load
    from lstm_cli.readers.folder import file_source
    from lstm_cli.readers.remembered import open_as_before

    other = Hint("name a table that has it")
    try:
        panel = load(model).panel
        table, _ = open_as_before(file_source(panel.source), READ_DEFAULTS, panel.reading)
    except (ForecastError, OSError):
        return other
    if panel.columns.layout == "wide" or not set(labels) <= set(table.header.names):
        return other
    return Hint("the training table has it: {}", given.with_data(panel.source))


def load_and_read(
    model: str,
    data: str | None,
    options: ReadOptions,
    given: Given,
    *,
    skip_bad_series: bool = False,
    labels: Sequence[str] = (),
) -> tuple["Forecaster", "Panel | None"]:
    """Load a model, and read DATA, if there are any, as its training data were read; ``given`` is for advice."""
    from lstm_cli.api.forecaster import load

    newer = None if data is None else _open_newer(data)  # first: the two files may have been swapped
    forecaster = load(model)
    if newer is None:
        return forecaster, None
    then, trained = given.for_tidied(), forecaster.panel
    panel = read_counts(newer, options, trained, then=then, skip_bad_series=skip_bad_series, labels=labels)
    return forecaster, panel


def _open_newer(data: str) -> Source:
    """Open DATA; refuse a model file."""
    from lstm_cli.readers.decode import MODEL_HEAD, refuse_model

    source = read_input(data)
    refuse_model(source.head(MODEL_HEAD), path=source.name)
    return source
