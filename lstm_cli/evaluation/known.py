"""What was known when a forecast was made: the last slot before its first step, from whatever its table says.

In this order: a cutoff, the last time known, as our own files and Nixtla's have it; a first horizon that the user names; an
origin (the date of the forecast, or the reference date of its round) with horizons, or without; horizons alone, which
count from what was known where none is below 1; and if a table says nothing, a cutoff that the user names, or the step
before the first forecast of each series.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from lstm_cli._arrays import Bools, Datetimes, Ints
from lstm_cli.errors import DataError, Hint, Setting, on_line
from lstm_cli.evaluation.line import Line
from lstm_cli.readers.quantiles.table import QuantileTable
from lstm_cli.remarks import Plain, Remark

__all__ = ["Given", "Known", "known_slots"]

CHECK_HORIZONS: Final = Hint(
    "mend the horizons, or say which of them is the first new step with {}", Setting("first_horizon", 1)
)
SAY_FIRST: Final = Hint(
    "add a column such as reference_date, or say which horizon is the first new step with {}",
    Setting("first_horizon", 0),
)


@dataclass(frozen=True, slots=True)
class Given:
    """What the user says about the origins of forecasts; None leaves it to the table."""

    first_horizon: int | None = None  # the horizon of the first step after what was known
    cutoff: np.datetime64 | None = None  # the last time known, of forecasts that do not say it


@dataclass(frozen=True, slots=True)
class Known:
    """Of each of G forecasts the last slot known, how that was found, and what to say about it."""

    slot: Ints
    between: Bools  # whether it was given as a time between two slots, of which the first is taken
    own: bool = False  # whether the table says nothing: each series has a cutoff of its own
    exact: bool = False  # whether it was given as it is: a forecast of an earlier time is an error then
    note: Remark | None = None


def known_slots(table: QuantileTable, line: Line, slot: Ints, given: Given) -> Known:
    """Return what was known at each forecast; ``slot`` is that of its time, or of the next if that is never counted."""
    at_steps = np.zeros(len(table), np.bool_)
    if table.cutoffs is not None:
        known, inside = line.slots(table.cutoffs)
        return Known(known, ~inside, exact=True)
    if table.horizons is not None and given.first_horizon is not None:
        return Known(slot - table.horizons + given.first_horizon - 1, at_steps)
    if table.origins is not None:
        known, note = _from_origins(table, line, slot, table.origins)
        return Known(known, at_steps, note=note)
    if table.horizons is not None:
        _check_ahead(table, table.horizons)
        return Known(slot - table.horizons, at_steps, note=Remark("horizons-from-known"))
    if given.cutoff is not None:
        known, inside = line.slots(np.full(len(table), given.cutoff))
        return Known(known, ~inside, own=True)
    first = np.full(len(table.names), np.iinfo(np.int64).max)
    np.minimum.at(first, table.series, slot)
    known = np.asarray(first[table.series] - 1)
    ends = {"first": line.write(int(known.min())), "last": line.write(int(known.max()))}
    return Known(known, at_steps, own=True, note=Remark("cutoff-before-first", ends))


def _from_origins(table: QuantileTable, line: Line, slot: Ints, origins: Datetimes) -> tuple[Ints, Remark]:
    """Return the earlier of the last step that was over at the origin and of the step that the table calls horizon 0.

    A hub whose data come late calls the last step known horizon 0, though others are over; a hub whose reference date
    ends the step in progress calls that horizon 0, though it is not over.
    """
    known = line.passed(origins)
    column: dict[str, Plain] = {"column": table.origin_name or ""}
    if table.horizons is None:
        return known, Remark("known-by-origin", column)
    if not _are_days(table, origins, table.horizons):
        known = np.minimum(known, _horizon_zero(table, line, slot, origins, table.horizons))
    first = table.horizons - (slot - known) + 1
    return known, Remark("first-horizon", {**column, "lowest": int(first.min()), "highest": int(first.max())})


def _are_days(table: QuantileTable, origins: Datetimes, horizons: Ints) -> bool:
    """Whether horizons count days from the origin, whatever the step is."""
    days = (table.times.astype("datetime64[D]") - origins.astype("datetime64[D]")).astype(np.int64)
    return bool((days == horizons).all())


def _horizon_zero(table: QuantileTable, line: Line, slot: Ints, origins: Datetimes, horizons: Ints) -> Ints:
    """Return the slot of horizon 0 of each forecast; one for each origin, else the table contradicts itself.

    Horizons count steps or, where some days are never counted, days of the calendar.
    """
    zero = slot - horizons
    _, first, group = np.unique(origins, return_index=True, return_inverse=True)
    first = first[group.reshape(-1)]
    odd = np.flatnonzero(zero != zero[first])
    if not len(odd):
        return zero
    if line.frequency.calendar is not None:
        days = table.times - (horizons * line.frequency.seconds).astype("timedelta64[s]")
        if (days == days[first]).all():
            return line.slots(days)[0]
    raise _contradiction(table, line, zero, int(odd[0]), int(first[odd[0]]))


def _contradiction(table: QuantileTable, line: Line, zero: Ints, row: int, first: int) -> DataError:
    """Return the error for a horizon that does not fit the time of an earlier forecast from the same origin."""
    dates = [line.write(int(zero[at])) for at in (row, first)]
    there = on_line(table.source, int(table.lines[first]))
    message = f": by its horizon, horizon 0 would be {dates[0]}, and by that {there} {dates[1]}"
    return DataError(table.problem(row, message), path=table.source, advice=CHECK_HORIZONS)


def _check_ahead(table: QuantileTable, horizons: Ints) -> None:
    """Refuse a horizon below 1 where no column says when the forecast was made: that step may be known or new."""
    if horizons.min() < 1:
        row = int(np.argmin(horizons))
        message = f" is of horizon {horizons[row]}, known or new: no column says when it was made"
        raise DataError(table.problem(row, message, value=str(horizons[row])), path=table.source, advice=SAY_FIRST)
