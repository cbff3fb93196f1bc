"""The forecaster: trains on a panel of counts, forecasts, shows its gates, and is saved and loaded."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Self, TypeVar

from lstm_cli._threads import one_thread
from lstm_cli.api.backtesting import cross_validate
from lstm_cli.api.choosing import places
from lstm_cli.api.data import Data, to_panel
from lstm_cli.api.forecast import Forecast
from lstm_cli.api.levels import Number, quantile_levels
from lstm_cli.diagnostics.diagnose import Diagnosis, Unit, diagnose
from lstm_cli.ensemble.model import Model
from lstm_cli.ensemble.model_file import load_model, save_model
from lstm_cli.ensemble.predict import predict
from lstm_cli.ensemble.results import TrainingSummary
from lstm_cli.errors import Hint, Setting, UsageError
from lstm_cli.evaluation.holdout import train_and_score
from lstm_cli.options import DEFAULT_LEVELS, DRAWS, BacktestOptions, Cell, Gates, ReadOptions, TrainOptions
from lstm_cli.panel.series import Panel
from lstm_cli.progress import Report, ignore

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Forecaster", "load"]

Choice = TypeVar("Choice", Cell, Gates)


class Forecaster:
    """An ensemble of small LSTMs on anchors, for panels of counts.

    Parameters
    ----------
    horizon
        Steps ahead; None takes what is usual for the frequency: 48 hours, 14 days, 13 weeks, 18 months, 8 quarters or
        6 years, and at most a third of the longest series.
    seed
        Same data, same seed: same bytes, here and on the command line.
    cell
        ``lstm``, ``cec`` (no forget gate), ``peephole`` or ``coupled``.
    gates
        ``expected``: a gate's value multiplies; ``stochastic``: it is the probability that the unit is on.

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
        if horizon is not None and horizon < 1:
            raise UsageError(f"a horizon is 1 step or more, got {horizon}")
        self.options = TrainOptions(horizon=horizon, seed=seed, cell=_choice(Cell, cell), gates=_choice(Gates, gates))
        self._model: Model | None = None

    @property
    def model(self) -> Model:
        """The trained model; UsageError before `fit`."""
        if self._model is None:
            raise UsageError("the forecaster has not been trained: call fit(data) first")
        return self._model

    @property
    def panel(self) -> Panel:
        """The data that the model was trained on, as it was understood."""
        return self.model.panel

    @property
    def summary(self) -> TrainingSummary:
        """What training learned, and how well it did on counts that were held out."""
        return self.model.scored_summary

    @property
    def horizon(self) -> int:
        """Steps ahead that the model forecasts."""
        return self.model.horizon

    def fit(
        self,
        data: Data,
        *,
        id_col: str | None = None,
        time_col: str | None = None,
        target_col: str | None = None,
        freq: str | None = None,
        progress: Report = ignore,
    ) -> Self:
        """Train on a frame with a row a series and time (or a wide one), or on a panel of `read_csv`.

        Parameters
        ----------
        data
            A DataFrame, a Series of counts with dates as index, or a panel. Counts are whole numbers from 0; a missing
            row or value is a missing observation.
        id_col, time_col, target_col
            Names of the columns; None finds them by their usual names (``unique_id``, ``ds``, ``y``, ``location``,
            ``date``, ``cases``, …).
        freq
            The step between times, as ``W-SAT``; None infers it.
        progress
            Called with a `Progress` now and then.

        Returns
        -------
        The forecaster itself.

        Raises
        ------
        DataError
            With row and column of what cannot be used, or no series has 8 known counts.
        """
        panel = to_panel(data, ReadOptions(id=id_col, time=time_col, value=target_col, freq=freq))
        with one_thread():
            self._model = train_and_score(panel, self.options, progress=progress)
        return self

    def predict(
        self,
        data: "Data | None" = None,
        *,
        horizon: int | None = None,
        levels: Sequence[Number] | None = None,
        quantiles: Sequence[Number] | None = None,
        series: str | Sequence[str] | None = None,
        gates: Gates | str | None = None,
        draws: int | None = None,
    ) -> Forecast:
        """Forecast from the end of the training data, or of newer data, without training again.

        Parameters
        ----------
        data
            Newer data, read with the column names of the training data; None goes on from those.
        horizon
            Steps ahead, at most those trained; None takes all.
        levels, quantiles
            Central intervals in per cent (``[50, 95]``, the default), or quantile levels (``[0.1, 0.5, 0.9]``).
        series
            Names of the series to forecast; None forecasts all.
        gates, draws
            ``stochastic`` runs the network with sampled gates, ``draws`` times (200), and pools the runs; None reads
            the gates as in training.

        Raises
        ------
        UsageError
            The horizon is longer than the model's, a level is out of range, or there is no such series.
        DataError
            The data cannot be read, or are of another frequency.
        """
        model = self.model
        panel = None if data is None else self._newer(data)
        wanted = quantile_levels(quantiles, levels) or DEFAULT_LEVELS
        reading = model.trained_gates if gates is None else _choice(Gates, gates)
        if draws is not None and reading is not Gates.STOCHASTIC:
            raise UsageError("draws are runs of stochastic gates", hint=Hint("add {}", Setting("gates", "stochastic")))
        used = model.panel if panel is None else panel
        names = [member.name for member in used.series]
        chosen = None if series is None else places([series] if isinstance(series, str) else series, names)
        with one_thread():
            result = predict(
                model,
                panel=panel,
                series=None if chosen is None else [names[place] for place in chosen],
                horizon=horizon,
                levels=wanted,
                gates=reading,
                draws=draws or DRAWS,
            )
        return Forecast(result, used)

    def cross_validation(
        self,
        data: "Data | None" = None,
        *,
        n_windows: int = 5,
        step_size: int | None = None,
        refit: bool | int = True,
        jobs: int = 1,
        id_col: str | None = None,
        time_col: str | None = None,
        target_col: str | None = None,
        freq: str | None = None,
    ) -> "pd.DataFrame":
        """Forecast from earlier cutoffs with nothing but what was known then; what `lstm-forecast backtest` does.

        Parameters
        ----------
        data
            The counts; None takes the training data.
        n_windows
            Number of cutoffs; fewer where the data are too short.
        step_size
            Steps from one cutoff to the next; None takes the horizon.
        refit
            True trains at every cutoff, False at the first alone, a number at every so many of them.
        jobs
            Worker processes.

        Returns
        -------
        A frame with ``cutoff`` (the last time known), id, time and a column for each of 23 quantile levels; `score`
        takes it as it is.
        """
        if data is None:
            panel = self.panel
        elif self._model is not None and (id_col, time_col, target_col, freq) == (None, None, None, None):
            panel = self._newer(data)
        else:
            panel = to_panel(data, ReadOptions(id=id_col, time=time_col, value=target_col, freq=freq))
        every = n_windows if refit is False else int(refit)
        options = BacktestOptions(
            horizon=self.options.horizon if self._model is None else self.horizon,
            seed=self.options.seed,
            cutoffs=n_windows,
            step=step_size,
            every_refit=max(every, 1),
        )
        return cross_validate(panel, options, jobs=jobs)

    def diagnose(
        self, data: "Data | None" = None, *, series: str | None = None, units: Sequence[Unit] = ()
    ) -> Diagnosis:
        """Show what the gates do, how far the model remembers, and what its forecasts depend on (``.ablation``).

        Parameters
        ----------
        data
            The data that the model reads; None takes those of training.
        series
            Whose time lines are kept; None takes the largest.
        units
            Pairs (member, unit), counted from 0, whose time lines are kept; None takes those whose forget gates vary most.
        """
        panel = None if data is None else self._newer(data)
        with one_thread():
            names = [named.name for named in (self.panel if panel is None else panel).series]
            row = None if series is None else places([series], names)[0]
            return diagnose(self.model, panel, series=row, units=units)

    def save(self, path: str | Path) -> None:
        """Write the model file in one step, after it has been read back and forecast the same, bit for bit."""
        with one_thread():
            save_model(Path(path), self.model)

    def __repr__(self) -> str:
        if self._model is None:
            return f"Forecaster(horizon={self.options.horizon}, seed={self.options.seed}, untrained)"
        return f"Forecaster(horizon={self.horizon}, seed={self.model.seed}, {len(self.panel)} series)"

    def _newer(self, data: Data) -> Panel:
        """Read data with the columns that the training data had."""
        columns = self.panel.columns
        wide = columns.layout == "wide"
        names = ReadOptions(time=columns.time) if wide else ReadOptions(columns.id, columns.time, columns.value)
        return to_panel(data, names)


def load(path: str | Path) -> Forecaster:
    """Read a model file that `Forecaster.save` or `lstm-forecast train` wrote.

    Raises
    ------
    ModelFileError
        It is missing, damaged, something else, or of a newer version.
    """
    model = load_model(Path(path))
    forecaster = Forecaster(model.horizon, seed=model.seed, cell=model.network.cell, gates=model.trained_gates)
    forecaster._model = model  # noqa: SLF001 - this module's own class
    return forecaster


def _choice(kind: type[Choice], value: Choice | str) -> Choice:
    """Return the member of an enumeration that a text names."""
    try:
        return kind(value)
    except ValueError:
        names = ", ".join(str(choice) for choice in kind)
        raise UsageError(f"{kind.__name__.lower()}: expected one of {names}, got {str(value)[:40]!r}") from None
