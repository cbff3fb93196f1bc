"""Splits the forecasts of several models, in one set of arrays, into a table per model."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lstm_cli._arrays import Bools, Floats, Ints
from lstm_cli.readers.quantiles.table import QuantileTable
from lstm_cli.readers.quantiles.tasks import Tasks
from lstm_cli.remarks import Remark

__all__ = ["ModelPart", "by_model"]


@dataclass(frozen=True, slots=True)
class ModelPart:
    """The table of one model, and which of all G forecasts and Q levels it contains."""

    table: QuantileTable
    forecasts: Bools
    levels: Bools


def by_model(
    tasks: Tasks,
    quantiles: Floats,
    *,
    source: str,
    layout: str,
    levels: Floats,
    lines: Ints,
    notes: Sequence[Remark],
) -> dict[str, ModelPart]:
    """Return the part of each model by its name, which is "" if there is no column of models.

    Parameters
    ----------
    tasks
        The task of each of the G forecasts.
    quantiles, levels, lines
        Of shape (G, Q), (Q,) and (G,). A forecast without any number is left out.
    """
    known = ~np.isnan(quantiles)
    some = known.any(axis=1)
    found: dict[str, ModelPart] = {}
    for code in np.unique(tasks.model[some]).tolist():
        chosen = some & (tasks.model == code)
        used = known[chosen].any(axis=0)
        own = tasks.only(chosen)
        table = QuantileTable(
            source=source,
            layout=layout,
            names=own.names,
            series=own.series,
            times=own.times,
            style=own.style,
            levels=tuple(levels[used].tolist()),
            quantiles=quantiles[chosen][:, used],
            lines=lines[chosen],
            cutoffs=own.cutoffs,
            origins=own.origins,
            horizons=own.horizons,
            origin_name=own.origin_name,
            notes=tuple(notes),
        )
        found[tasks.models[code].strip()] = ModelPart(table, chosen, used)
    return found
