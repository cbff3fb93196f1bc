"""New counts beside what was expected of them: a page, CSV, JSON data and a pandas frame."""

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from lstm_cli.evaluation.watch import WatchedCount, WatchReport
from lstm_cli.formats.columns import of_kind
from lstm_cli.formats.forecast_csv import frame_of, whole_counts
from lstm_cli.formats.sentences import remarks_data
from lstm_cli.formats.style import Style
from lstm_cli.formats.text import csv_header, csv_line, fitting, plural, shorten
from lstm_cli.formats.training import panel_data
from lstm_cli.formats.values import json_number, two_digits, value_text
from lstm_cli.formats.ways_out import Advice
from lstm_cli.formats.wrapping import labelled
from lstm_cli.panel.frame_times import frame_times

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["summary_text", "watch_csv", "watch_data", "watch_frame", "watch_text"]

MAX_NAME: Final = 30
MEASURES: Final = ("median", "low", "high", "p_value", "alarm")


def watch_csv(report: WatchReport, *, every: bool) -> str:
    """Write a row per alarm, or per count: id, time, count, ``median``, ``low``, ``high``, ``p_value`` and ``alarm``."""
    names, write = report.panel.columns, report.panel.time_style.write
    lines = [csv_header([*names.ids, names.time, names.value, *MEASURES])]
    for count in _rows(report, every=every):
        numbers = map(value_text, (count.value, count.median, count.low, count.high))
        verdict = "true" if report.is_alarm(count) else "false"
        name = [] if names.id is None else [count.name]
        lines.append(csv_line([*name, write(count.time), *numbers, two_digits(count.p_value), verdict]))
    return "\n".join(lines) + "\n"


def watch_frame(report: WatchReport, *, every: bool) -> "pd.DataFrame":
    """Return the same as a frame, with p-values in full; its columns have the same types without an alarm."""
    names, rows = report.panel.columns, report.counts
    times = frame_times(np.array([count.time for count in rows], "datetime64[s]"))
    found: list[tuple[str, Any]] = [(names.id, [count.name for count in rows])] if names.id is not None else []
    values = np.array([(count.value, count.median, count.low, count.high) for count in rows], float).reshape(-1, 4)
    found += [(names.time, times), *zip((names.value, *MEASURES[:3]), whole_counts(values).T, strict=True)]
    p_values = np.array([count.p_value for count in rows], float)
    alarm = np.array(list(map(report.is_alarm, rows)), bool)
    frame = frame_of([*found, ("p_value", p_values), ("alarm", alarm)])
    return frame if every else frame[alarm].reset_index(drop=True)


def watch_data(report: WatchReport, advice: Advice | None = None, *, every: bool) -> dict[str, Any]:
    """Return the same as JSON data, with what was read and the notes."""
    write = report.panel.time_style.write
    counts = [
        {
            "name": count.name,
            "time": write(count.time),
            **{name: json_number(getattr(count, name)) for name in ("value", "median", "low", "high")},
            "p_value": float(two_digits(count.p_value)),
            "alarm": report.is_alarm(count),
        }
        for count in _rows(report, every=every)
    ]
    totals = {
        "after": write(report.after),
        "watched": len(report.counts),
        "alarms": len(report.alarms),
        "by_chance": float(f"{report.by_chance:.3g}"),
    }
    about = {"data": panel_data(report.panel), "level": float(f"{100 * report.level:.9g}"), **totals}
    return about | {"counts": counts} | remarks_data(report.notes, advice)


def watch_text(report: WatchReport, *, every: bool, size: int, style: Style) -> str:
    """Write a row per alarm, or per count, below a summary."""
    rows = [
        (
            shorten(count.name, MAX_NAME),
            report.panel.time_style.write(count.time),
            value_text(count.value),
            value_text(count.median),
            f"{value_text(count.low)} to {value_text(count.high)}",
            f"{two_digits(count.p_value)}{' *' if every and report.is_alarm(count) else ''}",
        )
        for count in _rows(report, every=every)
    ]
    lines = [summary_text(report, size=size)]
    if rows:
        heading = (
            "series",
            report.panel.columns.time,
            _noun(report),
            "expected",
            f"{_percent(report)} % interval",
            "p-value",
        )
        lines += ["", *fitting([heading, *rows], size, style.bold)]
    return "\n".join(lines) + "\n"


def summary_text(report: WatchReport, *, size: int) -> str:
    """Write how many counts are alarms, and how many are expected to be by chance."""
    watched, alarms = plural(len(report.counts), f"new {_noun(report)}"), len(report.alarms)
    lie = "lies" if 1 in {alarms, len(report.counts)} else "lie"
    after = report.panel.time_style.write(report.after)
    chance = f"{report.by_chance:.2g}" if report.by_chance < 10 else f"{report.by_chance:.0f}"  # noqa: PLR2004 - digits
    interval = f"{_percent(report)} % interval"
    text = f"{alarms} of {watched} after {after} {lie} outside of the {interval}; at most {chance} expected by chance"
    return "\n".join(labelled("", text, size))


def _noun(report: WatchReport) -> str:
    """Return what one of the values is called."""
    return of_kind(report.panel.scale.kind).removesuffix("s")


def _percent(report: WatchReport) -> str:
    """Return the level in per cent."""
    return f"{100 * report.level:.6g}"


def _rows(report: WatchReport, *, every: bool) -> tuple[WatchedCount, ...]:
    """Return the counts to write."""
    return report.counts if every else report.alarms
