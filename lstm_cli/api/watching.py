"""Watch new counts: find those that the forecast from before them did not expect."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from operator import attrgetter
from typing import TYPE_CHECKING, Final

import numpy as np

from lstm_cli.api.arguments import shown_value, whole_number, yes_or_no
from lstm_cli.api.forecaster import Forecaster
from lstm_cli.api.levels import Number, decimal_of
from lstm_cli.api.planning import PredictArguments, in_parts, newer, planned
from lstm_cli.ensemble.model import Model
from lstm_cli.ensemble.results import Forecast
from lstm_cli.errors import DataError, Hint, Setting, UsageError
from lstm_cli.evaluation.watch import WatchedCount, WatchReport, watched_counts
from lstm_cli.panel.packed import series_names
from lstm_cli.panel.series import Panel
from lstm_cli.panel.slicing import counts_between, cut_panel, last_slot, last_time
from lstm_cli.remarks import Remark, first_names

if TYPE_CHECKING:
    import pandas as pd

    from lstm_cli.api.data import Data

__all__ = ["LEVEL", "Watch", "watch"]

LEVEL: Final = 99  # per cent
MIN_LEVEL, MAX_LEVEL = Decimal(50), Decimal("99.999")  # per cent; beyond, the tails of a forecast are a guess


class Watch:
    """New counts beside the forecast from before them, the most surprising first.

    Attributes
    ----------
    record : lstm_cli.evaluation.watch.WatchReport
        The record that everything here is computed from.
    notes : tuple of Remark
        What must be known about the counts, such as series that have no new one.
    """

    def __init__(self, record: WatchReport) -> None:
        self.record = record
        self.notes = record.notes

    @property
    def counts(self) -> tuple[WatchedCount, ...]:
        """Every count: its ``name``, ``time``, ``value`` and ``p_value``, and ``median``, ``low`` and ``high`` expected."""
        return self.record.counts

    @property
    def alarms(self) -> tuple[WatchedCount, ...]:
        """The counts outside of their intervals."""
        return self.record.alarms

    @property
    def by_chance(self) -> float:
        """How many alarms are expected by chance, at most, if the forecasts are right."""
        return self.record.by_chance

    def to_frame(self, *, every: bool = True) -> "pd.DataFrame":
        """Return every count, or the alarms alone, as a frame with the columns of the CSV."""
        from lstm_cli.formats.watch import watch_frame  # noqa: PLC0415 - pandas is slow to import

        return watch_frame(self.record, every=yes_or_no("every", every))

    def __repr__(self) -> str:
        return f"Watch({len(self.counts)} counts, {len(self.alarms)} alarms, {self.by_chance:.3g} by chance)"


def watch(
    model: Forecaster,
    data: "Data",
    *,
    steps: int = 1,
    level: Number = LEVEL,
    jobs: int = 1,
    scheduler: str | None = None,
    skip_bad_series: bool = False,
) -> Watch:
    """Compare the newest counts of some data with the forecast from before them.

    If the forecasts are right, at most the share 1 - level of the counts are alarms by chance: twice the smaller of the
    probabilities of a count at least as large and at most as large is below 1 - level (Gneiting et al. 2007,
    doi:10.1111/j.1467-9868.2007.00587.x, on the probability integral transform behind it).

    Parameters
    ----------
    model
        A fitted forecaster; trained before the counts to watch, or it expects them.
    data
        A frame or a panel that ends with these counts.
    steps
        How many of the newest steps to watch, up to the model's horizon.
    level
        The central interval in per cent, from 50 to 99.999, outside of which a count is an alarm.
    jobs, scheduler
        As in `Forecaster.predict_parts`.
    skip_bad_series
        Leave out series that cannot be used.

    Raises
    ------
    UsageError
        The model does not forecast that far, or the level is out of range.
    DataError
        The data cannot be read, or have no step before those to watch.
    """
    steps, jobs = whole_number("steps", steps, minimum=1), whole_number("jobs", jobs, minimum=1)
    share = _share(level)
    record = _trained(model)
    panel = newer(record, data, skip_bad_series=skip_bad_series)
    if steps > record.horizon:
        hint = Hint("train with {}", Setting("horizon", steps))
        raise UsageError(f"the model forecasts {record.horizon} steps ahead, not {steps}", value=str(steps), hint=hint)
    slot = last_slot(panel) - steps
    past = replace(cut_panel(panel, slot), notes=panel.notes)
    if not len(past):
        message = f"there is no count before the newest {steps} to forecast {'it' if steps == 1 else 'them'} from"
        raise DataError(message, path=panel.source)
    plan, _ = planned(_of_reports(record, last_slot(panel) - last_slot(past)), past, PredictArguments(readings=False))
    names: list[str] = []  # of the series that are forecast

    def parts() -> Iterator[Forecast]:
        for part in in_parts(plan, past, jobs, scheduler):
            names.extend(series.name for series in part.result.series)
            yield part.result

    counts = sorted(watched_counts(parts(), panel, past, slot, share), key=attrgetter("order"))
    notes = (*_notes(record, past), *_not_watched(panel, past, slot, names, counts), *plan.notes)
    return Watch(WatchReport(tuple(counts), last_time(past), share, panel, notes))


def _trained(model: object) -> Model:
    """Return the model of a fitted forecaster."""
    if not isinstance(model, Forecaster):
        hint = Hint("read a model file with {}", "load(path)")
        raise UsageError(f"model: expected a Forecaster, got {shown_value(model)}", hint=hint)
    return model.model


def _share(level: Number) -> float:
    """Return a level in per cent as a probability."""
    percent = decimal_of(level)
    if percent is None or not MIN_LEVEL <= percent <= MAX_LEVEL:
        raise UsageError(f"level: expected a central interval in per cent from 50 to 99.999, got {shown_value(level)}")
    return float(percent / 100)


def _of_reports(model: Model, age: int) -> Model:
    """Return the model for a panel whose newest counts were first reported some steps ago, and have been revised since."""
    return model if model.revisions is None else replace(model, revisions=model.revisions.older(age))


def _notes(model: Model, past: Panel) -> Iterator[Remark]:
    """Yield what limits a comparison: counts that the model has learned from, or that are not final."""
    if last_time(model.panel) > last_time(past):
        yield Remark("watched-in-training", {"end": past.time_style.write(last_time(past))})
    if model.revisions is not None:
        yield Remark("watched-may-be-revised")


def _not_watched(
    panel: Panel, past: Panel, slot: int, forecast: Sequence[str], counts: Sequence[WatchedCount]
) -> Iterator[Remark]:
    """Yield remarks on series that have no past, new counts that no forecast reaches, or no new count."""
    known, watched = set(series_names(past)), Counter(count.name for count in counts)
    numbers = (~np.isnan(counts_between(panel, slot + 1, last_slot(panel) + 1))).sum(axis=1).tolist()
    new = dict(zip(series_names(panel), numbers, strict=True))
    if fresh := [name for name in new if name not in known]:
        yield Remark("watched-without-past", first_names(fresh))
    if beyond := [name for name, number in new.items() if name in known and number > watched[name]]:
        yield Remark("watched-too-late", first_names(beyond))
    if silent := [name for name in forecast if not new[name]]:
        end = past.time_style.write(last_time(past))
        yield Remark("watched-without-count", {**first_names(silent), "of": len(forecast), "end": end})
