"""What tidying did, a sentence a change, and the long table as CSV."""

from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from typing import Final

import numpy as np

from lstm_cli.formats.data_sentences import Details, named
from lstm_cli.formats.sentences import sentence
from lstm_cli.formats.text import csv_line, plural, printable, shorten
from lstm_cli.formats.tidying_times import TIME_SENTENCES
from lstm_cli.formats.wrapping import MAX_PROSE, labelled
from lstm_cli.problems import shown
from lstm_cli.tidying.ledger import Change
from lstm_cli.tidying.tidied import Tidied

__all__ = ["TIDYING_SENTENCES", "change_sentence", "csv_parts", "tidied_text"]

ROWS: Final = 50_000  # of a part
MAX_TEXT: Final = 50  # columns of a text from the file
SERIES, ALONE = 3, 2  # columns of the table, with that of names and without
NOUNS: Final = ("row ", "line ", "column ", "time ")  # with words behind them
SEPARATORS: Final = {"\t": "tab", " ": "blank"}


def csv_parts(tidied: Tidied) -> Iterator[str]:
    """Yield the CSV part by part: the header, then rows."""
    yield csv_line(tidied.columns) + "\n"
    times = [f"{csv_line([text])}," for text in tidied.times]
    named_rows = len(tidied.columns) == SERIES
    names = [f"{csv_line([name])}," if named_rows else "" for name in tidied.names]
    for start in range(0, len(tidied), ROWS):
        part = slice(start, start + ROWS)
        values, place = np.unique(np.where(tidied.known[part], tidied.counts[part], -1), return_inverse=True)
        counts = [f"{'' if value < 0 else value}\n" for value in values.tolist()]
        cells = zip(
            map(names.__getitem__, tidied.series[part].tolist()),
            map(times.__getitem__, tidied.time[part].tolist()),
            map(counts.__getitem__, place.tolist()),
            strict=True,
        )
        yield "".join(chain.from_iterable(cells))


def tidied_text(tidied: Tidied, *, size: int = MAX_PROSE) -> str:
    """Say what was done, a line a change, and how many rows and counts came and went."""
    lines = [line for change in tidied.changes for line in labelled("  ", _entry(change), size)]
    rows = f"{tidied.rows_in} in, {len(tidied)} out"
    total = f"{printable(tidied.source)}: rows {rows}; counts {tidied.counts_in} in, {tidied.total} out"
    return "\n".join([*lines, *labelled("", total, size)])


def _entry(change: Change) -> str:
    """Write a change with what it added to rows and counts, or took from them."""
    parts = [f"{change.rows:+d} rows" if change.rows else "", f"counts {change.counts:+d}" if change.counts else ""]
    effect = ", ".join(filter(None, parts))
    return f"{printable(change_sentence(change))}{f' ({effect})' if effect else ''}"


def change_sentence(change: Change) -> str:
    """Write what a change was."""
    own = TIDYING_SENTENCES.get(change.remark.code)
    return sentence(change.remark) if own is None else own(change.remark.details)


def _are(details: Details, noun: str, rest: str) -> str:
    """Write that so many things are something; the first word of the noun takes the plural."""
    head, _, tail = noun.partition(" ") if noun.startswith(NOUNS) else (noun, "", "")
    things = " ".join(filter(None, (plural(details["count"], head), tail)))
    return f"{things} {'is' if details['count'] == 1 else 'are'} {rest}"


def _lines(details: Details, noun: str, rest: str) -> str:
    """Write the same, with the line of the first."""
    first = f" on line {details['line']}" if details["count"] == 1 else f", the first on line {details['line']}"
    return f"{_are(details, noun, rest)}{first}"


def _titles(details: Details) -> str:
    above = _are(details, "title line", f"left out: {shown(shorten(details['text'], MAX_TEXT))}")
    return f"the header is on line {details['line']}; {above}"


def _texts(details: Details, noun: str) -> str:
    return f"{_lines(details, noun, 'left out')}: {shown(shorten(details['text'], MAX_TEXT))}"


def _elsewhere(details: Details) -> str:
    return f"only rows with {shown(details['column'])} {' or '.join(map(shown, details['names']))}"


