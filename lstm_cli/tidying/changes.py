"""Running totals to the increase of each step, and negative corrections to the counts that they correct."""

from typing import Any

import numpy as np

from lstm_cli._arrays import Bools, Ints
from lstm_cli.errors import Problem
from lstm_cli.options import Absent, Negative
from lstm_cli.problems import shown
from lstm_cli.remarks import Remark, first_names
from lstm_cli.tidying.absence import without_empty
from lstm_cli.tidying.counted import Long
from lstm_cli.tidying.grid import find_steps
from lstm_cli.tidying.job import Choice, Job
from lstm_cli.tidying.numbers import MISSING, is_known, is_negative, total, with_point

__all__ = ["differences", "without_first", "without_negative"]


def differences(long: Long, job: Job) -> Long:
    """Return the increase of running totals since the last known total; rows must be ordered.

    The first known total of a series includes all earlier counts: unless it is 0, its row stays without a count. A total
    that falls to half or less has restarted at 0; a smaller fall is a correction, and its difference is negative.
    """
    if job.options.absent == Absent.ACCUMULATE:
        long = without_empty(long, job)
    known = np.flatnonzero(is_known(long.counts))
    totals, series = long.counts[known], long.series[known]
    first = np.diff(series, prepend=-1) != 0
    before = np.concatenate([np.zeros(1, np.int64), totals[:-1]])
    restarts = ~first & (totals < before) & (2 * totals <= before)
    grown = np.where(restarts, totals, totals - before)
    grown[first] = np.where(totals[first] == 0, 0, MISSING)
    counts = long.counts.copy()
    counts[known] = grown
    result = long.with_counts(counts)
    job.ledger.add(
        "differences",
        counts=result.total - long.total,
        series=int(first.sum()),
        before=total(totals[first]),
    )
    if restarts.any():
        names = [long.names[at] for at in np.unique(series[restarts]).tolist()]
        job.ledger.enter(Remark("totals-restarted", {**first_names(names), "times": int(restarts.sum())}))
    return _over_gaps(result, known, first, job)


def _over_gaps(long: Long, known: Ints, first: Bools, job: Job) -> Long:
    """Handle differences over several steps as the options for absent rows say; without one, refuse them."""
    _, slots = find_steps(long, job)
    wide = known[1:][(np.diff(slots[known]) > 1) & ~first[1:]]
    absent = job.options.absent
    if not len(wide) or absent in {Absent.ZERO, Absent.ACCUMULATE}:
        return long
    if absent is None:
        at = int(wide[0])
        message = (
            f"{'1 running total comes' if len(wide) == 1 else f'{len(wide)} running totals come'} several steps after the "
            f"previous one, the first in series "
            f"{shown(long.names[long.series[at]])}: the counts of the single steps are not known"
        )
        job.refuse(
            Problem(message, job.path),
            choices=(
                Choice("differences spread over the steps", {"absent": Absent.ACCUMULATE}),
                Choice("such differences left empty", {"absent": Absent.MISSING}),
            ),
        )
    counts = long.counts.copy()
    counts[wide] = MISSING
    job.ledger.add("differences-open", counts=-total(long.counts[wide]), count=len(wide))
    return long.with_counts(counts)


def without_first(long: Long, job: Job) -> Long:
    """Drop the rows at the start of each series whose count is not known because its running total began earlier."""
    if not job.options.cumulative:
        return long
    kept = long.has_begun
    if kept.all():
        return long
    if not kept.any():
        raise job.stop(Problem("every series has only one running total: no difference can be taken", job.path))
    job.ledger.add("first-totals", rows=-int((~kept).sum()), count=int((~kept).sum()))
    return long.where(kept)


def without_negative(long: Long, job: Job) -> Long:
    """Return the rows with negative counts made missing or zero, or deducted from earlier counts; rows must be ordered."""
    negative = np.flatnonzero(is_negative(long.counts))
    how = job.options.negative
    if not len(negative) or how is None:
        return long
    counts = long.counts.copy()
    counts[negative] = MISSING if how == Negative.MISSING else 0
    left = 0
    if how == Negative.SPREAD:
        begins = long.starts[np.searchsorted(long.starts, negative, side="right") - 1]
        for start, at in zip(begins.tolist(), negative.tolist(), strict=True):
            left += _deduct(counts, start, at, -int(long.counts[at]))
    result = long.with_counts(counts)
    details: dict[str, Any] = {"count": len(negative), "total": _sum(-total(long.counts[negative]), job), "left": left}
    job.ledger.add(f"negative-{how}", counts=result.total - long.total, **details)
    return result


def _sum(value: int, job: Job) -> float:
    """Return a sum of counts as it is, or a sum of rates with its decimals."""
    return float(with_point(value, job.decimals)) if job.decimals else value


def _deduct(counts: Ints, start: int, at: int, size: int) -> int:
    """Take ``size`` from the counts between ``start`` and ``at``, the latest first; return what could not be taken."""
    stop = at
    while size and stop > start:
        begin = max(start, stop - 256)
        part = counts[begin:stop]
        available = np.where(part > 0, part, 0)
        after = np.cumsum(available[::-1])[::-1] - available  # available in later rows
        taken = np.clip(size - after, 0, available)
        part[taken > 0] -= taken[taken > 0]
        size -= int(taken.sum())
        stop = begin
    return size
