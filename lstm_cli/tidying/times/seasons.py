"""Seasons that span two years: which weeks belong to the first one."""

from typing import Final

import numpy as np

from lstm_cli._arrays import Ints

__all__ = ["first_week"]

USUAL: Final = 27  # half-way between two winters
MIN_WEEKS: Final = 5  # of a season whose order says something


def first_week(seasons: Ints, weeks: Ints, lines: Ints) -> int:
    """Return the week with which seasons begin: 27, unless the order of the rows says otherwise.

    seasons, weeks, lines (N,): the first year of a season, a week of it, and where it first stands in the file. Influenza
    seasons of the CDC run from week 40 to week 39: rows in that order show it.

    >>> first_week(np.repeat(2021, 5), np.array([40, 52, 1, 28, 39]), np.arange(5))
    40
    >>> first_week(np.repeat(2021, 5), np.array([1, 28, 39, 40, 52]), np.arange(5))
    27
    """
    least, most = 1, 53
    for season in np.unique(seasons):
        of_season = seasons == season
        listed = weeks[of_season][np.argsort(lines[of_season], kind="stable")]
        if np.sign(np.diff(listed)).sum() < 0:  # the newest first
            listed = listed[::-1]
        falls = np.flatnonzero(np.diff(listed) < 0)
        if len(falls) == 1 and len(listed) >= MIN_WEEKS:  # weeks of the first year, then those of the second
            least = max(least, int(listed[falls[0] + 1 :].max()) + 1)
            most = min(most, int(listed[: falls[0] + 1].min()))
    return most if least <= most and not least <= USUAL <= most else USUAL
