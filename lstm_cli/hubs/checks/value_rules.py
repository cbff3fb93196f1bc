"""Rules about the values and end dates of single rows: numbers in range, whole, below the population; horizons and ends."""

from datetime import date, timedelta

import numpy as np

from lstm_cli._arrays import Bools, Floats, Ints
from lstm_cli.hubs.checks.review import NA, Review
from lstm_cli.hubs.plain_numbers import number
from lstm_cli.hubs.rounds import end_offset, iso_date
from lstm_cli.hubs.tasks import END, HORIZON, LOCATION, VALUE, ModelTask, OutputType

__all__ = ["check_ends", "check_values"]


def check_ends(review: Review) -> None:
    """Check that ``target_end_date`` is as many steps after the round's date as ``horizon`` says.

    If both are whole steps apart, horizon 0 ends on the round's date; if not, it ends as most rows of the file have it.
    """
    for place, task in enumerate(review.tasks):
        offset = end_offset(review.chosen.round, task) if END in task.ids else None
        rows = (review.task == place) & ~review.bad
        if offset is None or review.chosen.date is None or not rows.any():
            continue
        days = {target.days for target in task.targets}
        step = days.pop() if len(days) == 1 else None
        if step is not None:
            _check_ends_of(review, np.flatnonzero(rows), step, review.chosen.date, fixed=offset == 0)


def _check_ends_of(review: Review, rows: Ints, step: int, start: date, *, fixed: bool) -> None:
    """Check the ends of some rows that share the length of a step."""
    ends = _ordinals(review)[rows]
    horizons = review.columns[HORIZON].expand(np.array([number(text) for text in review.columns[HORIZON].texts]))[rows]
    offsets = ends - start.toordinal() - step * horizons
    dated = np.isfinite(offsets)
    usual = 0.0
    if not fixed and dated.any():
        values, counts = np.unique(offsets[dated], return_counts=True)
        usual = float(values[counts.argmax()])
    wrong = rows[dated & (offsets != usual)]

    def details(row: int) -> dict[str, str]:
        horizon = review.text(HORIZON, row).strip()
        return {"horizon": horizon, "wanted": str(start + timedelta(usual + step * int(horizon)))}

    review.report("horizon-date", wrong, column=END, details=details, lost=True)


def _ordinals(review: Review) -> Floats:
    """Return the end dates as numbers of days, NaN where a cell is no date."""
    column = review.columns[END]
    days = [iso_date(text.strip()) for text in column.texts]
    return column.expand(np.array([np.nan if day is None else day.toordinal() for day in days], np.float64))


def check_values(review: Review) -> None:
    """Check that values are numbers, in the range of their output type, whole if it is integer, below the population."""
    column = review.columns[VALUE]
    review.values[:] = column.expand(np.array([number(text) for text in column.texts]))
    missing = review.mask(VALUE, NA.__contains__)
    review.report("value-missing", missing & ~review.bad, column=VALUE)
    review.report("value-number", ~np.isfinite(review.values) & ~review.bad, column=VALUE)
    for place, task in enumerate(review.tasks):
        of_task = (review.task == place) & ~review.bad
        for name, output in task.outputs.items():
            _check_range(review, of_task & review.of_type(name), output)
        _check_population(review, of_task & ~review.bad, task)


def _check_range(review: Review, rows: Bools, output: OutputType) -> None:
    """Check the values of one output type."""
    below = np.zeros(len(rows), np.bool_) if output.minimum is None else review.values < output.minimum
    above = np.zeros(len(rows), np.bool_) if output.maximum is None else review.values > output.maximum
    review.report(
        "value-range",
        rows & (below | above),
        column=VALUE,
        details=lambda _: {"type": output.name, "minimum": output.minimum, "maximum": output.maximum},
    )
    if output.kind == "integer":
        broken = rows & ~review.bad & (review.values != np.floor(review.values))
        review.report("value-integer", broken, column=VALUE, details=lambda _: {"type": output.name})


def _check_population(review: Review, rows: Bools, task: ModelTask) -> None:
    """Check that counts are below the population of the location."""
    people = review.hub.locations.population
    if not people or LOCATION not in review.columns or not any(target.is_count for target in task.targets):
        return
    location = review.columns[LOCATION]
    limits = location.expand(np.array([people.get(text.strip(), np.inf) for text in location.texts]))
    for target in task.targets:
        if not target.is_count:
            for name, value in target.keys.items():
                rows = rows & ~review.mask(name, value.__eq__)

    def details(row: int) -> dict[str, str | float]:
        return {"location": location.text(row).strip(), "population": float(limits[row])}

    review.report("population", rows & (review.values >= limits), column=VALUE, details=details)
