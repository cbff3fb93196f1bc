"""Series that cannot be used are left out and named, where that is asked for."""

from collections.abc import Sequence

import numpy as np

from lstm_cli._arrays import Bools, Ints
from lstm_cli.errors import DataError
from lstm_cli.remarks import Remark, first_names

__all__ = ["skipped_series"]


def skipped_series(names: Sequence[str], series: Ints, bad: Bools, *, path: str) -> tuple[Bools, Remark | None]:
    """Return the rows of series without a bad row, and the remark that names the others.

    ``series`` counts into ``names``, one a row, as ``bad`` has one truth value a row.

    Raises
    ------
    DataError
        No series is left.
    """
    spoiled = np.zeros(len(names), np.bool_)
    spoiled[series[bad]] = True
    present = np.zeros(len(names), np.bool_)
    present[series] = True
    if not spoiled.any():
        return np.ones(len(series), np.bool_), None
    if not (present & ~spoiled).any():
        raise DataError("every series has a cell that cannot be read: none is left", path=path)
    out = sorted(names[at] for at in np.flatnonzero(spoiled).tolist())
    return ~spoiled[series], Remark("series-skipped", {**first_names(out), "of": int(present.sum())})
