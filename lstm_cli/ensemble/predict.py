"""Forecast with a trained model from the end of each series of a panel."""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from lstm_cli._arrays import Floats
from lstm_cli.ensemble.limits import check_time_line
from lstm_cli.ensemble.model import Model
from lstm_cli.ensemble.prepared import Prepared, prepare
from lstm_cli.ensemble.results import Forecast, SeriesForecast, TrainingSummary
from lstm_cli.errors import DataError, Hint, Setting, UsageError
from lstm_cli.features.transforms import counts_of
from lstm_cli.lstm.gate_statistics import GateSums
from lstm_cli.options import DEFAULT_LEVELS, DRAWS, LEVELS, MIN_POINTS, Gates
from lstm_cli.panel.frequency import Frequency
from lstm_cli.panel.frequency_names import spelled
from lstm_cli.panel.series import Panel, Series
from lstm_cli.panel.shifts import Shift, shift_of
from lstm_cli.remarks import Plain, Remark, first_names

__all__ = ["check_frequency", "panel_notes", "predict"]

MAX_RECENT: Final = 60  # counts that a picture of the recent past may show
MAX_RATIO: Final = 10  # revised counts differ by less from what they were; those in another unit by more


def predict(
    model: Model,
    *,
    panel: Panel | None = None,
    series: Sequence[str] | None = None,
    horizon: int | None = None,
    levels: Sequence[float] = DEFAULT_LEVELS,
    gates: Gates | None = None,
    draws: int = DRAWS,
) -> Forecast:
    """Forecast from the end of each series, of the training panel or of another, without refitting.

    series: names of those to forecast, forecast in the panel's order; the others are not computed. Levels
    between the 23 are interpolated in growth units. gates: left out, as the model was trained;
    stochastic ones are run ``draws`` times.

    Raises
    ------
    UsageError
        The model does not reach that far ahead, the times there cannot be written, or no series is called so.
    DataError
        The panel is of another frequency.
    """
    steps = model.horizon if horizon is None else horizon
    if steps > model.horizon:
        hint = Hint("train with {}", Setting("horizon", steps))
        raise UsageError(f"the model reaches {model.horizon} steps ahead, not {steps}", value=str(steps), hint=hint)
    used = model.panel if panel is None else panel
    check_frequency(used, model.panel.frequency)
    check_time_line(used, steps)
    prepared = prepare(model, used, None if series is None else _rows(used, series))
    growth, sums = prepared.quantiles(gates=gates, draws=draws)
    return Forecast(
        tuple(levels),
        tuple(
            _series_forecast(prepared, row, growth=growth[row, :steps], levels=levels, sums=sums)
            for row in range(len(growth))
        ),
        sums.statistics(),
        model.length,
        _remarks(prepared),
    )


def _rows(panel: Panel, names: Sequence[str]) -> list[int]:
    """Return the rows of some series, in the panel's order."""
    places = {series.name: row for row, series in enumerate(panel.series)}
    for name in names:
        if name not in places:
            raise UsageError(f"no series is called {name!r}")
    return sorted({places[name] for name in names})


def _series_forecast(
    prepared: Prepared, row: int, *, growth: Floats, levels: Sequence[float], sums: GateSums
) -> SeriesForecast:
    """Put one series' forecast together; growth is (k, 23)."""
    series = prepared.series[row]
    wanted = np.stack([np.interp(levels, LEVELS, quantiles) for quantiles in growth])
    recent = np.where(series.observed, series.counts.astype(float), np.nan)[-MAX_RECENT:]
    return SeriesForecast(
        series.name,
        prepared.panel.frequency.after(series.times[-1], np.arange(1, len(growth) + 1)),
        counts_of(wanted),
        counts_of(growth[:, LEVELS.index(0.5)]),
        recent,
        sums.statistics(slice(row, row + 1)),
    )


