"""Which rows are kept: those with certain texts, of a vintage, between two times, and without repeats."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from lstm_cli._arrays import Bools, Datetimes
from lstm_cli.errors import Hint, Problem, Setting, UsageError
from lstm_cli.options import TidyOptions
from lstm_cli.problems import shown
from lstm_cli.readers.column_names import list_names, nearest_to
from lstm_cli.readers.name_words import vintage_column
from lstm_cli.readers.timestamps import parse_times
from lstm_cli.tidying.counted import Counted, Long
from lstm_cli.tidying.distinct import distinct
from lstm_cli.tidying.job import Job
from lstm_cli.tidying.roles import Roles, find_name
from lstm_cli.tidying.sheet import Sheet
from lstm_cli.tidying.times.read import read_times_beside

__all__ = [
    "between",
    "doubles",
    "drop_doubles",
    "drop_last",
    "kept_by",
    "newest_known",
    "only_where",
]

LATEST: Final = "latest"
VERSION: Final = r"[0-9]{1,3}"  # the number of a vintage
# How long the period is that a date in ISO 8601 names.
LENGTHS: Final = {
    "%Y": ("Y", np.timedelta64(1, "Y")),
    "%Y-%m": ("M", np.timedelta64(1, "M")),
    "%Y-%m-%d": ("D", np.timedelta64(1, "D")),
    "%G-W%V": ("D", np.timedelta64(7, "D")),
}
# What the option takes that left no row.
LEAVES_NONE: Final = {
    "rows-after": ("{} takes a date not before the first", "until"),
    "rows-before": ("{} takes a date not after the last", "from"),
    "newest-times": ("{} takes fewer times than there are", "drop_last"),
}
MAX_LISTED: Final = 8  # values that a message lists


def only_where(counted: Counted, job: Job) -> Counted:
    """Keep the rows with the texts that the options name; several texts of one column are alternatives.

    Raises
    ------
    DataError
        There is no such column, or no row has the text.
    """
    names = counted.sheet.names
    for column, _ in job.options.where:
        if find_name(column, names) is None:
            hint = Hint("{} takes a column and a text; columns are {}", Setting("where"), list_names(names))
            raise job.stop(Problem(f"no column {shown(column)}", job.path, value=column, hint=hint))
    for column, texts in _texts_by_column(job.options, names).items():
        cells = counted.sheet.frame[column].to_numpy(object)
        kept = np.isin(cells.astype(str), texts)
        absent = [text for text in texts if not (cells == text).any()]
        if absent:
            raise job.stop(_no_such_text(absent[0], cells.tolist(), column, job))
        if not kept.all():
            dropped = counted.where(~kept)
            job.ledger.add(
                "rows-elsewhere", rows=-len(dropped), counts=-dropped.total, column=column, names=tuple(texts)
            )
            counted = counted.where(kept)
    return counted


def kept_by(sheet: Sheet, options: TidyOptions) -> Bools:
    """Whether each row has the texts that the options name; columns that do not exist are ignored."""
    kept = np.ones(len(sheet), np.bool_)
    for name, texts in _texts_by_column(options, sheet.names).items():
        kept &= np.isin(sheet.frame[name].to_numpy(object).astype(str), texts)
    return kept


def _texts_by_column(options: TidyOptions, names: Sequence[str]) -> dict[str, list[str]]:
    """Return the texts that the options name for each column; columns that do not exist are left out."""
    wanted: dict[str, list[str]] = {}
    for column, text in options.where:
        name = find_name(column, names)
        if name is not None:
            wanted.setdefault(name, []).append(text.strip())
    return wanted


def _no_such_text(text: str, cells: list[str], column: str, job: Job) -> Problem:
    """Return the problem that no row of a column has a text."""
    known = list(dict.fromkeys(cells))
    near = nearest_to(text, known)
    if near is not None:
        hint = Hint("did you mean {}?", Setting("where", (f"{column}={near}",)))
    else:
        listed = ", ".join(map(shown, known[:MAX_LISTED])) + (" …" if len(known) > MAX_LISTED else "")
        hint = Hint("its values are {}", listed)
    return Problem(f"column {shown(column)} is never {shown(text)}", job.path, None, column, text, hint)


def newest_known(long: Long, counted: Counted, roles: Roles, job: Job) -> Long:
    """Keep, for each series and time, the rows of the newest vintage at the date that the options name.

    Raises
    ------
    UsageError
        No column says when a row was published, or the date cannot be compared with its numbers.
    """
    wanted = job.options.as_of
    if wanted is None:
        return long
    column = vintage_column(roles.others(counted.sheet.names))
    if column is None:
        raise UsageError(
            "no column says when a row was published: looked for as_of, issue, vintage, version, …",
            hint=Hint("leave out {}", Setting("as_of")),
        )
    at, is_issued = _issued(counted.sheet, column, job.options)
    issued, known = at[long.row], is_issued[long.row]
    if wanted.lower() != LATEST:
        known &= issued <= moment(wanted, "as_of", last=True)
    order = np.lexsort((issued, ~known, long.at.astype(np.int64), long.series))[::-1]
    order = order[known[order]]
    newest = ~long.where(order).repeated
    kept = np.zeros(len(long), np.bool_)
    issue = issued[order]
    # All rows of the newest vintage are kept: they are no versions of each other.
    kept[order[issue == issue[newest][np.cumsum(newest) - 1]]] = True
    return _keep(long, kept, job, "older-vintages", column=column, date=wanted)


def _issued(sheet: Sheet, column: str, options: TidyOptions) -> tuple[Datetimes, Bools]:
    """Return when each row was published, and whether that is known; for the number of a version, any times in its order."""
    texts = sheet.frame[column]
    if not texts.str.fullmatch(VERSION).all():
        times = read_times_beside(sheet, column, options)
        return times.at, ~times.bad
    if str(options.as_of).lower() != LATEST:
        what = f"column {shown(column)} numbers the vintages, and has no dates"
        raise UsageError(what, hint=Hint("take the newest with {}", Setting("as_of", LATEST)))
    return np.array(texts.tolist(), np.int64).astype("datetime64[s]"), np.ones(len(texts), np.bool_)


def drop_doubles(counted: Counted, roles: Roles, job: Job) -> Counted:
    """Drop rows that repeat an earlier row in every cell, except in columns that number the rows."""
    if not job.options.drop_doubles:
        return counted
    kept = ~doubles(counted, roles)
    if not kept.all():
        dropped = counted.where(~kept)
        job.ledger.add("doubles", rows=-len(dropped), counts=-dropped.total, count=len(dropped))
        counted = counted.where(kept)
    return counted


def doubles(counted: Counted, roles: Roles) -> Bools:
    """Whether each row repeats an earlier row in every cell, except in columns that number the rows."""
    import pandas as pd

    frame = counted.sheet.frame
    numbers = [name for name in roles.others(counted.sheet.names) if frame[name].nunique() == len(frame)]
    table = pd.concat([frame.drop(columns=numbers), pd.DataFrame(counted.counts)], axis=1)
    return np.asarray(table.duplicated(), np.bool_)


def between(long: Long, job: Job) -> Long:
    """Drop the rows before and after the dates that the options name."""
    options = job.options
    if options.until is not None:
        kept = long.at <= moment(options.until, "until", last=True)
        long = _keep(long, kept, job, "rows-after", date=options.until)
    if options.from_date is not None:
        kept = long.at >= moment(options.from_date, "from", last=False)
        long = _keep(long, kept, job, "rows-before", date=options.from_date)
    return long


def drop_last(long: Long, job: Job) -> Long:
    """Drop the rows at the newest times of the whole table."""
    count = job.options.drop_last
    if not count:
        return long
    times = distinct(long.at)[0]
    kept = long.at < times[-min(count, len(times))]
    return _keep(long, kept, job, "newest-times", count=count)


def moment(text: str, name: str, *, last: bool) -> np.datetime64:
    """Return the first or the last second of the day, month or year that an option names.

    Raises
    ------
    UsageError
        It is no date in ISO 8601.
    """
    parsed = parse_times([text.strip()], [1], date_format=None)
    if parsed.bad[0]:
        raise UsageError(
            f"{shown(text)} is not a date", value=text, hint=Hint("{} takes one such as 2024-01-06", Setting(name))
        )
    start: np.datetime64 = np.asarray(parsed.at)[0]
    unit, length = LENGTHS.get(parsed.style.pattern, ("s", np.timedelta64(1, "s")))
    end = (start.astype(f"datetime64[{unit}]") + length).astype("datetime64[s]") - np.timedelta64(1, "s")
    return end if last else start


def _keep(long: Long, kept: Bools, job: Job, code: str, **details: str | int) -> Long:
    """Keep some rows, and enter the dropped ones in the ledger.

    Raises
    ------
    DataError
        No row is left.
    """
    if kept.all():
        return long
    if not kept.any():
        first, last = (np.datetime_as_string(time, unit="D") for time in (long.at.min(), long.at.max()))
        takes, name = LEAVES_NONE.get(code, (None, ""))
        hint = None if takes is None else Hint(takes, Setting(name))
        raise job.stop(Problem(f"no rows are left of those from {first} to {last}", job.path, hint=hint))
    dropped = long.where(~kept)
    job.ledger.add(code, rows=-len(dropped), counts=-dropped.total, **details)
    return long.where(kept)
