"""A forecast as a picture: a fan chart, or small multiples for several series; loads matplotlib, an extra."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from lstm_cli.ensemble.results import Forecast, SeriesForecast
from lstm_cli.errors import UsageError
from lstm_cli.formats.columns import of_kind
from lstm_cli.formats.fan_axes import Fan, Span, draw_fan, mark_dates, past_steps
from lstm_cli.formats.figure_files import figure_bytes, figure_settings, figure_text, require_matplotlib
from lstm_cli.formats.registry import Request, Written
from lstm_cli.panel.series import Panel, Series

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = [
    "fan_axes",
    "fan_chart",
    "fan_chart_file",
    "write_forecast",
]

MAX_PANELS: Final = 20
TITLE_POINTS, PANEL_POINTS, COUNTED_POINTS = 11.0, 9.0, 9.0  # sizes of text
MAX_COUNTED: Final = 3.0  # inches along the axis for the label of the counts
# For up to so many charts: the number of columns, and the width of the figure in inches.
GRIDS: Final = ((1, 1, 8.0), (4, 2, 8.0), (9, 3, 9.6))
WIDEST_GRID: Final = (4, 11.0)
SINGLE_HEIGHT, ROW_HEIGHT = 4.5, 1.95  # inches
HEAD: Final = 0.75  # inches for the legend
LABELS: Final = 0.75  # inches beside each chart for its numbers


@dataclass(frozen=True, slots=True)
class _Chart:
    """One chart of a figure: a forecast and the series that it continues."""

    forecast: SeriesForecast
    series: Series

    def fan(self, levels: tuple[float, ...], span: Span) -> Fan:
        """Return the part of the chart within a time axis."""
        return Fan.of(self.forecast, self.series, levels).since(span.first)


def fan_chart(
    forecast: Forecast,
    panel: Panel,
    *,
    series: Sequence[str] | None = None,
    past: int | None = None,
    max_panels: int = MAX_PANELS,
    figure: "Figure | None" = None,
) -> "Figure":
    """Draw past counts, median forecast and two intervals: one chart, or small multiples with a chart per series.

    Parameters
    ----------
    forecast, panel
        A forecast, and the panel that it continues.
    series
        The names; None draws all, or the ``max_panels`` largest.
    past
        The number of past steps to show; None shows four horizons, or a whole season.
    max_panels
        The largest number of charts in one figure.
    figure
        An empty figure to draw on, such as one of pyplot; None makes one without pyplot.

    Raises
    ------
    UsageError
        A name that is not in the forecast.
    """
    from matplotlib.figure import Figure  # noqa: PLC0415 - an extra, and slow to import

    with figure_settings():
        figure = Figure() if figure is None else figure
        figure.set_facecolor("white")
        wanted = _wanted(forecast, panel, series)
        charts = _largest(wanted, max_panels)
        _draw(figure, charts, forecast.levels, panel, past=past, total=len(wanted))
    return figure


def fan_chart_file(forecast: Forecast, panel: Panel, *, kind: str) -> bytes:
    """Draw a fan chart as the bytes of a PNG, SVG or PDF file; the same forecast gives the same bytes."""
    with figure_settings():
        return figure_bytes(fan_chart(forecast, panel), kind)


def fan_axes(axes: "Axes", forecast: Forecast, panel: Panel, *, series: str, past: int | None = None) -> "Axes":
    """Draw the fan chart of one series on given axes, with the user's settings, and return the axes.

    Raises
    ------
    UsageError
        The series does not exist.
    """
    (chart,) = _wanted(forecast, panel, [series])
    inches = axes.get_window_extent().width / axes.figure.dpi
    (span,) = _spans([chart], panel, past)
    draw_fan(axes, chart.fan(forecast.levels, span), inches=inches)
    mark_dates(axes, span, inches=inches)
    title = figure_text(chart.series.name, inches=inches, points=TITLE_POINTS)
    axes.set_title(title, loc="left", parse_math=False, fontsize=TITLE_POINTS)
    axes.set_ylabel(_counted(panel), parse_math=False, fontsize=COUNTED_POINTS)
    axes.legend(frameon=False, fontsize=COUNTED_POINTS)
    return axes


def _wanted(forecast: Forecast, panel: Panel, names: Sequence[str] | None) -> list[_Chart]:
    """Return the named series, or all, with their forecasts, in the order of the forecast."""
    known = {series.name: series for series in panel.series}
    charts = [_Chart(entry, known[entry.name]) for entry in forecast.series]
    if names is None:
        return charts
    chosen = set(names)
    missing = sorted(chosen - {chart.series.name for chart in charts})
    if missing or not chosen:
        raise UsageError(f"no forecast of {missing[0][:60]!r} to draw" if missing else "no series to draw")
    return [chart for chart in charts if chart.series.name in chosen]


def _largest(charts: list[_Chart], count: int) -> list[_Chart]:
    """Keep the charts with the largest mean of recent counts, in order."""
    size = [-float(np.nanmean(chart.forecast.recent)) for chart in charts]
    return [charts[k] for k in sorted(np.argsort(size, kind="stable")[: max(count, 1)].tolist())]


def _spans(charts: list[_Chart], panel: Panel, past: int | None) -> list[Span]:
    """Return each chart's time axis: the same for all, unless the ends of the series are too far apart for it."""
    spans = []
    for chart in charts:
        last = chart.series.times[-1]
        steps = past or past_steps(panel, len(chart.forecast.times))
        first = max(panel.frequency.after(last, [1 - steps])[0], chart.series.times[0])
        spans.append(Span(first, chart.forecast.times[-1], panel.frequency, last))
    ends = [span.anchor for span in spans]
    if max(ends) - min(ends) > max(span.last - span.first for span in spans) / 2:
        return spans
    return [Span(min(s.first for s in spans), max(s.last for s in spans), panel.frequency, max(ends))] * len(spans)


