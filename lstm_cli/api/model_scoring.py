"""Score models whose forecasts come from files or frames; the observed counts come from a panel or the same tables."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from lstm_cli.errors import Hint, Setting, UsageError
from lstm_cli.evaluation.known import Given
from lstm_cli.evaluation.scored_models import ScoredModels, score_models
from lstm_cli.options import ReadOptions, ScoreOptions
from lstm_cli.panel.series import Columns, Panel
from lstm_cli.problems import shown
from lstm_cli.readers.count_reader import panel_of
from lstm_cli.readers.quantiles.layout import Asked
from lstm_cli.readers.quantiles.models import Models
from lstm_cli.readers.quantiles.observed import join_observed
from lstm_cli.readers.table import HeldTable
from lstm_cli.readers.timestamps import parse_times
from lstm_cli.remarks import Plain, Remark, first_names

__all__ = ["Load", "read_and_score"]

# Reads the models, given the columns of the truth, what was asked for, and the name of a column of observed counts.
Load = Callable[[Columns, Asked, str | None], Models]
MAX_INTERVAL: Final = 100  # per cent


def read_and_score(
    load: Load, panel: Panel | None, *, reading: ReadOptions, options: ScoreOptions
) -> tuple[Panel, ScoredModels]:
    """Read models and score them against a panel, or without one against the counts in the tables of forecasts.

    Raises
    ------
    DataError
        Something cannot be read, or no forecast has an observed count.
    UsageError
        An option cannot be used, or there are no observed counts at all.
    """
    asked = Asked(options.target, _interval(options.interval), reading.date_format)
    given = Given(options.first_horizon, _moment(options.cutoff, reading.date_format))
    if panel is not None:
        models = load(panel.columns, asked, None)
        notes = [Remark("observed-unused", _column(models.observed))] if models.observed else []
    else:
        own = {role: name for role in ("id", "time", "value") if (name := getattr(reading, role)) is not None}
        columns = Columns(reading.id, reading.time or "", reading.value or "")
        models = load(columns, replace(asked, columns=own), reading.value)
        panel = _panel_of(models.observed, reading)
        notes = [Remark("truth-in-forecasts", _column(models.observed))]
    if models.without:
        notes.append(Remark("files-without-quantiles", {"target": options.target, **first_names(models.without)}))
    scored = score_models(models.tables, panel, baseline=options.baseline, given=given)
    return panel, replace(scored, notes=(*notes, *scored.notes))


def _panel_of(parts: Sequence[HeldTable], reading: ReadOptions) -> Panel:
    """Return the observed counts in tables of forecasts as a panel."""
    if not parts:
        message = "there are no observed counts: no table of forecasts has a column such as 'observed'"
        raise UsageError(message, hint=Hint("give a table of them as {}", Setting("truth")))
    table = join_observed(parts)
    *keys, value = table.header.names
    names = dict(zip(("time", "id"), reversed(keys), strict=False))
    options = ReadOptions(
        id=names.get("id"),
        time=names["time"],
        value=value,
        wide=False,
        date_format=reading.date_format,
        freq=reading.freq,
        kind=reading.kind,
    )
    return panel_of(table, options)


def _column(parts: Sequence[HeldTable]) -> dict[str, Plain]:
    """Return the column of observed counts in the tables of forecasts, as details of a remark."""
    return {"column": parts[0].header.names[-1], "source": parts[0].path}


def _interval(share: float | None) -> float | None:
    """Return the level of a central interval in per cent, checked."""
    if share is None or 1 <= share < MAX_INTERVAL:
        return share
    hint = Hint("for the {} % interval write {}", f"{100 * share:g}", Setting("interval", f"{100 * share:g}"))
    message = f"expected a central interval in per cent, from 1 to below 100, got {share:g}"
    raise UsageError(message, value=f"{share:g}", hint=hint if 0 < share < 1 else None)


def _moment(text: str | None, date_format: str | None) -> np.datetime64 | None:
    """Read a cutoff, in the format of the dates or in ISO 8601."""
    if text is None:
        return None
    times = parse_times([text], [1], date_format=date_format)
    if times.bad[0] and date_format is not None:
        times = parse_times([text], [1], date_format=None)
    if times.bad[0]:
        raise UsageError(f"expected the last date known as {times.expected}, got {shown(text)}", value=text)
    moment: np.datetime64 = times.at[0]
    return moment
