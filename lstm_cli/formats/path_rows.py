"""Sample paths for programs: CSV, JSON lines, hubverse rows and a pandas frame, written series by series."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import numpy as np

from lstm_cli.formats.forecast_csv import frame_of, whole_counts
from lstm_cli.formats.hubverse import COLUMNS, HUB_TARGET, reference_date, round_steps
from lstm_cli.formats.text import csv_header, csv_line
from lstm_cli.formats.values import value_text
from lstm_cli.outcomes.futures import Futures
from lstm_cli.panel.frame_times import frame_times
from lstm_cli.panel.series import Panel

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["PATH_FORMATS", "path_frame", "path_parts"]

SAMPLE: Final = "sample"


def path_parts(futures: Futures, panel: Panel, style: str, *, target: str | None = None) -> Iterator[str]:
    """Yield paths in one of `PATH_FORMATS`, series by series."""
    return PATH_FORMATS[style](futures, panel, target or HUB_TARGET)


def _csv(futures: Futures, panel: Panel, _target: str) -> Iterator[str]:
    """Yield a row per path and time: id (if the data have one), ``sample`` from 1, time, count."""
    columns = panel.columns
    yield csv_header([*columns.ids, SAMPLE, columns.time, columns.value]) + "\n"
    for name, times, paths in zip(futures.names, futures.times, futures.paths(), strict=True):
        start = csv_line([name]) + "," if columns.ids else ""
        dates = [csv_line([panel.time_style.write(time)]) for time in times]
        yield "".join(
            f"{start}{sample},{date},{value_text(value)}\n"
            for sample, path in enumerate(paths.tolist(), start=1)
            for date, value in zip(dates, path, strict=True)
        )


def _json_lines(futures: Futures, panel: Panel, _target: str) -> Iterator[str]:
    """Yield an object per path: the series, the number of the sample, and the times and counts of its steps."""
    for name, times, paths in zip(futures.names, futures.times, futures.paths(), strict=True):
        dates = json.dumps([panel.time_style.write(time) for time in times])
        start = f'{{"series": {json.dumps(name)}, "sample": '
        yield "".join(
            f'{start}{sample}, "times": {dates}, "values": [{", ".join(map(value_text, path))}]}}\n'
            for sample, path in enumerate(paths.tolist(), start=1)
        )


def _hub_rows(futures: Futures, panel: Panel, target: str) -> Iterator[str]:
    """Yield hubverse rows of type ``sample``; a path of a location has one unique id over all horizons."""
    reference = reference_date(panel)
    place = {series.name: at for at, series in enumerate(panel.series)}
    yield csv_line(COLUMNS) + "\n"
    for name, times, paths in zip(futures.names, futures.times, futures.paths(), strict=True):
        steps = round_steps(times, reference)
        starts = [csv_line([str(reference), target, str(h), date, name, SAMPLE]) for _, h, date in steps]
        first = place[name] * len(paths)
        yield "".join(
            f"{start},{first + sample},{value_text(path[step])}\n"
            for sample, path in enumerate(paths.tolist())
            for start, (step, _, _) in zip(starts, steps, strict=True)
        )


PATH_FORMATS: Final = {"csv": _csv, "jsonl": _json_lines, "hub": _hub_rows}


def path_frame(futures: Futures, panel: Panel) -> "pd.DataFrame":
    """Return the rows of the CSV as a frame: times as datetime64, counts as int64 if all fit."""
    columns, names, samples, times, values = panel.columns, [], [], [], []
    for name, own, paths in zip(futures.names, futures.times, futures.paths(), strict=True):
        names.append(np.full(paths.size, name, dtype=object))
        samples.append(np.repeat(np.arange(1, len(paths) + 1), len(own)))
        times.append(np.tile(own, len(paths)))
        values.append(paths.reshape(-1))
    ids = [(column, np.concatenate(names)) for column in columns.ids]
    rest = [
        (SAMPLE, np.concatenate(samples)),
        (columns.time, frame_times(np.concatenate(times))),
        (columns.value, whole_counts(np.concatenate(values))),
    ]
    return frame_of([*ids, *rest])
