"""What tidying did, in a sentence per change, and the long table as CSV."""

from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from typing import Final

import numpy as np

from lstm_cli.errors import on_line
from lstm_cli.formats.data_sentences import Details, named
from lstm_cli.formats.file_notes import in_files
from lstm_cli.formats.sentences import sentence
from lstm_cli.formats.text import csv_line, plural, printable, shorten
from lstm_cli.formats.tidying_times import TIME_SENTENCES
from lstm_cli.formats.wrapping import MAX_PROSE, wrapped
from lstm_cli.problems import shown
from lstm_cli.tidying.ledger import Change
from lstm_cli.tidying.tidied import Tidied

__all__ = ["TIDYING_SENTENCES", "change_sentence", "csv_parts", "tidied_text"]

ROWS: Final = 50_000  # per part
MAX_TEXT: Final = 50  # width of a text from the file
SERIES, ALONE = 3, 2  # columns of the table with and without names of series
NOUNS: Final = ("row ", "line ", "column ", "time ")  # nouns with words after them
SEPARATORS: Final = {"\t": "tab", " ": "space"}


def csv_parts(tidied: Tidied) -> Iterator[str]:
    """Yield the CSV in parts: the header, then rows."""
    yield csv_line(tidied.columns) + "\n"
    times = [f"{csv_line([text])}," for text in tidied.times]
    named_rows = len(tidied.columns) == SERIES
    names = [f"{csv_line([name])}," if named_rows else "" for name in tidied.names]
    cell = tidied.cell()
    for start in range(0, len(tidied), ROWS):
        part = slice(start, start + ROWS)
        values, place = np.unique(np.where(tidied.known[part], tidied.counts[part], -1), return_inverse=True)
        counts = [f"{'' if value < 0 else cell(value)}\n" for value in values.tolist()]
        cells = zip(
            map(names.__getitem__, tidied.series[part].tolist()),
            map(times.__getitem__, tidied.time[part].tolist()),
            map(counts.__getitem__, place.tolist()),
            strict=True,
        )
        yield "".join(chain.from_iterable(cells))


def tidied_text(tidied: Tidied, *, size: int = MAX_PROSE) -> str:
    """Say what was done, a line per change, and the rows and counts before and after."""
    lines = [line for change in tidied.changes for line in wrapped(_entry(change, tidied), size)]
    rows = f"{tidied.rows_in} in, {len(tidied)} out"
    noun = "values" if tidied.decimals else "counts"
    total = f"{printable(tidied.source)}: rows {rows}; {noun} {tidied.text(tidied.counts_in)} in, {tidied.text(tidied.total)} out"
    return "\n".join([*lines, *wrapped(total, size, indent=0)])


def _entry(change: Change, tidied: Tidied) -> str:
    """Write a change with its effect on the numbers of rows and counts."""
    noun = "row" if abs(change.rows) == 1 else "rows"
    parts = [f"{change.rows:+d} {noun}" if change.rows else "", _of_counts(change, tidied)]
    effect = ", ".join(filter(None, parts))
    return f"{printable(change_sentence(change))}{f' ({effect})' if effect else ''}"


def _of_counts(change: Change, tidied: Tidied) -> str:
    """Write the effect of a change on the sum of counts."""
    if not change.counts:
        return ""
    if not tidied.decimals:
        return f"counts {change.counts:+d}"
    return f"values {'+' if change.counts > 0 else ''}{tidied.text(change.counts)}"


def change_sentence(change: Change) -> str:
    """Write the sentence of a change."""
    own = TIDYING_SENTENCES.get(change.remark.code)
    details: Details = change.remark.details
    said = sentence(change.remark) if own is None else own(details)
    return f"{said} ({in_files(details['file'], details['files'])})" if "file" in details else said


def _are(details: Details, noun: str, rest: str, more: str = "") -> str:
    """Write that a number of things are something; ``more`` replaces ``rest`` for several things.

    The first word of the noun takes the plural if others follow it.
    """
    single = details["count"] == 1
    head, _, tail = noun.partition(" ") if noun.startswith(NOUNS) else (noun, "", "")
    things = " ".join(filter(None, (plural(details["count"], head), tail)))
    return f"{things} {'is' if single else 'are'} {rest if single or not more else more}"


def _lines(details: Details, noun: str, rest: str) -> str:
    """Write the same with the line of the first."""
    first = " " if details["count"] == 1 else ", the first "
    return f"{_are(details, noun, rest)}{first}{on_line(details.get('source', ''), details['line'])}"


def _titles(details: Details) -> str:
    text = shown(shorten(details["text"], MAX_TEXT))
    above = _are(details, "title line", f"left out: {text}", f"left out, such as {text}")
    return f"the header is on line {details['line']}; {above}"


def _texts(details: Details, noun: str) -> str:
    return f"{_lines(details, noun, 'left out')}: {shown(shorten(details['text'], MAX_TEXT))}"


def _above(details: Details) -> str:
    lines, are = ("line", "is") if details["count"] == 1 else (f"{details['count']} lines", "are")
    return f"the first {lines} {are} skipped"


def _below(details: Details) -> str:
    return _are(details, f"line below line {details['line']}", "left out")


def _asked(details: Details) -> str:
    line = f", {'line' if details['count'] == 1 else 'the first on line'} {details['line']}"
    return _are(details, "line", "left out as requested") + line


def _elsewhere(details: Details) -> str:
    return f"only rows whose {shown(details['column'])} is {' or '.join(map(shown, details['names']))} are kept"


def _ignored(details: Details) -> str:
    columns, are = ("column", "is") if details["count"] == 1 else ("columns", "are")
    return f"{columns} {named(details)} {are} ignored"


