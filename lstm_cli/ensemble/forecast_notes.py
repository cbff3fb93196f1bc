"""The remarks that must accompany a forecast: those from reading its data, and those on its model."""

from collections.abc import Collection, Iterator
from typing import Final

import numpy as np

from lstm_cli._arrays import Ints
from lstm_cli.ensemble.model import Model
from lstm_cli.ensemble.panel_notes import panel_notes
from lstm_cli.ensemble.results import TrainingSummary
from lstm_cli.features.revisions import Revisions
from lstm_cli.options import MIN_POINTS, Ended
from lstm_cli.panel.checks.ended import ended_details, has_present, is_over, silent
from lstm_cli.panel.checks.known import known_counts
from lstm_cli.panel.checks.registry import CHECKS
from lstm_cli.panel.frequency import Frequency
from lstm_cli.panel.packed import ends_of, series_names
from lstm_cli.panel.series import Panel
from lstm_cli.remarks import Plain, Remark, first_names

__all__ = ["forecast_notes", "revised", "without_ended"]

# Remarks on the ends of series depend on the horizon and the series asked for: `without_ended` makes them.
ENDS: Final = frozenset({"series-ended", "series-end-early"})
# Remarks from reading that are repeated with every forecast; of newer data, all that training did not have.
REPEATED: Final = (CHECKS.keys() - ENDS) | {"closed-times", "series-skipped", "step-changed"}


def without_ended(
    panel: Panel, rows: list[int] | None, ended: Ended, horizon: int
) -> tuple[list[int] | None, list[Remark]]:
    """Return the rows of the series to forecast, None for all, and remarks on those that ended before the others.

    If no series are asked for by name, those that ended long ago are left out unless they are to be kept.
    """
    ends = ends_of(panel)
    some = silent(ends, panel.frequency, horizon)
    newest = panel.series[int(np.argmax(ends))]
    members = [*(panel.series[row] for row in some.tolist()), newest]  # the counts of the others are not needed
    known = known_counts(members, panel.frequency, panel.time_style)
    gone = np.flatnonzero(is_over(known, horizon))
    if not has_present(len(panel) - len(gone), of=len(panel)):
        gone = gone[:0]
    if rows is not None:
        gone = gone[np.isin(some[gone], rows)]
    others = np.setdiff1d(np.arange(len(panel)) if rows is None else np.array(rows), some[gone])
    early = _early(panel, others, ends)
    if not len(gone):
        return rows, early
    details = {**ended_details(known, gone), "of": len(panel)}
    if rows is not None or ended is not Ended.OMIT:
        return rows, [Remark("ended-forecast", details), *early]
    return others.tolist(), [Remark("series-ended", details), *early]


def _early(panel: Panel, rows: Ints, ends: Ints) -> list[Remark]:
    """Return a remark on series that ended a little before the others, so that their forecasts begin earlier."""
    early = rows[ends[rows] < ends.max()]
    if not len(early):
        return []
    last, first = (
        panel.time_style.write(panel.series[int(row)].times[-1])
        for row in (np.argmax(ends), early[np.argmin(ends[early])])
    )
    return [Remark("series-end-early", {"count": len(early), "of": len(panel), "last": last, "first": first})]


def forecast_notes(model: Model, panel: Panel, rows: Ints) -> tuple[Remark, ...]:
    """Return the remarks that must accompany a forecast of the chosen rows of a panel."""
    names, places = series_names(panel), rows.tolist()
    remarks = [*_of_data(panel, model.panel, {names[row] for row in places}), *panel_notes(model, panel)]
    short = [names[row] for row in places if np.count_nonzero(panel.series[row].observed) < MIN_POINTS]
    if short:
        remarks.append(Remark("series-short", {**first_names(short), "of": len(places), "minimum": MIN_POINTS}))
    if model.summary is not None and (model.summary.relative_wis_low is None or model.summary.relative_wis_low > 1):
        remarks.append(_poor_score(model.summary))
    return tuple(remarks)


def revised(revisions: Revisions, frequency: Frequency) -> Remark:
    """Return the remark that the newest values are corrected and the intervals widened."""
    details: dict[str, Plain] = {
        "ratios": tuple(revisions.factors.tolist()),
        "spread": float(np.expm1(revisions.spread[0])),
        "reports": int(revisions.pairs[0]),
        "step_seconds": frequency.seconds,
        "step_months": frequency.months,
        **frequency.open_details,
    }
    return Remark("newest-revised", details)


def _of_data(panel: Panel, trained: Panel, chosen: Collection[str]) -> Iterator[Remark]:
    """Yield the remarks on the data that may concern the chosen series."""
    newer = panel is not trained
    for remark in panel.notes:
        replaced = newer and remark.code == "new-record"  # `panel_notes` compares with the training data instead
        news = newer and remark.code not in ENDS and remark not in trained.notes
        if (remark.code in REPEATED or news) and not replaced and _concerns(remark, chosen):
            yield remark
    if newer:
        yield from (remark for remark in trained.notes if remark.code == "closed-times")


def _concerns(remark: Remark, chosen: Collection[str]) -> bool:
    """Whether a remark may be about some of the chosen series; it names only the worst ones."""
    names = remark.details.get("names")
    if remark.code in {"series-skipped", "series-without-counts"} or not isinstance(names, tuple):
        return True
    return remark.details["count"] != len(names) or any(name in chosen for name in names)


def _poor_score(summary: TrainingSummary) -> Remark:
    """Return the remark on a poor held-out score."""
    details: dict[str, Plain] = {
        "verdict": summary.verdict.value,
        "baseline": summary.baseline,
        "relative_wis": summary.relative_wis,
        "blocks": summary.blocks,
    }
    return Remark("held-out-score-poor", details)
