"""Plan a submission before any work: the round, the targets and their data, and why other targets are left out."""

from collections.abc import Collection, Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from lstm_cli.atomic import check_writable
from lstm_cli.errors import DataError, Hint, Problem, Setting, UsageError
from lstm_cli.formats.hub_submission import left_out_sentence
from lstm_cli.hubs.choosing import chosen_target
from lstm_cli.hubs.derived.resolve import Derived, base_of, derived_target, is_derived
from lstm_cli.hubs.further_ids import further_ids
from lstm_cli.hubs.hub import Hub
from lstm_cli.hubs.metadata import check_team
from lstm_cli.hubs.rounds import RoundDate, deadline, end_offset, find_round, iso_date, newest_round, no_such_round
from lstm_cli.hubs.target_data import TargetData, read_target_table, targets_with_data
from lstm_cli.hubs.tasks import LOCATION, ModelTask, Round, Target
from lstm_cli.hubs.writing.parts import LeftOut
from lstm_cli.hubs.writing.rows import ends_of
from lstm_cli.options import LEVELS, HubFormat
from lstm_cli.readers.extras import require

__all__ = ["Plan", "plan_submission"]


@dataclass(frozen=True, slots=True)
class Plan:
    """What will be forecast for which round, from which data, and where it will be written.

    data: of every target that is needed. reports: all that was published of a target by then, if its newest values are to be
    corrected and there are vintages. series: names of the targets whose own rows are written. derived: the targets that are
    derived from them.
    """

    hub: Hub
    chosen: RoundDate
    data: tuple[TargetData, ...]
    reports: Mapping[str, TargetData]
    series: frozenset[str]
    derived: tuple[Derived, ...]
    left_out: tuple[LeftOut, ...]
    path: Path
    as_reported: bool = False


def plan_submission(
    hub: Hub,
    team: str,
    abbr: str,
    *,
    round_id: str | None = None,
    targets: Sequence[str] | None = None,
    folder: Path | None = None,
    file_format: HubFormat | None = None,
    as_reported: bool = False,
) -> Plan:
    """Decide on the round and the targets, and read their data.

    ``round_id``: None for the first round after the data. ``targets``: None for all. ``folder``: the parent of the folder of
    submissions; None for the hub. ``file_format``: None for that of a file of the round, else CSV if the hub accepts it.
    ``as_reported``: whether the newest values stay as reported.

    Raises
    ------
    UsageError
        An abbreviation, a target or the round cannot be used, or no target can be forecast.
    DataError
        The target data cannot be read.
    """
    check_team(hub, team, abbr)
    chosen = None if round_id is None else find_round(hub, round_id)
    served, left_out = _served(hub, targets)
    bases = {target.name: base for target, base in served}
    read = {name: _data(hub, name, chosen, as_reported=as_reported) for name in dict.fromkeys(bases.values())}
    data = {name: state for name, (state, _) in read.items()}
    reports = {name: published for name, (_, published) in read.items() if published is not None}
    if chosen is None and round_id is not None:
        raise no_such_round(hub, round_id, _usual_round(hub, data.values()))
    chosen = chosen or _first_after(hub, data.values())
    asked = {target.name: (target, task) for target, task in chosen.round.wanted()}
    left_out += [LeftOut(name, None, "not-in-round") for name in bases if name not in asked]
    made = {
        name: derived_target(hub, chosen, *asked[name])
        for name, base in bases.items()
        if name in asked and name != base
    }
    left_out += [LeftOut(name, None, reason) for name, reason in made.items() if isinstance(reason, str)]
    possible = {name: entry for name, entry in made.items() if not isinstance(entry, str)}
    left_out += [LeftOut(name, None, "no-data") for name, entry in possible.items() if entry.base not in data]
    away = {name: end for name in data if name in asked and (end := _away(chosen, *asked[name], data[name]))}
    left_out += [LeftOut(name, None, "other-days", (str(data[name].last), str(end))) for name, end in away.items()]
    derived = tuple(entry for entry in possible.values() if entry.base in data.keys() - away.keys())
    series = frozenset(name for name, base in bases.items() if name == base and name in asked.keys() - away.keys())
    needed = series | {entry.base for entry in derived}
    _refuse_nothing(needed, left_out)
    name = f"{team}-{abbr}"
    place = (folder or hub.folder) / hub.model_output / name
    path = _path(hub, chosen, place, file_format)
    used = tuple(entry for name, entry in data.items() if name in needed)
    return Plan(hub, chosen, used, reports, series, derived, tuple(left_out), path, as_reported)


def _first_after(hub: Hub, data: Collection[TargetData]) -> RoundDate:
    """Return the first round after some data whose deadline is not before their vintage; DataError if all are over."""
    days = [day for entry in data if entry.as_of and (day := iso_date(entry.as_of))]
    return newest_round(hub, max(entry.last for entry in data), as_of=max(days, default=None))


def _usual_round(hub: Hub, data: Collection[TargetData]) -> RoundDate | None:
    """Return the first round after some data, None if all are over."""
    try:
        return _first_after(hub, data)
    except DataError:
        return None


