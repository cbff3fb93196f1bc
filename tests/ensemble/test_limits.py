"""Horizons that cannot be computed or written are refused before any work, with the largest that fits."""

import datetime as dt
import os
import re
import subprocess
import sys

import numpy as np
import pytest
from whole_forecast import predict

from lstm_cli.cli.settings import flag
from lstm_cli.ensemble.limits import MAX_MEMORY, check_horizon, largest_in_memory, largest_on_time_line
from lstm_cli.ensemble.train import train
from lstm_cli.errors import UsageError
from lstm_cli.options import TrainOptions
from lstm_cli.panel.frequency import DAY, WEEK, Frequency
from lstm_cli.readers.count_reader import read_panel

ONE_THREAD = os.environ | {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


def by_centuries(first):
    """Read ten counts, one a century: too few for networks to be trained, so that it is quick."""
    rows = [f"{first + 100 * k:04}-12-31,{5 + k % 7}" for k in range(10)]
    return read_panel("\n".join(["ds,y", *rows, ""]).encode(), name="c.csv")


@pytest.mark.parametrize(
    ("frequency", "last"),
    [
        (Frequency(seconds=WEEK), "9998-07-04"),
        (Frequency(seconds=DAY), "9990-01-01"),
        (Frequency(seconds=60), "9999-12-30T00:01"),
        (Frequency(months=1, month_end=True), "9000-02-28"),
        (Frequency(months=12, day=1), "9000-01-01"),
        (Frequency(months=5), "9000-03-07"),
    ],
)
def test_the_largest_horizon_on_the_time_line_is_the_last_that_can_be_written(frequency, last):
    """That many steps end in a year that Python's datetime knows, and one more does not."""
    end = np.datetime64(last, "s")
    fits = largest_on_time_line(frequency, end)
    assert frequency.after(end, [fits])[0].item() <= dt.datetime(9999, 12, 31, 23, 59, 59)  # noqa: DTZ001
    with pytest.raises((AttributeError, OverflowError, TypeError, ValueError)):
        frequency.after(end, [fits + 1])[0].item().isoformat()


@pytest.mark.parametrize("horizon", [10**4, 10**8, 2**31, 2**63, 10**23])
def test_a_horizon_beyond_reason_is_refused_with_what_fits(make_panel, horizon):
    """One line, whatever the size of the number; and the horizon that it names is accepted."""
    panel = make_panel({"A": [5, 7] * 20})
    with pytest.raises(UsageError) as caught:
        train(panel, TrainOptions(horizon=horizon))
    (line,) = caught.value.lines(flag)
    assert line.startswith(f"inline.csv: {horizon} steps ahead ")
    fits = int(re.search(r"; the longest is --horizon (\d+)$", line)[1])
    assert caught.value.value == str(horizon)
    check_horizon(panel, fits, usual=1)
    with pytest.raises(UsageError):
        check_horizon(panel, fits + 1, usual=1)


def test_years_after_9999_are_refused_before_training():
    """Centuries that end in 8999 may be forecast for ten more, and not one further."""
    with pytest.raises(UsageError) as caught:
        train(by_centuries(8099), TrainOptions(horizon=11))
    (line,) = caught.value.lines(flag)
    assert line == "c.csv: 11 steps ahead end after the year 9999 and cannot be written; the longest is --horizon 10"


def test_newer_data_may_leave_less_time_than_the_model_reaches():
    """A model of early data reaches 11 centuries ahead; from data that end in 8999 it reaches ten."""
    model = train(by_centuries(999), TrainOptions(horizon=11)).model
    newer = by_centuries(8099)
    with pytest.raises(UsageError, match="11 steps ahead end after the year 9999"):
        predict(model, panel=newer)
    times = predict(model, panel=newer, horizon=10).series[0].times
    assert newer.time_style.write(times[-1]) == "9999-12-31"


@pytest.mark.parametrize("horizon", [0, -1])
def test_a_horizon_is_at_least_one(make_panel, horizon):
    """Nothing ahead is nothing to forecast."""
    with pytest.raises(UsageError, match=f"from 1, got {horizon}"):
        train(make_panel({"A": [5, 7] * 20}), TrainOptions(horizon=horizon))


def test_the_usual_horizon_is_never_refused_for_its_memory(make_panel):
    """The default horizon is never refused as too large."""
    panel = make_panel({"A": [5, 7] * 20})
    check_horizon(panel, 10_000, usual=10_000)
    with pytest.raises(UsageError):
        check_horizon(panel, 10_000, usual=9_999)


def test_longer_series_leave_less_memory():
    """What training takes grows with the series and with the horizon."""
    assert largest_in_memory(100) > largest_in_memory(10_000) > largest_in_memory(10**6) >= 1


@pytest.mark.slow
@pytest.mark.parametrize(("steps", "horizon"), [(100, 300), (3000, 100)])
def test_the_estimate_of_memory_holds(make_waves, tmp_path, steps, horizon):
    """A training that is estimated to take some memory takes no more than that, beside what any takes."""
    rows = "\n".join(f"{np.datetime64('1960-01-02') + 7 * k},{count}" for k, count in enumerate(make_waves(1, steps)))
    (tmp_path / "d.csv").write_text(f"ds,y\n{rows}\n")
    program = (
        "import re\n"
        "from lstm_cli.ensemble.train import train\n"
        "from lstm_cli.options import TrainOptions\n"
        "from lstm_cli.readers.count_reader import read_panel\n"
        "panel = read_panel(open('d.csv', 'rb').read(), name='d.csv')\n"
        f"train(panel, TrainOptions(horizon={horizon}))\n"
        # Not ru_maxrss, in which a child starts with what its parent takes.
        "print(1024 * int(re.search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read())[1]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, env=ONE_THREAD, capture_output=True, text=True, check=True
    )
    estimate = MAX_MEMORY / largest_in_memory(steps) * horizon
    assert int(done.stdout) < estimate + (300 << 20)
