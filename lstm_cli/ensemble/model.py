"""The trained model: everything that a forecast needs."""

from dataclasses import dataclass, replace

from lstm_cli._arrays import Arrays, ByValue, Ints
from lstm_cli.anchors.anchor_set import AnchorSet
from lstm_cli.ensemble.calibration import Calibration
from lstm_cli.ensemble.dependence import Dependence
from lstm_cli.ensemble.results import TrainingSummary
from lstm_cli.ensemble.units import Units
from lstm_cli.features.revisions import Revisions
from lstm_cli.lstm.network import Network
from lstm_cli.options import Ensemble, Gates
from lstm_cli.panel.series import Panel

__all__ = ["Model", "OwnSurvey"]


@dataclass(frozen=True, slots=True)
class OwnSurvey:
    """What an ensemble's units computed from all series of the training panel, so that a forecast need not do it again."""

    panel: Panel
    found: Arrays


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Model(ByValue):
    """An ensemble trained on a panel.

    network: M members, float32, ordered by anchor, then by fold; units: the units of their inputs and outputs; length: steps
    that the network looks back; second: an ensemble of other members on the same panel and anchors, whose forecasts are
    combined with those of this one; inflation: the factor of the variance that a second ensemble states; dependence: of the
    errors of the combined forecast across steps and series; revisions: how the newest values are revised.
    """

    panel: Panel
    seed: int
    network: Network
    anchors: AnchorSet
    units: Units
    length: int
    lags: tuple[int, ...]  # seasonal lags among the regressors, in steps
    calibration: Calibration
    best_at: Ints
    summary: TrainingSummary | None  # None if held-out scores were not computed, as in a backtest
    trained_gates: Gates = Gates.EXPECTED
    second: "Model | None" = None
    inflation: float = 1.0  # 1 in files before format 7
    dependence: Dependence | None = None  # None in files before format 5
    revisions: Revisions | None = None  # None without vintages
    survey: OwnSurvey | None = None  # None for small panels, which are quickly surveyed again

    def __repr__(self) -> str:
        return f"Model({len(self.panel)} series, {self.horizon} steps ahead, seed {self.seed})"

    @property
    def horizon(self) -> int:
        """Steps ahead K that the model forecasts."""
        return len(self.calibration.ceiling)

    @property
    def ensembles(self) -> "dict[Ensemble, Model]":
        """Each ensemble as a model of its own, in order."""
        first = replace(self, second=None)
        own = Ensemble.SCRATCH if len(self.network.gates) == len(self.network.projection) else Ensemble.PRETRAINED
        return {own: first} | ({} if self.second is None else {Ensemble.SCRATCH: self.second})

    @property
    def scored_summary(self) -> TrainingSummary:
        """The summary of a model that was scored; ValueError for one that was not."""
        if self.summary is None:
            raise ValueError("the model was trained without held-out scores")
        return self.summary
