"""Score quantile forecasts of any model against observed counts."""

from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from lstm_cli.api.arguments import choice, number, optional, text_of, time_of, whole_number
from lstm_cli.api.data import Data, to_panel
from lstm_cli.api.forecast import Forecast
from lstm_cli.api.model_scoring import read_and_score
from lstm_cli.api.reading import reading_options
from lstm_cli.ensemble.results import Measure
from lstm_cli.errors import FRAME, DataError, Hint, UsageError
from lstm_cli.evaluation.report import ScoreReport, report_of
from lstm_cli.evaluation.scored_models import ScoredModels
from lstm_cli.formats.scores import scores_data
from lstm_cli.formats.verdicts import baseline_label, report_verdict
from lstm_cli.options import Baseline, DataKind, ReadOptions, ScoreOptions
from lstm_cli.panel.series import Columns
from lstm_cli.readers.column_names import list_names
from lstm_cli.readers.frame_table import frame_table
from lstm_cli.readers.quantiles.layout import Asked
from lstm_cli.readers.quantiles.models import Models, models_of
from lstm_cli.readers.quantiles.reader import forecasts_of
from lstm_cli.readers.quantiles.sources import ModelFiles
from lstm_cli.remarks import Remark

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

__all__ = ["Scores", "frame_of", "score", "score_frames", "score_options"]


class Scores:
    """Scores of forecasts: overall, by step and by series, also relative to a baseline.

    The measures are the weighted interval score ``wis`` with its three parts, in counts (Bracher et al. 2021,
    doi:10.1371/journal.pcbi.1008618), the same for log(1 + count) as ``log_wis`` (Bosse et al. 2023,
    doi:10.1371/journal.pcbi.1011393), the ``mae`` of the median in counts, ``mase`` (Hyndman & Koehler 2006,
    doi:10.1016/j.ijforecast.2006.03.001), ``relative_wis`` and ``relative_log_wis`` (the baseline is 1, lower is better;
    the first has a 90 % interval), and ``coverage_N``, the share of counts inside the central N % interval.

    Attributes
    ----------
    report : ScoreReport
        The record that everything here is computed from.
    notes : tuple of Remark
        What was left out, and what the baseline was computed from.
    """

    def __init__(self, report: ScoreReport, notes: tuple[Remark, ...]) -> None:
        self.report = report
        self.notes = notes

    @cached_property
    def _data(self) -> dict[str, Any]:
        return scores_data(self.report)

    @property
    def overall(self) -> "pd.Series[float]":
        """Every measure over all forecasts, by name; ``cells`` is the number of forecasts."""
        import pandas as pd

        return pd.Series(self._data["overall"], dtype=float, name="overall")

    @property
    def by_step(self) -> "pd.DataFrame":
        """The same measures by step ahead; one row per step, from 1 (index ``step``)."""
        return frame_of(self._data["by_step"], ["step"])

    @property
    def by_series(self) -> "pd.DataFrame":
        """The same measures by series; one row per series (index ``name``)."""
        return frame_of(self._data["by_series"], ["name"])

    @property
    def verdict(self) -> str:
        """Whether the forecasts are better than the baseline, as a sentence."""
        return report_verdict(self.report)

    def __repr__(self) -> str:
        relative = self.report.overall.relative_wis
        return f"Scores({self.report.cells} forecasts, relative WIS {relative:.3f} to the {baseline_label(self.report.baseline)})"


