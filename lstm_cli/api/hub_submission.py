"""A submission to a hub, from its target data to a file that has passed the hub's rules."""

import errno
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from lstm_cli.api.hub_forecasts import forecast_locations
from lstm_cli.atomic import write_atomically
from lstm_cli.errors import DataError, Hint, Problem, Setting, UsageError
from lstm_cli.formats.hub_check import breach_sentence
from lstm_cli.formats.hub_submission import left_out_sentence
from lstm_cli.formats.text import csv_line
from lstm_cli.hubs.checks.breach import Report as CheckReport
from lstm_cli.hubs.checks.engine import check_file
from lstm_cli.hubs.choosing import chosen_target
from lstm_cli.hubs.hub import Hub
from lstm_cli.hubs.metadata import check_team
from lstm_cli.hubs.rounds import END, HORIZON, RoundDate, asked_round, deadline, iso_date, newest_round
from lstm_cli.hubs.target_data import TargetData, read_target_data, targets_with_data
from lstm_cli.hubs.target_files import LOCATION
from lstm_cli.hubs.tasks import ModelTask, Target
from lstm_cli.hubs.writing.parts import LeftOut, Part, Submission
from lstm_cli.hubs.writing.rows import submission_parts, unknown_columns
from lstm_cli.options import LEVELS
from lstm_cli.progress import Report, ignore
from lstm_cli.remarks import Remark  # noqa: TC001 - of a variable

__all__ = ["Plan", "is_up_to_date", "make_submission", "plan_submission", "write_submission"]

METADATA: Final = "metadata"  # the rule that a file breaks which comes before its metadata


@dataclass(frozen=True, slots=True)
class Plan:
    """What will be forecast for which round, from which data, and where it will be written."""

    hub: Hub
    chosen: RoundDate
    data: tuple[TargetData, ...]
    left_out: tuple[LeftOut, ...]
    path: Path


def plan_submission(
    hub: Hub,
    team: str,
    abbr: str,
    *,
    round_id: str | None = None,
    targets: Sequence[str] | None = None,
    folder: Path | None = None,
) -> Plan:
    """Decide on round and targets, and read their data, before any work.

    ``round_id``: None for the first round after the data. ``targets``: None for all. ``folder``: where the folder of
    submissions is or will be; None for the hub.

    Raises
    ------
    UsageError
        An abbreviation, a target or the round cannot be used, or no target can be forecast.
    DataError
        The target data cannot be read.
    """
    check_team(hub, team, abbr)
    if "csv" not in hub.formats:
        raise UsageError(f"this hub takes files of {' and '.join(hub.formats)} alone, and CSV is written")
    chosen = None if round_id is None else asked_round(hub, round_id)
    served, left_out = _served(hub, targets)
    data = [_data(hub, target, chosen) for target in served]
    if chosen is None:
        days = [day for entry in data if entry.as_of and (day := iso_date(entry.as_of))]
        chosen = newest_round(hub, max(entry.last for entry in data), as_of=max(days, default=None))
    asked = {target.name for target, _ in chosen.round.targets()}
    left_out += [LeftOut(entry.target.name, None, "not-in-round") for entry in data if entry.target.name not in asked]
    data = [entry for entry in data if entry.target.name in asked]
    _refuse_nothing(data, left_out)
    name = f"{team}-{abbr}"
    path = (folder or hub.folder) / hub.model_output / name / f"{chosen.id}-{name}.csv"
    _check_place(path)
    return Plan(hub, chosen, tuple(data), tuple(left_out), path)


def _check_place(path: Path) -> None:
    """Fail now as writing would fail later."""
    there = next(folder for folder in path.absolute().parents if folder.exists())
    if not there.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(there))
    if not os.access(there, os.W_OK):
        hint = Hint("name another folder with {}", Setting("into", "."))
        raise UsageError("nothing can be written here", path=str(there), hint=hint)


