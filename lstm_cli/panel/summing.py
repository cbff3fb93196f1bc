"""Sums of some series of a panel, as further series."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from lstm_cli.errors import DataError, UsageError
from lstm_cli.options import DataKind
from lstm_cli.panel.series import Panel, Series
from lstm_cli.panel.slicing import common_part

__all__ = ["check_adding", "summed_panel"]


def check_adding(panel: Panel) -> None:
    """Refuse to add up values that are no counts; UsageError."""
    kind = panel.scale.kind
    if kind is not DataKind.COUNT:
        raise UsageError(f"{kind}s cannot be added up: only counts have totals", path=panel.source, value=str(kind))


def summed_panel(panel: Panel, sources: Mapping[str, Sequence[str]]) -> Panel:
    """Return a panel of sums, each over the series of its sources and the steps that all of these reach.

    A step is missing if one of them is missing.

    Raises
    ------
    DataError
        The series of a sum have no known step in common.
    """
    by_name = {series.name: series for series in panel.series}
    sums = (_summed(name, [by_name[source] for source in sources[name]]) for name in sorted(sources))
    return replace(panel, series=tuple(sums))


def _summed(name: str, members: Sequence[Series]) -> Series:
    """Return the sum of some series from the first to the last step at which all are known."""
    start, pieces, known = common_part(members)
    if not known.any():
        raise DataError("no step has known counts of all its series", path=name)
    counts = np.where(known, sum(member.counts[piece] for member, piece in zip(members, pieces, strict=True)), 0)
    first, last = np.flatnonzero(known)[[0, -1]]
    kept = slice(first, last + 1)
    return Series(name, members[0].times[pieces[0]][kept], counts[kept], known[kept], start + int(first))
