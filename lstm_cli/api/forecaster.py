"""The forecaster: trains on a panel of counts, forecasts, shows its gates, can be saved and loaded."""

# ruff: noqa: PLC0415 - what only training and backtests need loads when they run

from pathlib import Path
from typing import TYPE_CHECKING, Self

from lstm_cli._threads import one_thread
from lstm_cli.api.arguments import called, choice, every_nth, optional, path_of, whole_number, yes_or_no
from lstm_cli.api.data import Data, VintageData, to_panel, with_vintages
from lstm_cli.api.parameters import Parameters
from lstm_cli.api.reading import reading_options
from lstm_cli.ensemble.model_file import load_model
from lstm_cli.options import READ_DEFAULTS, BacktestOptions, Cell, DataKind, Gates, TrainOptions
from lstm_cli.progress import Report, ignore

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Forecaster", "load"]


class Forecaster(Parameters):
    """An ensemble of small LSTMs that forecasts panels of counts by correcting simple forecasts, the anchors.

    Parameters
    ----------
    horizon
        Steps ahead, from 1. None takes the usual number for the frequency, but at most a third of the longest series: 48
        hours, 14 days, 13 weeks, 18 months, 8 quarters or 6 years (if the data leave out hours or days, only the steps
        within 48 hours or 14 days).
    seed
        A whole number from 0. The same data and seed give the same bytes, here and on the command line.
    cell
        ``"lstm"``, ``"cec"`` (no forget gate), ``"peephole"`` or ``"coupled"``; see `worked_step` for the sources.
    gates
        ``"expected"``: the value of a gate is a factor; ``"stochastic"``: it is the probability that the unit is on.

    Raises
    ------
    UsageError
        A number is out of range, or the cell or the gates are unknown.

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
            horizon=optional(whole_number, "horizon", horizon, minimum=1),
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
        """Train on a frame of counts, long or wide, or on a panel from `read_csv`.

        Parameters
        ----------
        data
            A DataFrame with one row per series and time (long) or one per time (wide: every other column is a series); a
            Series of counts indexed by date; or a panel. The frame is not changed. Counts are whole numbers from 0; a
            missing row, NaN or ``<NA>`` is a missing observation. Dates are datetime64, periods (read as their start),
            `datetime.date` or ISO 8601 text, and may be the index. None takes the newest state of ``vintages``.
        id_col, time_col, target_col
            The columns of series names, times and counts; None finds them by their usual names (``unique_id``, ``ds``,
            ``y``, ``location``, ``date``, ``cases``, …).
        wide
            Whether every column except the times is a series; None decides by the names of the columns.
        date_format
            The format of dates that are text, such as ``"%d/%m/%Y"`` (strptime); None reads ISO 8601.
        freq
            The step between times, such as ``"W-SAT"``, ``"D"``, ``"B"`` (working days) or ``"MS"``; None infers it.
        kind
            What the numbers are: ``"count"``, ``"rate"`` or ``"proportion"``. None takes them for rates or proportions if
            most have decimals, and says so in ``notes``.
        skip_bad_series
            Leave out series that cannot be used (a bad cell, a time twice, another step) and say so in ``panel.notes``,
            instead of raising.
        vintages
            The counts as they were published: a frame with a column ``as_of``, or the result of `read_vintages`. From them
            the model learns how counts are revised; its forecasts correct the newest counts and are wider for it.
        progress
            A function that is called from time to time with a record of ``done``, ``total`` and ``message``.
        jobs
            Number of processes, of which at most two are used; with more than one, a script needs
            ``if __name__ == "__main__":``, as for `multiprocessing`. The model is the same.
        scheduler
            Address of a Dask cluster, ``"tcp://host:8786"``, whose worker trains the second ensemble; the model is the same.

        Returns
        -------
        Forecaster
            The forecaster itself.

        Raises
        ------
        DataError
            Something cannot be read (``row`` and ``column`` say where), or no series has 8 known counts.
        UsageError
            An argument cannot be used, such as a ``freq`` that is not a time step.
        """
        options = reading_options(id_col, time_col, target_col, wide, date_format, freq, kind)
        given = None if data is None else to_panel(data, options, skip_bad_series=skip_bad_series)
        panel, states = with_vintages(given, vintages, options)
        from lstm_cli.evaluation.holdout import train_and_score

        jobs, report = whole_number("jobs", jobs, minimum=1), called("progress", progress)
        with one_thread():
            self._model = train_and_score(
                panel, self.options, vintages=states, progress=report, jobs=jobs, scheduler=scheduler
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

        This needs no `fit`, and does not change the trained model.

        Parameters
        ----------
        data
            The counts; None takes the training data, or the newest state of ``vintages``.
        n_windows
            Number of cutoffs; fewer if the data are too short.
        step_size
            Steps from one cutoff to the next; None takes the horizon.
        refit
            True trains at every cutoff, False only at the first, a number n at every n-th.
        jobs
            Number of worker processes. More than one are spawned, so that a script needs the usual
            ``if __name__ == "__main__":``; the forecasts are the same.
        scheduler
            Address of a Dask cluster, ``"tcp://host:8786"``, whose workers are used instead; the forecasts are the same.
        id_col, time_col, target_col, wide, date_format, freq, kind
            How to read a frame, as in `fit`. If all are None, a trained model reads it like its training data.
        skip_bad_series
            Leave out series that cannot be used, as in `fit`.
        vintages, as_reported
            As in `fit` and `predict`. Each cutoff is forecast from the vintage that first reported it, with the revisions
            known by then; a cutoff that is not the newest step of any vintage is skipped.

        Returns
        -------
        pandas.DataFrame
            ``cutoff`` (the last time known), id, time and one column for each of 23 quantile levels (``q0.01`` to
            ``q0.99``), in counts; one row per cutoff, series and step. `score` accepts this frame.

        Raises
        ------
        DataError
            The data cannot be read, or are too short for a single cutoff.
        UsageError
            A number is out of range, or there are no data, neither here nor from `fit`.
        """
        windows = whole_number("n_windows", n_windows, minimum=1)
        options = BacktestOptions(
            horizon=self.options.horizon if self._model is None else self.horizon,
            seed=self.options.seed,
            cutoffs=windows,
            step=optional(whole_number, "step_size", step_size, minimum=1),
            every_refit=every_nth("refit", refit, never=windows),
            cell=self.options.cell,
            gates=self.options.gates,
            as_reported=yes_or_no("as_reported", as_reported),
        )
        reading = reading_options(id_col, time_col, target_col, wide, date_format, freq, kind)
        given = None
        if data is not None:
            remembered = self.panel.reading if self._model is not None and reading == READ_DEFAULTS else READ_DEFAULTS
            given = to_panel(data, reading, remembered=remembered, skip_bad_series=skip_bad_series)
        elif vintages is None:
            given = to_panel(self.panel, reading)
        from lstm_cli.api.backtesting import cross_validate

        panel, states = with_vintages(given, vintages, reading)
        jobs = whole_number("jobs", jobs, minimum=1)
        return cross_validate(panel, options, vintages=states, jobs=jobs, scheduler=scheduler)

    def __repr__(self) -> str:
        if self._model is None:
            return f"Forecaster(horizon={self.options.horizon}, seed={self.options.seed}{self._kind()}, untrained)"
        return f"Forecaster(horizon={self.horizon}, seed={self.model.seed}{self._kind()}, {len(self.panel)} series)"

    def _kind(self) -> str:
        """Return the cell and the gates for `repr`, unless they are the usual ones."""
        usual = TrainOptions()
        parts = [(name, getattr(self.options, name)) for name in ("cell", "gates")]
        return "".join(f", {name}={str(value)!r}" for name, value in parts if value != getattr(usual, name))


def load(path: str | Path) -> Forecaster:
    """Load a trained forecaster from a model file that `Forecaster.save` or `lstm-forecast train` wrote.

    Raises
    ------
    ModelFileError
        The file is missing, damaged, not a model file, or of a newer version.
    """
    model = load_model(path_of("path", path))
    forecaster = Forecaster(model.horizon, seed=model.seed, cell=model.network.cell, gates=model.trained_gates)
    forecaster._model = model  # noqa: SLF001 - this module's own class
    return forecaster
