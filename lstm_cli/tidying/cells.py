"""The cells of counts: each distinct text is read once, and the others are refused with options that would read them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from lstm_cli._arrays import Ints
from lstm_cli.errors import Problem
from lstm_cli.options import Negative
from lstm_cli.problems import shown
from lstm_cli.readers.excel_formulas import NO_RESULT, is_formula
from lstm_cli.tidying.counted import Counted, Long
from lstm_cli.tidying.job import Choice, Job
from lstm_cli.tidying.numbers import (
    FIRST_UNREAD,
    FLAGGED,
    SPACES,
    Notation,
    deducted,
    grouped,
    is_known,
    is_negative,
    is_unread,
    may_mean_missing,
    notation,
    with_point,
)
from lstm_cli.tidying.sheet import Sheet

__all__ = ["check_cells", "check_negative", "count_cells"]

MAX_LISTED: Final = 12  # distinct texts that a refusal lists
MAX_MISSING: Final = 20  # distinct words that may all mean "not known"
MAX_UNREAD: Final = 0.5  # share of the cells without a count; above it, this is not the column of counts
MAX_VALUES: Final = 3  # negative counts that a refusal lists
UNKNOWN: Final = Choice("negative counts as missing", {"negative": Negative.MISSING})
NEGATIVES: Final = (
    Choice("negative counts deducted from earlier ones", {"negative": Negative.SPREAD}),
    UNKNOWN,
    Choice("negative counts as 0", {"negative": Negative.ZERO}),
)
DEDUCTED: Final = "deducted-counts"  # the remark on (25) and 25-, which are read as -25
POSITIVE: Final = Choice("negative counts as positive, without brackets or minus", {"strip_flags": True})
CODES: Final = frozenset({-1, -9, -99, -999, -9999})  # negative numbers that mean "not known"
# What each option that reads cells does, in words.
DECIDES: Final = {
    "thousands": "with thousands separators",
    "decimal": "with a decimal comma",
    "strip_flags": "without the marks beside counts",
    "missing": "with other texts as missing",
}
BRACKETED: Final = {"strip_flags": "without the brackets beside counts"}  # instead, if these are what is stripped
# Whole numbers with a thousands separator, which may end in a decimal point or comma and zeros.
SEPARATED: Final = {
    mark: re.compile(f"[+-]?{grouped(mark)}(?:{re.escape(point)}0*)?", re.ASCII)
    for mark, point in ((",", "."), (".", ","), (" ", "."), ("'", "."))
}
PER_CENT: Final = re.compile(r"^([+-]?[\d.,' ]*\d)\s?%$")
WITH_COMMA: Final = re.compile(r"[+-]?\d+,0*")  # a whole number with a decimal comma
DECIMAL_COMMA: Final = re.compile(r"[+-]?\d+,\d+")


@dataclass(frozen=True, slots=True)
class Unread:
    """A text that is no count, how many rows have it, and the first line with it."""

    text: str
    rows: int
    line: int


def count_cells(sheet: Sheet, columns: Sequence[str], job: Job) -> Counted:
    """Read the columns of counts; if there are none, each row counts as one.

    The returned sheet keeps a single column of counts, but not several.
    """
    if not columns:
        return Counted(sheet, np.ones((len(sheet), 1), np.int64), ())
    import pandas as pd

    block = sheet.frame[list(columns)].to_numpy(object)
    codes, texts = pd.factorize(block.ravel())
    how = notation(job.options)
    counts, unread = _read(texts.tolist(), how, sheet.delimiter)
    rounded = next((text for text in texts.tolist() if how.unrounded(text)), None)
    if rounded is not None:
        job.ledger.add("rounded-counts", text=rounded, count=int(how.unrounded(rounded)))
    if not how.flags and (found := next((text for text in texts.tolist() if _is_deducted(text, how)), None)):
        job.ledger.add(DEDUCTED, text=found, number=how.plain(found))
    if len(columns) > 1:
        sheet = replace(sheet, frame=sheet.frame.drop(columns=list(columns)))
    return Counted(sheet, counts[codes].reshape(block.shape), unread)


def _is_deducted(text: str, how: Notation) -> bool:
    """Whether a text is read as a negative number though it has no minus before it."""
    return how.plain(text).startswith("-") and deducted(text) != text


def _read(texts: list[str], how: Notation, delimiter: str) -> tuple[Ints, tuple[str, ...]]:
    """Return the counts of distinct texts, codes for the texts that are no count, and these texts."""
    counts, bad = how.read(texts, delimiter)
    unread = np.flatnonzero(bad)
    counts[unread] = FIRST_UNREAD + np.arange(len(unread))
    return counts, tuple(texts[at] for at in unread)


def check_cells(long: Long, counted: Counted, column: str, job: Job) -> None:
    """Refuse cells that hold no count, in one report, and negative counts unless an option says what they mean."""
    unread = np.flatnonzero(is_unread(long.counts))
    if len(unread):
        codes, first, rows = np.unique(long.counts[unread], return_index=True, return_counts=True)
        entries = [
            Unread(counted.unread[code - FIRST_UNREAD], count, int(counted.sheet.lines[long.row[unread[at]]]))
            for code, at, count in zip(codes.tolist(), first.tolist(), rows.tolist(), strict=True)
        ]
        plain = np.any(is_known(long.counts) & (long.counts != 0)) or counted.sheet.delimiter == ","
        _refuse_unread(
            sorted(entries, key=lambda entry: -entry.rows), len(long), column, job, thousands_only=bool(plain)
        )
    if not job.options.cumulative:  # otherwise the differences are checked
        check_negative(long, counted, column, job)


def check_negative(long: Long, counted: Counted, column: str, job: Job) -> None:
    """Refuse negative counts: only the user can say what they mean."""
    negative = np.flatnonzero(is_negative(long.counts))
    if not len(negative) or job.options.negative is not None:
        return
    values = sorted({*long.counts[negative].tolist()})
    listed = [with_point(value, job.decimals) for value in values[:MAX_VALUES]]
    few = ", ".join([*listed, "…"] if len(values) > MAX_VALUES else listed)
    first = negative[0]
    text = next(
        (change.remark.details["text"] for change in job.ledger.changes if change.remark.code == DEDUCTED), None
    )
    written = "" if text is None else f"; {shown(str(text))} is read as one"
    are_codes = {value / 10**job.decimals for value in values} <= CODES
    possible = NEGATIVES[1:] if job.decimals else NEGATIVES  # rates cannot be deducted
    choices = sorted(possible, key=lambda choice: choice is not UNKNOWN) if are_codes else list(possible)
    if text is not None:
        choices.insert(0 if 2 * len(negative) > np.count_nonzero(is_known(long.counts)) else len(choices), POSITIVE)
    job.refuse(
        Problem(
            f"column {shown(column)}: {_rows_hold(len(negative))} a negative count ({few}){written}",
            job.path,
            int(counted.sheet.lines[long.row[first]]),
            column,
            with_point(int(long.counts[first]), job.decimals),
            kind="cell",
        ),
        choices=tuple(choices),
    )


def _refuse_unread(entries: Sequence[Unread], rows: int, column: str, job: Job, *, thousands_only: bool) -> None:
    """Refuse the texts that are no count, and propose options that would read them.

    Unless ``thousands_only``, a comma before three digits may be a decimal comma in every cell.
    """
    listed = [f"{shown(entry.text)} in {entry.rows}" for entry in entries[:MAX_LISTED]]
    omitted = [f"and {len(entries) - MAX_LISTED} more"] if len(entries) > MAX_LISTED else []
    first = min(entries, key=lambda entry: entry.line)
    bad = sum(entry.rows for entry in entries)
    message = f"column {shown(column)}: {_rows_hold(bad)} no whole number: {', '.join(listed + omitted)}"
    hint = NO_RESULT if is_formula(first.text) else None
    problem = Problem(message, job.path, first.line, column, first.text, hint, "cell")
    texts = [entry.text for entry in entries]
    proposal = None if bad > MAX_UNREAD * rows and _are_words(texts) else _proposed(texts, job)
    if proposal is None:
        job.block(problem)
    else:
        decides = DECIDES | (BRACKETED if any(text.endswith((")", "]")) for text in texts) else {})
        words = ", ".join(text for name, text in decides.items() if name in proposal)
        choices = [Choice(words, proposal)]
        if not thousands_only and proposal == {"thousands": ","} and all(map(DECIMAL_COMMA.fullmatch, texts)):
            choices.append(Choice(DECIDES["decimal"], {"decimal": ","}))
        job.refuse(problem, choices=tuple(choices))


def _are_words(texts: Sequence[str]) -> bool:
    """Whether most texts have no digit, as names do."""
    return 2 * sum(any(map(str.isdigit, text)) for text in texts) < len(texts)


def _proposed(texts: Sequence[str], job: Job) -> dict[str, Any] | None:
    """Return options that read all texts; None if some are fractions, or too many are words."""
    options = job.options
    found: dict[str, Any] = {}
    rest = [PER_CENT.sub(r"\1", text) for text in (texts if options.strip_flags else map(deducted, texts))]
    beside = {text: number for text in rest if (number := _beside_mark(text)) is not None}
    if beside and not options.strip_flags:
        found["strip_flags"] = True
        rest = [beside.get(text, text) for text in rest if not beside.get(text, "").isdigit()]
    if options.decimal is None and options.thousands != "," and any(map(_has_decimal_comma, rest)):
        found["decimal"] = ","
        rest = [text for text in rest if not DECIMAL_COMMA.fullmatch(text)]
    marks = {mark: form for mark, form in SEPARATED.items() if mark != found.get("decimal")}
    mark = next((mark for mark in marks if any(_is_separated(text, mark) for text in rest)), None)
    if mark is not None and options.thousands is None:
        found["thousands"] = mark
        rest = [
            text
            for text in rest
            if not _is_separated(text, mark) and not (mark == "." and DECIMAL_COMMA.fullmatch(text))
        ]
    if any(map(WITH_COMMA.fullmatch, rest)) and options.decimal is None and mark != "," and not found:
        found["decimal"] = ","
        rest = [text for text in rest if not WITH_COMMA.fullmatch(text)]
    if len(rest) > MAX_MISSING or not all(map(may_mean_missing, rest)):
        return None
    if rest:
        found["missing"] = (*options.missing, *rest)
    return found


def _is_separated(text: str, mark: str) -> bool:
    """Whether a text is a whole number with ``mark`` between the thousands; all blanks, and all apostrophes, are one mark."""
    return SEPARATED[mark].fullmatch(text.translate(SPACES)) is not None


def _has_decimal_comma(text: str) -> bool:
    """Whether a text has decimals other than zeros after a comma that cannot separate thousands."""
    has_decimals = DECIMAL_COMMA.fullmatch(text) is not None and not WITH_COMMA.fullmatch(text)
    return has_decimals and not SEPARATED[","].fullmatch(text)


def _beside_mark(text: str) -> str | None:
    """Return the whole number that has a mark or brackets beside it; None for any other text."""
    match = FLAGGED.fullmatch(text)
    number = text if match is None else match[1]
    is_whole = number.isdigit() or any(_is_separated(number, mark) for mark in SEPARATED)
    return number if number != text and is_whole else None


def _rows_hold(rows: int) -> str:
    return "1 row holds" if rows == 1 else f"{rows} rows hold"
