"""Tables in JSON that are no list of objects: columns, and lists of cells under a header, as pandas, R and APIs write them."""

import re
from collections.abc import Iterable, Sequence
from typing import Any, Final

from lstm_cli.readers.cell_kinds import DATED, Kind, kind_of
from lstm_cli.remarks import Remark

__all__ = ["are_rows", "as_header", "lists_within", "rows_of_columns", "spread", "unwrapped"]

Row = dict[str, Any]
HEADERS: Final = ("columns", "fields", "header", "headers")
BODIES: Final = ("data", "rows", "values", "records")
MIN_COLUMNS: Final = 2
DATE: Final = "date"  # the column of labels that are times
# Labels that are times: seconds since 1970, or milliseconds and so on, and years; other numbers are those of rows.
UNIX: Final = re.compile(r"\d{9,10}|\d{12,13}|\d{15,16}|\d{18,19}", re.ASCII)
YEAR: Final = re.compile(r"(?:1[7-9]|2[01])\d\d", re.ASCII)
PAIR: Final = 2
MAX_DEPTH: Final = 4  # of nested objects, such as aggregations
# The keys that hold the cells of a row in GeoJSON, ArcGIS and Elasticsearch.
WRAPPERS: Final = ("properties", "attributes", "_source")


def as_header(value: object) -> list[str] | None:
    """Return the names in a list that can be a header: distinct words, none of them a number or a date.

    >>> as_header(["date", "cases"]), as_header(["2024-01-06", "12"])
    (['date', 'cases'], None)
    """
    if not isinstance(value, list) or len(value) < MIN_COLUMNS:
        return None
    names = [name for name in value if isinstance(name, str) and kind_of(name) is Kind.TEXT]
    return names if len(set(names)) == len(value) else None


def unwrapped(row: Row) -> Row:
    """Return a row with the cells of an inner object, as features of maps have them.

    >>> unwrapped({"type": "Feature", "properties": {"date": "2024-01-06", "cases": 12}})
    {'type': 'Feature', 'date': '2024-01-06', 'cases': 12}
    """
    key = next((key for key in WRAPPERS if isinstance(row.get(key), dict)), None)
    return row if key is None else {name: cell for name, cell in row.items() if name != key} | row[key]


def are_rows(value: object) -> bool:
    """Whether a value is a list of objects."""
    return isinstance(value, list) and bool(value) and all(isinstance(row, dict) for row in value)


def lists_within(value: Row, depth: int = MAX_DEPTH) -> list[tuple[str, list[Row]]]:
    """Return the lists of objects within nested objects, with the keys that lead to them.

    >>> lists_within({"took": 3, "aggregations": {"day": {"buckets": [{"key": 1, "doc_count": 2}]}}})
    [('aggregations.day.buckets', [{'key': 1, 'doc_count': 2}])]
    """
    found = []
    for key, inner in value.items():
        if are_rows(inner):
            found.append((key, inner))
        elif isinstance(inner, dict) and depth > 1:
            found += [(f"{key}.{path}", rows) for path, rows in lists_within(inner, depth - 1)]
    return found


def spread(rows: list[Row]) -> list[Row]:
    """Return a row per moment for rows that hold a series as lists, as in monitoring data; other rows as they are.

    >>> spread([{"metric": {"job": "api"}, "values": [[1704067200, "45"], [1704070800, "36"]]}])
    [{'job': 'api', 'timestamp': 1704067200, 'value': '45'}, {'job': 'api', 'timestamp': 1704070800, 'value': '36'}]
    >>> spread([{"Label": "a", "Timestamps": ["2024-01-06", "2024-01-07"], "Values": [3, 5]}])[1]
    {'Label': 'a', 'Timestamps': '2024-01-07', 'Values': 5}
    """
    if all(isinstance(row.get("metric"), dict) and _are_pairs(row.get("values")) for row in rows):
        return [{**row["metric"], "timestamp": at, "value": value} for row in rows for at, value in row["values"]]
    lists = [[key for key, cell in row.items() if isinstance(cell, list) and cell] for row in rows]
    if any(len(keys) < MIN_COLUMNS for keys in lists):
        return rows
    if any(len({len(row[key]) for key in keys}) > 1 for row, keys in zip(rows, lists, strict=True)):
        return rows
    if not all(_are_cells(row[key]) for row, keys in zip(rows, lists, strict=True) for key in keys):
        return rows
    return [
        row | dict(zip(keys, cells, strict=True))
        for row, keys in zip(rows, lists, strict=True)
        for cells in zip(*(row[key] for key in keys), strict=True)
    ]


def _are_pairs(value: object) -> bool:
    """Whether a value is a list of pairs of a moment and a value."""
    return isinstance(value, list) and all(isinstance(pair, list) and len(pair) == PAIR for pair in value)


def rows_of_columns(value: Row) -> tuple[list[Row], Remark] | None:
    """Return the rows of an object that holds columns, or cells below a header, and the remark on it; else None."""
    return _below_header(value) or _of_lists(value) or _by_time(value) or _of_labels(value) or _of_dates(value)


def _below_header(value: Row) -> tuple[list[Row], Remark] | None:
    """Return the rows of ``{"columns": [...], "data": [[...], ...]}``, with an index beside, as pandas splits a frame."""
    is_split = isinstance(value.get("index"), list)
    names = next((names for key in HEADERS if (names := _header(value.get(key), any_name=is_split))), None)
    body = next((key for key in BODIES if isinstance(value.get(key), list)), None)
    if names is None or body is None:
        return None
    rows = value[body]
    if not rows or not all(isinstance(row, list) and len(row) == len(names) for row in rows):
        return None
    labels = _index(value, len(rows)) if is_split else [{}] * len(rows)
    found = [label | dict(zip(names, row, strict=True)) for label, row in zip(labels, rows, strict=True)]
    return found, Remark("rows-inside", {"name": body})


