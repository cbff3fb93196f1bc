"""Rules about single rows: their round, the values of their task ids, their output type and its id."""

from functools import partial

import numpy as np

from lstm_cli._arrays import Bools
from lstm_cli.hubs.checks.breach import MAX_LISTED
from lstm_cli.hubs.checks.column_rules import kind_of
from lstm_cli.hubs.checks.review import NA, Review, is_odd_na
from lstm_cli.hubs.rounds import iso_date, on_grid
from lstm_cli.hubs.tasks import OUTPUT_TYPE, ModelTask, TaskId
from lstm_cli.remarks import Plain

__all__ = ["check_rows"]


def check_rows(review: Review, *, named: bool) -> None:
    """Find the model task of every row, and report rows without one; ``named``: the round is from the file's name."""
    if review.chosen.round.from_variable:
        _check_round(review, named=named)
    _check_dates(review)
    _check_missing(review)
    _match(review)


def _check_round(review: Review, *, named: bool) -> None:
    """Report rows of another round than the file's."""
    column = review.chosen.round.id
    other = review.mask(column, lambda text: text != review.chosen.id)
    review.report("one-round", other, column=column, details=lambda _: {"round": review.chosen.id, "named": named})


def _check_dates(review: Review) -> None:
    """Report dates that are not written as YYYY-MM-DD."""
    for name in review.chosen.round.task_ids:
        if kind_of(review.chosen.round.allowed(name)) == "Date":
            wrong = review.mask(name, lambda text: iso_date(text) is None and text not in NA and not is_odd_na(text))
            review.report("date-format", wrong & ~review.bad, column=name)


def _check_missing(review: Review) -> None:
    """Report missing values that are spelled otherwise than as an empty cell or NA."""
    for name in review.chosen.round.task_ids:
        if any(name in task.ids and not task.ids[name].allowed for task in review.tasks):
            odd = review.mask(name, is_odd_na)
            review.report("na-spelling", odd & ~review.bad, column=name)


def _match(review: Review) -> None:
    """Find the first model task that each row fits; report rows that fit none, by the first column that is wrong."""
    names = review.chosen.round.task_ids
    cells = [{name: _cell_fits(review, task.ids.get(name), name) for name in names} for task in review.tasks]
    targets = [_target_fits(review, task) for task in review.tasks]
    whole = [np.logical_and.reduce([fits, *cells[at].values()]) for at, fits in enumerate(targets)]
    known = np.logical_or.reduce(targets)
    keys = [name for task in review.tasks for target in task.targets for name in target.keys] or names[:1]
    review.report("target", ~known & ~review.bad, column=keys[0], details=lambda _: _listed(_targets(review)))
    for name in names:
        fits = np.logical_or.reduce([targets[at] & cells[at][name] for at in range(len(review.tasks))])
        details = partial(_allowed, review, name)
        review.report("task-value", ~fits & ~review.bad, column=name, details=details)
    review.report(
        "task-combination",
        ~np.logical_or.reduce(whole) & ~review.bad,
        details=lambda row: {"task": review.task_text(row)},
    )
    typed = [
        fits & review.mask(OUTPUT_TYPE, task.outputs.__contains__)
        for fits, task in zip(whole, review.tasks, strict=True)
    ]
    for at, fits in reversed(list(enumerate(typed))):
        review.task[fits] = at
    review.report(
        "output-type",
        (review.task < 0) & ~review.bad,
        column=OUTPUT_TYPE,
        details=lambda row: _listed(
            tuple(name for at, task in enumerate(review.tasks) if whole[at][row] for name in task.outputs)
        ),
    )


def _cell_fits(review: Review, task_id: TaskId | None, name: str) -> Bools:
    """Return which rows have a value of one column that a task allows."""
    if task_id is None or not task_id.allowed:
        return review.mask(name, NA.__contains__)
    values = frozenset(task_id.allowed)
    dated = kind_of(task_id.allowed) == "Date"
    return review.mask(name, lambda text: text in values or (dated and on_grid(task_id.allowed, text)))


def _target_fits(review: Review, task: ModelTask) -> Bools:
    """Return which rows are of one of the targets of a task."""
    fits = np.zeros(len(review.lines), np.bool_)
    for target in task.targets:
        every = [review.mask(name, value.__eq__) for name, value in target.keys.items() if name in review.columns]
        fits |= np.logical_and.reduce(every) if every else np.ones(len(fits), np.bool_)
    return fits if task.targets else ~fits


def _targets(review: Review) -> tuple[str, ...]:
    """Return the names of the targets."""
    return tuple(target.name for task in review.tasks for target in task.targets)


def _allowed(review: Review, name: str, row: int) -> dict[str, Plain]:
    """Return the values that a cell could have: those of the tasks of its target."""
    tasks = [task for task in review.tasks if _is_of(review, task, row)]
    return _listed(
        tuple(dict.fromkeys(value for task in tasks if name in task.ids for value in task.ids[name].allowed))
    )


def _is_of(review: Review, task: ModelTask, row: int) -> bool:
    """Whether a row is of one of the targets of a task."""
    return any(
        all(review.text(name, row).strip() == value for name, value in target.keys.items()) for target in task.targets
    )


def _listed(values: tuple[str, ...]) -> dict[str, Plain]:
    """Return the first few values, and how many there are."""
    return {"values": values[:MAX_LISTED], "count": len(values), "last": values[-1] if values else ""}
