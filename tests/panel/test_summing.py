"""Sums of series as a panel."""

import numpy as np
import pytest

from lstm_cli.errors import DataError
from lstm_cli.panel.summing import summed_panel


def test_a_sum_is_known_where_all_its_series_are(read):
    """Of series that begin apart and have gaps the common weeks are summed, from the first to the last known one."""
    rows = ["a,2024-01-06,1", "a,2024-01-13,2", "a,2024-01-20,", "a,2024-01-27,4", "a,2024-02-03,5"]
    rows += ["b,2024-01-13,10", "b,2024-01-20,20", "b,2024-01-27,30", "b,2024-02-03,", "b,2024-02-10,50"]
    panel = read("\n".join(["area,date,cases", *rows, ""]))
    (total,) = summed_panel(panel, {"all": ("a", "b")}).series
    assert (total.name, total.start) == ("all", 1)
    assert total.times.astype("datetime64[D]").astype(str).tolist() == ["2024-01-13", "2024-01-20", "2024-01-27"]
    np.testing.assert_array_equal(total.recent(9), [12, np.nan, 34])


def test_series_that_never_meet_have_no_sum(read):
    """Where no step has all series there is nothing to go on from."""
    panel = read("area,date,cases\na,2024-01-06,1\na,2024-01-13,2\nb,2024-01-20,3\nb,2024-01-27,4\n")
    with pytest.raises(DataError, match="no step has known counts of all its series"):
        summed_panel(panel, {"all": ("a", "b")})
