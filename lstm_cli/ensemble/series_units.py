"""Units of members that are trained from scratch: each series by its own level and scale."""

from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from lstm_cli._arrays import Arrays, Floats, Ints
from lstm_cli.anchors.anchor_set import AnchorSet
from lstm_cli.anchors.design_matrix import Design
from lstm_cli.ensemble.units import OF_SERIES, Binder, Bound, Units, View
from lstm_cli.ensemble.whole import Whole
from lstm_cli.features import network_inputs
from lstm_cli.features.histories import Histories, parts
from lstm_cli.features.history import History
from lstm_cli.panel.frequency import Frequency

__all__ = ["SeriesUnits"]


@dataclass(frozen=True, slots=True)
class SeriesUnits(Units):
    """Scale (A, N, K) and scaling (N, 2) of each series, and the typical one-step change of the panel."""

    scale: Floats
    scaling: Floats
    change_scale: float

    def of_series(self, rows: Ints, history: History) -> Self:
        """Return the units of the series of a history in their order; rows: their rows in training, -1 for new ones."""
        known = rows >= 0
        if known.all():
            return replace(self, scale=self.scale[:, rows], scaling=self.scaling[rows])
        scaling = network_inputs.series_scaling(history)
        scale = np.where(known[:, None], self.scale[:, rows], np.median(self.scale, axis=1, keepdims=True))
        return replace(self, scale=scale, scaling=np.where(known[:, None], self.scaling[rows], scaling))

    def bind(self, whole: Histories, chosen: Ints, *, anchors: AnchorSet, lags: tuple[int, ...]) -> Bound:
        """Compute the inputs of the chosen series at once: the units are those of all series."""
        del anchors, lags
        mean = network_inputs.panel_mean((part, self.scaling[rows]) for rows, part in parts(whole))
        mine = replace(self, scale=self.scale[:, chosen], scaling=self.scaling[chosen])
        return _bound(mine, whole.take(chosen), mean)

    def survey(self, whole: Whole, lags: tuple[int, ...], found: Arrays) -> Binder:
        """Compute the panel's mean, or take it from ``found``."""
        del lags
        if found:
            return _SeriesBinder(self, whole, network_inputs.PanelMean(int(found["first"][0]), found["mean"]))
        histories = ((rows, whole.history(rows, calendar=False)) for rows in whole.stretches())
        mean = network_inputs.panel_mean(
            (history, self.of_series(whole.place[rows], history).scaling) for rows, history in histories
        )
        return _SeriesBinder(self, whole, mean)

    def to_arrays(self) -> Arrays:
        """Return scale and scaling; the typical change is a plain fact."""
        return {"scale": self.scale, "scaling": self.scaling}

    def to_facts(self) -> dict[str, float | str]:
        """Return the name of these units and the typical change."""
        return {"of": OF_SERIES, "change_scale": self.change_scale}

    def input_groups(self, frequency: Frequency) -> dict[str, tuple[int, ...]]:
        """Return the columns of each input by its name."""
        return network_inputs.input_groups(frequency)


@dataclass(frozen=True, slots=True)
class _SeriesBinder(Binder):
    units: SeriesUnits
    whole: Whole
    mean: network_inputs.PanelMean

    def __call__(self, rows: Ints, history: History) -> Bound:
        return _bound(self.units.of_series(self.whole.place[rows], history), history, self.mean)

    def part(self, rows: Ints, whole: Whole) -> Binder:
        history = self.whole.history(rows, calendar=False)
        return _SeriesBinder(self.units.of_series(self.whole.place[rows], history), whole, self.mean)

    def found(self) -> Arrays:
        return {"first": np.array([self.mean.first]), "mean": self.mean.values}


@dataclass(frozen=True, slots=True)
class _BoundSeries(Bound):
    whole: View

    def view(self, rows: Ints, design: Design | None = None) -> View:
        del design
        return self.whole.take(rows)


def _bound(units: SeriesUnits, history: History, mean: network_inputs.PanelMean) -> _BoundSeries:
    """Compute the inputs of the series of a history, with their units."""
    inputs = network_inputs.network_inputs(history, units.scaling, units.change_scale, mean=mean)
    return _BoundSeries(View(inputs[None], units.scale))
