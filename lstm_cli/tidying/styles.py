"""Times as text in ISO 8601, as short as their unit allows."""

from typing import Final, Literal

import numpy as np

from lstm_cli._arrays import Datetimes
from lstm_cli.panel.series import TimeStyle

__all__ = ["iso_pattern", "iso_texts"]

DATE: Final = "%Y-%m-%d"
UNITS: Final[dict[str, Literal["Y", "M", "D", "m", "s"]]] = {
    "%Y": "Y",
    "%Y-%m": "M",
    DATE: "D",
    f"{DATE} %H:%M": "m",
    f"{DATE} %H:%M:%S": "s",
}
KNOWN_YEARS: Final = (1700, 2200)  # readers take a number outside for an index


def iso_pattern(times: Datetimes, style: TimeStyle) -> str:
    """Return the shortest pattern that keeps all times exact; months and years only if they were written as such."""
    days = times.astype("datetime64[D]")
    if (days != times).any():
        minutes = (times.astype("datetime64[m]") == times).all()
        zone = "Z" if style.pattern.endswith(("Z", "+00:00", "+0000")) else ""
        return f"{DATE} %H:%M{'' if minutes else ':%S'}{zone}"
    names_day = any(part in style.pattern for part in ("%d", "%j", "%c", "%x", "%a", "%A", "%U", "%V", "%W"))
    if names_day or (days != times.astype("datetime64[M]")).any():
        return DATE
    years = times.astype("datetime64[Y]")
    names_month = any(part in style.pattern for part in ("%m", "%b", "%B"))
    span = years.astype(np.int64) + 1970
    whole = (years == times).all() and span.min() >= KNOWN_YEARS[0] and span.max() <= KNOWN_YEARS[1]
    return "%Y" if whole and not names_month else "%Y-%m"


def iso_texts(times: Datetimes, pattern: str) -> list[str]:
    """Write times in a pattern of `iso_pattern`."""
    plain = pattern.removesuffix("Z")
    texts = np.datetime_as_string(times, unit=UNITS[plain])
    zone = pattern[len(plain) :]
    return [text.replace("T", " ") + zone for text in texts.tolist()]
