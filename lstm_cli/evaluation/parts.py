"""Divide forecasts into the parts that scores are broken down by: series, step, cutoff or week."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lstm_cli._arrays import Ints
from lstm_cli.evaluation.line import Line
from lstm_cli.options import By
from lstm_cli.panel.frequency import WEEK

__all__ = ["Parts", "Tasks", "parts_of"]


@dataclass(frozen=True, slots=True)
class Tasks:
    """T forecasts that any model made, as arrays of shape (T,)."""

    series: Ints  # index into the names of the series
    known: Ints  # the last known slot
    step: Ints  # from 1


@dataclass(frozen=True, slots=True)
class Parts:
    """The labels of the parts in order, and the part of each task (T,)."""

    labels: tuple[str, ...]
    of: Ints


def parts_of(tasks: Tasks, by: By, *, names: Sequence[str], line: Line) -> Parts:
    """Divide tasks by series, step ahead, last known time, or week of the forecast time."""
    if by is By.SERIES:
        values, of = np.unique(tasks.series, return_inverse=True)
        return Parts(tuple(names[value] for value in values), of)
    if by is By.STEP:
        values, of = np.unique(tasks.step, return_inverse=True)
        return Parts(tuple(str(value) for value in values), of)
    slots, of = np.unique(tasks.known if by is By.CUTOFF else tasks.known + tasks.step, return_inverse=True)
    if by is By.CUTOFF or line.frequency.longest_step >= WEEK:
        return Parts(tuple(line.write(int(slot)) for slot in slots), of)
    weeks = [f"{day.year}-W{day.week:02}" for day in (time.item().isocalendar() for time in line.at(slots))]
    labels, place = np.unique(weeks, return_inverse=True)
    return Parts(tuple(labels.tolist()), place[of])
