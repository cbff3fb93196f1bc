"""A trained forecaster: forecasts, shows its gates, and is saved."""

# ruff: noqa: PLC0415 - a model forecasts without what only diagnoses need

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

from lstm_cli._threads import one_thread
from lstm_cli.api.arguments import choice, whole_number
from lstm_cli.api.choosing import Name, names_of, places, units_of
from lstm_cli.api.forecast import Forecast
from lstm_cli.api.levels import Number
from lstm_cli.api.planning import PredictArguments, in_parts, newer, planned
from lstm_cli.api.untrained import UntrainedError
from lstm_cli.ensemble.model import Model
from lstm_cli.ensemble.model_file import save_model
from lstm_cli.ensemble.results import TrainingSummary
from lstm_cli.options import Ended, Ensemble, Gates
from lstm_cli.panel.series import Panel
from lstm_cli.storage.folder import file_path

if TYPE_CHECKING:
    from lstm_cli.api.data import Data
    from lstm_cli.api.each_file import FileForecast
    from lstm_cli.diagnostics.diagnose import Diagnosis, Unit

__all__ = ["Trained"]


class Trained:
    """What a forecaster can do once it has a model."""

    _model: Model | None = None

    @property
    def model(self) -> Model:
        """The trained model; UsageError before `fit`."""
        if self._model is None:
            raise UntrainedError
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

    def predict(
        self,
        data: "Data | None" = None,
        *,
        horizon: int | None = None,
        levels: Iterable[Number] | Number | None = None,
        quantiles: Iterable[Number] | Number | None = None,
        series: Name | Sequence[Name] | None = None,
        gates: Gates | str | None = None,
        draws: int | None = None,
        ended: Ended | str = Ended.OMIT,
        skip_bad_series: bool = False,
        labels: Sequence[str] = (),
        readings: bool = True,
        as_reported: bool = False,
    ) -> Forecast:
        """Forecast from the end of each series of the training data, or of newer data without refitting.

        Parameters
        ----------
        data
            Newer counts with the columns of the training data; None goes on from those.
        horizon
            Steps ahead, at most those trained; None takes all.
        levels
            Central intervals in per cent, from 1 to 98, with the median; ``[50, 95]`` is the default.
        quantiles
            Quantile levels from 0.01 to 0.99 instead, as ``[0.1, 0.5, 0.9]``.
        series
            Names of the series to return, one or several; None returns all. Names are texts; what a frame has in their
            column means the same, as the number 7 the series ``"7"``.
        gates, draws
            ``"stochastic"`` runs the network ``draws`` times (200) with sampled gates and pools the runs; None reads the
            gates as in training.
        ended
            ``"omit"`` leaves out series that ended long before the others (more than two horizons, a season and any gap
            that they had before), unless ``series`` names them; ``"keep"`` forecasts them from their own ends.
        skip_bad_series
            Leave out series of ``data`` that cannot be used, and say so in ``notes``, instead of raising.
        labels
            Other columns of ``data`` that say something of each series, as in `read_csv`.
        readings
            Whether what the gates did is read for ``result``, too; without, many series take half of the time.
        as_reported
            Take the newest counts as they are, where the model learned from vintages how such are revised.

        Returns
        -------
        Forecast
            Quantiles in counts, for each series and step.

        Raises
        ------
        UsageError
            `fit` has not been called, the horizon is longer than the model's, a level is out of range, or there is no
            such series.
        DataError
            The data cannot be read, or have another frequency.
        """
        asked = PredictArguments(
            horizon=horizon,
            levels=levels,
            quantiles=quantiles,
            series=series,
            gates=gates,
            draws=draws,
            ended=ended,
            skip_bad_series=skip_bad_series,
            labels=labels,
            readings=readings,
            as_reported=as_reported,
        )
        plan, used = planned(self.model, data, asked)
        with one_thread():
            return Forecast(plan.forecast(), used)

    def predict_parts(
        self,
        data: "Data | None" = None,
        *,
        jobs: int = 1,
        scheduler: str | None = None,
        **asked: Unpack[PredictArguments],
    ) -> Iterator[Forecast]:
        """Forecast as `predict` does, some series after others, so that no more than these are in memory.

        Parameters
        ----------
        data, asked
            What `predict` takes.
        jobs
            Worker processes, of use where there are several parts; as in `cross_validation`.
        scheduler
            Address of a Dask cluster whose workers forecast, as ``"tcp://host:8786"``; the forecasts are the same.

        Yields
        ------
        Forecast
            Of some series; all of them together are what `predict` returns.

        Raises
        ------
        UsageError, DataError
            As `predict`, before anything is forecast.
        """
        plan, used = planned(self.model, data, asked)
        return in_parts(plan, used, whole_number("jobs", jobs, minimum=1), scheduler)

    def predict_files(
        self,
        folder: str | Path,
        target: str | Path,
        *,
        mean: bool = False,
        jobs: int = 1,
        scheduler: str | None = None,
        **asked: Unpack[PredictArguments],
    ) -> "list[FileForecast]":
        """Forecast each Parquet file of a folder as a panel of its own, into files of the same names in a new folder.

        No more than some files are in memory. What a forecast reads of other series are those of its file.

        Parameters
        ----------
        folder, target
            Where the files are, and a new or empty folder, which is there with all forecasts or not at all.
        mean
            Add a column of expected counts.
        jobs, scheduler, asked
            As in `predict_parts`.

        Returns
        -------
        list of FileForecast
            For each file its ``name``, number of ``series`` and ``notes``.
        """
        from lstm_cli.api.each_file import FileRequest, forecast_each, write_each

        wanted, jobs = FileRequest(asked, mean=mean), whole_number("jobs", jobs, minimum=1)
        return write_each(forecast_each(self.model, folder, wanted, jobs=jobs, scheduler=scheduler), target)

    def diagnose(
        self,
        data: "Data | None" = None,
        *,
        series: Name | None = None,
        units: "Sequence[Unit]" = (),
        ensemble: Ensemble | str | None = None,
    ) -> "Diagnosis":
        """Return what the gates do, how far the model remembers, and what its forecasts depend on.

        Parameters
        ----------
        data
            The data that the model reads; None takes those of training.
        series
            The series whose time lines are kept; None takes the one with the largest counts.
        units
            Pairs (member, unit), counted from 0, whose time lines are kept; None takes those whose forget gates vary
            most.
        ensemble
            ``"pretrained"`` or ``"scratch"`` networks; None takes the model's first.

        Raises
        ------
        UsageError
            `fit` has not been called, or there is no such series, unit or ensemble.
        DataError
            The data cannot be read, or have another frequency.
        """
        from lstm_cli.diagnostics.diagnose import diagnose

        panel = None if data is None else newer(self.model, data)
        chosen = None if ensemble is None else choice("ensemble", Ensemble, ensemble)
        with one_thread():
            names = [named.name for named in (self.panel if panel is None else panel).series]
            row = None if series is None else places(names_of([series]), names)[0]
            return diagnose(self.model, panel, series=row, units=units_of(units), ensemble=chosen)

    def save(self, path: str | Path) -> None:
        """Write the model file that `lstm-forecast train` writes, byte for byte.

        It is written atomically, after it has been read back and has forecast the same, bit for bit.

        Raises
        ------
        UsageError
            `fit` has not been called, or the path is one of a folder.
        OSError
            The file cannot be written.
        """
        with one_thread():
            save_model(file_path(path, ".lstm"), self.model)
