"""Rules about whole tasks: no row twice, no level missing, ascending quantiles, probabilities that add up to 1."""

from itertools import product
from typing import Final

import numpy as np

from lstm_cli._arrays import Bools, Ints
from lstm_cli.hubs.checks.breach import MAX_EXAMPLES, MAX_LISTED, Breach, Example
from lstm_cli.hubs.checks.review import Review, Segment, blank_if_na
from lstm_cli.hubs.tasks import OUTPUT_ID, OUTPUT_TYPE, VALUE, ModelTask

__all__ = ["check_distributions", "check_doubles", "check_required"]

ORDERED: Final = frozenset({"quantile", "cdf", "cmf"})
SUM_TOLERANCE: Final = 1e-6  # how far the sum of a task's probabilities may be from 1


def check_doubles(review: Review) -> None:
    """Check that each combination of task ids, output type and id has one row."""
    group = review.groups([*review.key_names(), OUTPUT_TYPE, OUTPUT_ID])
    order = np.argsort(group, kind="stable")
    again = np.zeros(len(group), np.bool_)
    again[order[1:]] = group[order[1:]] == group[order[:-1]]
    first = dict(zip(group[order[::-1]].tolist(), review.lines[order[::-1]].tolist(), strict=True))
    review.report(
        "duplicate",
        again & ~np.isin(group, group[review.bad]),
        details=lambda row: {
            "task": review.task_text(row),
            "id": review.text(OUTPUT_ID, row),
            "first": first[int(group[row])],
        },
        lost=True,
    )


def check_distributions(review: Review) -> None:
    """Check that a task has all ids of its output types, that quantiles ascend, and that probabilities add up."""
    group = review.groups(review.key_names())
    for segment in review.segments():
        if not segment.output.ids:
            continue
        incomplete = _check_complete(review, segment, group[segment.rows])
        whole = ~np.isin(group[segment.rows], incomplete)
        sound = Segment(segment.task, segment.output, segment.rows[whole], segment.places[whole])
        if segment.output.name in ORDERED:
            _check_ascending(review, sound, group[sound.rows])
        if segment.output.name == "pmf":
            _check_sum(review, sound, group[sound.rows])


def _check_complete(review: Review, segment: Segment, group: Ints) -> Ints:
    """Report tasks that lack an id, and return their numbers."""
    needed = segment.output.needed
    tasks, at, inverse = np.unique(group, return_index=True, return_inverse=True)
    has = np.zeros((len(tasks), len(segment.output.ids)), np.bool_)
    has[inverse, segment.places] = True
    lacking = np.flatnonzero(~has[:, : len(needed)].all(axis=1))
    if not len(lacking):
        return tasks[:0]
    missing = {int(segment.rows[at[k]]): [needed[j] for j in np.flatnonzero(~has[k, : len(needed)])] for k in lacking}
    review.report(
        "levels-missing",
        np.array(list(missing)),
        details=lambda row: {
            "task": review.task_text(row),
            "type": segment.output.name,
            "values": tuple(missing[row][:MAX_LISTED]),
            "count": len(missing[row]),
        },
    )
    return tasks[lacking]


def _check_ascending(review: Review, segment: Segment, group: Ints) -> None:
    """Check that values do not fall from one level to the next."""
    order = np.lexsort((_rank(segment)[segment.places], group))
    rows, group = segment.rows[order], group[order]
    falls = (group[1:] == group[:-1]) & (review.values[rows[1:]] < review.values[rows[:-1]])
    before = dict(zip(rows[1:].tolist(), rows[:-1].tolist(), strict=True))
    review.report(
        "ascending",
        rows[1:][falls],
        column=VALUE,
        details=lambda row: {
            "task": review.task_text(row),
            "type": segment.output.name,
            "level": review.text(OUTPUT_ID, row).strip(),
            "before": review.text(OUTPUT_ID, before[row]).strip(),
            "value": review.text(VALUE, before[row]).strip(),
        },
    )


def _rank(segment: Segment) -> Ints:
    """Return the rank of each id: by its number if all are numbers, else as the hub lists them."""
    try:
        return np.argsort(np.argsort(np.array(segment.output.ids, np.float64)))
    except ValueError:
        return np.arange(len(segment.output.ids))


def _check_sum(review: Review, segment: Segment, group: Ints) -> None:
    """Check that the probabilities of a task add up to 1."""
    tasks, at, inverse = np.unique(group, return_index=True, return_inverse=True)
    sums = np.bincount(inverse, review.values[segment.rows], minlength=len(tasks))
    wrong = np.flatnonzero(np.abs(sums - 1) > SUM_TOLERANCE)
    total = {int(segment.rows[at[k]]): float(sums[k]) for k in wrong}
    review.report(
        "pmf-sum",
        np.array(list(total), np.int64),
        details=lambda row: {"task": review.task_text(row), "sum": total[row]},
    )


def check_required(review: Review) -> None:
    """Check that everything required is there; only a file without wrong rows can be asked that."""
    group = review.groups(review.key_names())
    for number, task in enumerate(review.tasks):
        rows = review.task == number
        for output in task.outputs.values():
            if output.is_required:
                _check_output(review, rows, group, output.name)
        _check_values(review, rows, task)


def _check_output(review: Review, rows: Bools, group: Ints, name: str) -> None:
    """Check that every task has a required output type."""
    has = np.unique(group[rows & review.of_type(name)])
    places = np.flatnonzero(rows)
    tasks, at = np.unique(group[places], return_index=True)
    lacking = places[at[~np.isin(tasks, has)]]
    review.report("output-type-required", lacking, details=lambda row: {"task": review.task_text(row), "type": name})


def _check_values(review: Review, rows: Bools, task: ModelTask) -> None:
    """Check that all required values are there for every combination of optional values; if all are required, always."""
    names = [name for name in review.key_names() if name in task.ids]
    needed = {name: task.ids[name].required for name in names if task.ids[name].required}
    others = [name for name in names if name not in needed and task.ids[name].allowed]
    if not needed or (not rows.any() and others):
        return
    cells = {name: [blank_if_na(review.text(name, row)) for row in np.flatnonzero(rows).tolist()] for name in names}
    combined = list(zip(*(cells[name] for name in others), strict=True)) if others else [()] * int(rows.sum())
    held = set(zip(combined, zip(*(cells[name] for name in needed), strict=True), strict=True))
    missing = [
        (other, values)
        for other in (dict.fromkeys(combined) if others else [()])
        for values in product(*needed.values())
        if (other, values) not in held
    ]
    examples = tuple(
        Example(details={"names": (*others, *needed), "values": (*other, *values)})
        for other, values in missing[:MAX_EXAMPLES]
    )
    if missing:
        review.breaches.append(Breach("values-required", len(missing), examples))
