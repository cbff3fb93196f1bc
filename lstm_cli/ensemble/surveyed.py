"""Survey a panel for a model: compute from all its series what the forecast of any one of them depends on."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from lstm_cli._arrays import Arrays, Ints
from lstm_cli._threads import one_thread
from lstm_cli.ensemble.limits import newest_used
from lstm_cli.ensemble.model import Model
from lstm_cli.ensemble.prepared import Prepared
from lstm_cli.ensemble.units import Binder
from lstm_cli.ensemble.whole import Whole
from lstm_cli.features.panel_means import MAX_MEAN_SERIES
from lstm_cli.features.revisions import Revisions
from lstm_cli.lstm.gate_statistics import GateStatistics
from lstm_cli.options import Gates
from lstm_cli.panel.packed import lengths_of, series_names
from lstm_cli.panel.series import Panel
from lstm_cli.panel.slicing import last_slot

__all__ = ["Surveyed", "own_surveys", "prepare", "survey", "training_gates"]

# Number of series up to which networks run in float64; float32 takes a third of the time.
MAX_EXACT: Final = 1_000


@dataclass(frozen=True, slots=True)
class Surveyed:
    """A model and a surveyed panel, with what the forecast of any series depends on from the whole panel."""

    model: Model
    whole: Whole
    binders: tuple[Binder, ...]  # of each ensemble
    exact: bool  # whether networks run in float64

    def of(self, rows: Ints) -> Prepared:
        """Bind the model to some series; only these are laid out in memory."""
        history, anchors = self.whole.history(rows), self.whole.anchors_of(rows)
        panel, prepared = self.whole.panel, None
        series = tuple(panel.series[row] for row in rows.tolist())
        precision = np.float64 if self.exact else np.float32
        for ensemble, binder in zip(_ensembles(self.model)[::-1], self.binders[::-1], strict=True):
            bound, network = binder(rows, history), ensemble.network.astype(precision)
            prepared = Prepared(ensemble, panel, series, history, bound, network, anchors, prepared)
        if prepared is None:
            raise ValueError("a model has at least one ensemble")
        return prepared

    def part(self, rows: Ints) -> "Surveyed":
        """Return what the forecast of some series needs, without the other series, to be sent to a worker."""
        whole = self.whole.part(rows)
        binders = tuple(binder.part(rows, whole) for binder in self.binders)
        sent: Model | None = None
        for ensemble, binder in zip(_ensembles(self.model)[::-1], binders[::-1], strict=True):
            sent = replace(
                ensemble,
                panel=whole.panel,
                anchors=whole.anchors,
                units=binder.units,
                summary=None,
                survey=None,
                second=sent,
                dependence=None,
            )
        return replace(self, model=sent or self.model, whole=whole, binders=binders)


def _ensembles(model: Model) -> tuple[Model, ...]:
    """Return the ensembles of a model: the first, and the second if there is one."""
    return (model,) if model.second is None else (model, model.second)


def survey(model: Model, panel: Panel, revisions: Revisions | None = None) -> Surveyed:
    """Survey a panel, a few series at a time; revisions: for correcting its newest values, None to keep them."""
    panel = panel if panel.scale == model.panel.scale else replace(panel, scale=model.panel.scale)
    steps = int(lengths_of(panel).max())
    place = _places(panel, model.panel)
    whole = Whole(panel, model.horizon, steps, place, model.anchors, _changed(model.panel), revisions, last_slot(panel))
    binders = tuple(ensemble.units.survey(whole, model.lags, _found(ensemble, whole)) for ensemble in _ensembles(model))
    return Surveyed(model, whole, binders, exact=len(panel) <= MAX_EXACT)


def _found(ensemble: Model, whole: Whole) -> Arrays:
    """Return the survey in the model's file if it is of this panel, with the values as reported; else nothing."""
    own = ensemble.survey
    return own.found if own is not None and own.panel is whole.panel and whole.revisions is None else {}


def own_surveys(model: Model) -> list[Arrays]:
    """Return the survey of the training panel by each ensemble, for the model file; nothing for a small panel."""
    if len(model.panel) <= MAX_MEAN_SERIES:
        return []
    with one_thread():
        return [binder.found() for binder in survey(model, model.panel).binders]


def _places(panel: Panel, trained: Panel) -> Ints:
    """Return the row of each series in the training panel, -1 if it is not there."""
    if panel.series is trained.series:
        return np.arange(len(panel))
    rows = {name: row for row, name in enumerate(series_names(trained))}
    return np.array([rows.get(name, -1) for name in series_names(panel)])


def _changed(panel: Panel) -> bool:
    """Whether the known counts of any series differ."""
    known = (series.counts[series.observed] for series in panel.series)
    return any(bool((counts != counts[:1]).any()) for counts in known)


def prepare(model: Model, panel: Panel) -> Prepared:
    """Survey a panel and bind a model to all its series."""
    return survey(model, newest_used(panel)).of(np.arange(len(panel)))


def training_gates(model: Model) -> GateStatistics:
    """Return the statistics of the gates over the context of all series of the training panel."""
    sums = prepare(model, model.panel).quantiles(gates=Gates.EXPECTED)[1]  # values are the same, sampled or not
    return sums.statistics()
