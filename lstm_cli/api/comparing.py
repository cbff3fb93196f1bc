"""Models compared with each other and with a baseline, on the forecasts that they share."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from lstm_cli.api.arguments import choice, text_of
from lstm_cli.api.reading import reading_options
from lstm_cli.api.scoring import contest_of_frames
from lstm_cli.errors import UsageError
from lstm_cli.evaluation.comparison import Comparison as Record
from lstm_cli.formats.comparison import comparison_data
from lstm_cli.formats.verdicts import baseline_label
from lstm_cli.options import Baseline, By, DataKind, ScoreOptions
from lstm_cli.remarks import Remark

if TYPE_CHECKING:
    import pandas as pd

    from lstm_cli.api.data import Data
    from lstm_cli.api.forecast import Forecast

__all__ = ["Comparison", "compare"]


class Comparison:
    """How good several models are beside each other, best first.

    ``relative_wis`` is the geometric mean of a model's ratios of WIS to every other model, each on the forecasts that both
    made, over that of the baseline (Cramer et al. 2022, doi:10.1073/pnas.2113561119); ``relative_log_wis`` is the same of
    log(1 + count). ``wis_relative_skill`` is that mean itself, which needs no baseline. The other measures are those of
    `Scores`, over all that a model forecast.

    Attributes
    ----------
    record : lstm_cli.evaluation.comparison.Comparison
        The record that everything here is made of.
    notes : tuple of Remark
        What was left out, of all models and of each.
    """

    def __init__(self, record: Record, notes: tuple[Remark, ...]) -> None:
        self.record = record
        self.notes = notes
        self._data: dict[str, Any] = comparison_data(record)

    @property
    def models(self) -> "pd.DataFrame":
        """Every measure of every model over all its forecasts, a row for each (the index ``model``)."""
        return _frame(self._data["models"], ["model"])

    @property
    def parts(self) -> "pd.DataFrame":
        """The same by what was asked for, a row for each part and model; empty where nothing was asked for."""
        by = self._data["by"] or "part"
        rows = [{by: part["label"]} | line for part in self._data["parts"] for line in part["models"]]
        return _frame(rows, [by, "model"])

    @property
    def pairs(self) -> "pd.DataFrame":
        """The ratio of each model's scores to each other's on their common forecasts, a row for each two."""
        return _frame(self._data["pairs"], ["model", "other"])

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
    """Compare quantile forecasts of several models, pair by pair on the forecasts that both made.

    Parameters
    ----------
    forecasts
        A forecast or a frame for each model by its name, or one frame that tells models apart by a column such as
        ``model_id`` or by the names of its columns, as Nixtla's libraries do.
    truth
        The counts and their past; None if a frame of forecasts has a column of them, such as ``observed`` or ``y``.
    by
        ``"series"``, ``"step"``, ``"cutoff"`` or ``"week"`` for the parts.
    baseline
        ``"seasonal-naive"``, ``"naive"``, ``"flusight"``, or the name of one of the models.
    target, interval, first_horizon, cutoff, id_col, time_col, target_col, wide, date_format, freq, kind
        As in `score`.

    Returns
    -------
    Comparison
        ``models``, ``parts`` and ``pairs`` are frames.

    Raises
    ------
    DataError
        Something cannot be read, no forecast meets an observed count, or the models share no interval.
    UsageError
        There are no forecasts, there is no such baseline, or something was said that no frame has any use for.
    """
    reading = reading_options(id_col, time_col, target_col, wide, date_format, freq, kind)
    options = ScoreOptions(
        str(baseline), target, interval, first_horizon, None if cutoff is None else text_of("cutoff", cutoff)
    )
    models = {str(name): one for name, one in forecasts.items()} if isinstance(forecasts, Mapping) else {"": forecasts}
    if not models:
        raise UsageError("there are no forecasts to compare")
    parts = None if by is None else choice("by", By, by)
    held = contest_of_frames(models, truth, reading=reading, options=options)
    every: list[Remark] = list(held.notes)
    for matched in held.matched.values():
        every += [note for note in matched.notes if note not in every]
    return Comparison(held.compare(parts), tuple(every))


def _frame(rows: Sequence[dict[str, Any]], index: list[str]) -> "pd.DataFrame":
    """Return rows as a frame."""
    import pandas as pd

    return pd.DataFrame(rows).set_index(index) if rows else pd.DataFrame()
