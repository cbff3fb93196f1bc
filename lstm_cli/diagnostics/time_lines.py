"""Time lines: every reading of every unit over time, series by series."""

from collections.abc import Iterable, Iterator

from lstm_cli.diagnostics.diagnose import ensemble_of
from lstm_cli.ensemble.likeness import check_like
from lstm_cli.ensemble.model import Model
from lstm_cli.ensemble.prepared import TimeLine
from lstm_cli.ensemble.surveyed import prepare
from lstm_cli.options import Ensemble
from lstm_cli.panel.series import Panel

__all__ = ["time_lines"]


def time_lines(
    model: Model, panel: Panel | None = None, rows: Iterable[int] | None = None, *, ensemble: Ensemble | None = None
) -> Iterator[TimeLine]:
    """Run a model over the newest steps of series, and yield their time lines, only one of which is in memory at a time.

    panel: None for the training panel; rows: of the series in the panel, None for all; ensemble: None for the model's first.

    Raises
    ------
    DataError
        The panel has another frequency; raised before the first time line is computed.
    """
    read = model.panel if panel is None else panel
    check_like(read, model.panel)
    return prepare(ensemble_of(model, ensemble), read).time_lines(range(len(read)) if rows is None else rows)
