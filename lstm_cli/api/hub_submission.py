"""Make a submission to a hub, from its plan to a file that follows the hub's rules."""

from collections.abc import Container, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from lstm_cli.api.hub_forecasts import forecast_locations, task_of
from lstm_cli.api.hub_outlook import expected_nowcast
from lstm_cli.api.hub_plan import Plan
from lstm_cli.atomic import write_atomically
from lstm_cli.errors import DataError, Hint, Problem
from lstm_cli.formats.hub_check import breach_sentence
from lstm_cli.formats.text import csv_line
from lstm_cli.hubs.checks.breach import Breach
from lstm_cli.hubs.checks.breach import Report as CheckReport
from lstm_cli.hubs.checks.engine import check_file
from lstm_cli.hubs.checks.id_rules import ids_are_text
from lstm_cli.hubs.rounds import known_until
from lstm_cli.hubs.target_data import TargetData
from lstm_cli.hubs.tasks import HORIZON, LOCATION, OUTPUT_TYPE, VALUE, ModelTask, Target
from lstm_cli.hubs.texts import open_columns, open_file
from lstm_cli.hubs.writing.parquet import parquet_bytes
from lstm_cli.hubs.writing.parts import ExistingFile, LeftOut, Part, Row, Submission
from lstm_cli.hubs.writing.rows import ends_of, submission_parts, written
from lstm_cli.options import HubFormat
from lstm_cli.progress import Report, ignore
from lstm_cli.readers.table import Column
from lstm_cli.remarks import TARGETS, Remark

if TYPE_CHECKING:
    from datetime import date

__all__ = ["existing_file", "make_submission", "write_submission"]

MIN_VINTAGES: Final = 2  # that show a revision
METADATA: Final = "metadata"  # the rule that a file breaks until its metadata are written


def existing_file(plan: Plan) -> ExistingFile | None:
    """Return the state of the file at the path of a submission, None if there is none.

    Its age is that of its modification time, since hubs have no column for it; all else is read from its content.
    """
    if not plan.path.is_file():
        return None
    made = plan.path.stat().st_mtime
    if any(path.stat().st_mtime > made for data in plan.data for path in data.files):
        return ExistingFile(is_older=True)
    report = check_file(plan.hub, plan.path)
    broken = tuple(breach_sentence(breach.rule, breach.examples[0]) for breach in _breaches(report))
    if broken:
        return ExistingFile(broken=broken)
    columns, _ = open_columns(open_file(plan.path))
    lacking, others = tuple(_lacking(plan, columns)), tuple(_others(plan, columns))
    if lacking:
        return ExistingFile(lacking=lacking, others=others)
    corrected = tuple(_corrected(plan, columns))
    if plan.as_reported:
        return ExistingFile(corrected=corrected, others=others)
    return ExistingFile(uncorrected=tuple(_uncorrected(plan, columns, corrected)), others=others)


def _breaches(report: CheckReport) -> list[Breach]:
    """Return the rules that the rows break; the metadata may be written after the file."""
    return [breach for breach in report.breaches if breach.rule != METADATA]


def _lacking(plan: Plan, columns: Mapping[str, Column]) -> Iterator[str]:
    """Yield the targets that have no rows of their own in the existing file."""
    for data in plan.data:
        if data.target.name in plan.series and not _has(columns, data.target):
            yield data.target.name


def _others(plan: Plan, columns: Mapping[str, Column]) -> Iterator[str]:
    """Yield the targets with rows in the existing file that are not wanted now."""
    wanted = {*plan.series, *(entry.target.name for entry in plan.derived)}
    for target in {target.name: target for target, _ in plan.chosen.round.wanted()}.values():
        if target.name not in wanted and _has(columns, target):
            yield target.name


def _has(columns: Mapping[str, Column], target: Target) -> bool:
    """Whether an existing file has rows of a target."""
    return all(value in columns[name].texts for name, value in target.keys.items() if name in columns)


def _corrected(plan: Plan, columns: Mapping[str, Column]) -> Iterator[str]:
    """Yield the targets of which the existing file corrects a known value: its quantiles differ between levels.

    A value that stays as reported is the same at every level. A round without known horizons does not show corrections.
    """
    for data in plan.data:
        if data.target.name in plan.series and any(len(values) > 1 for values in _held(plan, data, columns).values()):
            yield data.target.name


def _uncorrected(plan: Plan, columns: Mapping[str, Column], corrected: Container[str]) -> Iterator[str]:
    """Yield the targets not yet corrected of which a new file would correct a known value that the existing one holds.

    Without this, a file that was made as reported, or before the vintages taught anything, would stay as it is.
    """
    for data in plan.data:
        name, task = data.target.name, task_of(plan.chosen, data)
        reports, output = plan.reports.get(name), task.outputs.get("quantile")
        if name in corrected or name not in plan.series or reports is None or output is None:
            continue
        held = _held(plan, data, columns)
        last = max(ends_of(plan.chosen, task, data.target))
        nowcast = expected_nowcast(data, task, plan.chosen, last=last, reports=reports) if held else None
        if nowcast is None:
            continue
        known, levels = _known_rows(plan, data, task), [float(level) for level in output.ids]
        made = (nowcast.quantiles(*known[row], levels) for row in held)
        if any(len({written(value, data.target, output) for value in values.tolist()}) > 1 for values in made):
            yield name


