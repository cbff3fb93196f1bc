"""The truth that `score` reads; if it is refused, errors have commands that help and keep what the user asked for."""
# ruff: noqa: PLC0415 - what only a refusal needs

import shlex
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from lstm_cli.cli.reading import read_counts
from lstm_cli.cli.settings import flag, free_name
from lstm_cli.errors import Command, DataError, ForecastError, Hint, Problem, Setting, UsageError
from lstm_cli.options import ReadOptions
from lstm_cli.readers.source import MAX_ADVISED, Source, as_source

if TYPE_CHECKING:
    from lstm_cli.panel.series import Panel

__all__ = ["check_no_hub", "read_truth"]

TASKS: Final = Path("hub-config", "tasks.json")  # marks the folder of a hub
TARGET: Final = "target"  # the column that tells targets apart
MAX_TARGETS: Final = 3  # targets of a hub for which an error has a command


def check_no_hub(folder: str, scoring: str, target: str | None) -> None:
    """Refuse the folder of a hub or of its target data as the truth; the hint has the command that makes one of it."""
    hub = _hub_of(Path(folder) / "here")
    if hub is not None and Path(folder).resolve() in {hub.resolve(), (hub / "target-data").resolve()}:
        what = Problem("the folder of a hub is not a table of observed counts", folder)
        raise UsageError(what, *(Problem("", folder, hint=way) for way in _of_hub(hub, scoring, target)))


def read_truth(truth: Source, reading: ReadOptions, scoring: str, target: str | None) -> "Panel":
    """Read the observed counts; an error has commands that lead to the same scores.

    ``scoring`` is the command up to the truth; ``target`` the one that it names.
    """
    try:
        return read_counts(truth, reading, then=scoring)
    except DataError as error:
        if reading.date_format is not None:  # may be that of the forecasts alone
            with suppress(ForecastError):
                return read_counts(truth, replace(reading, date_format=None), then=scoring)
        from lstm_cli.tidying.advice import AdvisedError
        from lstm_cli.tidying.ways import Way

        ways = [Way(hint) for hint in _of_file(truth.name, scoring, target)]
        if ways:
            raise AdvisedError(error, (), ways) from None
        raise _kept(error, truth, target) from None


def _of_file(name: str, scoring: str, target: str | None) -> Iterator[Hint]:
    """Yield commands for a file that is among the target data of a hub."""
    hub = _hub_of(Path(name))
    if hub is not None and (hub / "target-data").resolve() in Path(name).resolve().parents:
        yield from _of_hub(hub, scoring, target)


def _hub_of(path: Path) -> Path | None:
    """Return the innermost hub that a path lies in; None if it lies in none."""
    return next((folder for folder in (*path.parents, *path.resolve().parents) if (folder / TASKS).is_file()), None)


def _of_hub(hub: Path, scoring: str, target: str | None) -> Iterator[Hint]:
    """Yield a command for each target that may be meant, if its data are a table of counts."""
    from lstm_cli.api.data import to_panel
    from lstm_cli.api.hubs import Hub
    from lstm_cli.hubs.target_data import targets_with_data

    try:
        known = Hub(hub)
        held = [name for name in targets_with_data(known.record) if target in {None, name}]
    except ForecastError:
        return
    for name in held[:MAX_TARGETS]:
        try:
            to_panel(known.data(name))
        except ForecastError:
            continue
        own = scoring if target else f"{scoring} {flag(Setting('target', name))}"
        yield Hint(
            "with the hub's own counts: {}", _ending(Command("hub data", str(hub), (Setting("target", name),), own))
        )


def _ending(command: Command) -> Command:
    """Return a command that gives its result to `score` as the truth: by a pipe, or by a file if forecasts are piped."""
    if "-" not in shlex.split(command.then):
        return command
    return replace(command, settings=(*command.settings, Setting("output", free_name("truth", ".csv"))), then="")


def _kept(error: DataError, source: Source, target: str | None) -> DataError:
    """Return an error whose commands choose the rows of the scored target, and leave standard input to the forecasts."""
    from lstm_cli.tidying.advice import AdvisedError

    if isinstance(error, AdvisedError):
        fitting = ((way, [_of_target(part, source, target) for part in way.parts]) for way in error.ways)
        error.ways = tuple(
            Hint(way.template, *(_ending(part) if isinstance(part, Command) else part for part in parts if part))
            for way, parts in fitting
            if all(parts)
        )
    return error


def _of_target(part: Setting | Command | str, source: Source, target: str | None) -> Setting | Command | str | None:
    """Return a part of advice; in a command, the rows of another target are replaced by those of this one.

    None where there is no such command: what makes a series of each target leaves none of the forecast names.
    """
    if not isinstance(part, Command) or target is None:
        return part
    if any(setting.name == "id" and TARGET in str(setting.value).split("+") for setting in part.settings):
        return None
    settings = tuple(_where(setting, target) if setting.name == "where" else setting for setting in part.settings)
    if settings == part.settings:
        return part
    from lstm_cli.tidying.settings import options_of
    from lstm_cli.tidying.ways import ReadRequest, tried

    request = ReadRequest(as_source(source.head(MAX_ADVISED + 1), source.name))
    panel = tried(request.tidied, options_of(settings))
    return None if panel is None else replace(part, settings=settings)


def _where(setting: Setting, target: str) -> Setting:
    """Return the setting that chooses rows, with the target."""
    texts = setting.value if isinstance(setting.value, tuple) else (str(setting.value),)
    return Setting(
        "where", tuple(f"{TARGET}={target}" if text.startswith(f"{TARGET}=") else str(text) for text in texts)
    )