def _served(hub: Hub, names: Sequence[str] | None) -> tuple[list[Target], list[LeftOut]]:
    """Return the targets that can be forecast, and why the others cannot."""
    held = targets_with_data(hub)
    every = {target.name: (target, task, round_) for target, task, round_ in hub.targets()}
    for name in names or ():
        if name not in every:
            chosen_target(hub, name, held)  # refuses it
    served: list[Target] = []
    left_out: list[LeftOut] = []
    for name in every if names is None else dict.fromkeys(names):
        target, task, round_ = every[name]
        reason = _reason(target, held) or (_reason_of_task(task) if round_.from_variable else "no-steps")
        unknown = [] if reason else unknown_columns(round_, task, target)
        if reason or unknown:
            left_out.append(LeftOut(name, None, reason or "columns", tuple(unknown)))
        else:
            served.append(target)
    _refuse_nothing(served, left_out)
    return served, left_out


def _refuse_nothing(served: Sequence[object], left_out: Sequence[LeftOut]) -> None:
    """Refuse a submission without any target, with the reason of each."""
    if not served:
        reasons = [Problem(f"{entry.target}: {left_out_sentence(entry)}") for entry in left_out]
        raise UsageError(*reasons, advice=Hint("no target that was asked for can be forecast"))


def _reason(target: Target, held: Sequence[str]) -> str | None:
    """Say why a target cannot be forecast; None where it can."""
    if not target.is_series:
        return "not-series"
    if target.days is None:
        return "time-unit"
    return None if target.name in held else "no-data"


def _reason_of_task(task: ModelTask) -> str | None:
    """Say why a model task cannot be served; None where it can."""
    if not {LOCATION, HORIZON, END} <= task.ids.keys():
        return "no-steps"
    levels = [float(name) for name in task.outputs["quantile"].ids] if "quantile" in task.outputs else []
    return "levels" if any(not LEVELS[0] <= level <= LEVELS[-1] for level in levels) else None


def _data(hub: Hub, target: Target, chosen: RoundDate | None) -> TargetData:
    """Read the newest data of a target, or what was known by the deadline of a round, as far as vintages tell."""
    newest = read_target_data(hub, target.name)
    limit = None if chosen is None else (deadline(chosen) or chosen.date)
    if limit is None or not newest.vintages or newest.vintages[0] > str(limit):
        return newest
    return read_target_data(hub, target.name, as_of=str(limit))


def is_up_to_date(plan: Plan) -> bool:
    """Whether the file is there, and is newer than the tables that it is made of."""
    if not plan.path.is_file():
        return False
    made = plan.path.stat().st_mtime
    return all(path.stat().st_mtime <= made for data in plan.data for path in data.files)


def make_submission(plan: Plan, *, seed: int = 0, progress: Report = ignore) -> Submission:
    """Train, forecast, and check the rows by the hub's rules.

    Raises
    ------
    DataError
        The series cannot be learned from, or the rows break a rule of the hub: they are not written then.
    """
    parts: list[Part] = []
    notes: dict[str, Remark] = {}  # each once
    for data in plan.data:
        forecasts = forecast_locations(data, plan.chosen, seed=seed, progress=progress)
        parts += submission_parts(plan.hub, plan.chosen, data.target, forecasts.locations)
        notes |= {str(note): note for note in forecasts.notes}
    without = [LeftOut(part.target.name, part.output, "output") for part in parts if not part.rows]
    kept = tuple(part for part in parts if part.rows)
    columns = plan.chosen.round.columns
    content = "\n".join(map(csv_line, [columns, *(row for part in kept for row in part.rows)])) + "\n"
    report = check_file(plan.hub, plan.path, content.encode())
    _refuse_broken(report)
    lacks = any(breach.rule == METADATA for breach in report.breaches)
    return Submission(plan.path, plan.chosen, content, kept, (*plan.left_out, *without), tuple(notes.values()), lacks)


def _refuse_broken(report: CheckReport) -> None:
    """Refuse to write what the hub would not take."""
    problems = [
        Problem(f"{breach_sentence(breach.rule, example)} [{breach.rule}]", report.path, example.line, example.column)
        for breach in report.breaches
        if breach.rule != METADATA
        for example in breach.examples
    ]
    if problems:
        more = sum(breach.count for breach in report.breaches if breach.rule != METADATA) - len(problems)
        raise DataError(*problems, path=report.path, more=more, advice=Hint("nothing was written"))


def write_submission(submission: Submission) -> None:
    """Write the file, whole or not at all; its folder is made where it lacks."""
    submission.path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(submission.path, submission.content.encode())
