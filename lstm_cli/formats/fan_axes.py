"""One fan chart on one pair of axes: the past, the median, and two intervals that start at the last known count."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from lstm_cli._arrays import Datetimes, Floats
from lstm_cli.ensemble.results import SeriesForecast
from lstm_cli.formats.date_ticks import date_ticks
from lstm_cli.formats.levels import Interval, intervals, level_name
from lstm_cli.formats.values import value_text
from lstm_cli.options import MIDDLE
from lstm_cli.panel.frequency import Frequency
from lstm_cli.panel.series import Panel, Series

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Fan", "Span", "draw_fan", "mark_dates", "past_steps"]

SHARES: Final = (0.5, 0.95)  # the intervals to draw, if the forecast has them
# Tints differ in lightness, to stay distinct in grey and for the colour-blind: L* of about 88, 68, 24 and 11.
TINTS: Final = {0.5: "#7fb0d8", 0.95: "#cfe1f2"}
MEDIAN_INK: Final = "#0b3a6b"
PAST_INK: Final = "#1c1c1c"
QUIET: Final = "#8a8a8a"
GRID: Final = "#e4e4e4"

HORIZONS: Final = 4  # of the past, beside one of the forecast
SEASON_HORIZONS: Final = 5  # the longest season that is shown whole
MIN_PAST, MAX_PAST = 16, 400  # steps
MAX_MARKED: Final = 12  # steps per inch of axis that get a marker each
MAX_REACH: Final = 5  # times the height of all else, above which the outer interval is cut off
MIN_TOP: Final = 1e-9  # of an axis of decimals that are all 0
MIN_CUT: Final = 20  # counts up to which nothing is cut off
MILLION: Final = 1e6
MAX_PLAIN, MAX_MILLIONS = 1e7, 1e11  # counts written in full, and in millions
COLUMN: Final = 0.066  # inches per character of a label


@dataclass(frozen=True, slots=True)
class Band:
    """An interval over the times of a fan: low and high are (1 + K,), from the last known count on."""

    name: str
    tint: str
    low: Floats
    high: Floats


@dataclass(frozen=True, slots=True)
class Fan:
    """The content of a chart of one series; the forecast's arrays begin at the last known count.

    times: datetime64[s], (T,); counts: (T,), NaN where not observed; ahead: datetime64[s], (1 + K,);
    median: (1 + K,); bands: innermost first; levels: quantiles (1 + K,) by level, if no two make an interval;
    whole: whether all values are whole numbers, as counts are.
    """

    times: Datetimes
    counts: Floats
    ahead: Datetimes
    median: Floats
    bands: tuple[Band, ...]
    levels: dict[float, Floats]
    whole: bool = True

    @classmethod
    def of(cls, forecast: SeriesForecast, series: Series, levels: tuple[float, ...]) -> "Fan":
        """Join a series with its forecast at quantile ``levels``."""
        last = float(series.counts[-1])
        paths = [np.concatenate([[last], path]) for path in forecast.quantiles.T]
        bands = tuple(
            Band(f"{pair.name} interval", TINTS[tint], paths[pair.low], paths[pair.high])
            for tint, pair in _two_intervals(levels).items()
        )
        single = {} if bands else {level: path for level, path in zip(levels, paths, strict=True) if level != MIDDLE}
        outer = sorted(single)[:1] + sorted(single)[1:][-1:]
        return cls(
            series.times,
            np.where(series.observed, series.counts.astype(float), np.nan),
            np.concatenate([series.times[-1:], forecast.times]),
            np.concatenate([[last], forecast.median]),
            bands,
            {level: single[level] for level in outer},
            whole=series.counts.dtype.kind != "f",
        )

    def text(self, value: float) -> str:
        """Write a value for the axis."""
        return count_text(value) if self.whole or abs(value) >= MAX_PLAIN else value_text(float(f"{value:.3g}"))

    def since(self, start: np.datetime64) -> "Fan":
        """Leave out the past before a time, except the last known count."""
        begin = min(int(np.searchsorted(self.times, start)), len(self.times) - 1)
        return replace(self, times=self.times[begin:], counts=self.counts[begin:])


@dataclass(frozen=True, slots=True)
class Span:
    """A time axis: from ``first`` to ``last`` (datetime64[s]), the data's frequency, and the time of any observation."""

    first: np.datetime64
    last: np.datetime64
    frequency: Frequency
    anchor: np.datetime64


def _two_intervals(levels: tuple[float, ...]) -> dict[float, Interval]:
    """Choose the intervals to draw as the 50 % and the 95 % one: the nearest available ones, or one, or none."""
    pairs = intervals(levels)
    if len(pairs) > 1:
        inner = min(pairs[:-1], key=lambda pair: abs(SHARES[0] - pair.share))
        wider = pairs[pairs.index(inner) + 1 :]
        return dict(zip(SHARES, (inner, min(wider, key=lambda pair: abs(SHARES[1] - pair.share))), strict=True))
    return {min(SHARES, key=lambda share: abs(share - pair.share)): pair for pair in pairs}


