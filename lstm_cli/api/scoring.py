"""Scores of quantile forecasts, whoever made them, beside the counts that came."""

from functools import cached_property
from typing import TYPE_CHECKING, Any

from lstm_cli.api.data import Data, to_panel
from lstm_cli.api.forecast import Forecast
from lstm_cli.errors import UsageError
from lstm_cli.evaluation.alignment import Matched, match
from lstm_cli.evaluation.report import ScoreReport, evaluate
from lstm_cli.formats.scores import scores_data
from lstm_cli.options import Baseline, ReadOptions
from lstm_cli.readers.frame_table import frame_table
from lstm_cli.readers.quantile_reader import quantiles_of

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Scores", "score"]


class Scores:
    """How good forecasts are: overall, by step and by series, relative to a baseline.

    Attributes
    ----------
    report
        The record that everything here is made of.
    """

    def __init__(self, report: ScoreReport, matched: Matched) -> None:
        self.report = report
        self.notes = matched.notes

    @cached_property
    def _data(self) -> dict[str, Any]:
        return scores_data(self.report)

    @property
    def overall(self) -> "pd.Series[float]":
        """Every measure over all forecasts: cells, wis, relative_wis with its 90 % interval, mae, coverage_50, …."""
        import pandas as pd

        return pd.Series(self._data["overall"], dtype=float, name="overall")

    @property
    def by_step(self) -> "pd.DataFrame":
        """The same by step ahead, from 1."""
        return _frame(self._data["by_step"], "step")

    @property
    def by_series(self) -> "pd.DataFrame":
        """The same by series."""
        return _frame(self._data["by_series"], "name")

    @property
    def verdict(self) -> str:
        """Whether the forecasts are better than the baseline's."""
        return str(self.report.verdict)

    def __repr__(self) -> str:
        relative = self.report.overall.relative_wis
        return f"Scores({self.report.cells} forecasts, relative WIS {relative:.3f} to the {self.report.baseline})"


def score(
    forecasts: "Forecast | pd.DataFrame",
    truth: Data,
    *,
    baseline: Baseline | str = Baseline.SEASONAL_NAIVE,
    target: str | None = None,
    id_col: str | None = None,
    time_col: str | None = None,
    target_col: str | None = None,
    freq: str | None = None,
) -> Scores:
    """Score quantile forecasts against the counts that came.

    Parameters
    ----------
    forecasts
        A forecast, or a frame with a column a level (``q0.025``, …; ``cutoff`` tells forecasts of one date apart), or
        with hub rows (``output_type_id`` and ``value``).
    truth
        The counts that came and their past, from which the baseline and the unit of MASE are computed.
    baseline
        ``seasonal-naive``, ``naive`` or ``flusight``.
    target
        Which target of hub rows, where there are several.
    id_col, time_col, target_col, freq
        How to read the truth.

    Raises
    ------
    DataError
        With row and column of what cannot be read, or nothing in the forecasts can be scored.
    """
    if str(baseline) not in set(Baseline):
        raise UsageError(f"baseline: expected one of {', '.join(Baseline)}, got {str(baseline)[:40]!r}")
    frame = forecasts.to_frame() if isinstance(forecasts, Forecast) else forecasts
    panel = to_panel(truth, ReadOptions(id=id_col, time=time_col, value=target_col, freq=freq))
    table = quantiles_of(frame_table(frame), truth=panel.columns, target=target)
    matched = match(table, panel, baseline=str(baseline))
    return Scores(evaluate(matched.forecasts), matched)


def _frame(rows: list[dict[str, Any]], index: str) -> "pd.DataFrame":
    """Return rows of measures as a frame."""
    import pandas as pd

    return pd.DataFrame(rows).set_index(index)
