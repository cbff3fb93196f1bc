"""Whatever stands in the cells, it is read, bad, or refused in words."""

import contextlib

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lstm_cli.errors import ForecastError
from lstm_cli.options import TidyOptions, Week
from lstm_cli.readers.timestamps import parse_times
from lstm_cli.tidying.sheet import Sheet
from lstm_cli.tidying.times.header import read_header_times
from lstm_cli.tidying.times.read import read_times

TEXTS = st.text(alphabet="0123456789-/.: TWQMZS+apmJn,'١", max_size=22)
PIECES = st.lists(
    st.sampled_from(["2020", "20", "1", "12", "53", "W", "Q", "-", "/", " ", ":", "Jan", "PM", "+01:00"])
).map("".join)
OPTIONS = [
    TidyOptions(),
    TidyOptions(week=Week.MMWR),
    TidyOptions(start="2020-01-05", freq="D"),
    TidyOptions(date_format="%Y-%W"),
    TidyOptions(date_format="excel"),
    TidyOptions(date_format="unix-ns"),
]


@given(st.lists(TEXTS | PIECES, min_size=1, max_size=5), st.sampled_from(OPTIONS))
@example(["9" * 19], OPTIONS[5])
@example(["2020" + " " * 70_000 + "x"], OPTIONS[0])
@example(["١٢ Jan ٢٠٢٠"], OPTIONS[0])
def test_any_text_is_read_or_refused(texts, options):
    """Only errors in words escape, and what is read is written so that the strict reader takes it as the same time."""
    texts = [text.strip() for text in texts]
    sheet = Sheet("f.csv", pd.DataFrame({"d": texts}, dtype=object), np.arange(2, 2 + len(texts)))
    with contextlib.suppress(ForecastError):
        times = read_times(sheet, ["d"], options)
        good = np.compress(~times.bad, times.at)
        written = [times.style.write(at) for at in good]
        strict = parse_times(written, [1] * len(written), date_format=None)
        assert not strict.bad.any()
        assert strict.at.tolist() == good.tolist()
    with contextlib.suppress(ForecastError):
        header = read_header_times(texts, options)
        assert len(header.at) == len(header.bad) == len(texts)


@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=5), st.sampled_from(OPTIONS))
def test_any_two_columns_are_read_or_refused(rows, options):
    """The same of two columns, whose names say a year and a week."""
    frame = pd.DataFrame(rows, columns=["year", "week"], dtype=object)
    with contextlib.suppress(ForecastError):
        assert len(read_times(Sheet("f.csv", frame, np.arange(2, 2 + len(rows))), ["year", "week"], options).at) == len(
            rows
        )


def test_digits_of_other_scripts_are_no_digits():
    """As in the strict reader, a date has the digits 0 to 9."""
    sheet = Sheet("f.csv", pd.DataFrame({"d": ["١٢ Jan ٢٠٢٠"]}, dtype=object), np.array([2]))
    with pytest.raises(ForecastError, match="no times that can be read"):
        read_times(sheet, ["d"], TidyOptions())
