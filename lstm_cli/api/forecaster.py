"""The forecaster: trains on a panel of counts, forecasts, shows its gates, and is saved and loaded."""

# ruff: noqa: PLC0415 - a model is loaded and forecasts without what only training and backtests need

from pathlib import Path
from typing import TYPE_CHECKING, Self

from lstm_cli._threads import one_thread
from lstm_cli.api.arguments import choice, whole_number
from lstm_cli.api.data import AS_IT_IS, Data, VintageData, to_panel, with_vintages
from lstm_cli.api.reading import reading_options
from lstm_cli.api.trained import Trained
from lstm_cli.ensemble.model_file import load_model
from lstm_cli.options import BacktestOptions, Cell, DataKind, Gates, TrainOptions
from lstm_cli.progress import Report, ignore

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Forecaster", "load"]


class Forecaster(Trained):
    """An ensemble of small LSTMs on anchors, for panels of counts.

    Parameters
    ----------
    horizon
        Steps ahead, from 1; None takes what is usual for the frequency: 48 hours, 14 days, 13 weeks, 18 months,
        8 quarters or 6 years (of 48 hours or 14 days those at which there are rows), and at most a third of the longest
        series.
    seed
        A whole number from 0. Same data and same seed give the same bytes, here and on the command line.
    cell
        ``"lstm"``, ``"cec"`` (no forget gate), ``"peephole"`` or ``"coupled"``; see `worked_step` for the sources.
    gates
        ``"expected"``: the value of a gate multiplies; ``"stochastic"``: it is the probability that the unit is on.

    Raises
    ------
    UsageError
        A number is out of range, or there is no such cell.

    Examples
    --------
    >>> model = Forecaster(horizon=4).fit(frame, id_col="location")  # doctest: +SKIP
    >>> model.predict(levels=[50, 95]).to_frame()  # doctest: +SKIP
    """

    def __init__(
        self,
        horizon: int | None = None,
        *,
        seed: int = 0,
        cell: Cell | str = Cell.LSTM,
        gates: Gates | str = Gates.EXPECTED,
    ) -> None:
        self.options = TrainOptions(
            horizon=None if horizon is None else whole_number("horizon", horizon, minimum=1),
            seed=whole_number("seed", seed, minimum=0),
            cell=choice("cell", Cell, cell),
            gates=choice("gates", Gates, gates),
        )
        self._model = None

    def fit(
        self,
        data: "Data | None" = None,
        *,
        id_col: str | None = None,
        time_col: str | None = None,
        target_col: str | None = None,
        wide: bool | None = None,
        date_format: str | None = None,
        freq: str | None = None,
        kind: DataKind | str | None = None,
        skip_bad_series: bool = False,
        vintages: "VintageData | None" = None,
        progress: Report = ignore,
        jobs: int = 1,
        scheduler: str | None = None,
    ) -> Self:
        """Train on a frame of counts, long or wide, or on a panel of `read_csv`.

        Parameters
        ----------
        data
            A DataFrame with a row for each series and time (long) or for each time (wide: every other column is a
            series); a Series of counts with dates as index; or a panel. The frame is left as it is. Counts are whole
            numbers from 0; a missing row, NaN or ``<NA>`` is a missing observation. Dates are datetime64, periods (read as
            their start), `datetime.date` or text in ISO 8601; they may stand in the index. None takes the newest state of
            ``vintages``.
        id_col, time_col, target_col
            Names of the columns that hold the name of the series, the time and the count; None finds them by their usual
            names (``unique_id``, ``ds``, ``y``, ``location``, ``date``, ``cases``, …).
        wide
            Whether every column but the times is a series; None decides by the names of the columns.
        date_format
            How dates are written where they are text, as ``"%d/%m/%Y"`` (strptime); None reads ISO 8601.
        freq
            The step between times, as ``"W-SAT"``, ``"D"``, ``"B"`` (working days) or ``"MS"``; None infers it.
        kind
            What the numbers are: ``"count"``, ``"rate"`` or ``"proportion"``; None takes them for rates or proportions where most
            have decimals, and says so in ``notes``.
        skip_bad_series
            Leave out series that cannot be used (a bad cell, a time twice, another step) and say so in ``panel.notes``,
            instead of raising.
        vintages
            The counts as they were published: a frame with a column ``as_of``, or what `read_vintages` gives. Forecasts correct
            the newest counts, and widen, by how such were revised.
        progress
            Called with a record of ``done``, ``total`` and ``message`` now and then.
        jobs
            Processes at once, of which two can be used; the model is the same. A script that asks for more than one needs
            ``if __name__ == "__main__":``, as for `multiprocessing`.
        scheduler
            Address of a Dask cluster, ``"tcp://host:8786"``: a worker trains the second ensemble; the model is the same.

        Returns
        -------
        Forecaster
            The forecaster itself.

        Raises
        ------
        DataError
            Something cannot be read (``row`` and ``column`` say where), or no series has 8 known counts.
        UsageError
            An argument cannot be used, as a ``freq`` that is no step of time.
        """
        options = reading_options(id_col, time_col, target_col, wide, date_format, freq, kind)
        panel = None if data is None else to_panel(data, options, skip_bad_series=skip_bad_series)
        whole, states = with_vintages(panel, vintages, options)
        from lstm_cli.evaluation.holdout import train_and_score

        most = whole_number("jobs", jobs, minimum=1)
        with one_thread():
            self._model = train_and_score(
                whole, self.options, vintages=states, progress=progress, jobs=most, scheduler=scheduler
            )
        return self

    def cross_validation(
        self,
        data: "Data | None" = None,
        *,
        n_windows: int = 5,
        step_size: int | None = None,
        refit: bool | int = True,
        jobs: int = 1,
        scheduler: str | None = None,
        id_col: str | None = None,
        time_col: str | None = None,
        target_col: str | None = None,
        wide: bool | None = None,
        date_format: str | None = None,
        freq: str | None = None,
        kind: DataKind | str | None = None,
        skip_bad_series: bool = False,
        vintages: "VintageData | None" = None,
        as_reported: bool = False,
    ) -> "pd.DataFrame":
        """Forecast from earlier cutoffs with what was known then, as `lstm-forecast backtest` does.

        It needs no `fit`, and leaves the trained model as it is.

        Parameters
        ----------
        data
            The counts; None takes the training data, or the newest state of ``vintages``.
        n_windows
            Number of cutoffs; there are fewer where the data are too short.
        step_size
            Steps from one cutoff to the next; None takes the horizon.
        refit
            True trains at every cutoff, False at the first alone, a number n at every nth.
        jobs
            Worker processes. More than one start Python afresh (spawn), so that a script needs the usual
            ``if __name__ == "__main__":``; the forecasts are the same.
        scheduler
            Address of a Dask cluster, ``"tcp://host:8786"``, whose workers do it instead; the forecasts are the same.
        id_col, time_col, target_col, wide, date_format, freq, kind
            How to read a frame, as in `fit`; where all are left out, a trained model reads it as its training data.
        skip_bad_series
            Leave out series that cannot be used, as in `fit`.
        vintages, as_reported
            As in `fit` and `predict`: each cutoff is forecast from the vintage that first reported it, with the revisions known
            then; a cutoff that is the newest step of none is passed over.

        Returns
        -------
        pandas.DataFrame
            ``cutoff`` (the last time known), id, time and a column for each of 23 quantile levels (``q0.01`` to
            ``q0.99``), in counts; a row for each cutoff, series and step. `score` takes it as it is.

        Raises
        ------
        DataError
            The data cannot be read, or are too short for a single cutoff.
        UsageError
            A number is out of range, or there are no data: neither given nor by `fit`.
        """
        windows = whole_number("n_windows", n_windows, minimum=1)
        every = windows if refit is False else 1 if refit is True else whole_number("refit", refit, minimum=1)
        options = BacktestOptions(
            horizon=self.options.horizon if self._model is None else self.horizon,
            seed=self.options.seed,
            cutoffs=windows,
            step=None if step_size is None else whole_number("step_size", step_size, minimum=1),
            every_refit=every,
            cell=self.options.cell,
            gates=self.options.gates,
            as_reported=as_reported,
        )
        reading = reading_options(id_col, time_col, target_col, wide, date_format, freq, kind)
        if data is None:
            panel = None if vintages is not None else to_panel(self.panel, reading)
        else:
            remembered = self.panel.reading if self._model is not None and reading == AS_IT_IS else AS_IT_IS
            panel = to_panel(data, reading, remembered=remembered, skip_bad_series=skip_bad_series)
        from lstm_cli.api.backtesting import cross_validate

        whole, states = with_vintages(panel, vintages, reading)
        most = whole_number("jobs", jobs, minimum=1)
        return cross_validate(whole, options, vintages=states, jobs=most, scheduler=scheduler)

    def __repr__(self) -> str:
        if self._model is None:
            return f"Forecaster(horizon={self.options.horizon}, seed={self.options.seed}{self._kind()}, untrained)"
        return f"Forecaster(horizon={self.horizon}, seed={self.model.seed}{self._kind()}, {len(self.panel)} series)"

    def _kind(self) -> str:
        """Return what is not as usual of the cell and its gates."""
        usual = TrainOptions()
        parts = [(name, getattr(self.options, name)) for name in ("cell", "gates")]
        return "".join(f", {name}={str(value)!r}" for name, value in parts if value != getattr(usual, name))


def load(path: str | Path) -> Forecaster:
    """Return the trained forecaster of a model file that `Forecaster.save` or `lstm-forecast train` wrote.

    Raises
    ------
    ModelFileError
        The file is missing, damaged, something else, or of a newer version.
    """
    model = load_model(Path(path))
    forecaster = Forecaster(model.horizon, seed=model.seed, cell=model.network.cell, gates=model.trained_gates)
    forecaster._model = model  # noqa: SLF001 - this module's own class
    return forecaster