def _header(value: object, *, any_name: bool) -> list[str] | None:
    """Return the names of columns: those of a header, or any that differ, such as dates."""
    if not any_name or not isinstance(value, list) or not _are_cells(value):
        return as_header(value)
    names = [str(name) for name in value]
    return names if names and len(set(names)) == len(names) else None


def _index(value: Row, count: int) -> list[Row]:
    """Return the labels of each row in the index of a frame, but no numbers of rows."""
    entries = [entry if isinstance(entry, list) else [entry] for entry in value["index"]]
    width = len(entries[0]) if entries else 0
    if len(entries) != count or any(len(entry) != width or not _are_cells(entry) for entry in entries):
        return [{}] * count
    given = value.get("index_names")
    known = given if isinstance(given, list) and len(given) == width else [None] * width
    levels = [[entry[at] for entry in entries] for at in range(width)]
    names = [known[at] or _name_of(map(str, level)) for at, level in enumerate(levels)]
    named = {str(name): level for name, level in zip(names, levels, strict=True) if name}
    return [{name: level[row] for name, level in named.items()} for row in range(count)]


def _name_of(labels: Iterable[str]) -> str:
    """Return the name for a column of labels; empty for numbers of rows.

    >>> [_name_of(labels) for labels in (["2024-01-06"], ["1704499200000"], ["2023", "2024"], ["0", "7"], ["Ulm"])]
    ['date', 'date', 'year', '', 'index']
    """
    texts = list(labels)
    if all(kind_of(text) in DATED for text in texts) or all(map(UNIX.fullmatch, texts)):
        return DATE
    if all(map(YEAR.fullmatch, texts)):
        return "year"
    return "" if all(map(str.isdecimal, texts)) else "index"


def _are_times(labels: Iterable[str]) -> bool:
    """Whether labels are times."""
    return _name_of(labels) in {DATE, "year"}


def _of_lists(value: Row) -> tuple[list[Row], Remark] | None:
    """Return the rows of an object of equally long lists of cells: ``{"date": [...], "cases": [...]}``."""
    columns = list(value.values())
    if len(columns) < MIN_COLUMNS or not all(isinstance(column, list) and _are_cells(column) for column in columns):
        return None
    if len(set(map(len, columns))) > 1 or not columns[0]:
        return None
    return [dict(zip(value, cells, strict=True)) for cells in zip(*columns, strict=True)], Remark("columns-inside", {})


def _by_time(value: Row) -> tuple[list[Row], Remark] | None:
    """Return the rows of an object with a row for each time: ``{"2024-01-06": {"cases": 3, "deaths": 0}, ...}``."""
    rows = list(value.values())
    if len(rows) < MIN_COLUMNS or not _are_times(value) or not all(map(_is_flat, rows)):
        return None
    names = dict.fromkeys(name for row in rows for name in row)
    key = _name_of(value)
    if not names or _are_times(names):
        return None
    if key in names:  # the keys are something else
        return rows, Remark("rows-numbered", {})
    return [{key: time, **row} for time, row in value.items()], Remark("rows-by-time", {"name": key})


def _of_labels(value: Row) -> tuple[list[Row], Remark] | None:
    """Return the rows of an object of objects with row numbers as keys: within each column, or one per row."""
    inner = list(value.values())
    if len(inner) < MIN_COLUMNS or not all(_is_flat(entry) for entry in inner):
        return None
    labels = inner[0].keys()
    if any(entry.keys() != labels for entry in inner) or not labels:
        return None
    if all(map(str.isdecimal, labels)) and not any(map(str.isdecimal, value)):
        rows = [{name: column[label] for name, column in value.items()} for label in labels]
        key = _name_of(labels)
        if key and key not in value:
            rows = [{key: label, **row} for label, row in zip(labels, rows, strict=True)]
        return rows, Remark("columns-inside", {})
    if all(map(str.isdecimal, value)) and not any(map(str.isdecimal, labels)):
        return inner, Remark("rows-numbered", {})
    return None


def _of_dates(value: Row) -> tuple[list[Row], Remark] | None:
    """Return the rows of an object of series, each an object of counts by date: ``{"Wales": {"2024-01-06": 3, ...}}``."""
    series = {name: counts for name, counts in value.items() if isinstance(counts, dict)}
    inner = next(iter(series.values()), {})
    if len(series) == 1 and inner and all(isinstance(entry, dict) for entry in inner.values()):
        return _by_time(inner) or _of_dates(inner)
    dates = dict.fromkeys(date for counts in series.values() for date in counts)
    if not dates or not _are_times(dates) or any(kind_of(name) in DATED for name in series):
        return None
    if not all(counts and _is_flat(counts) for counts in series.values()):
        return None
    key = _name_of(dates)
    if key != DATE and len(series) < len(value):  # numbers beside other values
        return None
    rows = [{key: date, **{name: counts.get(date) for name, counts in series.items()}} for date in dates]
    return rows, Remark("columns-inside", {})


def _are_cells(values: Sequence[object]) -> bool:
    """Whether all values are plain."""
    return not any(isinstance(value, dict | list) for value in values)


def _is_flat(value: object) -> bool:
    """Whether a value is an object of plain values."""
    return isinstance(value, dict) and _are_cells(list(value.values()))
