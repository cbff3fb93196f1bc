"""Which of a round's targets are derived from the paths of another target, from which one, and how."""

from datetime import date, timedelta
from typing import Final

from lstm_cli.hubs.derived.peak import Peak
from lstm_cli.hubs.derived.rate_change import CATEGORIES, RateChange, rule_of
from lstm_cli.hubs.further_ids import further_ids
from lstm_cli.hubs.hub import Hub
from lstm_cli.hubs.rounds import RoundDate, dates_of, end_offset
from lstm_cli.hubs.target_files import word_score
from lstm_cli.hubs.tasks import ModelTask, Round, Target
from lstm_cli.hubs.writing.rows import ends_of
from lstm_cli.options import MIDDLE
from lstm_cli.readers.name_words import words

__all__ = ["YEAR", "Derived", "base_of", "derived_target", "is_derived"]

Derived = RateChange | Peak
PEAK: Final = "peak"
YEAR: Final = timedelta(weeks=52)


def is_derived(target: Target, task: ModelTask) -> bool:
    """Whether a target is derived from paths: the category of a change, or the size or week of a peak."""
    return _is_change(task) or _is_peak_size(target, task) or _is_peak_week(target, task)


def base_of(round_: Round, target: Target) -> str | None:
    """Return the series that a target derives from: of those in its unit, the one that shares most words; None if unclear.

    The category of a change derives from a series of counts, whatever the unit of the target.
    """
    task = {known.name: task for known, task in round_.wanted()}.get(target.name)
    if task is None:
        return None
    change = _is_change(task)
    alike = [
        known
        for known, _ in round_.wanted()
        if known.is_series and (known.is_count if change else known.units == target.units)
    ]
    scores = {known.name: word_score(known.name, target) for known in alike}
    best = [name for name, score in scores.items() if score == max(scores.values()) > 0]
    return best[0] if len(best) == 1 else None


def derived_target(hub: Hub, chosen: RoundDate, target: Target, task: ModelTask) -> Derived | str:
    """Return how a target of a round is derived, or the code of the reason why it cannot be."""
    base = base_of(chosen.round, target)
    if base is None:
        return "no-base"
    if _is_change(task):
        return _change(hub, chosen, target, task, base)
    weeks = _season(chosen, target)
    if isinstance(weeks, str):
        return weeks
    if _is_peak_size(target, task):
        return Peak(target, base, weeks, tuple(sorted({MIDDLE, *map(float, task.outputs["quantile"].ids)})))
    return Peak(target, base, weeks)


def _change(hub: Hub, chosen: RoundDate, target: Target, task: ModelTask, base: str) -> Derived | str:
    """Return how the category of a change is derived, or the code of the reason why it cannot be."""
    rule = rule_of(frozenset(hub.locations.thresholds))
    if rule is None:
        return "no-rule"
    offset, days = end_offset(chosen.round, task), target.days
    if offset is None or days is None or chosen.date is None:
        return "no-steps"
    if any(len(task_id.allowed) > 1 for task_id in further_ids(chosen.round, task, target)):
        return "no-people"
    start = chosen.date + timedelta(offset - days * rule.before)
    ends = {end: int(name) for end, name in ends_of(chosen, task, target).items()}
    return RateChange(target, base, rule, start, ends, hub.locations.population)


def _season(chosen: RoundDate, target: Target) -> tuple[date, ...] | str:
    """Return the weeks of the round's season, which are the categories of the peak's week, or the code of a reason."""
    found = [
        weeks
        for known, task in chosen.round.targets()
        if _is_peak_week(known, task) and known.units == target.units and (weeks := _weeks(task))
    ]
    if not found:
        return "no-season"
    weeks = found[0]
    if chosen.date is None or not weeks[-1] - YEAR < chosen.date <= weeks[-1]:
        return "other-season"
    return weeks


def _is_change(task: ModelTask) -> bool:
    """Whether a task asks for probabilities of the categories of a change."""
    return "pmf" in task.outputs and set(task.outputs["pmf"].ids) == set(CATEGORIES)


def _is_peak_size(target: Target, task: ModelTask) -> bool:
    """Whether a target is the highest value of a season."""
    return PEAK in words(target.name) and not target.is_step_ahead and "quantile" in task.outputs


def _is_peak_week(target: Target, task: ModelTask) -> bool:
    """Whether a target is the week of the highest value of a season."""
    return PEAK in words(target.name) and not target.is_step_ahead and bool(_weeks(task))


def _weeks(task: ModelTask) -> tuple[date, ...]:
    """Return the categories of a task as days in order; none at all if one of them is no date."""
    return dates_of(task.outputs["pmf"].ids) if "pmf" in task.outputs else ()
