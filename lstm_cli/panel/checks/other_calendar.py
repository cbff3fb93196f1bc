"""Years that cannot be Gregorian: of the Buddhist calendar, or of the Persian or Islamic one."""

from typing import Final

from lstm_cli.panel.checks.known import KnownPanel
from lstm_cli.panel.packed import newest_times
from lstm_cli.remarks import Remark

__all__ = ["other_calendar"]

CALENDARS: Final = {"buddhist": range(2443, 2651), "persian": range(1290, 1451)}  # from 1900 on, and to 2107 or so


def other_calendar(known: KnownPanel) -> list[Remark]:
    """Return a remark if the newest years of all series fit another calendar."""
    years = {time.year for time in newest_times(known.members).tolist()}
    found = next((name for name, span in CALENDARS.items() if all(year in span for year in years)), None)
    if found is None:
        return []
    return [Remark("other-calendar", {"calendar": found, "year": max(years)})]
