"""Train a model and summarise how well it forecast the counts that training held out."""

from dataclasses import replace

import numpy as np

from lstm_cli.ensemble.calibration import MIN_EXAMPLES
from lstm_cli.ensemble.fit import Fitted
from lstm_cli.ensemble.forecast_notes import revised
from lstm_cli.ensemble.limits import shortened
from lstm_cli.ensemble.model import Model
from lstm_cli.ensemble.results import TrainingSummary, network_sizes
from lstm_cli.ensemble.train import second_process, train
from lstm_cli.evaluation.forecast_set import baseline_name
from lstm_cli.evaluation.held_out_score import held_out_score
from lstm_cli.evaluation.rehearsal import Rehearsal, rehearse
from lstm_cli.features.histories import Histories
from lstm_cli.features.revisions import MIN_PAIRS, learn_revisions
from lstm_cli.options import Baseline, TrainOptions
from lstm_cli.panel.packed import known_and_missing
from lstm_cli.panel.series import Panel
from lstm_cli.panel.vintages import Vintages
from lstm_cli.progress import Report, ignore
from lstm_cli.remarks import Remark

__all__ = ["summarise_training", "train_and_score"]


def train_and_score(
    panel: Panel,
    options: TrainOptions,
    *,
    vintages: Vintages | None = None,
    progress: Report = ignore,
    jobs: int = 1,
    scheduler: str | None = None,
) -> Model:
    """Train a model, and add the summary of its held-out scores and what vintages say about revisions.

    jobs: the number of processes, of which at most two are used: a second process trains one of the two ensembles, if that
    takes longer than starting a process. scheduler: the address of a cluster, one of whose workers does this instead. The
    model is the same in all cases.
    """
    with second_process(panel, options, jobs=jobs, scheduler=scheduler) as executor:
        trained = train(panel, options, progress=progress, executor=executor)
        whole, panel = panel, trained.model.panel
        history, fitted = trained.history, trained.fitted
        rehearsal = rehearse(panel, history, fitted, seed=options.seed, gates=options.gates, executor=executor)
    summary = summarise_training(panel, history, fitted, rehearsal)
    model = replace(trained.model, summary=replace(summary, remarks=(*shortened(whole), *summary.remarks)))
    return model if vintages is None else _with_revisions(model, vintages)


def _with_revisions(model: Model, vintages: Vintages) -> Model:
    """Return a model that knows how values are revised, with a remark on this in its summary."""
    panel, summary = model.panel, model.scored_summary
    revisions = learn_revisions(vintages, panel.scale)
    unknown = Remark("revisions-unknown", {"minimum": MIN_PAIRS})
    remark = unknown if revisions is None else revised(revisions, panel.frequency)
    return replace(model, summary=replace(summary, remarks=(*summary.remarks, remark)), revisions=revisions)


def summarise_training(
    panel: Panel, history: Histories, fitted: Fitted, rehearsal: Rehearsal | None
) -> TrainingSummary:
    """Score the held-out forecasts and decide whether the model can be trusted."""
    score = held_out_score(panel, history, fitted, rehearsal)
    baseline = baseline_name(Baseline.SEASONAL_NAIVE, season=panel.frequency.main_season, known=history.steps - 1)
    targets = len(fitted.members.held_out.target)
    remarks = [*fitted.members.remarks, *(() if fitted.second is None else fitted.second.members.remarks)]
    if not fitted.members.best_at.any():
        remarks.append(Remark("networks-untrained", {"targets": targets, "minimum": MIN_EXAMPLES}))
    second = None if fitted.second is None else fitted.second.members.network
    known, missing = known_and_missing(panel)
    return TrainingSummary(
        series=len(panel),
        observations=known,
        missing=missing,
        horizon=history.horizon,
        **network_sizes(fitted.members.network, second),
        trained_members=int(np.count_nonzero(fitted.members.best_at)),
        targets=targets,
        rehearsed=score.rehearsed,
        blocks=score.blocks,
        baseline=baseline,
        relative_wis=score.relative,
        relative_wis_low=score.low,
        relative_wis_high=score.high,
        next_low=score.next_low,
        next_high=score.next_high,
        wis_over_anchors=score.over_anchors,
        coverage_50=score.coverage_50,
        coverage_95=score.coverage_95,
        verdict=score.verdict,
        remarks=tuple(remarks),
    )