def _draw(
    figure: "Figure",
    charts: list[_Chart],
    levels: tuple[float, ...],
    panel: Panel,
    *,
    past: int | None,
    total: int,
) -> None:
    """Lay out a figure, and draw its charts."""
    count = len(charts)
    wide, width = next(((wide, width) for most, wide, width in GRIDS if count <= most), WIDEST_GRID)
    rows = math.ceil(count / wide)
    figure.set_size_inches(width, SINGLE_HEIGHT if count == 1 else rows * ROW_HEIGHT + HEAD)
    figure.set_layout_engine("constrained", w_pad=0.06, h_pad=0.06)
    spans = _spans(charts, panel, past)
    shared = all(span == spans[0] for span in spans)
    grid = figure.subplots(rows, wide, squeeze=False, sharex=shared).ravel()
    inches = width / wide - LABELS
    for place, (axes, chart, span) in enumerate(zip(grid, charts, spans, strict=False)):
        draw_fan(axes, chart.fan(levels, span), inches=inches)
        mark_dates(axes, span, inches=inches)
        axes.tick_params(labelbottom=not shared or place + wide >= count)
        points = TITLE_POINTS if count == 1 else PANEL_POINTS
        title = figure_text(chart.series.name, inches=inches + 0.1, points=points, bold=True)
        axes.set_title(title, loc="left", parse_math=False, fontweight="bold", fontsize=points)
    for axes in grid[count:]:
        axes.remove()
    _explain(figure, panel, _notes(count, total, of_kind(panel.scale.kind), shared=shared))


def _counted(panel: Panel) -> str:
    """Return the name of the counts as the label of an axis."""
    return figure_text(panel.columns.value, inches=MAX_COUNTED, points=COUNTED_POINTS)


def _notes(count: int, total: int, values: str, *, shared: bool) -> list[str]:
    """Return notes that prevent a reader from misreading the figure."""
    left_out = [f"{count:,} of {total:,} series: the largest", f"by their recent {values}"] if count < total else []
    return left_out + ([] if shared else ["each on its own dates"])


def _explain(figure: "Figure", panel: Panel, notes: list[str]) -> None:
    """Write once per figure what is counted, what lines and tints mean, and what is left out."""
    if len(figure.axes) == 1:
        figure.axes[0].set_ylabel(_counted(panel), parse_math=False, fontsize=COUNTED_POINTS)
    else:
        figure.supylabel(_counted(panel), parse_math=False, fontsize=COUNTED_POINTS)
    figure.legend(*figure.axes[0].get_legend_handles_labels(), loc="outside upper right", ncols=5, frameon=False)
    if notes:
        figure.suptitle("\n".join(notes), x=0.012, ha="left", fontsize=COUNTED_POINTS, style="italic")


def write_forecast(forecast: Forecast, panel: Panel, request: Request) -> Written:
    """Write the formats ``png``, ``svg`` and ``pdf`` (see `lstm_cli.formats.registry`)."""
    require_matplotlib()
    return Written(fan_chart_file(forecast, panel, kind=request.format), forecast.notes)