def check_frequency(panel: Panel, trained: Frequency) -> None:
    """Refuse data whose step is not the model's."""
    own = panel.frequency
    if (own.seconds, own.months) != (trained.seconds, trained.months) or own.open_details != trained.open_details:
        message = f"is {own.name}, but the model was trained on {trained.name} data"
        other_times = own.seconds == trained.seconds > 0
        steps = [Setting("freq", spelled(frequency)) for frequency in (trained, own)] if other_times else []
        hint = Hint("read it with {}, or train with {}", *steps) if steps else None
        raise DataError(message, path=panel.source, value=own.name, hint=hint)


def panel_notes(model: Model, panel: Panel) -> list[Remark]:
    """Return how a panel differs from the one that the model was trained on."""
    remarks = []
    trained = {series.name for series in model.panel.series}
    new = [series.name for series in panel.series if series.name not in trained]
    if new:
        remarks.append(Remark("series-not-in-training", {**first_names(new), "of": len(panel)}))
    absent = len(trained) + len(new) - len(panel)
    if absent:
        remarks.append(Remark("trained-series-absent", {"count": absent, "of": len(trained)}))
    if panel.frequency.name != model.panel.frequency.name:
        details: dict[str, Plain] = {"frequency": panel.frequency.name, "trained": model.panel.frequency.name}
        remarks.append(Remark("times-on-other-days", details))
    factors = _other_counts(model, panel)
    if factors:
        details = {**first_names(list(factors)), "of": len(panel), "factor": float(np.median(list(factors.values())))}
        remarks.append(Remark("counts-unlike-training", details))
    return remarks


def _other_counts(model: Model, panel: Panel) -> dict[str, float]:
    """Return the series whose counts, at the times that the training data have too, are many times theirs or a part."""
    trained = {series.name: series for series in model.panel.series}
    factors = {}
    for series in panel.series:
        before = trained.get(series.name)
        if before is None or before is series:
            continue
        ratio = _ratio(series, before)
        if ratio is not None and not 1 / MAX_RATIO < ratio < MAX_RATIO:
            factors[series.name] = ratio
    return factors


def _ratio(series: Series, before: Series) -> float | None:
    """Return the ratio of two series' sums over the times that both observed; None when a sum is zero."""
    start = max(series.times[0], before.times[0])
    own, other = int(np.searchsorted(series.times, start)), int(np.searchsorted(before.times, start))
    shared = min(len(series) - own, len(before) - other)
    if shared <= 0 or series.times[own] != before.times[other]:
        return None
    own_part, other_part = slice(own, own + shared), slice(other, other + shared)
    both = series.observed[own_part] & before.observed[other_part]
    sums = float(series.counts[own_part][both].sum()), float(before.counts[other_part][both].sum())
    return sums[0] / sums[1] if min(sums) > 0 else None


def _remarks(prepared: Prepared) -> tuple[Remark, ...]:
    """Return the remarks that must accompany this forecast."""
    model = prepared.model
    remarks = panel_notes(model, prepared.panel)
    short = [series.name for series in prepared.series if np.count_nonzero(series.observed) < MIN_POINTS]
    if short:
        of = len(prepared.series)
        remarks.append(Remark("series-short", {**first_names(short), "of": of, "minimum": MIN_POINTS}))
    shifted = {series.name: shift for series in prepared.series if (shift := shift_of(series)) is not None}
    if shifted:
        remarks.append(_shifted(shifted, len(prepared.series)))
    if model.summary is not None and (model.summary.relative_wis_low is None or model.summary.relative_wis_low > 1):
        remarks.append(_poor_score(model.summary))
    return tuple(remarks)


def _shifted(shifts: Mapping[str, Shift], of: int) -> Remark:
    """Return the remark on series whose level has shifted, with the medians of the first of them."""
    first = next(iter(shifts.values()))
    levels: dict[str, Plain] = {"newest": first.newest, "after": first.after, "before": first.before}
    return Remark("level-shifted", {**first_names(list(shifts)), "of": of, **levels})


def _poor_score(summary: TrainingSummary) -> Remark:
    """Return the remark on a poor held-out score."""
    details: dict[str, Plain] = {
        "verdict": summary.verdict.value,
        "baseline": summary.baseline,
        "relative_wis": summary.relative_wis,
        "blocks": summary.blocks,
    }
    return Remark("held-out-score-poor", details)
