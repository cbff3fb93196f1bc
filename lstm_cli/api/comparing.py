"""Compare models with each other and with a baseline, on the forecasts that they share."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from lstm_cli.api.arguments import optional_choice
from lstm_cli.api.reading import reading_options
from lstm_cli.api.scoring import frame_of, score_frames, score_options
from lstm_cli.errors import UsageError
from lstm_cli.evaluation.comparison import Comparison as Record
from lstm_cli.formats.comparison import comparison_data
from lstm_cli.formats.verdicts import baseline_label
from lstm_cli.options import Baseline, By, DataKind
from lstm_cli.remarks import Remark

if TYPE_CHECKING:
    import pandas as pd

    from lstm_cli.api.data import Data
    from lstm_cli.api.forecast import Forecast

__all__ = ["Comparison", "compare"]


class Comparison:
    """Scores of several models side by side, best first.

    ``wis_relative_skill`` is the geometric mean of the ratios of a model's WIS to that of every other model, each on the
    forecasts that both made. ``relative_wis`` is this mean divided by that of the baseline (Cramer et al. 2022,
    doi:10.1073/pnas.2113561119), and ``relative_log_wis`` the same for log(1 + count). The other measures are those of
    `Scores`, over all forecasts of a model.

    Attributes
    ----------
    record : lstm_cli.evaluation.comparison.Comparison
        The record that everything here is computed from.
    notes : tuple of Remark
        What was left out, for all models and for each.
    """

    def __init__(self, record: Record, notes: tuple[Remark, ...]) -> None:
        self.record = record
        self.notes = notes
        self._data: dict[str, Any] = comparison_data(record)

    @property
    def models(self) -> "pd.DataFrame":
        """Every measure over all forecasts of a model; one row per model (index ``model``)."""
        return frame_of(self._data["models"], ["model"])

    @property
    def parts(self) -> "pd.DataFrame":
        """The same measures broken down by ``by``; one row per part and model, empty without ``by``."""
        by = self._data["by"] or "part"
        rows = [{by: part["label"]} | line for part in self._data["parts"] for line in part["models"]]
        return frame_of(rows, [by, "model"])

    @property
    def pairs(self) -> "pd.DataFrame":
        """Ratios of the scores of every two models on the forecasts that both made; one row per pair."""
        return frame_of(self._data["pairs"], ["model", "other"])

    def __repr__(self) -> str:
        best = self.record.whole.models[0]
        relative = f"{best.relative_wis:.3f} to the {baseline_label(self.record.baseline)}"
        return f"Comparison({len(self.record.names)} models, best {best.model!r}: relative WIS {relative})"


def compare(
    forecasts: "Mapping[str, Forecast | pd.DataFrame] | pd.DataFrame",
    truth: "Data | None" = None,
    *,
    by: By | str | None = None,
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
) -> Comparison:
    """Compare quantile forecasts of several models, pair by pair on the forecasts that both models made.

    Parameters
    ----------
    forecasts
        A mapping from names of models to forecasts or frames; or one frame of several models, distinguished by a column
        such as ``model_id`` or by the names of the columns, as in Nixtla's libraries.
    truth
        The observed counts and their past; None if a frame of forecasts has a column of them, such as ``observed`` or
        ``y``.
    by
        Also break the scores down by ``"series"``, ``"step"``, ``"cutoff"`` or ``"week"``.
    baseline
        ``"seasonal-naive"``, ``"naive"``, ``"flusight"``, or the name of one of the models.
    target, interval, first_horizon, cutoff, id_col, time_col, target_col, wide, date_format, freq, kind
        As in `score`.

    Returns
    -------
    Comparison
        Its ``models``, ``parts`` and ``pairs`` are frames.

    Raises
    ------
    DataError
        Something cannot be read, no forecast has an observed count, or the models share no interval.
    UsageError
        There are no forecasts, the baseline is unknown, or an argument applies to none of the frames.
    """
    reading = reading_options(id_col, time_col, target_col, wide, date_format, freq, kind)
    options = score_options(str(baseline), target, interval, first_horizon, cutoff)
    if not isinstance(forecasts, Mapping):
        forecasts = {"": forecasts}
    models = {str(name): forecast for name, forecast in forecasts.items()}
    if not models:
        raise UsageError("there are no forecasts to compare")
    parts = optional_choice("by", By, by)
    scored = score_frames(models, truth, reading=reading, options=options)
    notes: list[Remark] = list(scored.notes)
    for matched in scored.matched.values():
        notes += [note for note in matched.notes if note not in notes]
    return Comparison(scored.compare(parts), tuple(notes))
