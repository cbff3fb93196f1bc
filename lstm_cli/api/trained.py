"""What a trained forecaster can do: forecast, show its gates, and be saved."""

# ruff: noqa: PLC0415 - what only diagnoses need loads when they run

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

from lstm_cli._threads import one_thread
from lstm_cli.api.arguments import optional_choice, path_of, whole_number, yes_or_no
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
    from lstm_cli.api.one_file import FileForecast
    from lstm_cli.diagnostics.diagnose import Diagnosis, Unit

__all__ = ["Trained"]


class Trained:
    """The methods of a forecaster that need a trained model."""

    _model: Model | None = None

    @property
    def model(self) -> Model:
        """The trained model; UsageError before `fit`."""
        if self._model is None:
            raise UntrainedError
        return self._model

    @property
    def panel(self) -> Panel:
        """The data that the model was trained on, as they were read."""
        return self.model.panel

    @property
    def summary(self) -> TrainingSummary:
        """A summary of training, with scores on held-out counts."""
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
            Newer counts with the columns of the training data; None continues the training data.
        horizon
            Steps ahead, at most those trained; None takes all.
        levels
            Central intervals in per cent, from 1 to 98; the median is added. The default is ``[50, 95]``.
        quantiles
            Quantile levels from 0.01 to 0.99 instead, such as ``[0.1, 0.5, 0.9]``.
        series
            Names of the series to return, one or several, as text or as in the frame's column; None returns all.
        gates, draws
            ``"stochastic"`` pools ``draws`` runs (200 by default) with sampled gates; None uses the gates as in training.
        ended
            ``"omit"`` leaves out series that ended long before the others (by more than two horizons, a season and any
            earlier gap of theirs), unless ``series`` names them; ``"keep"`` forecasts them from their own ends.
        skip_bad_series
            Leave out series of ``data`` that cannot be used, and say so in ``notes``, instead of raising.
        labels
            Other columns of ``data`` that describe each series, as in `read_csv`.
        readings
            Whether ``result`` includes statistics of the gates; without them, many series take half the time.
        as_reported
            Keep the newest counts as reported, even if the model has learned from vintages how they are revised.

        Returns
        -------
        Forecast
            Quantiles in counts, for each series and step.

        Raises
        ------
        UsageError
            `fit` has not been called, the horizon is longer than the model's, a level is out of range, or a series is
            unknown.
        DataError
            The data cannot be read, or have another frequency.
        """
        arguments = PredictArguments(
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
        plan, panel = planned(self.model, data, arguments)
        with one_thread():
            return Forecast(plan.forecast(), panel)

    def predict_parts(
        self,
        data: "Data | None" = None,
        *,
        jobs: int = 1,
        scheduler: str | None = None,
        **arguments: Unpack[PredictArguments],
    ) -> Iterator[Forecast]:
        """Forecast as `predict` does, but a few series at a time, so that only these are in memory.

        Parameters
        ----------
        data, arguments
            As in `predict`.
        jobs
            Number of worker processes, as in `cross_validation`; they help only if there are several parts.
        scheduler
            Address of a Dask cluster, ``"tcp://host:8786"``, whose workers are used instead; the forecasts are the same.

        Yields
        ------
        Forecast
            The forecast of some series; together they are what `predict` returns.

        Raises
        ------
        UsageError, DataError
            As in `predict`, before anything is forecast.
        """
        plan, panel = planned(self.model, data, arguments)
        return in_parts(plan, panel, whole_number("jobs", jobs, minimum=1), scheduler)

    def predict_files(
        self,
        folder: str | Path,
        target: str | Path,
        *,
        mean: bool = False,
        jobs: int = 1,
        scheduler: str | None = None,
        **arguments: Unpack[PredictArguments],
    ) -> "list[FileForecast]":
        """Forecast each file of a folder as a panel of its own, into a Parquet or CSV file of its name in a new folder.

        Only a few files are in memory at once. The forecast of a series uses other series of its file only.

        Parameters
        ----------
        folder, target
            The folder of the files, and a new or empty folder, which appears when all forecasts are in it.
        mean
            Add a column of expected counts.
        jobs, scheduler, arguments
            As in `predict_parts`.

        Returns
        -------
        list of FileForecast
            The ``name``, the number of ``series`` and the ``notes`` of each file; a skipped file has no series. Files that
            cannot be used raise a FilesError once the forecasts of all others are written; its ``files`` are this list.
        """
        from lstm_cli.api.each_file import forecast_files
        from lstm_cli.api.one_file import FileRequest

        request, jobs = FileRequest(arguments, mean=yes_or_no("mean", mean)), whole_number("jobs", jobs, minimum=1)
        return forecast_files(self.model, folder, target, request, jobs=jobs, scheduler=scheduler)

    def diagnose(
        self,
        data: "Data | None" = None,
        *,
        series: Name | None = None,
        units: "Sequence[Unit]" = (),
        ensemble: Ensemble | str | None = None,
    ) -> "Diagnosis":
        """Measure what the gates do, how far the model remembers, and what its forecasts depend on.

        Parameters
        ----------
        data
            The data that the model reads; None takes the training data.
        series
            The series whose time lines are kept; None takes the one with the largest counts.
        units
            The units whose time lines are kept, as pairs (member or set of shared gates, unit) counted from 0; if
            empty, those whose forget gates vary most.
        ensemble
            The ``"pretrained"`` or the ``"scratch"`` networks; None takes the model's first ensemble.

        Raises
        ------
        UsageError
            `fit` has not been called, or the series, unit or ensemble is unknown.
        DataError
            The data cannot be read, or have another frequency.
        """
        from lstm_cli.diagnostics.diagnose import diagnose

        panel = None if data is None else newer(self.model, data)
        chosen = optional_choice("ensemble", Ensemble, ensemble)
        with one_thread():
            names = [member.name for member in (self.panel if panel is None else panel).series]
            row = None if series is None else places(names_of([series]), names)[0]
            return diagnose(self.model, panel, series=row, units=units_of(units), ensemble=chosen)

    def save(self, path: str | Path) -> None:
        """Write the model file that `lstm-forecast train` writes, byte for byte.

        The file is written atomically, after a copy was read back and gave the same forecasts, bit for bit.

        Raises
        ------
        UsageError
            `fit` has not been called, or the path is a folder.
        OSError
            The file cannot be written.
        """
        with one_thread():
            save_model(file_path(path_of("path", path), ".lstm", stem="model"), self.model)
