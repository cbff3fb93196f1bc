"""Rules about sample paths: an id marks one path through the task ids that are not in the hub's compound set.

A hub may ask for samples of each location and target. A file whose ids span more, such as all locations, is finer than
that and welcome. An id that spans less, or different things in different rows, is not.
"""

import numpy as np

from lstm_cli._arrays import Ints
from lstm_cli.hubs.checks.review import Review, Segment
from lstm_cli.hubs.tasks import HORIZON, OUTPUT_ID

__all__ = ["check_samples"]


def check_samples(review: Review) -> None:
    """Check that ids keep to the compound set, that paths cover the same tasks, and that there are enough of them."""
    for segment in review.segments():
        if segment.output.samples is None:
            continue
        names = [name for name in review.key_names() if segment.task.ids[name].allowed]
        asked = segment.output.samples.compound
        compound = [name for name in names if asked is None or name in asked]
        for rows in _by_target(review, segment):
            _check_paths(review, segment, rows, names, compound)


def _by_target(review: Review, segment: Segment) -> list[Ints]:
    """Return the rows of each target; two targets may use the same ids for different paths."""
    keys = sorted({name for target in segment.task.targets for name in target.keys if name in review.columns})
    group = review.groups(keys)[segment.rows] if keys else np.zeros(len(segment.rows), np.int64)
    return [segment.rows[group == number] for number in np.unique(group)]


def _check_paths(review: Review, segment: Segment, rows: Ints, names: list[str], compound: list[str]) -> None:
    """Check the paths of one target."""
    ids = review.groups([OUTPUT_ID])[rows]
    spanned = [name for name in compound if _varies(review.groups([name])[rows], ids)]
    partly = [name for name in spanned if not _covers(review.groups([name])[rows], ids)]
    if partly:
        row = _first_partial(review.groups(partly)[rows], ids)
        details = {"names": tuple(partly)}
        review.report("sample-compound", rows[row], column=OUTPUT_ID, details=lambda _: details)
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
    """Return the first row of each id that stands beside some values, but not all; beside several if there are such."""
    at = np.unique(_pairs(ids, values), return_index=True)[1]
    many = np.bincount(ids[at])
    partial = (many > 0) & (many < len(np.unique(values)))
    several = partial & (many > 1)
    wrong = np.flatnonzero(several if several.any() else partial)
    return np.array([int(np.flatnonzero(ids == number)[0]) for number in wrong])


def _check_cover(review: Review, rows: Ints, own: Ints, ids: Ints, rest: list[str]) -> bool:
    """Report paths that lack steps which other paths of their task have; return whether there are any."""
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
    review.report(
        "sample-path",
        np.array(list(known), np.int64),
        column=OUTPUT_ID,
        details=lambda row: {
            "task": review.task_text(row, without=rest),
            "names": tuple(rest),
            "steps": known[row][0],
            "of": known[row][1],
        },
    )
    return bool(known)


def _check_count(review: Review, segment: Segment, rows: Ints, own: Ints, ids: Ints) -> None:
    """Report tasks with too few paths or too many."""
    samples = segment.output.samples
    assert samples is not None  # noqa: S101 - the caller has left out the others
    tasks, at = np.unique(own, return_index=True)
    paths = np.unique(_pairs(own, ids), return_index=True)[1]
    many = np.bincount(own[paths], minlength=int(tasks.max(initial=0)) + 1)[tasks]
    wrong = np.flatnonzero((many < samples.minimum) | (many > samples.maximum))
    known = {int(rows[at[k]]): int(many[k]) for k in wrong}
    review.report(
        "sample-count",
        np.array(list(known), np.int64),
        details=lambda row: {
            "task": review.task_text(row, without=[HORIZON]),
            "count": known[row],
            "minimum": samples.minimum,
            "maximum": samples.maximum,
        },
    )
