"""Daily and weekly panels by their counts, and what the checks remark on them."""

import numpy as np
import pytest


def table(series, step, first):
    """Write rows of series; None is a row that is absent, and an empty text one without a count."""
    rows = [
        f"{name},{np.datetime64(first) + step * place},{count}"
        for name, counts in series.items()
        for place, count in enumerate(counts)
        if count is not None
    ]
    return "\n".join(["unique_id,ds,y", *rows, ""])


@pytest.fixture
def doubts(read):
    """Return a function that gives the details of each remark on a panel, by its code."""

    def remarks(series, *, step=1, first="2024-01-06", **options):
        panel = read(table(series if isinstance(series, dict) else {"a": series}, step, first), **options)
        return {note.code: dict(note.details) for note in panel.notes}

    return remarks


@pytest.fixture
def refusal(complaint):
    """Return a function that gives the lines with which a panel is refused."""

    def lines(series, *, step=1, first="2024-01-06", **options):
        return complaint(table(series if isinstance(series, dict) else {"a": series}, step, first), **options)

    return lines
