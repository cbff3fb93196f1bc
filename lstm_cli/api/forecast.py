"""A forecast: quantiles as a frame, as text in the formats of the command line, and as a figure."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, overload

from lstm_cli.api.arguments import optional, path_of, shown_value, text_of, whole_number, yes_or_no
from lstm_cli.api.choosing import Name, names_of
from lstm_cli.api.joint import JointForecast
from lstm_cli.atomic import write_atomically
from lstm_cli.ensemble.results import Measure
from lstm_cli.errors import Hint, Setting, UsageError
from lstm_cli.formats.forecast_csv import forecast_csv, forecast_frame
from lstm_cli.formats.forecast_table import OVER_STEPS
from lstm_cli.formats.registry import ONE_VALUE
from lstm_cli.formats.text import plural
from lstm_cli.remarks import Remark
from lstm_cli.storage.folder import file_path

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

__all__ = ["Forecast"]

ONE_SERIES: Final = Hint("choose one with {}, or leave {} out", Setting("series"), Setting("ax"))


class Forecast(JointForecast):
    """Quantile forecasts of a panel from the end of each series.

    Attributes
    ----------
    result : lstm_cli.ensemble.results.Forecast
        The record that everything here is computed from: ``result.series[n].quantiles`` has shape (K, Q) for K steps and
        Q levels, in counts.
    panel : Panel
        The data that the forecast continues; for totals, their sums.
    """

    @property
    def levels(self) -> tuple[float, ...]:
        """The quantile levels, ascending."""
        return self._made.levels

    @property
    def measure(self) -> Measure:
        """Whether the values are those of each step, or sums or peaks over all steps."""
        return Measure.STEP if self._futures is None else self._futures.measure

    def to_frame(self, *, mean: bool = False) -> "pd.DataFrame":
        """Return the quantiles as a frame: id (if the data have one), time, then one column per level: ``q0.025``, ….

        There is one row per series and step, ordered by the name of the series as text, then by time. Names of series
        are text, times are datetime64 without a zone, and quantiles are counts: int64 if all are whole, else float64.

        Parameters
        ----------
        mean
            Add a column of expected counts.
        """
        return forecast_frame(self.result, self.panel, mean=yes_or_no("mean", mean))

    @overload
    def to_csv(self, path: None = None, *, mean: bool = False) -> str: ...

    @overload
    def to_csv(self, path: str | Path, *, mean: bool = False) -> None: ...

    def to_csv(self, path: str | Path | None = None, *, mean: bool = False) -> str | None:
        """Return the CSV that `lstm-forecast predict` writes, byte for byte; with a path, write it atomically instead.

        Parameters
        ----------
        mean
            Add a column of expected counts.
        """
        return _deliver(forecast_csv(self.result, self.panel, mean=yes_or_no("mean", mean)), path)

    @overload
    def to_hub(self, path: None = None, *, target: str | None = None) -> str: ...

    @overload
    def to_hub(self, path: str | Path, *, target: str | None = None) -> None: ...

    def to_hub(self, path: str | Path | None = None, *, target: str | None = None) -> str | None:
        """Return hubverse model-output rows of weekly data as CSV; with a path, write them atomically instead.

        Parameters
        ----------
        path
            The file to write; None returns the text.
        target
            The target that the rows name; None for ``wk inc flu hosp``.

        Raises
        ------
        UsageError
            The data are not weekly, or have no column of locations; or this is a sum or peak over all steps.
        """
        self._check_steps()
        from lstm_cli.formats.hubverse import HUB_TARGET, forecast_hub  # noqa: PLC0415 - only for hubs

        wanted = HUB_TARGET if target is None else text_of("target", target)
        return _deliver(forecast_hub(self.result, self.panel, target=wanted), path)

    def hub_notes(self) -> tuple[Remark, ...]:
        """Return remarks on the rows that `to_hub` writes: their round, and series that lack some of its horizons.

        Raises
        ------
        UsageError
            There are no such rows, as in `to_hub`.
        """
        self._check_steps()
        from lstm_cli.formats.hubverse import round_remarks  # noqa: PLC0415 - only for hubs

        return tuple(round_remarks([series.times for series in self.result.series], self.panel))

    def plot(
        self,
        series: Name | Sequence[Name] | None = None,
        *,
        past: int | None = None,
        max_panels: int = 20,
        ax: "Axes | None" = None,
    ) -> "Axes | list[Axes]":
        """Draw the past, the median and the central 50 and 95 % intervals; needs matplotlib (the extra ``plot``).

        Parameters
        ----------
        series
            One name or several; None draws all, or the ``max_panels`` largest if there are more.
        past
            Number of past steps to show; None shows four horizons, or a whole season.
        max_panels
            Maximum number of series to draw if none are named.
        ax
            Axes to draw a single series on; None makes a new pyplot figure.

        Returns
        -------
        The axes, or a list of them if several series are drawn.

        Raises
        ------
        UsageError
            matplotlib is missing, a number is below 1, the forecast has no such series, ``ax`` was given for several
            series, or this is a sum or peak over all steps.
        """
        self._check_steps()
        from lstm_cli.formats.figure_files import require_matplotlib  # noqa: PLC0415 - an extra, and slow to import
        from lstm_cli.formats.forecast_plot import fan_axes, fan_chart  # noqa: PLC0415

        require_matplotlib()
        past = optional(whole_number, "past", past, minimum=1)
        max_panels = whole_number("max_panels", max_panels, minimum=1)
        wanted = None if series is None else names_of(series)
        if ax is not None:
            names = self.series if wanted is None else wanted
            if len(names) != 1:
                raise UsageError(f"ax takes a single series, but {len(names)} are to be drawn", hint=ONE_SERIES)
            if not hasattr(ax, "get_window_extent"):
                raise UsageError(f"ax: expected axes of Matplotlib, got {shown_value(ax)}")
            return fan_axes(ax, self.result, self.panel, series=names[0], past=past)
        from matplotlib import pyplot as plt  # noqa: PLC0415 - notebooks show only figures of pyplot

        figure = fan_chart(
            self.result, self.panel, series=wanted, past=past, max_panels=max_panels, figure=plt.figure()
        )
        return figure.axes[0] if len(figure.axes) == 1 else figure.axes

    def _check_steps(self) -> None:
        """Refuse what needs a value for each step."""
        if self.measure is not Measure.STEP:
            raise UsageError(ONE_VALUE)

    def __len__(self) -> int:
        return len(self.series)

    def __repr__(self) -> str:
        steps = OVER_STEPS.get(self.measure) or f"{plural(self._made.horizon, 'step')} ahead"
        levels = ", ".join(f"{level:g}" for level in self.levels)
        return f"Forecast({len(self)} series, {steps}, quantile levels {levels})"

    def _repr_html_(self) -> str:
        return str(self.to_frame().to_html(max_rows=20, index=False))


def _deliver(text: str, path: str | Path | None) -> str | None:
    """Return the text; with a path, write it to that file instead."""
    if path is None:
        return text
    write_atomically(file_path(path_of("path", path), ".csv", stem="forecast"), text.encode())
    return None
