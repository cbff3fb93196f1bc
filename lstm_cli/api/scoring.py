"""Scores of quantile forecasts, of any model, against observed counts."""

from functools import cached_property
from typing import TYPE_CHECKING, Any

from lstm_cli.api.arguments import choice
from lstm_cli.api.data import Data, to_panel
from lstm_cli.api.forecast import Forecast
from lstm_cli.evaluation.alignment import match
from lstm_cli.evaluation.report import ScoreReport, evaluate
from lstm_cli.formats.scores import scores_data
from lstm_cli.formats.verdicts import baseline_label, report_verdict
from lstm_cli.options import Baseline, ReadOptions
from lstm_cli.readers.frame_table import frame_table
from lstm_cli.readers.quantile_reader import quantiles_of
from lstm_cli.remarks import Remark

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Scores", "score"]


class Scores:
    """How good forecasts are: overall, by step and by series, relative to a baseline.

    The measures are the weighted interval score ``wis`` with its three parts, in counts (Bracher et al. 2021,
    doi:10.1371/journal.pcbi.1008618), the same of log(1 + count) as ``log_wis`` (Bosse et al. 2023,
    doi:10.1371/journal.pcbi.1011393), ``mae`` of the median in counts, ``mase`` (Hyndman & Koehler 2006,
    doi:10.1016/j.ijforecast.2006.03.001), ``relative_wis`` (the baseline is 1, lower is better) with a 90 % interval,
    and ``coverage_N``, the share of counts inside the central N % interval.

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
    truth: Data,
    *,
    baseline: Baseline | str = Baseline.SEASONAL_NAIVE,
    target: str | None = None,
    id_col: str | None = None,
    time_col: str | None = None,
    target_col: str | None = None,
    wide: bool | None = None,
    date_format: str | None = None,
    freq: str | None = None,
) -> Scores:
    """Score quantile forecasts, from whatever model, against the counts that were observed.

    Parameters
    ----------
    forecasts
        A forecast, or a frame with a column for each quantile level (``q0.025``, …; a column ``cutoff``, the last time
        known, tells forecasts of one date apart), or with hubverse rows (``output_type_id`` and ``value``).
    truth
        The counts and their past, from which the baseline and the scale of MASE are computed.
    baseline
        ``"seasonal-naive"``, ``"naive"`` or ``"flusight"`` (the baseline of the US FluSight hub).
    target
        Which target of hubverse rows, where there are several.
    id_col, time_col, target_col, wide, date_format, freq
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
        There is no such baseline, or ``target`` was given for a frame without hubverse rows.
    """
    against = choice("baseline", Baseline, baseline)
    frame = forecasts.to_frame() if isinstance(forecasts, Forecast) else forecasts
    panel = to_panel(truth, ReadOptions(id_col, time_col, target_col, wide, date_format, freq))
    table = quantiles_of(frame_table(frame), truth=panel.columns, target=target)
    matched = match(table, panel, baseline=str(against))
    return Scores(evaluate(matched.forecasts), matched.notes)


def _frame(rows: list[dict[str, Any]], index: str) -> "pd.DataFrame":
    """Return rows of measures as a frame."""
    import pandas as pd

    return pd.DataFrame(rows).set_index(index)
