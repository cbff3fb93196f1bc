"""Rows that are no data, by their time: totals of a year or of all, headings, sources and notes at the end."""

import re
from collections.abc import Sequence
from typing import Final

import numpy as np

from lstm_cli._arrays import Bools, Ints
from lstm_cli.tidying.counted import Counted
from lstm_cli.tidying.job import Job
from lstm_cli.tidying.numbers import is_known
from lstm_cli.tidying.roles import Roles

__all__ = ["no_data"]

TOTAL: Final = re.compile(
    r"\b(sub-?|grand )?totals?\b|\bsum\b|\bsumme\b|\binsgesamt\b|\bgesamt\b|\bensemble\b|\btotaux\b|\baverage\b|\bmean\b"
    r"|\b(M13|Q05|S03)\b",  # of a year, as labour statistics have it beside its months
    re.IGNORECASE,
)
WORD: Final = re.compile(r"[^\W\d_]{4,}")
# Words of dates: a row with one of them may have a date that is mistyped.
DATE_WORD: Final = re.compile(
    r"(jan|feb|mar|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz]|mon|tue|wed|thu|fri|sat|sun|week|woche|quarter)",
    re.IGNORECASE,
)
YEAR: Final = re.compile(r"(?<!\d)(?:1[7-9]|2[01])\d\d(?!\d)", re.ASCII)
MIN_ADDED: Final = 3  # counts, whose sum is no count by chance
MOST: Final = 0.5  # share of the rows, above which it is not these that are wrong


def no_data(counted: Counted, bad: Bools, roles: Roles, job: Job) -> Bools:
    """Return which rows cannot be data, of those without a time: totals, headings without a count, notes at the end."""
    rows = np.flatnonzero(bad)
    if not len(rows) or len(rows) > MOST * len(bad):
        return np.zeros(len(bad), np.bool_)
    frame = counted.sheet.frame.iloc[rows]
    parts = list(frame[list(roles.time)].itertuples(index=False, name=None))
    texts = [" ".join(filter(None, cells)) for cells in frame.itertuples(index=False)]
    last = int(np.flatnonzero(~bad)[-1]) if not bad.all() else -1
    known = is_known(counted.counts)
    empty = [not row.any() for row in known[rows]]
    sums = list(_are_sums(counted.counts, known, bad)[rows])
    years = _year_totals(counted, known, bad, roles)
    found: dict[str, list[int]] = {"total-rows": [], "heading-rows": [], "note-rows": []}
    for row, time, text, none, is_sum in zip(rows.tolist(), parts, texts, empty, sums, strict=True):
        code = (
            "total-rows"
            if (is_sum and not any(time)) or row in years
            else _kind(time, text, none=none, below=row > last >= 0)
        )
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
    """Whether the counts of each row are those of all rows with a time together."""
    there = known & ~bad[:, None]
    if there.sum() < MIN_ADDED:
        return np.zeros(len(counts), np.bool_)
    sums = np.where(there, counts, 0).sum(axis=0)
    return np.asarray(((counts == sums) | ~known).all(axis=1) & known.any(axis=1))


def _year_totals(counted: Counted, known: Bools, bad: Bools, roles: Roles) -> set[int]:
    """Return the rows of years among finer times, whose counts are those of the same series and year together."""
    times = [
        " ".join(cells).strip() for cells in counted.sheet.frame[list(roles.time)].itertuples(index=False, name=None)
    ]
    rows = [row for row in np.flatnonzero(bad).tolist() if YEAR.fullmatch(times[row])]
    if not rows:
        return set()
    ids = list(counted.sheet.frame[list(roles.ids)].itertuples(index=False, name=None))
    sums: dict[tuple[object, str], Ints] = {}
    for row in np.flatnonzero(~bad).tolist():
        if match := YEAR.search(times[row]):
            before = sums.get((ids[row], match[0]), np.zeros(counted.counts.shape[1], np.int64))
            sums[ids[row], match[0]] = before + np.where(known[row], counted.counts[row], 0)
    return {row for row in rows if np.array_equal(sums.get((ids[row], times[row]), []), counted.counts[row])}


def _kind(parts: Sequence[str], text: str, *, none: bool, below: bool) -> str | None:
    """Return what a row without a time is, or None where it may be data with a damaged one."""
    time = " ".join(parts).strip()
    if TOTAL.search(time) or (not all(parts) and TOTAL.search(text)):
        return "total-rows"
    if not time and none:
        return "note-rows" if below else "heading-rows"
    words = WORD.findall(time)
    if below and none and words and not any(map(DATE_WORD.match, words)):
        return "note-rows"
    return None
