"""Texts, or columns of texts, to times as tidying reads them."""

import numpy as np
import pandas as pd
import pytest

from lstm_cli.cli.settings import flag
from lstm_cli.errors import ForecastError
from lstm_cli.options import TidyOptions
from lstm_cli.tidying.sheet import Sheet
from lstm_cli.tidying.times.read import read_times


def sheet_of(columns):
    """Make a sheet whose first row stands on line 2."""
    frame = pd.DataFrame({name: pd.Series(list(texts), dtype=object) for name, texts in columns.items()})
    return Sheet("f.csv", frame, np.arange(2, 2 + len(frame)))


@pytest.fixture
def times_of():
    """Return a function from columns, and the names of those that hold the time, to times."""

    def read(columns, *names, **options):
        return read_times(sheet_of(columns), names or list(columns), TidyOptions(**options))

    return read


@pytest.fixture
def written(times_of):
    """Return a function from the texts of one column to the times as tidying writes them, None where they are bad."""

    def read(*texts, column="d", **options):
        times = times_of({column: texts}, **options)
        return [None if bad else times.style.write(at) for at, bad in zip(times.at, times.bad, strict=True)]

    return read


@pytest.fixture
def refusal(times_of):
    """Return a function from columns that cannot be read to the lines of the error, as the command line writes them."""

    def read(columns, *names, **options):
        with pytest.raises(ForecastError) as caught:
            times_of(columns, *names, **options)
        return "\n".join(caught.value.lines(flag))

    return read


@pytest.fixture
def remarks_of(times_of):
    """Return a function from the texts of one column to the remarks by their codes."""

    def read(*texts, column="d", **options):
        return {remark.code: dict(remark.details) for remark in times_of({column: texts}, **options).remarks}

    return read
