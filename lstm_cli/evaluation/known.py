"""Find the cutoff of each forecast, the last slot known when it was made, from what its table says.

The first of these that applies decides: a column of cutoffs, as in our own files and Nixtla's; a first horizon that the
user names; an origin (the date of the forecast, or the reference date of its round), with or without horizons; horizons
alone, which count from the cutoff if none is below 1; a cutoff that the user names; else the step before the first
forecast of each series in the files of a round.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

import numpy as np

from lstm_cli._arrays import Bools, Datetimes, Ints
from lstm_cli.errors import DataError, Hint, Setting, UsageError
from lstm_cli.evaluation.line import Line
from lstm_cli.readers.quantiles.table import QuantileTable, check_duplicates, file_rounds
from lstm_cli.remarks import Plain, Remark

__all__ = ["Given", "Known", "check_given", "known_slots"]

CHECK_HORIZONS: Final = Hint(
    "correct the horizons, or give the first one after the known data with {}", Setting("first_horizon", 1)
)
SAY_FIRST: Final = Hint(
    "add a column such as reference_date, or give the first horizon after the known data with {}",
    Setting("first_horizon", 0),
)


@dataclass(frozen=True, slots=True)
class Given:
    """What the user says about the origins of forecasts; None leaves it to the table."""

    first_horizon: int | None = None  # the horizon of the first step after the cutoff
    cutoff: np.datetime64 | None = None  # the last time known, if the table does not say it


@dataclass(frozen=True, slots=True)
class Known:
    """The last known slot of each of G forecasts, how it was found, and a remark on that.

    rounds: the round (G,) of each forecast if the table says nothing, so that each series has one cutoff of its own in a round.
    """

    slot: Ints
    between: Bools  # whether the cutoff was given as a time between two slots, of which the first is taken
    rounds: Ints | None = None
    exact: bool = False  # whether the table gives cutoffs, so that a forecast of an earlier time is an error
    note: Remark | None = None

    @property
    def unstated(self) -> bool:
        """Whether the table says nothing of cutoffs."""
        return self.rounds is not None


def check_given(tables: Collection[QuantileTable], given: Given) -> None:
    """Refuse what decides the cutoffs of no table; UsageError."""
    without = [table for table in tables if table.cutoffs is None]
    if given.first_horizon is not None and all(table.horizons is None for table in without):
        known = any(table.horizons is not None for table in tables)
        message = "no table of forecasts has a column of horizons" + " without one of cutoffs" * known
        hint = Hint("{} says which horizon is the first new one", Setting("first_horizon"))
        raise UsageError(message, value=str(given.first_horizon), hint=hint)
    if given.cutoff is not None and all(table.origins is not None or table.horizons is not None for table in without):
        message = "every table of forecasts says when its forecasts were made"
        raise UsageError(message, value=str(given.cutoff), hint=Hint("leave out {}", Setting("cutoff")))


def known_slots(table: QuantileTable, line: Line, slot: Ints, given: Given) -> Known:
    """Return what was known at each forecast; ``slot`` is the slot of its time, or the next one if that time is closed."""
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
        check_duplicates(table)  # files of several rounds have several cutoffs
        known, inside = line.slots(np.full(len(table), given.cutoff))
        return Known(known, ~inside, np.zeros(len(table), np.int64))
    rounds = file_rounds(table)
    first = np.full((int(rounds.max(initial=0)) + 1, len(table.names)), np.iinfo(np.int64).max)
    np.minimum.at(first, (rounds, table.series), slot)
    known = np.asarray(first[rounds, table.series] - 1)
    ends = {"first": line.write(int(known.min())), "last": line.write(int(known.max()))}
    return Known(known, at_steps, rounds, note=Remark("cutoff-before-first", ends))


def _from_origins(table: QuantileTable, line: Line, slot: Ints, origins: Datetimes) -> tuple[Ints, Remark]:
    """Return the last slot that was over at the origin, or the one that the table calls horizon 0 if that is earlier.

    A hub with late data calls the last known step horizon 0, although later steps are over; a hub whose reference date
    ends the step in progress calls this step horizon 0, although it is not over.
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
    """Whether horizons count days from the origin, whatever the step of the panel is."""
    days = (table.times.astype("datetime64[D]") - origins.astype("datetime64[D]")).astype(np.int64)
    return bool((days == horizons).all())


def _horizon_zero(table: QuantileTable, line: Line, slot: Ints, origins: Datetimes, horizons: Ints) -> Ints:
    """Return the slot of horizon 0 of each forecast; DataError if forecasts of one origin disagree.

    Horizons count steps or, if the time line leaves out closed days, calendar days.
    """
    zero = slot - horizons
    _, first, group = np.unique(origins, return_index=True, return_inverse=True)
    first = first[group]
    odd = np.flatnonzero(zero != zero[first])
    if not len(odd):
        return zero
    if line.frequency.calendar is not None:
        days = table.times - (horizons * line.frequency.seconds).astype("timedelta64[s]")
        if (days == days[first]).all():
            return line.slots(days)[0]
    raise _contradiction(table, line, zero, int(odd[0]), int(first[odd[0]]))


def _contradiction(table: QuantileTable, line: Line, zero: Ints, row: int, first: int) -> DataError:
    """Return the error for a horizon that contradicts an earlier forecast from the same origin."""
    dates = [line.write(int(zero[at])) for at in (row, first)]
    there = table.where(first, beside=row)
    message = f": by its horizon, horizon 0 would be {dates[0]}, but {dates[1]} by that {there}"
    return DataError(table.problem(row, message), path=table.source, advice=CHECK_HORIZONS)


def _check_ahead(table: QuantileTable, horizons: Ints) -> None:
    """Refuse a horizon below 1 if no column says when the forecast was made: its step may be known or new."""
    if horizons.min() < 1:
        row = int(np.argmin(horizons))
        message = f" has horizon {horizons[row]}, which may be known or new: no column says when it was made"
        raise DataError(table.problem(row, message, value=str(horizons[row])), path=table.source, advice=SAY_FIRST)
