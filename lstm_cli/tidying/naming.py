"""Names of series from one column or several."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from lstm_cli._arrays import Array, Ints
from lstm_cli.tidying.distinct import joined
from lstm_cli.tidying.job import Job
from lstm_cli.tidying.sheet import Sheet

__all__ = ["groups", "series_names"]

BETWEEN: Final = (" ", " / ", " | ", "; ")  # put between the parts of a name: the first that keeps names unique


def groups(sheet: Sheet, columns: Sequence[str]) -> tuple[Ints, list[tuple[str, ...]]]:
    """Return the index of each row's combination of texts in some columns, and the combinations."""
    import pandas as pd

    codes, count = np.zeros(len(sheet), np.int64), 1
    parts: list[tuple[Ints, Array]] = []
    for column in columns:
        own, texts = pd.factorize(sheet.frame[column].to_numpy(object))
        parts.append((np.asarray(own, np.int64), texts))
        codes, count = joined(codes, np.asarray(own, np.int64))
    first = np.full(count, -1, np.int64)
    first[codes[::-1]] = np.arange(len(codes))[::-1]
    return codes, [tuple(str(texts[own[at]]) for own, texts in parts) for at in first.tolist()]


def series_names(combinations: Sequence[tuple[str, ...]], job: Job) -> list[str]:
    """Return a name for each combination of texts: the texts with a separator that keeps the names unique."""
    for between in BETWEEN:
        names = [between.join(filter(None, parts)) for parts in combinations]
        if len(set(names)) == len(combinations):
            if len(combinations[0]) > 1:
                example = max(range(len(names)), key=lambda at: sum(map(bool, combinations[at])))
                job.ledger.add("names-joined", between=between, name=names[example])
            return names
    names = [" / ".join(part or "-" for part in parts) for parts in combinations]
    return names if len(set(names)) == len(names) else [repr(parts) for parts in combinations]
