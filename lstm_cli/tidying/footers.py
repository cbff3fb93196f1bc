"""Rows that are no data, recognised by their missing time: totals, headings, sources and notes at the end."""

import re
from collections.abc import Sequence
from typing import Final

import numpy as np

from lstm_cli._arrays import Bools, Datetimes, Ints
from lstm_cli.tidying.counted import Counted
from lstm_cli.tidying.job import Job
from lstm_cli.tidying.numbers import is_known
from lstm_cli.tidying.roles import Roles
from lstm_cli.tidying.times.records import NO_TIME

__all__ = ["no_data"]

TOTAL: Final = re.compile(
    r"\b(sub-?|grand )?totals?\b|\bsum\b|\bsumme\b|\binsgesamt\b|\bgesamt\b|\bensemble\b|\btotaux\b|\baverage\b|\bmean\b"
    r"|\b(M13|Q05|S03)\b",  # totals of a year, which labour statistics list beside its months
    re.IGNORECASE,
)
WORD: Final = re.compile(r"[^\W\d_]{4,}")
# Words of dates: a row that contains one may have a mistyped date.
DATE_WORD: Final = re.compile(
    r"(jan|feb|mar|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz]|mon|tue|wed|thu|fri|sat|sun|week|woche|quarter)",
    re.IGNORECASE,
)
MARK: Final = re.compile(r"[©*†‡§#]")  # begins a note, and no date
MIN_PLAIN: Final = 3  # other words, which no date has: "counts of the latest week are provisional"
PERIOD: Final = re.compile(r"(?P<year>(?:1[7-9]|2[01])\d\d)(?:[- ]?Q(?P<quarter>[1-4]))?", re.ASCII)
MIN_ADDED: Final = 3  # counts; a sum of fewer may equal a count by chance
MAX_SHARE: Final = 0.5  # of the rows that may be no data; with more, something else is wrong


def no_data(counted: Counted, at: Datetimes, bad: Bools, roles: Roles, job: Job) -> Bools:
    """Return which of the rows without a time cannot be data: totals, headings without a count, notes at the end."""
    rows = np.flatnonzero(bad)
    if not len(rows) or len(rows) > MAX_SHARE * len(bad):
        return np.zeros(len(bad), np.bool_)
    frame = counted.sheet.frame.iloc[rows]
    parts = list(frame[list(roles.time)].itertuples(index=False, name=None))
    texts = [" ".join(filter(None, cells)) for cells in frame.itertuples(index=False)]
    last = int(np.flatnonzero(~bad)[-1]) if not bad.all() else -1
    known = is_known(counted.counts)
    empty = [not row.any() for row in known[rows]]
    sums = list(_are_sums(counted.counts, known, bad)[rows])
    longer = _longer_periods(counted, at, bad, roles)
    first = int(np.argmin(bad))
    found: dict[str, list[int]] = {"total-rows": [], "heading-rows": [], "note-rows": []}
    for row, time, text, none, is_sum in zip(rows.tolist(), parts, texts, empty, sums, strict=True):
        if (is_sum and not any(time)) or row in longer:
            code: str | None = "total-rows"
        else:
            code = _kind(time, text, none=none, below=row > last >= 0, above=row < first)
        if code:
            found[code].append(row)
    dropped = np.zeros(len(bad), np.bool_)
    for code, places in found.items():
        if places:
            dropped[places] = True
            gone = counted.where(np.isin(np.arange(len(bad)), places))
            job.ledger.add(
                code,
                rows=-len(places),
                counts=-gone.total,
                count=len(places),
                line=int(gone.sheet.lines[0]),
                source=job.path,
                text=texts[int(np.searchsorted(rows, places[0]))],
            )
    return dropped


def _are_sums(counts: Ints, known: Bools, bad: Bools) -> Bools:
    """Whether the counts of each row are the sums over all rows that have a time."""
    there = known & ~bad[:, None]
    if there.sum() < MIN_ADDED:
        return np.zeros(len(counts), np.bool_)
    sums = np.where(there, counts, 0).sum(axis=0)
    return np.asarray(((counts == sums) | ~known).all(axis=1) & known.any(axis=1))


def _longer_periods(counted: Counted, at: Datetimes, bad: Bools, roles: Roles) -> set[int]:
    """Return the rows of years and quarters that repeat the sum of finer times of the same series."""
    rows = np.flatnonzero(bad)
    times = counted.sheet.frame[list(roles.time)].iloc[rows].itertuples(index=False, name=None)
    found = zip(rows.tolist(), times, strict=True)
    periods = {row: match for row, parts in found if (match := PERIOD.fullmatch(" ".join(parts).strip()))}
    if not periods:
        return set()
    ids = list(counted.sheet.frame[list(roles.ids)].itertuples(index=False, name=None))
    months = np.where(bad, NO_TIME, at).astype("datetime64[M]").astype(np.int64)
    counts = np.where(is_known(counted.counts), counted.counts, 0)
    sums: dict[tuple[object, int, int], Ints] = {}
    for row in np.flatnonzero(~bad).tolist():
        year, month = 1970 + months[row] // 12, months[row] % 12
        for part in (0, month // 3 + 1):
            sums[ids[row], year, part] = sums.get((ids[row], year, part), 0) + counts[row]
    keys = {row: (ids[row], int(match["year"]), int(match["quarter"] or 0)) for row, match in periods.items()}
    return {row for row, key in keys.items() if key in sums and np.array_equal(sums[key], counted.counts[row])}


def _kind(parts: Sequence[str], text: str, *, none: bool, below: bool, above: bool) -> str | None:
    """Return what kind of row has no time, or None where it may be data with a damaged time."""
    time = " ".join(parts).strip()
    if TOTAL.search(time) or (not all(parts) and TOTAL.search(text)):
        return "total-rows"
    if not time and none:
        return "note-rows" if below else "heading-rows"
    words = WORD.findall(time)
    plain = [word for word in words if not DATE_WORD.match(word)]
    are_no_date = (words and plain == words) or (below and (len(plain) >= MIN_PLAIN or MARK.match(time)))
    if (below or above) and none and are_no_date:
        return "note-rows" if below else "heading-rows"
    return None