def past_steps(panel: Panel, steps: int) -> int:
    """Return how much past to show beside a forecast of ``steps``: four horizons, or a whole season."""
    season = max((np.ceil(s) for s in panel.frequency.seasons if s <= SEASON_HORIZONS * steps), default=0)
    return int(max(MIN_PAST, min(max(HORIZONS * steps, season), max(MAX_PAST, steps))))


def draw_fan(axes: "Axes", fan: Fan, *, inches: float) -> None:
    """Draw a fan on axes that are ``inches`` wide; artists for a legend have labels."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator  # noqa: PLC0415 - an extra, and slow to import

    # In the order of the legend: the observations, then the forecast from its middle outwards.
    _draw_past(axes, fan, inches)
    _draw_median(axes, fan, inches)
    for depth, band in enumerate(fan.bands):
        area = axes.fill_between(fan.ahead, band.low, band.high, color=band.tint, linewidth=0.6, label=band.name)
        area.set_zorder(1.7 - 0.1 * depth)
    for (level, path), dashes in zip(fan.levels.items(), (":", "-."), strict=False):
        axes.plot(fan.ahead, path, dashes, color=MEDIAN_INK, linewidth=1, label=f"{level_name(level)} quantile")
    axes.axvline(fan.ahead[0], color=QUIET, linewidth=0.7, dashes=(1, 2), zorder=1.9)
    _limit_counts(axes, fan)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=5, integer=fan.whole, steps=[1, 2, 5, 10]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _place: fan.text(value)))
    axes.grid(axis="y", color=GRID, linewidth=0.7)
    axes.set_axisbelow(True)
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["left", "bottom"]].set_color(QUIET)
    axes.tick_params(color=QUIET, labelsize=8)


def _draw_past(axes: "Axes", fan: Fan, inches: float) -> None:
    """Draw the past as a line with gaps for missing counts; a count without neighbours is a dot."""
    known = np.isfinite(fan.counts)
    beside = np.concatenate([[False], known, [False]])
    alone = known & ~beside[:-2] & ~beside[2:]
    marked = known if len(fan.counts) <= MAX_MARKED * inches else alone
    axes.plot(fan.times, fan.counts, color=PAST_INK, linewidth=1.1, label="observed", zorder=4)
    axes.plot(fan.times[marked], fan.counts[marked], "o", color=PAST_INK, markersize=2.2, zorder=4)


def _draw_median(axes: "Axes", fan: Fan, inches: float) -> None:
    """Draw the median as a dashed line from the last known count, with light markers if there is room."""
    dashes = (0, (2.4, 1.0))
    axes.plot(
        fan.ahead, fan.median, label="median forecast", color=MEDIAN_INK, linewidth=1.3, linestyle=dashes, zorder=3
    )
    if len(fan.median) <= MAX_MARKED * inches / 2:
        axes.plot(
            fan.ahead[1:], fan.median[1:], "o", color=MEDIAN_INK, mfc="white", mew=0.8, markersize=2.8, zorder=3.1
        )


def _limit_counts(axes: "Axes", fan: Fan) -> None:
    """Start counts at 0; an outer interval that would flatten all else is cut off, with a note of its height."""
    paths = [fan.counts[np.isfinite(fan.counts)], fan.median, *fan.levels.values(), *(b.high for b in fan.bands[:-1])]
    body = max(float(path.max()) for path in paths)
    highest = max([body, *(float(band.high.max()) for band in fan.bands)])
    least = MIN_CUT if fan.whole else 0.0
    if highest <= max(MAX_REACH * body, least):
        _count_from_zero(axes, max(1.06 * highest, 1.0 if fan.whole else MIN_TOP))
        return
    _count_from_zero(axes, max(2 * body, least / 2))
    note = f"↑ {fan.bands[-1].name.split(' interval')[0]} up to {fan.text(highest)}"
    axes.annotate(note, (0.995, 0.99), xycoords="axes fraction", ha="right", va="top", fontsize=7.5, color=MEDIAN_INK)


def _count_from_zero(axes: "Axes", top: float) -> None:
    """Put the time axis at 0, with room below it for the lower half of a line of zeros."""
    axes.set_ylim(-0.02 * top, top)
    axes.spines["bottom"].set_position(("data", 0))


def count_text(value: float) -> str:
    """Write a count for an axis: in full, in millions from ten millions on, and beyond that as a power of ten.

    >>> count_text(1234.0), count_text(5e7), count_text(2e15)
    ('1,234', '50 M', '2e+15')
    """
    if abs(value) >= MAX_MILLIONS:
        return f"{value:.3g}"
    return f"{value:,.0f}" if abs(value) < MAX_PLAIN else f"{value / MILLION:,.6g} M"


def mark_dates(axes: "Axes", span: Span, *, inches: float) -> None:
    """Set the limits of a time axis, and label it in the data's unit of time."""
    edge = np.timedelta64(max(int((span.last - span.first).astype(np.int64)) // 60, 1), "s")
    axes.set_xlim(span.first - edge, span.last + edge)  # type: ignore[arg-type]  # datetime64 is a unit of matplotlib's
    ticks = date_ticks(span.first, span.last, span.frequency, anchor=span.anchor, room=inches / COLUMN)
    axes.set_xticks([tick.at for tick in ticks], [tick.label for tick in ticks])
