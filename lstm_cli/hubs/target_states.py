"""States of target data: the values known as of a vintage, the changes of each vintage, how two states differ."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lstm_cli.hubs.target_files import AS_OF

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Revision", "changes_of", "known_states", "revision_of", "state_of"]


@dataclass(frozen=True, slots=True)
class Revision:
    """How many values are new, revised and withdrawn since the vintage before, and the sums at a date of both."""

    since: str
    new: int
    revised: int
    withdrawn: int
    date: str  # the newest date that both vintages have
    before: float  # sum of the values at that date in the earlier vintage, of locations that both have
    now: float  # the same in the later vintage


def known_states(rows: "pd.DataFrame", vintages: Sequence[str], day: str | None, key: list[str]) -> list[str | None]:
    """Return the vintages known on a day, or all if it is None; a last None stands for undated rows that are newer.

    A table without a vintage beside dated ones is the newest state, unless it only repeats the newest vintage.
    """
    known: list[str | None] = [vintage for vintage in vintages if day is None or vintage <= day]
    if day is None and rows[AS_OF].isna().any():
        undated = state_of(rows, None, key)
        again = revision_of(state_of(rows, known[-1], key), undated, "", key) if known else None
        if again is None or again.new or again.revised or again.withdrawn:
            known.append(None)
    return known


def state_of(rows: "pd.DataFrame", vintage: str | None, key: list[str]) -> "pd.DataFrame":
    """Return the newest value of every series and date as of a vintage (None: of all), without those withdrawn."""
    known = rows if vintage is None else rows[rows[AS_OF] <= vintage]
    newest = known.sort_values([*key, AS_OF], kind="stable", na_position="last").drop_duplicates(key, keep="last")
    return newest[newest["value"].notna()]


def changes_of(rows: "pd.DataFrame", key: list[str]) -> "pd.DataFrame":
    """Return the first value of every series and date, and each later one that differs from the one before."""
    dated = rows[rows[AS_OF].notna()].sort_values([*key, AS_OF], kind="stable")
    before = dated["value"].shift().where(dated.duplicated(key))  # NaN before the first
    same = (dated["value"] == before) | (dated["value"].isna() & before.isna())
    return dated[~same]


def revision_of(before: "pd.DataFrame", now: "pd.DataFrame", since: str, key: list[str]) -> Revision:
    """Return how two states differ."""
    both = before.merge(now, on=key, suffixes=("_before", "_now"))
    last = both["date"].max()
    newest = both[both["date"] == last]
    return Revision(
        since,
        len(now) - len(both),
        int((both["value_before"] != both["value_now"]).sum()),
        len(before) - len(both),
        f"{last:%Y-%m-%d}" if len(both) else "",
        float(newest["value_before"].sum()),
        float(newest["value_now"].sum()),
    )
