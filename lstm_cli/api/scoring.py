"""Scores of quantile forecasts, of any model, against observed counts."""

from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from lstm_cli.api.arguments import choice, text_of
from lstm_cli.api.contests import hold_contest
from lstm_cli.api.data import Data, to_panel
from lstm_cli.api.forecast import Forecast
from lstm_cli.api.reading import reading_options
from lstm_cli.errors import FRAME, DataError, Hint
from lstm_cli.evaluation.contenders import Contest
from lstm_cli.evaluation.report import ScoreReport, report_of
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

__all__ = ["Scores", "contest_of_frames", "score"]


class Scores:
    """How good forecasts are: overall, by step and by series, relative to a baseline.

    The measures are the weighted interval score ``wis`` with its three parts, in counts (Bracher et al. 2021,
    doi:10.1371/journal.pcbi.1008618), the same of log(1 + count) as ``log_wis`` (Bosse et al. 2023,
    doi:10.1371/journal.pcbi.1011393), ``mae`` of the median in counts, ``mase`` (Hyndman & Koehler 2006,
    doi:10.1016/j.ijforecast.2006.03.001), ``relative_wis`` and ``relative_log_wis`` (the baseline is 1, lower is better),
    the first with a 90 % interval, and ``coverage_N``, the share of counts inside the central N % interval.

    Attributes
    ----------
    report : ScoreReport
        The record that everything here is made of.
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
        """Every measure over all forecasts, by its name; ``cells`` is how many forecasts there are."""
        import pandas as pd

        return pd.Series(self._data["overall"], dtype=float, name="overall")

    @property
    def by_step(self) -> "pd.DataFrame":
        """The same by step ahead, a row for each from 1 (the index ``step``)."""
        return _frame(self._data["by_step"], "step")

    @property
    def by_series(self) -> "pd.DataFrame":
        """The same by series, a row for each (the index ``name``)."""
        return _frame(self._data["by_series"], "name")

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
    """Score quantile forecasts of one model, whatever it is, against the counts that were observed.

    Parameters
    ----------
    forecasts
        A forecast, or a frame in any layout that `lstm-forecast score` reads: a column for each quantile level
        (``q0.025``, …; a column ``cutoff``, the last time known, tells forecasts of one date apart), hubverse rows
        (``output_type_id`` and ``value``), what scoringutils, Prophet, Nixtla's libraries, AutoGluon or R write.
    truth
        The counts and their past, from which the baseline and the scale of MASE are computed; None if the frame of
        forecasts has a column of them, such as ``observed`` or ``y``.
    baseline
        ``"seasonal-naive"``, ``"naive"`` or ``"flusight"`` (the baseline of the US FluSight hub).
    target
        Which target, where a column of them has several.
    interval
        The share, in per cent, of an interval whose columns do not say it, as ``yhat_lower``.
    first_horizon
        The horizon of the first step after what was known; None finds it by the dates of origin.
    cutoff
        The last time known, where the frame does not say it; None takes the step before the first forecast.
    id_col, time_col, target_col, wide, date_format, freq, kind
        How to read the truth, as in `Forecaster.fit`.

    Returns
    -------
    Scores
        ``overall``, ``by_step`` and ``by_series``; errors are in counts, coverage is a share from 0 to 1.

    Raises
    ------
    DataError
        Something cannot be read, or no forecast meets an observed count; ``row`` and ``column`` say where.
    UsageError
        There is no such baseline, or something was said that the frame has no use for.
    """
    reading = reading_options(id_col, time_col, target_col, wide, date_format, freq, kind)
    against = str(choice("baseline", Baseline, baseline))
    options = ScoreOptions(
        against, target, interval, first_horizon, None if cutoff is None else text_of("cutoff", cutoff)
    )
    held = contest_of_frames({"": forecasts}, truth, reading=reading, options=options)
    if len(held.tables) > 1:
        hint = Hint("compare them with {}", "compare(…)")
        raise DataError(f"holds several models, {list_names(list(held.tables))}", path=FRAME, hint=hint)
    name, contender = held.contenders[0].name, held.contenders[0]
    return Scores(report_of(contender.forecasts, contender.scored), (*held.notes, *held.matched[name].notes))


def contest_of_frames(
    forecasts: "Mapping[str, Forecast | pd.DataFrame]",
    truth: "Data | None",
    *,
    reading: ReadOptions,
    options: ScoreOptions,
) -> Contest:
    """Score models that are frames, each under its name; a frame without one may hold several."""

    def load(columns: Columns, asked: Asked, observed: str | None) -> Models:
        read = []
        for name, model in forecasts.items():
            frame = model.to_frame() if isinstance(model, Forecast) else model
            file = forecasts_of(frame_table(frame), columns, asked, observed)
            read.append((ModelFiles(name, (), named=bool(name)), [(FRAME, file)]))
        return models_of(read, asked=asked)

    panel = None if truth is None else to_panel(truth, reading)
    return hold_contest(load, panel, reading=reading, options=options)[1]


def _frame(rows: list[dict[str, Any]], index: str) -> "pd.DataFrame":
    """Return rows of measures as a frame."""
    import pandas as pd

    return pd.DataFrame(rows).set_index(index)
