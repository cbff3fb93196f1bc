"""What `check` reports: an Audit comes in; a page for people, or JSON data, goes out."""

from typing import Any, Final

from lstm_cli.formats.columns import columns_data, columns_text
from lstm_cli.formats.text import columns, listed, percent, plural, printable, shorten
from lstm_cli.panel.describe import Audit, SeriesAudit

__all__ = ["audit_data", "audit_text"]

NAME: Final = 30  # columns that a name may take in the table
MAX_ROWS: Final = 200  # rows of a table that a person reads


def audit_text(audit: Audit) -> str:
    """Report the panel in a few lines, then a row a series, then what looks odd."""
    known = f"{plural(audit.observations, 'count')}, {percent(audit.zeros / audit.observations)} of them 0"
    gaps = sum(one.missing > 0 for one in audit.series)
    holes = f"{plural(audit.missing, 'step')} without a count, in {plural(gaps, 'series', 'series')}"
    size = plural(len(audit.series), "series", "series")
    head = [
        f"{printable(audit.source)}: {size}, {audit.frequency_name}, {audit.first} to {audit.last}",
        f"  columns     {columns_text(audit.columns)}",
        f"  counts      {known}",
        f"  gaps        {holes if audit.missing else 'none'}",
        "  duplicates  none",  # a date that comes twice in a series is an error, with its line
        *listed(audit.notes, "  note        "),
    ]
    odd = [f"  {shorten(one.name, NAME)}: {printable(remark)}" for one in audit.series for remark in _remarks(one)]
    told = odd[:MAX_ROWS] + ([f"  and {len(odd) - MAX_ROWS} more; JSON has all"] if len(odd) > MAX_ROWS else [])
    return (
        "\n".join(
            [*head, "", *_table(audit), "", *(["Worth a look:", *told] if odd else ["No single count looks odd."])]
        )
        + "\n"
    )


def _table(audit: Audit) -> list[str]:
    """Write a row a series."""
    rows = [["series", "steps", "from", "to", "gaps", "zeros", "smallest", "largest"]]
    for one in audit.series[:MAX_ROWS]:
        numbers = (one.missing, one.zeros, one.smallest, one.largest)
        rows.append([shorten(one.name, NAME), str(one.length), one.first, one.last, *map(str, numbers)])
    more = len(audit.series) - MAX_ROWS
    return columns(rows) + ([f"and {more} more series; JSON has all"] if more > 0 else [])


def _remarks(one: SeriesAudit) -> list[str]:
    """Collect what a person may want to look at in one series."""
    remarks = list(one.suspicious)
    if one.constant:
        remarks.append(f"every count is {one.smallest}")
    if one.later_empty:
        remarks.append(f"{plural(one.later_empty, 'row')} without a count after the last known one, on {one.last}")
    return remarks


def audit_data(audit: Audit) -> dict[str, Any]:
    """Give the same as JSON data, every series in full."""
    return {
        "source": audit.source,
        "columns": columns_data(audit.columns),
        "frequency": audit.frequency_name,
        "first": audit.first,
        "last": audit.last,
        "known": audit.observations,
        "missing": audit.missing,
        "zeros": audit.zeros,
        "duplicates": 0,
        "notes": list(audit.notes),
        "series": [_series_data(one) for one in audit.series],
    }


def _series_data(one: SeriesAudit) -> dict[str, Any]:
    """Give one series as JSON data."""
    return {
        "name": one.name,
        "length": one.length,
        "first": one.first,
        "last": one.last,
        "known": one.known,
        "missing": one.missing,
        "longest_gap": one.longest_gap,
        "zeros": one.zeros,
        "smallest": one.smallest,
        "largest": one.largest,
        "constant": one.constant,
        "later_empty": one.later_empty,
        "suspicious": list(one.suspicious),
    }
