"""Rules about sample paths: one id stands for one path through the task ids that are not of its compound set.

A hub may ask for samples of each location and target; a file whose ids span more, such as all locations, is finer than
that and welcome. What may not be is an id that stands for less, or for different things.
"""

import numpy as np

from lstm_cli._arrays import Ints
from lstm_cli.hubs.checks.id_rules import ID
from lstm_cli.hubs.checks.review import Review, Segment

__all__ = ["check_samples"]


def check_samples(review: Review) -> None:
    """Ids keep to their compound task ids, cover the same tasks, and are as many as the hub asks for."""
    for segment in review.segments():
        if segment.output.samples is None:
            continue
        names = [name for name in review.key_names() if segment.task.ids[name].allowed]
        asked = segment.output.samples.compound
        compound = [name for name in names if asked is None or name in asked]
        for rows in _by_target(review, segment):
            _check_paths(review, segment, rows, names, compound)


def _by_target(review: Review, segment: Segment) -> list[Ints]:
    """Return the rows of each target: another target may have paths of its own with the same ids."""
    keys = sorted({name for target in segment.task.targets for name in target.keys if name in review.columns})
    group = review.groups(keys)[segment.rows] if keys else np.zeros(len(segment.rows), np.int64)
    return [segment.rows[group == number] for number in np.unique(group)]


def _check_paths(review: Review, segment: Segment, rows: Ints, names: list[str], compound: list[str]) -> None:
    """Check the paths of one target."""
    ids = review.groups([ID])[rows]
    spanned = [name for name in compound if _varies(review.groups([name])[rows], ids)]
    partly = [name for name in spanned if not _covers(review.groups([name])[rows], ids)]
    if partly:
        row = _first_partial(review.groups(partly)[rows], ids)
        details = {"names": tuple(partly)}
        review.break_rule("sample-compound", rows[row], column=ID, details=lambda _: details)
        return
    kept = [name for name in compound if name not in spanned]
    own = review.groups(kept)[rows] if kept else np.zeros(len(rows), np.int64)
    rest = [name for name in names if name not in kept]
    if rest and _check_cover(review, rows, own, ids, rest):
        return
    _check_count(review, segment, rows, own, ids)


def _pairs(first: Ints, second: Ints) -> Ints:
    """Return a number for each combination of two numbers."""
    return np.unique(first * (second.max(initial=0) + 1) + second, return_inverse=True)[1]


def _varies(values: Ints, ids: Ints) -> bool:
    """Whether an id stands beside several values of a column."""
    return len(np.unique(_pairs(ids, values))) > len(np.unique(ids))


def _covers(values: Ints, ids: Ints) -> bool:
    """Whether every id stands beside every value of a column."""
    return len(np.unique(_pairs(ids, values))) == len(np.unique(ids)) * len(np.unique(values))


def _first_partial(values: Ints, ids: Ints) -> Ints:
    """Return the first row of each id that stands beside several values, but not beside all."""
    pairs, at = np.unique(_pairs(ids, values), return_index=True)
    many = np.bincount(ids[at])
    several = (many > 1) & (many < len(np.unique(values)))
    wrong = np.flatnonzero(several if several.any() else (many > 0) & (many < len(np.unique(values))))
    del pairs
    return np.array([int(np.flatnonzero(ids == number)[0]) for number in wrong])


def _check_cover(review: Review, rows: Ints, own: Ints, ids: Ints, rest: list[str]) -> bool:
    """Tell of paths that do not run through all that the other paths of their task run through."""
    paths = _pairs(own, ids)
    steps = _pairs(paths, review.groups(rest)[rows])
    first = np.unique(steps, return_index=True)[1]
    length = np.bincount(paths[first])
    of_path = np.unique(paths, return_index=True)[1]
    whole = np.zeros(own.max(initial=0) + 1, np.int64)
    for place in np.unique(own):
        whole[place] = len(np.unique(review.groups(rest)[rows][own == place]))
    short = np.flatnonzero(length < whole[own[of_path]])
    known = {int(rows[of_path[k]]): (int(length[k]), int(whole[own[of_path[k]]])) for k in short}
    review.break_rule(
        "sample-path",
        np.array(list(known), np.int64),
        column=ID,
        details=lambda row: {
            "task": review.named(row, without=rest),
            "names": tuple(rest),
            "steps": known[row][0],
            "of": known[row][1],
        },
    )
    return bool(known)


def _check_count(review: Review, segment: Segment, rows: Ints, own: Ints, ids: Ints) -> None:
    """Tell of tasks with too few paths or too many."""
    samples = segment.output.samples
    assert samples is not None  # noqa: S101 - only those are asked about
    tasks, at = np.unique(own, return_index=True)
    paths = np.unique(_pairs(own, ids), return_index=True)[1]
    many = np.bincount(own[paths], minlength=int(tasks.max(initial=0)) + 1)[tasks]
    wrong = np.flatnonzero((many < samples.minimum) | (many > samples.maximum))
    known = {int(rows[at[k]]): int(many[k]) for k in wrong}
    review.break_rule(
        "sample-count",
        np.array(list(known), np.int64),
        details=lambda row: {
            "task": review.named(row, without=["horizon"]),
            "count": known[row],
            "minimum": samples.minimum,
            "maximum": samples.maximum,
        },
    )
