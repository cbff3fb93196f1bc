"""The options of `tidy`: which columns, times, rows and counts a table is made of."""

from typing import Annotated, Any, Final

from lstm_cli.cli.command import Bundle
from lstm_cli.cli.options import option
from lstm_cli.errors import Hint, Setting, UsageError
from lstm_cli.options import Absent, Negative, TidyOptions, Week, WeekDate

__all__ = ["TIDYING"]

READ, TIMES, ROWS, COUNTS = "Reading FILE", "Times", "Rows", "Counts"


Declared = tuple[Any, Any]  # an annotation, as typer reads it, and a default


def _text(flag: str, group: str, metavar: str, help: str, kind: Any = str) -> Declared:  # noqa: ANN401 - any type
    """Return an option that takes one text, or a member of an enumeration."""
    return Annotated[kind | None, option(flag, group=group, metavar=metavar, help=help)], None


def _texts(flag: str, group: str, metavar: str, help: str) -> Declared:
    """Return an option that may be repeated."""
    return Annotated[list[str] | None, option(flag, group=group, metavar=metavar, help=help)], None


def _count(flag: str, help: str, group: str, default: int | None, least: int) -> Declared:
    """Return an option that takes a number."""
    kind: Any = int if default is not None else int | None
    declared = option(flag, group=group, metavar="N", min=least, help=help, show_default=False)
    return Annotated[kind, declared], default


def _switch(flag: str, group: str, help: str, default: bool | None = False) -> Declared:
    """Return an option without a value."""
    kind: Any = bool | None
    return Annotated[kind, option(flag, group=group, help=help, show_default=False)], default


OPTIONS: Final = {
    "id": _texts("--id", READ, "COLUMN", "Names of series; A+B joins two, '' is one series."),
    "time": _texts("--time", READ, "COLUMN", "Times; YEAR+WEEK reads two.  [default: detected]"),
    "value": _text("--value", READ, "COLUMN", "Counts.  [default: detected]"),
    "across": _switch("--across", READ, "Each date is a column.", None),
    "wide": _switch("--wide", READ, "Each series is a column.", None),
    "skip": _count("--skip", "Lines above the header.  [default: detected]", READ, None, 0),
    "no_header": _switch("--no-header", READ, "The first line is a row."),
    "until_line": _count("--until-line", "The last line of the table.", READ, None, 1),
    "without_lines": _text("--without-lines", READ, "N,…", "Lines to leave out."),
    "delimiter": _text("--delimiter", READ, "CHAR", "Column separator.  [default: detected]"),
    "encoding": _text("--encoding", READ, "NAME", "Text encoding.  [default: utf-8]"),
    "sheet": _text("--sheet", READ, "NAME", "Of a workbook.  [default: the first]"),
    "date_format": _text("--date-format", TIMES, "FORMAT", "As %d/%m/%Y.  [default: ISO 8601]"),
    "week": _text("--week", TIMES, "SYSTEM", "How weeks are numbered: iso or mmwr.", Week),
    "week_date": (
        Annotated[WeekDate, option("--week-date", group=TIMES, metavar="DAY", help="Weeks' date: end or start.")],
        WeekDate.END,
    ),
    "freq": _text("--freq", TIMES, "STEP", "Move stamps onto steps, as D, W-SAT or MS."),
    "start": _text("--start", TIMES, "DATE", "Of the first step, where steps are numbered."),
    "where": _texts("--where", ROWS, "COLUMN=TEXT", "Only such rows; may be repeated."),
    "sum": _switch("--sum", ROWS, "Add up rows of one series and time."),
    "count_rows": _switch("--count-rows", ROWS, "Each row is an event."),
    "as_of": _text("--as-of", ROWS, "DATE", "What was known at a date, or latest."),
    "from_date": _text("--from", ROWS, "DATE", "Drop earlier rows."),
    "until": _text("--until", ROWS, "DATE", "Drop later rows."),
    "drop_last": _count("--drop-last", "Drop the newest N times.", ROWS, 0, 0),
    "drop_doubles": _switch("--drop-doubles", ROWS, "Drop rows that repeat another in all cells."),
    "skip_bad_series": _switch("--skip-bad-series", ROWS, "Leave out series with unreadable cells."),
    "missing": _texts("--missing", COUNTS, "TEXT,…", "Texts that mean: not known."),
    "thousands": _text("--thousands", COUNTS, "CHAR", "Between thousands: , . space or '."),
    "decimal": _text("--decimal", COUNTS, "CHAR", "Before decimals: . or ,"),
    "strip_flags": _switch("--strip-flags", COUNTS, "Read 39* and 39 p as 39."),
    "negative": _text("--negative", COUNTS, "HOW", "missing, zero, or spread over counts before.", Negative),
    "cumulative": _switch("--cumulative", COUNTS, "Running totals: take differences."),
    "absent": _text("--absent", COUNTS, "HOW", "Times without row: missing, zero, accumulate.", Absent),
}


def _tidying(**values: Any) -> TidyOptions:  # noqa: ANN401 - as typer has read them
    """Make one record of the options."""
    lists: dict[str, Any] = {name: tuple(values[name] or ()) for name in ("id", "time")}
    lists["where"] = tuple(map(_condition, values["where"] or ()))
    lists["missing"] = tuple(part for text in values["missing"] or () for part in _parts(text))
    lists["without_lines"] = _line_numbers(values["without_lines"] or "")
    return TidyOptions(**values | lists)


def _line_numbers(text: str) -> tuple[int, ...]:
    """Return the numbers between commas, from 1."""
    parts = [part.strip() for part in text.split(",")] if text else []
    if not all(part.isascii() and part.isdigit() and int(part) for part in parts):
        hint = Hint("{} takes numbers of lines, as {}", Setting("without_lines"), "7,12")
        raise UsageError(f"{text!r} names no lines", value=text, hint=hint)
    return tuple(map(int, parts))


def _condition(text: str) -> tuple[str, str]:
    """Return the column and the text of a condition."""
    column, equals, wanted = text.partition("=")
    if not equals or not column.strip():
        hint = Hint("{} takes a column and a text, as {}", Setting("where"), "sex=F")
        raise UsageError(f"{text!r} is no condition", value=text, hint=hint)
    return column.strip(), wanted.strip()


def _parts(text: str) -> list[str]:
    """Return the texts between commas; a comma alone is a text."""
    return [part.strip() for part in text.split(",")] if text.strip(", ") else [text.strip()]


TIDYING: Final = Bundle(OPTIONS, _tidying)
