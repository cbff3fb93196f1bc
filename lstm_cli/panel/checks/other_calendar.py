"""Years that cannot be Gregorian: of the Buddhist calendar, or of the Persian or Islamic one."""

from typing import Final

import numpy as np

from lstm_cli.panel.checks.known import Known
from lstm_cli.remarks import Remark

__all__ = ["other_calendar"]

CALENDARS: Final = {"buddhist": range(2443, 2651), "persian": range(1290, 1451)}  # from 1900 on, and to 2107 or so


def other_calendar(known: Known) -> list[Remark]:
    """Return a remark if the newest years of all series fit another calendar."""
    newest = [known.at(int(place)) for place in known.last]
    years = [int(time.astype("datetime64[Y]").astype(np.int64)) + 1970 for time in newest]
    found = next((name for name, span in CALENDARS.items() if all(year in span for year in years)), None)
    if found is None:
        return []
    return [Remark("other-calendar", {"calendar": found, "year": max(years)})]
