"""Resumable backtests: finished cutoffs are kept in a working file until all are finished."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from lstm_cli.api.backtesting import forecast_cutoffs
from lstm_cli.atomic import temporary_name
from lstm_cli.cli.error_boundary import PROGRAM
from lstm_cli.cli.output import format_of_ending
from lstm_cli.cli.streams import say
from lstm_cli.cli.targets import check_output, check_parquet, same_place
from lstm_cli.errors import UsageError
from lstm_cli.evaluation.backtest import CutoffForecasts, Plan
from lstm_cli.evaluation.checkpoint import WorkingFile, open_working_file
from lstm_cli.formats.text import printable
from lstm_cli.parallel.processes import put_off
from lstm_cli.progress import Progress, Report

if TYPE_CHECKING:
    from lstm_cli.panel.series import Panel

__all__ = ["WorkingPlace", "finish", "keeping", "places"]

ROWS: Final = {".csv": "csv", ".parquet": "parquet"}  # formats of forecasts by the ending of their file


@dataclass(frozen=True, slots=True)
class WorkingPlace:
    """Where finished cutoffs are kept; ``optional`` if it is not beside a file that the user named."""

    path: Path
    optional: bool


def places(
    forecasts: str | None, inputs: list[str], output: str | None, *, style: str
) -> tuple[Path | None, WorkingPlace]:
    """Check the files of forecasts, scores and finished cutoffs; return that of forecasts, if any, and the working file."""
    kept = _file_of_forecasts(forecasts, inputs, output)
    check_output(output, inputs, style=style, stem="scores")
    return kept, _working_place(kept, inputs, output)


def _file_of_forecasts(forecasts: str | None, inputs: list[str], output: str | None) -> Path | None:
    """Check the file of forecasts: it is neither the data nor the scores."""
    if forecasts is None:
        return None
    if forecasts == "-":
        raise UsageError("--forecasts takes a file: standard output is for the scores")
    if same_place(forecasts, output):
        raise UsageError(f"{forecasts}: --forecasts and --output name the same file")
    style = format_of_ending(forecasts, ROWS) or "csv"
    if style == "parquet":
        check_parquet(forecasts)
    check_output(forecasts, inputs, option="--forecasts", style=style, stem="forecasts")
    return Path(forecasts)


def _working_place(forecasts: Path | None, inputs: list[str], output: str | None) -> WorkingPlace:
    """Return where finished cutoffs are kept: beside the file of forecasts, else in the current directory."""
    beside = forecasts is not None and (forecasts.is_file() or not forecasts.exists())
    place = _partial(forecasts) if forecasts and beside else Path("backtest.partial")
    if same_place(str(place), output):
        raise UsageError(f"{output}: --output names the file in which finished cutoffs are kept during the run")
    try:
        check_output(str(place), inputs, option="the file of finished cutoffs")
    except OSError:
        if beside:
            raise
    return WorkingPlace(place, optional=not beside)


def _partial(forecasts: Path) -> Path:
    """Return the path of the working file beside that of forecasts: a temporary name, which is never too long, but shown."""
    return forecasts.with_name(temporary_name(forecasts, "partial").name.removeprefix("."))


@contextmanager
def keeping(
    place: WorkingPlace, panel: "Panel", plan: Plan, *, resume: bool, quiet: bool
) -> Iterator[tuple[WorkingFile, dict[int, CutoffForecasts]]]:
    """Give the working file and the finished cutoffs; remove the file at the end, or say how to resume after a failure."""
    work, finished = open_working_file(place.path, panel, plan, resume=resume, optional=place.optional)
    total, name = len(plan.cutoffs), printable(str(place.path))
    if work.path is None and not quiet:
        say(f"  note      {name} cannot be written: if this backtest is interrupted, it cannot be resumed")
    if resume and not quiet:
        kept = f"{len(finished)} of {total} cutoffs were finished" if finished else "nothing: no cutoffs were kept"
        say(f"  resumed   {kept} in {name}")
    try:
        yield work, finished
    except BrokenPipeError:  # the work is done; the reader closed the pipe early
        work.remove()
        raise
    except BaseException:
        if finished and work.path is not None:
            many = f"{len(finished)} of {total} cutoffs are finished and kept in {name}"
            say(f"{PROGRAM}: {many}; the same command with --resume continues from there")
        else:
            work.remove()
        raise
    work.remove()


def finish(
    panel: "Panel",
    plan: Plan,
    *,
    work: WorkingFile,
    finished: dict[int, CutoffForecasts],
    jobs: int | None,
    scheduler: str | None,
    report: Report,
) -> None:
    """Forecast the remaining cutoffs, in ``jobs`` processes or on a cluster, and keep each group once it is finished."""
    total = len(plan.cutoffs)
    report(Progress(len(finished), total, "cutoffs finished"))
    for results in forecast_cutoffs(panel, plan, dict(finished), jobs=jobs, scheduler=scheduler):
        newly = {result.cutoff: result for result in results}
        with put_off():  # an interruption in between would leave out cutoffs that are in the file
            work.write(finished | newly)
            finished.update(newly)
        report(Progress(len(finished), total, "cutoffs finished"))