def _away(chosen: RoundDate, target: Target, task: ModelTask, data: TargetData) -> date | None:
    """Return the end of the first horizon if the data are not whole steps away from it, else None."""
    end = min(ends_of(chosen, task, target), default=None)
    return end if end and (end - data.last).days % (target.days or 1) else None


def _path(hub: Hub, chosen: RoundDate, place: Path, asked: HubFormat | None) -> Path:
    """Return the path of the file in the folder of a model; refuse to make a second file for one round."""
    paths = {kind: place / f"{chosen.id}-{place.name}.{kind}" for kind in HubFormat}
    there = [kind for kind, path in paths.items() if path.is_file()]
    kind = _format(hub, chosen.round, asked, there)
    if kind is HubFormat.PARQUET:
        require("pyarrow", path=str(place), doing="writing")
    other = next((path for found, path in paths.items() if found in there and found != kind), None)
    if other is not None:
        hint = Hint("move it away") if asked is None else Hint("move it away, or leave out {}", Setting("format"))
        raise UsageError("is a file for this round, of which a hub takes one", path=str(other), hint=hint)
    _check_place(paths[kind])
    return paths[kind]


def _format(hub: Hub, round_: Round, asked: HubFormat | None, there: Sequence[HubFormat]) -> HubFormat:
    """Return the format of the file: as asked, that of a file for this round, or the first that the round accepts."""
    taken = [kind for kind in HubFormat if kind in (round_.file_format or hub.formats)]
    if not taken or (asked is not None and asked not in taken):
        hint = Hint("leave out {}", Setting("format")) if taken else None
        message = f"this hub accepts only {' and '.join(round_.file_format or hub.formats)} files"
        raise UsageError(message, value=asked, hint=hint)
    return asked or next((kind for kind in there if kind in taken), taken[0])


def _check_place(path: Path) -> None:
    """Raise now the error that writing would raise later."""
    there = next(folder for folder in path.absolute().parents if folder.exists())
    try:
        check_writable(there / path.name)
    except NotADirectoryError:
        raise
    except OSError as error:
        hint = Hint("name another folder with {}", Setting("into", "."))
        raise UsageError("nothing can be written here", path=str(error.filename), hint=hint) from None


def _served(hub: Hub, names: Sequence[str] | None) -> tuple[list[tuple[Target, str]], list[LeftOut]]:
    """Return the targets that can be forecast, each with the target whose series it uses, and why others cannot."""
    held = targets_with_data(hub)
    every = {target.name: (target, task, round_) for target, task, round_ in hub.targets()}
    for name in names or ():
        if name not in every:
            chosen_target(hub, name, list(held))  # raises
    served: list[tuple[Target, str]] = []
    left_out: list[LeftOut] = []
    for name in every if names is None else dict.fromkeys(names):
        target, task, round_ = every[name]
        base = base_of(round_, target) if is_derived(target, task) else name
        reason = _reason(target, task, round_, base=base, held=held)
        unknown = [] if reason or base is None else _unknown(round_, task, target, held[base])
        if reason or unknown or base is None:
            left_out.append(LeftOut(name, None, reason or "columns", tuple(unknown)))
        else:
            served.append((target, base))
    _refuse_nothing(served, left_out)
    return served, left_out


def _refuse_nothing(served: Sequence[object] | frozenset[str], left_out: Sequence[LeftOut]) -> None:
    """Refuse a submission without a target; the error has the reason for each."""
    if not served:
        reasons = [Problem(f"{entry.target}: {left_out_sentence(entry)}") for entry in left_out]
        raise UsageError(*reasons, advice=Hint("none of the requested targets can be forecast"))


def _unknown(round_: Round, task: ModelTask, target: Target, known: frozenset[str]) -> list[str]:
    """Return the names of further task ids with several values that the target data do not have."""
    ids = further_ids(round_, task, target)
    return [task_id.name for task_id in ids if len(task_id.allowed) > 1 and task_id.name not in known]


def _reason(target: Target, task: ModelTask, round_: Round, *, base: str | None, held: Container[str]) -> str | None:
    """Return the code of the reason why a target cannot be forecast, None if it can."""
    if base is None:
        return "no-base"
    if base == target.name and not target.is_series:
        return "not-series"
    if target.is_step_ahead and target.days is None:
        return "time-unit"
    if base not in held:
        return "no-data"
    dated = end_offset(round_, task) is not None if target.is_step_ahead else round_.from_variable
    if not dated or LOCATION not in task.ids:
        return "no-steps"
    asked = task.outputs["quantile"].ids if base == target.name and "quantile" in task.outputs else ()
    return "levels" if any(not LEVELS[0] <= float(level) <= LEVELS[-1] for level in asked) else None


def _data(
    hub: Hub, target: str, chosen: RoundDate | None, *, as_reported: bool
) -> tuple[TargetData, TargetData | None]:
    """Read the newest data of a target, or what was known by the deadline of a round if there are such vintages.

    Also return all that was published by then; None if no vintage is that old, or if ``as_reported``.
    """
    table = read_target_table(hub, target)
    limit = None if chosen is None else (deadline(chosen) or chosen.date)
    is_known = bool(table.vintages) and (limit is None or table.vintages[0] <= str(limit))
    as_of = str(limit) if is_known and limit else None
    known = table.state(as_of)
    return known, table.changes(known) if is_known and not as_reported else None
