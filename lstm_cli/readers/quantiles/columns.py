"""Reads a table with a column per quantile, of one model or of several side by side, into a table per model."""

from collections.abc import Mapping

import numpy as np

from lstm_cli.readers.quantiles.by_model import by_model
from lstm_cli.readers.quantiles.keys import Keys
from lstm_cli.readers.quantiles.layout import ColumnPlan, Layout
from lstm_cli.readers.quantiles.sheet import Sheet
from lstm_cli.readers.quantiles.table import QuantileTable, check_duplicates, in_order
from lstm_cli.readers.quantiles.tasks import read_tasks

__all__ = ["column_quantiles"]


def column_quantiles(
    sheet: Sheet, keys: Keys, plan: ColumnPlan, *, layout: Layout, date_format: str | None
) -> dict[str, QuantileTable]:
    """Read the columns; each row is a forecast."""
    tasks = read_tasks(sheet, keys, date_format=date_format)
    read = {
        model: [sheet.quantiles(at, strict=layout.strict) for at in levels.values()]
        for model, levels in plan.models.items()
    }
    sheet.raise_if_any()
    found: dict[str, QuantileTable] = {}
    for model, levels in plan.models.items():
        quantiles, known = np.stack(read[model], axis=1), np.array(list(levels))
        parts = by_model(
            tasks,
            quantiles,
            source=sheet.source,
            layout=layout.name,
            levels=known,
            lines=sheet.lines,
            notes=plan.notes,
        )
        for name, part in parts.items():
            check_duplicates(part.table)
            lines = np.broadcast_to(part.table.lines[:, None], part.table.quantiles.shape)
            found[_joint(name, model, plan.models)] = in_order(part.table, cell_lines=lines)
    return found


def _joint(name: str, model: str, models: Mapping[str, object]) -> str:
    """Return the name of a model that a column of models and the names of columns may both give."""
    return "/".join(part for part in (name, model if len(models) > 1 or not name else "") if part)
