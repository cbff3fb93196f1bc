"""A backtest's plan in words and as JSON data, and its forecasts as CSV, which `score` reads."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from lstm_cli.evaluation.backtest import Plan
from lstm_cli.evaluation.forecast_set import ForecastSet
from lstm_cli.formats.columns import of_kind
from lstm_cli.formats.durations import amount
from lstm_cli.formats.forecast_csv import frame_of, level_columns, whole_counts
from lstm_cli.formats.levels import column_name
from lstm_cli.formats.text import csv_header, csv_line
from lstm_cli.formats.values import value_text
from lstm_cli.formats.wrapping import MAX_PROSE, wrapped_fields
from lstm_cli.options import MIN_POINTS
from lstm_cli.panel.frame_times import frame_times
from lstm_cli.panel.series import Panel
from lstm_cli.panel.slicing import time_line

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["backtest_csv", "backtest_frame", "backtest_parquet", "plan_data", "plan_text"]


def plan_text(panel: Panel, plan: Plan, *, asked: bool, wanted: int, size: int = MAX_PROSE) -> str:
    """Describe the horizon and the cutoffs of the forecasts; ``wanted``: the requested number of cutoffs."""
    origin = "as requested" if asked else "default for these data"
    times = _cutoff_times(panel, plan)
    every = f", every {amount(panel.frequency, plan.step)} from {times[0]} to {times[-1]}"
    fewer = len(plan.cutoffs) < wanted
    cutoffs = f"{len(plan.cutoffs)}{f' of {wanted}' if fewer else ''}"
    rows = [
        ("horizon", f"{amount(panel.frequency, plan.horizon)} ahead ({origin})"),
        ("cutoffs", f"{cutoffs}{every if len(plan.cutoffs) > 1 else f': {times[-1]}'}; {_trainings(plan)}"),
    ]
    rows += [("note", text) for text in _notes(plan, of_kind(panel.scale.kind), fewer=fewer)]
    return "\n".join(wrapped_fields(rows, size))


def _notes(plan: Plan, values: str, *, fewer: bool) -> Iterator[str]:
    """Say why there are fewer cutoffs than expected."""
    if plan.passed_over:
        which = "cutoff is" if plan.passed_over == 1 else "cutoffs are"
        yield f"{plan.passed_over} {which} skipped: no vintage has it as its newest step"
    if fewer and plan.vintages is not None:
        yield f"fewer cutoffs than requested: no vintage reports more of them, with {MIN_POINTS} known {values} of a series"
    elif fewer:
        yield f"fewer cutoffs than requested: before these no series has {MIN_POINTS} known {values}"


def _trainings(plan: Plan) -> str:
    """Describe how often a model is trained."""
    count = len(plan.groups)
    if count == len(plan.cutoffs):
        return "trained at each" if count > 1 else "trained there"
    return f"trained at {count} of them; the others reuse the weights with newer data"


def _cutoff_times(panel: Panel, plan: Plan) -> list[str]:
    """Write the times of the cutoffs in the format of the data."""
    line = time_line(panel)
    return [panel.time_style.write(line[cutoff]) for cutoff in plan.cutoffs]


def plan_data(panel: Panel, plan: Plan) -> dict[str, Any]:
    """Return the plan as JSON data."""
    return {
        "horizon": plan.horizon,
        "step": plan.step,
        "cutoffs": _cutoff_times(panel, plan),
        "every_refit": plan.every_refit,
        "seed": plan.seed,
        **({} if plan.vintages is None else {"vintages": len(plan.vintages.as_of), "passed_over": plan.passed_over}),
    }


def backtest_csv(forecasts: ForecastSet, panel: Panel, plan: Plan) -> bytes:
    """Write ``cutoff`` and the columns of `predict`, ordered by cutoff, series and time.

    The times are those of the data after the cutoff, so that forecasts match the counts.
    """
    columns = panel.columns
    lines = [csv_header(["cutoff", *columns.ids, columns.time, *map(column_name, forecasts.levels)])]
    lines += [csv_line(row) for row in _rows(forecasts, panel, plan)]
    return ("\n".join(lines) + "\n").encode()


def backtest_frame(forecasts: ForecastSet, panel: Panel, plan: Plan) -> "pd.DataFrame":
    """Return the same as a frame, cutoffs and times as datetime64."""
    line = time_line(panel)
    place, row, step = np.nonzero(~np.isnan(forecasts.quantiles[..., 0]))
    cutoff = np.asarray(plan.cutoffs)[place]
    found: list[tuple[str, Any]] = [("cutoff", frame_times(line[cutoff]))]
    if panel.columns.id is not None:
        found.append((panel.columns.id, np.array(forecasts.series, dtype=object)[row]))
    found.append((panel.columns.time, frame_times(line[cutoff + 1 + step])))
    quantiles = whole_counts(forecasts.quantiles[place, row, step])
    return frame_of([*found, *level_columns(forecasts.levels, quantiles)])


def backtest_parquet(forecasts: ForecastSet, panel: Panel, plan: Plan) -> bytes:
    """Return the frame as a Parquet file; needs pyarrow."""
    return bytes(backtest_frame(forecasts, panel, plan).to_parquet(index=False))


def _rows(forecasts: ForecastSet, panel: Panel, plan: Plan) -> Iterator[list[str]]:
    """Yield a row for every forecast step of every series."""
    line = time_line(panel)
    for place, cutoff in enumerate(plan.cutoffs):
        times = [panel.time_style.write(time) for time in line[cutoff + 1 : cutoff + 1 + plan.horizon]]
        for name, steps in zip(forecasts.series, forecasts.quantiles[place], strict=True):
            names = [] if panel.columns.id is None else [name]
            for step in np.flatnonzero(~np.isnan(steps[:, 0])):
                yield [forecasts.cutoffs[place], *names, times[step], *map(value_text, steps[step].tolist())]
