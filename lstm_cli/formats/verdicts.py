"""Verdicts and baselines in words."""

from typing import Final

from lstm_cli.ensemble.results import TrainingSummary
from lstm_cli.evaluation.report import ScoreReport
from lstm_cli.formats.text import plural
from lstm_cli.metrics.verdict import Verdict

__all__ = ["baseline_label", "report_verdict", "summary_verdict", "verdict_sentence"]

BASELINE_LABELS: Final = {"seasonal-naive": "seasonal naive", "naive": "naive", "flusight": "FluSight baseline"}


def baseline_label(name: str) -> str:
    """Return the name of a baseline for people; an unknown one stays as it is."""
    return BASELINE_LABELS.get(name, name)


def report_verdict(report: ScoreReport) -> str:
    """Say what the scores of a report amount to."""
    where = f"at {plural(report.compared, 'cutoff')}"
    if report.blocks < report.compared:
        where += f" in {plural(report.blocks, 'block')} of two horizons"
    return verdict_sentence(report.verdict, report.baseline, report.overall.relative_wis, where)


def summary_verdict(summary: TrainingSummary) -> str:
    """Say what the held-out scores of a training amount to."""
    where = f"in {plural(summary.blocks, 'held-out block')} of time"
    return verdict_sentence(summary.verdict, summary.baseline, summary.relative_wis, where)


def verdict_sentence(verdict: Verdict, name: str, relative: float | None, where: str) -> str:
    """Say what a verdict means.

    name: that of the baseline; relative: WIS over the baseline's, which some verdicts lack; where: what it rests on.
    """
    baseline = baseline_label(name)
    change = "" if relative is None else f"{abs(1 - relative):.0%}".replace("%", " %")
    lower = "lower" if relative is None or relative <= 1 else "higher"
    return {
        Verdict.BETTER: f"better than the {baseline} (WIS is {change} {lower})",
        Verdict.WORSE: f"worse than the {baseline} (WIS is {change} {lower}); use the baseline instead",
        Verdict.UNCLEAR: f"not clearly different from the {baseline} (the 90 % CI includes 1)",
        Verdict.TOO_FEW_BLOCKS: f"WIS is {change} {lower} than the {baseline}'s {where}, too few to tell from chance",
        Verdict.BASELINE_WITHOUT_ERROR_EQUAL: f"as good as the {baseline} (neither makes an error on these data)",
        Verdict.BASELINE_WITHOUT_ERROR_WORSE: (
            f"worse than the {baseline}, which makes no error on these data; use the baseline instead"
        ),
        Verdict.NOTHING_TO_COMPARE: f"no comparison: the {baseline} has no forecast of these values",
        Verdict.TOO_LITTLE_DATA: (
            f"too little data to train or to score; the forecast relies on its anchor: compare it with the {baseline}"
        ),
    }[verdict]
