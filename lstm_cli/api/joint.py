"""Results from a forecast's joint sample paths: totals, peaks, probabilities of crossing a limit."""

from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from lstm_cli._threads import one_thread
from lstm_cli.api.arguments import choice, optional, whole_number
from lstm_cli.api.labels import groups_of, limits_of
from lstm_cli.ensemble.results import Forecast as Result
from lstm_cli.errors import Hint, UsageError
from lstm_cli.formats.chances import exceedance_frame, peak_frame
from lstm_cli.formats.path_rows import path_frame
from lstm_cli.options import Total
from lstm_cli.outcomes.from_paths import Exceedance, Peak, exceedances, forecast_of, peaks
from lstm_cli.outcomes.futures import (
    Futures,
    futures_of,
    highest_over_steps,
    summed_over_series,
    summed_over_steps,
)
from lstm_cli.outcomes.reconcile import reconciled
from lstm_cli.panel.series import Panel
from lstm_cli.panel.summing import check_adding, summed_panel
from lstm_cli.panel.wholes import Wholes, wholes_among
from lstm_cli.remarks import Remark

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from lstm_cli.api.choosing import Name

__all__ = ["JointForecast"]


class JointForecast:
    """A joint forecast of all series and steps."""

    def __init__(self, made: Result, panel: Panel, futures: Futures | None = None) -> None:
        self.panel = panel
        self._made = made  # the model's own forecast, whose levels, gates and notes all derived forecasts share
        self._futures = futures

    @cached_property
    def result(self) -> Result:
        """The record of the forecast; for totals and peaks it is computed from the paths on first use."""
        if self._futures is None:
            return self._made
        with one_thread():
            return forecast_of(self._futures, self._made, self.panel)

    @property
    def series(self) -> tuple[str, ...]:
        """The names of the series, in the order of the rows."""
        return tuple(series.name for series in self._made.series) if self._futures is None else self._futures.names

    @property
    def last_time(self) -> np.datetime64:
        """The last time that is forecast."""
        times = [series.times for series in self._made.series] if self._futures is None else self._futures.times
        return max(own[-1] for own in times)

    @property
    def notes(self) -> tuple[Remark, ...]:
        """Remarks about this forecast."""
        return self._made.notes if self._futures is None else (*self._made.notes, *self._futures.notes)

    def futures(self, *, paths: int | None = None, seed: int | None = None) -> Futures:
        """Return the joint paths behind this forecast, which are drawn series by series when they are used.

        Parameters
        ----------
        paths
            Number of paths; None draws as many as were used for this forecast, or up to 10,000.
        seed
            Seed of the draws; None takes the model's.

        Raises
        ------
        UsageError
            A number is out of range, or the model file is too old to have joint forecasts.
        """
        paths = optional(whole_number, "paths", paths, minimum=1)
        seed = optional(whole_number, "seed", seed, minimum=0)
        if self._futures is None:
            return futures_of(self._made, size=paths, seed=seed)
        return self._futures if paths is None and seed is None else self._futures.again(paths, seed)

    def sample(self, n: int = 100, *, seed: int | None = None) -> "pd.DataFrame":
        """Return ``n`` joint sample paths as a frame: id (if the data have one), ``sample`` from 1, time and count.

        A sample is one possible future of all series and steps together. At each step the paths of a series have the
        quantiles of its forecast. The same seed gives a series the same paths, whichever other series are forecast.

        Parameters
        ----------
        n
            Number of paths.
        seed
            Seed of the draws; None takes the model's.

        Raises
        ------
        UsageError
            The model file is too old to have joint forecasts.
        """
        with one_thread():
            return path_frame(self.futures(paths=whole_number("n", n, minimum=1), seed=seed), self.panel)

    def total(
        self,
        what: Total | str = Total.SERIES,
        *,
        by: "str | Mapping[Name, str] | pd.Series[Any] | None" = None,
        paths: int | None = None,
        seed: int | None = None,
    ) -> Self:
        """Return the forecast of sums, whose intervals come from joint paths.

        Parameters
        ----------
        what
            ``"series"`` sums all series at each step, ``"steps"`` all steps of each series, ``"both"`` both.
        by
            Sum the series of each group instead of all series: a mapping (or a pandas Series) from names of series to
            groups, or the name of a column of labels (see ``labels`` in `read_csv`).
        paths, seed
            Number of paths and seed of the draws; None draws up to 10,000 with the model's seed.

        Raises
        ------
        UsageError
            There is no such column of labels, the values are rates, or the model file is too old to have joint forecasts.
        DataError
            A series has no group or several, or the series of a sum have no time in common.
        """
        check_adding(self.panel)
        wanted = choice("what", Total, what)
        groups = None if by is None else groups_of(self.panel, by)
        if groups is not None and wanted is Total.STEPS:
            raise UsageError(
                "groups need a sum over series, not over steps alone", hint=Hint("sum the series, or both")
            )
        futures, panel = self.futures(paths=paths, seed=seed), self.panel
        if wanted is not Total.STEPS:
            futures = summed_over_series(futures, groups, wholes=self._wholes)
            panel = summed_panel(panel, dict(zip(futures.names, futures.sources, strict=True)))
        return type(self)(self._made, panel, summed_over_steps(futures) if wanted is not Total.SERIES else futures)

    def reconcile(self, *, paths: int | None = None, seed: int | None = None) -> Self:
        """Return the forecast with coherent paths: every series that is the sum of others is so in every path.

        Parameters
        ----------
        paths, seed
            As in `total`.

        Raises
        ------
        UsageError
            No series is the sum of others that are all forecast, or the values are rates.
        """
        check_adding(self.panel)
        return type(self)(self._made, self.panel, reconciled(self.futures(paths=paths, seed=seed), self._wholes))

    def peak(self, *, paths: int | None = None, seed: int | None = None) -> Self:
        """Return the forecast of the highest count over all steps ahead.

        Parameters
        ----------
        paths, seed
            As in `total`.
        """
        return type(self)(self._made, self.panel, highest_over_steps(self.futures(paths=paths, seed=seed)))

    def peak_times(self, *, paths: int | None = None, seed: int | None = None) -> "pd.DataFrame":
        """Return the probability that each time ahead has a series' highest count, as a frame with a column ``p_peak``.

        Parameters
        ----------
        paths, seed
            As in `total`.
        """
        return peak_frame(self.peak_records(paths=paths, seed=seed), self.panel)

    def peak_records(self, *, paths: int | None = None, seed: int | None = None) -> list[Peak]:
        """Return the same as records.

        Parameters
        ----------
        paths, seed
            As in `total`.
        """
        with one_thread():
            return peaks(self.futures(paths=paths, seed=seed))

    def above(
        self,
        limit: "float | str | Mapping[Name, float] | pd.Series[Any]",
        *,
        paths: int | None = None,
        seed: int | None = None,
    ) -> "pd.DataFrame":
        """Return the probability that counts exceed a limit: at each step (``p_above``), and by then (``p_above_by``).

        Parameters
        ----------
        limit
            A number for all series; a mapping (or a pandas Series) from names of series to numbers; or the name of a
            column of labels with the numbers.
        paths, seed
            As in `total`.

        Raises
        ------
        UsageError
            There is no such column of labels, a limit is not finite, the name of a series with a limit seems misspelt, or the
            model file is too old to have joint forecasts.
        DataError
            A label is not a number.
        """
        return exceedance_frame(self.exceedances(limit, paths=paths, seed=seed), self.panel)

    def exceedances(
        self,
        limit: "float | str | Mapping[Name, float] | pd.Series[Any]",
        *,
        paths: int | None = None,
        seed: int | None = None,
    ) -> list[Exceedance]:
        """Return the same as records.

        Parameters
        ----------
        limit, paths, seed
            As in `above`.
        """
        limits = limits_of(self.series, self.panel, limit)
        with one_thread():
            return exceedances(self.futures(paths=paths, seed=seed), limits)

    @cached_property
    def _wholes(self) -> Wholes:
        """The series that are the sums of others."""
        return wholes_among(self.panel.series)