def _to_rows(details: Details) -> str:
    become = "becomes" if details["before"] == 1 else "become"
    return f"{plural(details['before'], 'row')} with a count per column {become} {plural(details['after'], 'row')}"


def _vintages(details: Details) -> str:
    until = "" if details["date"] == "latest" else f" up to {details['date']}"
    return f"for each series and time, only the newest row{until} by column {shown(details['column'])} is kept"


def _doubles(details: Details) -> str:
    return _are(details, "row", "left out: it is identical to another", "left out: each is identical to another")


def _newest(details: Details) -> str:
    times = "time" if details["count"] == 1 else f"{details['count']} times"
    return f"rows of the newest {times} are left out"


def _into_steps(details: Details) -> str:
    step = f"moved to the {details['step']} step that contains"
    return _are(details, "time", f"{step} it", f"{step} them")


def _differences(details: Details) -> str:
    text = f"running totals of {plural(details['series'], 'series', 'series')}: differences are taken"
    return f"{text}; {details['before']} in all were counted before the first rows" if details["before"] else text


def _restarted(details: Details) -> str:
    where = f"the running totals of {named(details)} fall to half or less"
    return f"{where} {plural(details['times'], 'time')}: they are taken to restart at 0"


def _negative(details: Details, what: str) -> str:
    count = plural(details["count"], "negative count")
    left = f"; a remainder of {details['left']} exceeds all earlier counts" if details["left"] else ""
    return f"{count}, -{details['total']} in all: {what}{left}"


def _empty_dropped(details: Details) -> str:
    single, several = "it has no count; a later row includes it", "they have no count; later rows include them"
    return _are(details, "row", f"left out: {single}", f"left out: {several}")


def _first_totals(details: Details) -> str:
    totals = "its running total" if details["count"] == 1 else "their running totals"
    return _are(details, "row", f"left out: {totals} began before the data")


def _open(details: Details) -> str:
    return _are(details, "difference", "left empty: it spans several steps", "left empty: each spans several steps")


def _spread(details: Details) -> str:
    return _are(
        details, "count", f"spread over the steps since the previous row, {details['steps']} of them without a row"
    )


TIDYING_SENTENCES: Final[Mapping[str, Callable[[Details], str]]] = TIME_SENTENCES | {
    "lines-above": _above,
    "lines-below": _below,
    "lines-left-out": _asked,
    "line-ends-cr": lambda _: "the lines end in a bare CR, as on old Macintoshes",
    "separator-line": lambda details: (
        f"line 1 says that the separator is {SEPARATORS.get(details['separator'], details['separator'])}"
    ),
    "rule-lines": lambda details: _lines(details, "line of dashes or column types", "left out"),
    "separated-by-blanks": lambda _: "cells are separated by spaces",
    "rows-in-quotes": lambda _: "each row is one quoted cell: its text is read as the row",
    "text-formulas": lambda details: f"formulas such as {shown(details['text'])} are read as the text in them",
    "cells-filled": lambda details: _are(details, "empty cell", "filled from the one above", "filled from those above"),
    "deducted-counts": lambda details: f"{shown(details['text'])} is read as {details['number']}, as accounts write it",
    "per-cents": lambda details: f"per cents are shares of 1: {shown(details['text'])} is read as {details['number']}",
    "rounded-counts": lambda details: f"counts are rounded: {shown(details['text'])} is read as {details['count']}",
    "other-digits": lambda details: f"digits of other scripts are read, such as {shown(details['text'])}",
    "title-lines": _titles,
    "header-of-two-lines": lambda details: (
        f"the header is on lines {details['line']} and {details['last']}: columns have names such as {shown(details['name'])}"
    ),
    "notes-below": lambda details: _texts(details, "line below the table"),
    "note-rows": lambda details: _texts(details, "row below the data"),
    "heading-rows": lambda details: _texts(details, "row without a time or a count"),
    "total-rows": lambda details: _texts(details, "row of totals"),
    "empty-columns": lambda details: _are(details, "column without a name or content", "left out"),
    "blank-rows": lambda details: _lines(details, "row without content", "left out"),
    "repeated-header": lambda details: _lines(details, "repeated header", "left out"),
    "time-columns": lambda details: f"the time is read from {' and '.join(map(shown, details['names']))} together",
    "names-joined": lambda details: f"series names join several columns, as in {shown(details['name'])}",
    "columns-to-rows": _to_rows,
    "columns-ignored": _ignored,
    "rows-are-events": lambda details: f"each of {plural(details['count'], 'row')} counts as one event",
    "rows-elsewhere": _elsewhere,
    "older-vintages": _vintages,
    "doubles": _doubles,
    "rows-before": lambda details: f"rows before {details['date']} are left out",
    "rows-after": lambda details: f"rows after {details['date']} are left out",
    "newest-times": _newest,
    "into-steps": _into_steps,
    "rows-added": lambda details: f"{details['before']} rows are summed into {details['after']}",
    "events-counted": lambda details: f"{details['before']} events are counted in {details['after']} rows",
    "sums-incomplete": lambda details: _are(details, "sum", "left empty: a part has no count"),
    "differences": _differences,
    "differences-open": _open,
    "totals-restarted": _restarted,
    "first-totals": _first_totals,
    "negative-missing": lambda details: _negative(details, "read as missing"),
    "negative-zero": lambda details: _negative(details, "read as 0"),
    "negative-spread": lambda details: _negative(details, "deducted from earlier counts, the latest first"),
    "empty-rows-dropped": _empty_dropped,
    "absent-zero": lambda details: _are(details, "time without a row", "read as 0"),
    "absent-missing": lambda details: _are(details, "time without a row", "written without a count"),
    "absent-spread": _spread,
}
