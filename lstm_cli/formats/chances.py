"""The chances that limits are crossed, and of the times of peaks: text, CSV, JSON and pandas frames."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from lstm_cli.formats.forecast_csv import frame_of, row_columns
from lstm_cli.formats.sparklines import sparkline
from lstm_cli.formats.style import Style
from lstm_cli.formats.text import columns, csv_header, csv_line, percent, shorten
from lstm_cli.formats.values import value_text
from lstm_cli.formats.wrapping import wrapped
from lstm_cli.outcomes.from_paths import Exceedance, Peak
from lstm_cli.panel.series import Panel

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "exceedance_csv",
    "exceedance_data",
    "exceedance_frame",
    "exceedance_text",
    "peak_csv",
    "peak_data",
    "peak_frame",
    "peak_text",
]

MAX_NAME: Final = 24
DIGITS: Final = 4  # decimals of a chance


def chance(value: float) -> str:
    """Write a chance from 0 to 1.

    >>> chance(0.25), chance(1.0), chance(0.00004)
    ('0.25', '1', '0')
    """
    return format(round(value, DIGITS), "g") if round(value, DIGITS) >= 10**-DIGITS else "0"


def exceedance_csv(records: Sequence[Exceedance], panel: Panel) -> str:
    """Write a row per series and step: id, time, ``limit``, ``p_above`` and ``p_above_by``."""
    ids = panel.columns.ids
    lines = [csv_header([*ids, panel.columns.time, "limit", "p_above", "p_above_by"])]
    for record in records:
        for time, at, by in zip(
            map(panel.time_style.write, record.times), record.p_above.tolist(), record.p_above_by.tolist(), strict=True
        ):
            lines.append(
                csv_line([*([record.name] if ids else []), time, value_text(record.limit), chance(at), chance(by)])
            )
    return "\n".join(lines) + "\n"


def exceedance_data(records: Sequence[Exceedance], panel: Panel) -> list[dict[str, Any]]:
    """Return the same as JSON data, with the first time by which the limit has probably been crossed."""
    write = panel.time_style.write
    return [
        {
            "name": record.name,
            "limit": record.limit,
            "p_within_horizon": round(float(record.p_above_by[-1]), DIGITS),
            "likely_by": None if record.likely is None else write(record.likely),
            "steps": [
                {"time": write(time), "p_above": round(at, DIGITS), "p_above_by": round(by, DIGITS)}
                for time, at, by in zip(record.times, record.p_above.tolist(), record.p_above_by.tolist(), strict=True)
            ],
        }
        for record in records
    ]


def exceedance_text(records: Sequence[Exceedance], panel: Panel, *, size: int, style: Style) -> str:
    """Write a row per series: its limit, the chances to cross it at the next step and at all, and the likely time."""
    rows = [
        (
            shorten(record.name, MAX_NAME),
            value_text(record.limit),
            percent(record.p_above[0]),
            percent(record.p_above_by[-1]),
            "–" if record.likely is None else panel.time_style.write(record.likely),
            sparkline(record.p_above.tolist(), 1.0),
        )
        for record in records
    ]
    heading, *lines = columns([("series", "limit", "next step", "within horizon", "likely by", "by step"), *rows])
    note = "likely by: the first time by which the limit has been crossed with a chance of one half or more"
    return "\n".join([style.bold(heading), *lines, *map(style.dim, wrapped(note, size))]) + "\n"


def exceedance_frame(records: Sequence[Exceedance], panel: Panel) -> "pd.DataFrame":
    """Return the rows of the CSV as a frame."""
    found: list[tuple[str, Any]] = [
        ("limit", np.repeat([record.limit for record in records], [len(record.times) for record in records])),
        ("p_above", np.concatenate([record.p_above for record in records])),
        ("p_above_by", np.concatenate([record.p_above_by for record in records])),
    ]
    return frame_of([*row_columns(records, panel), *found])


def peak_csv(records: Sequence[Peak], panel: Panel) -> str:
    """Write a row per series and step: id, time, ``p_peak``."""
    ids = panel.columns.ids
    lines = [csv_header([*ids, panel.columns.time, "p_peak"])]
    for record in records:
        for time, p in zip(map(panel.time_style.write, record.times), record.chances.tolist(), strict=True):
            lines.append(csv_line([*([record.name] if ids else []), time, chance(p)]))
    return "\n".join(lines) + "\n"


def peak_data(records: Sequence[Peak], panel: Panel) -> list[dict[str, Any]]:
    """Return the same as JSON data."""
    write = panel.time_style.write
    return [
        {
            "name": record.name,
            "times": [
                {"time": write(time), "p_peak": round(p, DIGITS)}
                for time, p in zip(record.times, record.chances.tolist(), strict=True)
            ],
        }
        for record in records
    ]


def peak_text(records: Sequence[Peak], panel: Panel, *, style: Style) -> str:
    """Write a row per series: the most likely time of its highest count, and the chance of every step."""
    rows = [
        (
            shorten(record.name, MAX_NAME),
            panel.time_style.write(record.times[record.chances.argmax()]),
            percent(record.chances.max()),
            sparkline(record.chances.tolist(), float(record.chances.max())),
        )
        for record in records
    ]
    heading, *lines = columns([("series", "likeliest peak", "chance", "by step"), *rows])
    return "\n".join([style.bold(heading), *lines]) + "\n"


def peak_frame(records: Sequence[Peak], panel: Panel) -> "pd.DataFrame":
    """Return the rows of the CSV as a frame."""
    chances = np.concatenate([record.chances for record in records])
    return frame_of([*row_columns(records, panel), ("p_peak", chances)])