def _held(plan: Plan, data: TargetData, columns: Mapping[str, Column]) -> dict[tuple[str, ...], set[str]]:
    """Return the different quantiles that the existing file has of each value that the round knows."""
    names = [*data.target.keys, LOCATION, *data.further, HORIZON, OUTPUT_TYPE, VALUE]
    if not columns.keys() >= set(names):
        return {}
    known = _known_rows(plan, data, task_of(plan.chosen, data))
    cells = (columns[name].expand(np.array(columns[name].texts, object)).tolist() for name in names)
    held: dict[tuple[str, ...], set[str]] = {}
    for *key, kind, value in zip(*cells, strict=True):
        if kind == "quantile" and tuple(key) in known:
            held.setdefault(tuple(key), set()).add(value)
    return held


def _known_rows(plan: Plan, data: TargetData, task: ModelTask) -> "dict[tuple[str, ...], tuple[float, date]]":
    """Return the values that the round knows of a target, with their days.

    The keys are those of its rows: target keys, location, further ids, horizon.
    """
    ends, until = ends_of(plan.chosen, task, data.target), known_until(plan.chosen, task)
    days: list[date] = data.dates.astype("datetime64[D]").tolist()
    return {
        (*data.target.keys.values(), key.location, *(value for _, value in key.further), ends[day]): (value, day)
        for key, day, value in zip(data.series_keys(), days, data.observed.tolist(), strict=True)
        if day in ends and (until is None or day <= until)
    }


def make_submission(plan: Plan, *, seed: int = 0, progress: Report = ignore) -> Submission:
    """Train, forecast, and check the rows by the hub's rules.

    Raises
    ------
    DataError
        The series cannot be learned from, or the rows break a rule of the hub.
    """
    parts: list[Part] = []
    notes: dict[str, tuple[Remark, list[str]]] = {}  # each remark once, with the targets that it is about
    for data in plan.data:
        derived = [entry for entry in plan.derived if entry.base == data.target.name]
        own = data.target.name in plan.series
        reports = plan.reports.get(data.target.name)
        forecasts = forecast_locations(
            data, plan.chosen, reports=reports, derived=derived, own=own, seed=seed, progress=progress
        )
        parts += submission_parts(plan.hub, plan.chosen, data.target, forecasts.locations) if own else ()
        for entry in derived:
            parts += submission_parts(plan.hub, plan.chosen, entry.target, forecasts.derived[entry.target.name])
        for note in (*forecasts.notes, *_uncorrectable(plan, data)):
            notes.setdefault(str(note), (note, []))[1].append(data.target.name)
    without = [LeftOut(part.target.name, part.output, "output") for part in parts if not part.rows]
    kept = tuple(part for part in parts if part.rows)
    content = _content(plan, [row for part in kept for row in part.rows])
    report = check_file(plan.hub, plan.path, content)
    _refuse_broken(report)
    lacks = any(breach.rule == METADATA for breach in report.breaches)
    remarks = tuple(_of_some(note, names if len(names) < len(plan.data) else []) for note, names in notes.values())
    return Submission(plan.path, plan.chosen, content, kept, (*plan.left_out, *without), remarks, lacks)


def _uncorrectable(plan: Plan, data: TargetData) -> list[Remark]:
    """Return a remark if values that are to stay as reported would stay so in any case."""
    return [Remark("hub-vintages-none")] if plan.as_reported and len(data.vintages) < MIN_VINTAGES else []


def _of_some(note: Remark, names: Sequence[str]) -> Remark:
    """Return a remark as one about some of several targets, unless it already names its target."""
    return note if {"target", TARGETS} & note.details.keys() else note.of_targets(names)


def _content(plan: Plan, rows: Sequence[Row]) -> bytes:
    """Return the content of the file with these rows."""
    round_ = plan.chosen.round
    if plan.path.suffix == f".{HubFormat.PARQUET}":
        level_kind = "character" if ids_are_text(plan.hub, round_) else "double"
        return parquet_bytes(round_, rows, level_kind=level_kind)
    return ("\n".join(map(csv_line, [round_.columns, *rows])) + "\n").encode()


def _refuse_broken(report: CheckReport) -> None:
    """Refuse rows that the hub would not accept."""
    problems = [
        Problem(f"{breach_sentence(breach.rule, example)} [{breach.rule}]", report.path, example.line, example.column)
        for breach in _breaches(report)
        for example in breach.examples
    ]
    if problems:
        more = sum(breach.count for breach in _breaches(report)) - len(problems)
        raise DataError(*problems, path=report.path, more=more, advice=Hint("nothing was written"))


def write_submission(submission: Submission) -> None:
    """Write the file atomically, and create its folder if it is missing."""
    submission.path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(submission.path, submission.content)
