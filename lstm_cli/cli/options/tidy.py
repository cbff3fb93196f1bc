"""The options of `tidy`: the columns, times, rows and counts from which a table is made."""

from typing import Any, Final

from lstm_cli.cli.command import Bundle
from lstm_cli.cli.options.declare import switch, value
from lstm_cli.errors import Hint, Setting, UsageError
from lstm_cli.options import Absent, Negative, TidyOptions, Week, WeekDate

__all__ = ["TIDYING"]

READ, TIMES, ROWS, COUNTS = "Reading FILE", "Times", "Rows", "Counts"


OPTIONS: Final = {
    "id": value("--id", READ, "COLUMN", "Series names; A+B joins two, '' makes one series.", list[str]),
    "time": value("--time", READ, "COLUMN", "Times; YEAR+WEEK joins two.  [default: detected]", list[str]),
    "value": value("--value", READ, "COLUMN", "Counts.  [default: detected]"),
    "across": switch("--across", READ, "Each date is a column.", default=None),
    "wide": switch("--wide", READ, "Each series is a column.", default=None),
    "skip": value("--skip", READ, "N", "Lines above the header.  [default: detected]", int, min=0),
    "no_header": switch("--no-header", READ, "The first line is data, not names."),
    "until_line": value("--until-line", READ, "N", "Last line of the table.", int, min=1),
    "without_lines": value("--without-lines", READ, "N,…", "Lines to leave out."),
    "delimiter": value("--delimiter", READ, "CHAR", "Column separator.  [default: detected]"),
    "encoding": value("--encoding", READ, "NAME", "Text encoding.  [default: utf-8]"),
    "sheet": value("--sheet", READ, "NAME", "Sheet of a workbook.  [default: the only one]"),
    "fill_down": switch("--fill-down", READ, "Fill empty cells from above (merged cells)."),
    "date_format": value("--date-format", TIMES, "FORMAT", "Date format, e.g. %d/%m/%Y.  [default: ISO 8601]"),
    "week": value("--week", TIMES, "SYSTEM", "Numbering of weeks: iso or mmwr.", Week),
    "week_date": value(
        "--week-date", TIMES, "DAY", "Date of a week: its end or start.", WeekDate, default=WeekDate.END
    ),
    "freq": value("--freq", TIMES, "STEP", "Move times onto steps, e.g. D, W-SAT or MS."),
    "start": value("--start", TIMES, "DATE", "Date of the first step, if steps are numbered."),
    "where": value("--where", ROWS, "COLUMN=TEXT", "Keep only these rows; may be repeated.", list[str]),
    "sum": switch("--sum", ROWS, "Add up rows of the same series and time."),
    "count_rows": switch("--count-rows", ROWS, "Count the rows: each is an event."),
    "as_of": value("--as-of", ROWS, "DATE", "Counts as known on a date, or latest."),
    "from_date": value("--from", ROWS, "DATE", "Drop earlier rows."),
    "until": value("--until", ROWS, "DATE", "Drop later rows."),
    "drop_last": value("--drop-last", ROWS, "N", "Drop the newest N times.", int, default=0, min=0, show_default=False),
    "drop_doubles": switch("--drop-doubles", ROWS, "Drop rows identical to another."),
    "skip_bad_series": switch("--skip-bad-series", ROWS, "Leave out series with unreadable cells."),
    "missing": value("--missing", COUNTS, "TEXT,…", "Texts that mean a missing count.", list[str]),
    "thousands": value("--thousands", COUNTS, "CHAR", "Thousands separator: , . space or '."),
    "decimal": value("--decimal", COUNTS, "CHAR", "Decimal separator: . or ,"),
    "strip_flags": switch("--strip-flags", COUNTS, "Read 39*, 39 p and 39 (5 %) as 39."),
    "negative": value("--negative", COUNTS, "HOW", "missing, zero, or spread (taken off earlier counts).", Negative),
    "cumulative": switch("--cumulative", COUNTS, "Counts are running totals: take differences."),
    "absent": value("--absent", COUNTS, "HOW", "Times without a row: missing, zero or accumulate.", Absent),
}


def _tidying(**values: Any) -> TidyOptions:  # noqa: ANN401 - as typer has read them
    """Make one record of the options."""
    lists: dict[str, Any] = {name: tuple(values[name] or ()) for name in ("id", "time")}
    lists["where"] = tuple(map(_condition, values["where"] or ()))
    lists["missing"] = tuple(part for text in values["missing"] or () for part in _parts(text))
    lists["without_lines"] = _line_numbers(values["without_lines"] or "")
    return TidyOptions(**values | lists)


def _line_numbers(text: str) -> tuple[int, ...]:
    """Return numbers from 1 that are separated by commas."""
    parts = [part.strip() for part in text.split(",")] if text else []
    if not all(part.isascii() and part.isdigit() and int(part) for part in parts):
        hint = Hint("{} takes line numbers, such as {}", Setting("without_lines"), "7,12")
        raise UsageError(f"{text!r} is not a list of lines", value=text, hint=hint)
    return tuple(map(int, parts))


def _condition(text: str) -> tuple[str, str]:
    """Return the column and the text of a condition."""
    column, equals, wanted = text.partition("=")
    if not equals or not column.strip():
        hint = Hint("{} takes a column and a text, such as {}", Setting("where"), "sex=F")
        raise UsageError(f"{text!r} is not a condition", value=text, hint=hint)
    return column.strip(), wanted.strip()


def _parts(text: str) -> list[str]:
    """Return texts that are separated by commas, and the whole, which may be one text with commas in it."""
    parts = [part.strip() for part in text.split(",")] if text.strip(", ") else []
    return list(dict.fromkeys([*parts, text.strip()]))


TIDYING: Final = Bundle(OPTIONS, _tidying)
