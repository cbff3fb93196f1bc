"""The report of `check`: an Audit as a page for people, or as JSON data."""

from typing import Any, Final

from lstm_cli.formats.columns import columns_data, columns_text, of_kind
from lstm_cli.formats.sentences import remark_lines, remarks_data, sentences
from lstm_cli.formats.text import columns, fitting, percent, plural, printable, shorten
from lstm_cli.formats.values import value_text
from lstm_cli.formats.ways_out import Advice
from lstm_cli.formats.wrapping import MAX_PROSE, wrapped, wrapped_fields
from lstm_cli.options import MIN_POINTS, DataKind
from lstm_cli.panel.describe import Audit, SeriesAudit

__all__ = ["audit_data", "audit_text"]

MAX_NAME: Final = 30  # width of a name
MIN_NAME: Final = 12  # width that it keeps on a narrow page
GAP: Final = "  "
MAX_ROWS: Final = 200  # rows of a table that a person reads


def audit_text(audit: Audit, advice: Advice | None = None, *, size: int = MAX_PROSE) -> str:
    """Report on the panel within ``size`` columns: a few lines, a row per series, and what looks suspicious."""
    gaps = sum(each.missing > 0 for each in audit.series)
    holes = f"{plural(audit.missing, 'step')} without a {audit.kind}, in {plural(gaps, 'series', 'series')}"
    total = plural(len(audit.series), "series", "series")
    title = f"{printable(audit.source)}: {total}, {audit.frequency_name}, {audit.first} to {audit.last}"
    zeros = percent(audit.zeros / audit.observations)
    facts = [
        ("columns", columns_text(audit.columns, audit.kind)),
        (of_kind(audit.kind), f"{plural(audit.observations, audit.kind)}, {zeros} of them 0"),
        ("gaps", holes if audit.missing else "none"),
        ("duplicates", "none"),  # a repeated date of a series is an error, with its line
    ]
    lines = [
        *wrapped(title, size, indent=0),
        *wrapped_fields(facts, size, label=12),
        *remark_lines(audit.notes, advice, note="  note        ", warning="  warning     ", size=size),
        "",
        *_table(audit, size),
        "",
        *_suspicious(audit, size),
    ]
    return "\n".join(lines) + "\n"


def _table(audit: Audit, size: int) -> list[str]:
    """Write a row per series; names are shortened if that keeps the rows in one table."""
    facts = [["steps", "from", "to", "gaps", "zeros", "smallest", "largest"]]
    for each in audit.series[:MAX_ROWS]:
        numbers = (each.missing, each.zeros)
        ends = (each.smallest, each.largest)
        facts.append([str(each.length), each.first, each.last, *map(str, numbers), *map(value_text, ends)])
    room = size - len(GAP) - max(map(len, columns(facts, left=())))
    limit = min(room if room >= MIN_NAME else max(size // 3, MIN_NAME), MAX_NAME)
    names = ["series", *(shorten(each.name, limit) for each in audit.series[:MAX_ROWS])]
    omitted = len(audit.series) - MAX_ROWS
    table = fitting([[name, *row] for name, row in zip(names, facts, strict=True)], size)
    return table + ([f"and {omitted} more series; JSON has all"] if omitted > 0 else [])


def _suspicious(audit: Audit, size: int) -> list[str]:
    """Write a line for everything that a person may want to check."""
    marks = [
        f"{shorten(each.name, MAX_NAME)}: {printable(text)}"
        for each in audit.series
        for text in _worth_a_look(each, audit.kind)
    ]
    if not marks and all(each.known < MIN_POINTS for each in audit.series):
        return [f"Too few {of_kind(audit.kind)} to tell whether any looks odd."]
    if not marks:
        return [f"No single {audit.kind} looks odd."]
    lines = [line for mark in marks[:MAX_ROWS] for line in wrapped(mark, size)]
    omitted = len(marks) - MAX_ROWS
    return ["Worth a look:", *lines, *([f"  and {omitted} more; JSON has all"] if omitted > 0 else [])]


def _worth_a_look(series: SeriesAudit, kind: DataKind) -> list[str]:
    """Return what a person may want to check in one series."""
    texts = sentences(series.remarks)
    if series.constant:
        texts.append(f"every {kind} is {value_text(series.smallest)}")
    if series.later_empty:
        texts.append(f"{plural(series.later_empty, 'row')} without a {kind} after the last known one, on {series.last}")
    return texts


def audit_data(audit: Audit, advice: Advice | None = None) -> dict[str, Any]:
    """Return the same as JSON data, with every series in full."""
    return {
        "source": audit.source,
        "columns": columns_data(audit.columns),
        "kind": str(audit.kind),
        "frequency": audit.frequency_name,
        "first": audit.first,
        "last": audit.last,
        "known": audit.observations,
        "missing": audit.missing,
        "zeros": audit.zeros,
        "duplicates": 0,
        **remarks_data(audit.notes, advice),
        "series": [_series_data(each) for each in audit.series],
    }


def _series_data(series: SeriesAudit) -> dict[str, Any]:
    """Return one series as JSON data."""
    return {
        "name": series.name,
        "length": series.length,
        "first": series.first,
        "last": series.last,
        "known": series.known,
        "missing": series.missing,
        "longest_gap": series.longest_gap,
        "zeros": series.zeros,
        "smallest": series.smallest,
        "largest": series.largest,
        "constant": series.constant,
        "later_empty": series.later_empty,
        "suspicious": sentences(series.remarks),
        "remarks": [remark.to_dict() for remark in series.remarks],
    }
