"""The series of a panel as arrays of a model file.

Newer formats pack them: values in the smallest integers that hold them, `MISSING` for an unknown count, and the time of each
slot once. Older formats had a time and a flag (known or not) for each step of each series. The digest of a model is always
computed from the arrays of the older formats, so that it is the same in all formats.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

import numpy as np

from lstm_cli._arrays import Array, Arrays, Ints
from lstm_cli.ensemble.array_rules import FIRST_TIME, LAST_TIME, Named, check_arrays, in_numbers
from lstm_cli.options import DataKind
from lstm_cli.panel.coherence import joint_line
from lstm_cli.panel.packed import (
    INTEGERS,
    MISSING,
    PackedSeries,
    extents_in,
    lengths_of,
    narrow_type,
    release_values,
    starts_of,
)
from lstm_cli.panel.refusals import MAX_SLOTS
from lstm_cli.panel.series import Panel, Series
from lstm_cli.panel.slicing import last_slot
from lstm_cli.storage.pieces import Pieces, Stored

__all__ = ["EXTENTS", "VALUES", "digested_arrays", "packed_arrays", "repacked", "value_dtype"]

VALUES: Final = {kind: "<i8" if kind is DataKind.COUNT else "<f8" for kind in DataKind}  # of a series
AT_ONCE: Final = 1 << 18  # total steps of the series that are concatenated at once: bounds memory
EXTENTS: Final[Mapping[str, Named]] = {
    "panel/lengths": ("<i8", ("series",), 1, MAX_SLOTS + 1),
    "panel/starts": ("<i8", ("series",), 0, MAX_SLOTS),
}


def digested_arrays(panel: Panel) -> dict[str, Stored]:
    """Return the series concatenated, as the digest covers them."""
    return {
        "panel/counts": _concatenated(panel, lambda series: series.counts, VALUES[panel.scale.kind]),
        "panel/observed": _concatenated(panel, lambda series: series.observed, "|b1"),
        "panel/times": _concatenated(panel, _seconds, "<i8"),
        **_extents(panel),
    }


def packed_arrays(panel: Panel) -> dict[str, Stored]:
    """Return the series packed as in a file."""
    dtype = VALUES[panel.scale.kind]
    if panel.scale.kind is DataKind.COUNT:
        dtype = narrow_type(series.counts for series in panel.series).str
    return {
        "panel/line": _line(panel),
        "panel/values": _concatenated(panel, lambda series: np.where(series.observed, series.counts, MISSING), dtype),
        **_extents(panel),
    }


def _extents(panel: Panel) -> Arrays:
    """Return the length and the first slot of each series."""
    return {"panel/lengths": lengths_of(panel), "panel/starts": starts_of(panel)}


def _line(panel: Panel) -> Ints:
    """Return the time of every slot in seconds since 1970, 0 if no series has it."""
    size = last_slot(panel) + 1
    if isinstance(panel.series, PackedSeries):  # its line may also have times that only rows without a count had
        begins, ends = (np.bincount(each, minlength=size + 1)[:size] for each in extents_in(panel.series))
        return np.where(np.cumsum(begins - ends) > 0, panel.series.line[:size].astype(np.int64), 0)
    line = np.zeros(size, np.int64)
    for series in panel.series:
        line[series.start : series.start + len(series)] = _seconds(series)
    return line


def _seconds(series: Series) -> Ints:
    """Return the times of a series in seconds since 1970."""
    return np.asarray(series.times.astype("datetime64[s]").astype(np.int64))


def _concatenated(panel: Panel, part: Callable[[Series], Array], dtype: str) -> Pieces:
    """Return an array of all series, which are concatenated a few at a time."""
    lengths = lengths_of(panel)

    def blocks() -> Iterator[Array]:
        series: Sequence[Series] = panel.series
        size = max(AT_ONCE // int(lengths.max()), 1)
        for first in range(0, len(series), size):
            yield np.concatenate(list(map(part, series[first : first + size]))).astype(dtype, copy=False)
            release_values(series)

    return Pieces(np.dtype(dtype), (int(lengths.sum()),), blocks)


def value_dtype(values: Array, kind: DataKind) -> str:
    """Return the dtype that packed values must have; for counts, the dtype of the array itself if it is allowed."""
    return values.dtype.str if kind is DataKind.COUNT and values.dtype.str in INTEGERS else VALUES[kind]


def repacked(arrays: Mapping[str, Array], series: int, *, kind: DataKind, largest: float) -> Arrays:
    """Return the arrays of an older file with its series packed; ValueError if they do not fit together.

    series: the number of series.
    """
    slots = arrays["panel/counts"].size
    rules: dict[str, Named] = {
        **EXTENTS,
        "panel/counts": (VALUES[kind], (slots,), 0, largest),
        "panel/observed": ("|b1", (slots,), 0, 1),
        "panel/times": ("<i8", (slots,), FIRST_TIME, LAST_TIME),
    }
    older = {name: array for name, array in arrays.items() if name in rules}
    check_arrays(older, in_numbers(rules, {"series": series}))
    counts, observed, lengths = older["panel/counts"], older["panel/observed"], older["panel/lengths"]
    if int(lengths.sum()) != slots:
        raise ValueError("the lengths of the series do not add up")
    if counts[~observed].any():
        raise ValueError("a count is not known and yet not 0")
    line = joint_line(lengths, older["panel/starts"], older["panel/times"])
    packed = {"panel/line": line, "panel/values": np.where(observed, counts, MISSING)}
    return {name: array for name, array in arrays.items() if name not in rules or name in EXTENTS} | packed
