"""Times as pandas holds them."""

from lstm_cli._arrays import Datetimes

__all__ = ["frame_times"]


def frame_times(times: Datetimes) -> Datetimes:
    """Return times in nanoseconds, as pandas users expect, if they are in range (1678 to 2261)."""
    years = times.astype("datetime64[Y]").astype(int) + 1970
    fits = len(times) == 0 or bool(years.min() > 1678 and years.max() < 2262)  # noqa: PLR2004 - the range of int64
    return times.astype("datetime64[ns]") if fits else times.astype("datetime64[s]")