def _joined(details: Details) -> str:
    return f"names of series are of several columns, as {shown(details['name'])}"


def _vintages(details: Details) -> str:
    what = "the newest" if details["date"] == "latest" else f"what was known on {details['date']}"
    return f"of each series and time only {what} by column {shown(details['column'])}"


def _differences(details: Details) -> str:
    text = f"running totals of {plural(details['series'], 'series', 'series')}: differences are taken"
    return f"{text}; the first totals, {details['before']} together, came before" if details["before"] else text


def _restarted(details: Details) -> str:
    where = f"the running totals of {named(details)} fall to half or less"
    return f"{where} {plural(details['times'], 'time')}: each is taken to begin again at 0"


def _negative(details: Details, what: str) -> str:
    count = plural(details["count"], "negative count")
    left = f"; {details['left']} of them exceed all counts before" if details["left"] else ""
    return f"{count}, {details['total']} together: {what}{left}"


TIDYING_SENTENCES: Final[Mapping[str, Callable[[Details], str]]] = TIME_SENTENCES | {
    "lines-above": lambda details: f"the first {plural(details['count'], 'line')} {_is(details)} skipped",
    "lines-below": lambda details: f"{_are(details, 'line', 'left out')} below line {details['line']}",
    "lines-left-out": lambda details: _lines(details, "line", "left out as asked"),
    "line-ends-cr": lambda _: "the lines end in bare CR, as on old Macintoshes",
    "separator-line": lambda details: (
        f"line 1 says that the separator is {SEPARATORS.get(details['separator'], details['separator'])}"
    ),
    "title-lines": _titles,
    "notes-below": lambda details: _texts(details, "line below the table"),
    "note-rows": lambda details: _texts(details, "row below the data"),
    "heading-rows": lambda details: _texts(details, "row without time and count"),
    "total-rows": lambda details: _texts(details, "row of totals"),
    "empty-columns": lambda details: _are(details, "column without name and content", "left out"),
    "blank-rows": lambda details: _lines(details, "row without content", "left out"),
    "repeated-header": lambda details: _lines(details, "repeated header", "left out"),
    "time-columns": lambda details: f"the time is read from {' and '.join(map(shown, details['names']))} together",
    "names-joined": _joined,
    "columns-to-rows": lambda details: f"{details['before']} rows with a column a count become {details['after']} rows",
    "rows-are-events": lambda details: f"each of {plural(details['count'], 'row')} counts as one",
    "rows-elsewhere": _elsewhere,
    "older-vintages": _vintages,
    "doubles": lambda details: _are(details, "row", "left out: each repeats another in every cell"),
    "rows-before": lambda details: f"rows before {details['date']} are left out",
    "rows-after": lambda details: f"rows after {details['date']} are left out",
    "newest-times": lambda details: f"rows of the newest {plural(details['count'], 'time')} are left out",
    "into-steps": lambda details: (
        f"{plural(details['count'], 'time')} moved to the {details['step']} step that holds it"
    ),
    "rows-added": lambda details: f"{details['before']} rows add up to {details['after']}",
    "events-counted": lambda details: f"{details['before']} events are counted in {details['after']} rows",
    "sums-incomplete": lambda details: _are(details, "sum", "left empty: a part has no count"),
    "differences": _differences,
    "differences-open": lambda details: _are(details, "difference", "left empty: it spans several steps"),
    "totals-restarted": _restarted,
    "first-totals": lambda details: _are(details, "row", "left out: its running total began before"),
    "negative-missing": lambda details: _negative(details, "no count"),
    "negative-zero": lambda details: _negative(details, "zero"),
    "negative-spread": lambda details: _negative(details, "deducted from the counts before, the latest first"),
    "empty-rows-dropped": lambda details: _are(details, "row", "left out: it has no count, which a later one holds"),
    "absent-zero": lambda details: _are(details, "time without a row", "0"),
    "absent-spread": lambda details: (
        f"{plural(details['count'], 'count')} spread over the steps since the row before, "
        f"{details['steps']} of which had no row"
    ),
}


def _is(details: Details) -> str:
    return "is" if details["count"] == 1 else "are"