def score(
    forecasts: "Forecast | pd.DataFrame",
    truth: "Data | None" = None,
    *,
    baseline: Baseline | str = Baseline.SEASONAL_NAIVE,
    target: str | None = None,
    interval: float | None = None,
    first_horizon: int | None = None,
    cutoff: str | date | None = None,
    id_col: str | None = None,
    time_col: str | None = None,
    target_col: str | None = None,
    wide: bool | None = None,
    date_format: str | None = None,
    freq: str | None = None,
    kind: DataKind | str | None = None,
) -> Scores:
    """Score quantile forecasts of any one model against observed counts.

    Parameters
    ----------
    forecasts
        A forecast, or a frame in any layout that `lstm-forecast score` reads: a column for each quantile level
        (``q0.025``, …) and, if there are several forecasts of one date, a column ``cutoff`` with the last time known;
        hubverse rows (``output_type_id`` and ``value``); or what scoringutils, Prophet, Nixtla's libraries, AutoGluon or
        R write.
    truth
        The observed counts and their past, from which the baseline and the scale of MASE are computed; None if the frame
        of forecasts has a column of them, such as ``observed`` or ``y``.
    baseline
        ``"seasonal-naive"``, ``"naive"`` or ``"flusight"`` (the baseline of the US FluSight hub).
    target
        The target to score, if a column of targets has several.
    interval
        The level, in per cent, of an interval whose columns do not say it, such as ``yhat_lower``.
    first_horizon
        The horizon of the first step after the last known time; None finds it by the dates of origin.
    cutoff
        The last known time, if the frame does not say it; None takes the step before the first forecast.
    id_col, time_col, target_col, wide, date_format, freq, kind
        How to read the truth, as in `Forecaster.fit`.

    Returns
    -------
    Scores
        Its ``overall``, ``by_step`` and ``by_series``; errors are in counts, coverage is a share from 0 to 1.

    Raises
    ------
    DataError
        Something cannot be read (``row`` and ``column`` say where), or no forecast has an observed count.
    UsageError
        The baseline is unknown, an argument does not apply to the frame, or a forecast is a sum or peak over all steps.
    """
    reading = reading_options(id_col, time_col, target_col, wide, date_format, freq, kind)
    against = choice("baseline", Baseline, baseline)
    options = score_options(against, target, interval, first_horizon, cutoff)
    scored = score_frames({"": forecasts}, truth, reading=reading, options=options)
    if len(scored.tables) > 1:
        hint = Hint("compare them with {}", "compare(…)")
        raise DataError(f"holds several models, {list_names(list(scored.tables))}", path=FRAME, hint=hint)
    (model,) = scored.models
    return Scores(report_of(model.forecasts, model.scored), (*scored.notes, *scored.matched[model.name].notes))


def score_options(
    baseline: str, target: str | None, interval: float | None, first_horizon: int | None, cutoff: str | date | None
) -> ScoreOptions:
    """Return the options of scoring; UsageError if an argument has the wrong type."""
    return ScoreOptions(
        baseline,
        optional(text_of, "target", target),
        optional(number, "interval", interval),
        optional(whole_number, "first_horizon", first_horizon),
        optional(time_of, "cutoff", cutoff),
    )


def score_frames(
    forecasts: "Mapping[str, Forecast | pd.DataFrame]",
    truth: "Data | None",
    *,
    reading: ReadOptions,
    options: ScoreOptions,
) -> ScoredModels:
    """Score the models of frames, each frame under its name; a frame without a name may hold several models."""

    def load(columns: Columns, asked: Asked, observed: str | None) -> Models:
        read = []
        for name, model in forecasts.items():
            file = forecasts_of(frame_table(_quantiles(model)), columns, asked, observed)
            read.append((ModelFiles(name, (), named=bool(name)), [(FRAME, file)]))
        return models_of(read, asked=asked)

    panel = None if truth is None else to_panel(truth, reading)
    return read_and_score(load, panel, reading=reading, options=options)[1]


def _quantiles(forecast: "Forecast | pd.DataFrame") -> "pd.DataFrame":
    """Return quantiles as a frame; UsageError if they are not of single steps, which alone have an observed count."""
    if not isinstance(forecast, Forecast):
        return forecast
    if forecast.measure is not Measure.STEP:
        raise UsageError("a sum or peak over all steps cannot be scored against the counts of single steps")
    return forecast.to_frame()


def frame_of(rows: list[dict[str, Any]], index: list[str]) -> "pd.DataFrame":
    """Return rows of measures as a frame with some of the columns as its index."""
    import pandas as pd

    return pd.DataFrame(rows).set_index(index) if rows else pd.DataFrame()
