"""A forecast as text: one series as a sparkline with a fan of intervals, or a row per series."""

import math
from dataclasses import dataclass
from typing import Final

from lstm_cli.ensemble.results import Forecast, Measure, SeriesForecast
from lstm_cli.formats.durations import amount
from lstm_cli.formats.gates import MemoryScale, gates_lines
from lstm_cli.formats.levels import Interval, column_name, intervals
from lstm_cli.formats.registry import Request, Written
from lstm_cli.formats.sentences import remark_lines
from lstm_cli.formats.sparklines import blocks, fan_bar, sparkline
from lstm_cli.formats.style import PLAIN_STYLE, Style
from lstm_cli.formats.text import cell, columns, number, plural, shorten, width
from lstm_cli.formats.values import mean_text, value_text
from lstm_cli.formats.ways_out import Advice
from lstm_cli.formats.wrapping import wrapped
from lstm_cli.options import MIDDLE, DataKind
from lstm_cli.panel.series import Panel, Series

__all__ = ["OVER_STEPS", "forecast_table", "write_forecast"]

OVER_STEPS: Final = {Measure.SUM: "sum of all steps", Measure.PEAK: "highest of all steps"}
MAX_NAME: Final = 24  # width of a name in a summary
SHARES: Final = (0.5, 0.8, 0.95)  # the intervals to show if not all fit
MAX_ROWS: Final = 40  # series in a summary
MAX_LEVELS: Final = 5  # single levels that leave room for the fan
MIN_SKEW: Final = 4  # ratio of the highest quantile to the highest median, above which a fan has a log scale
MIN_PICTURE, MAX_FAN, MAX_SPARKLINE = 14, 44, 60


@dataclass(frozen=True, slots=True)
class _Canvas:
    """What every part of a table needs: the panel, the levels, the width, the style and the measure."""

    panel: Panel
    levels: tuple[float, ...]
    size: int
    style: Style
    measure: Measure

    def number(self, value: float) -> str:
        """Write a count for reading, or another value with its decimals."""
        return number(value) if self.panel.scale.kind is DataKind.COUNT else value_text(value)

    def mean(self, value: float) -> str:
        """Write a mean of counts for reading, or one of other values with three more decimals than these."""
        scale = self.panel.scale
        return number(value) if scale.kind is DataKind.COUNT else mean_text(value, scale.decimals)

    @property
    def pairs(self) -> list[Interval]:
        """The central intervals, if all levels except the median pair into intervals; else none."""
        pairs = intervals(self.levels)
        return pairs if 2 * len(pairs) + (MIDDLE in self.levels) == len(self.levels) else []


def forecast_table(
    forecast: Forecast, panel: Panel, advice: Advice | None = None, *, size: int = 100, style: Style = PLAIN_STYLE
) -> str:
    """Show a forecast within ``size`` columns: the series, what the gates did, and the notes."""
    canvas = _Canvas(panel, forecast.levels, size, style, forecast.measure)
    by_name = {series.name: series for series in panel.series}
    if len(forecast.series) == 1:
        (only,) = forecast.series
        lines = _detail(canvas, only, by_name[only.name])
        gates, of = only.gates, "this series"
    else:
        lines = _summary(canvas, forecast, by_name)
        gates, of = forecast.gates, f"mean of {len(forecast.series)} series"
    scale = MemoryScale(panel.frequency, forecast.context_length, forecast.horizon)
    # Results from sample paths, such as a total, were not read by gates.
    shown = gates_lines(gates, of, scale, size=size, style=style) if forecast.joint is not None else []
    notes = remark_lines(forecast.notes, advice, note="note: ", warning="warning: ", size=size)
    return "\n".join([*lines, *([""] if shown else []), *shown, *([""] if notes else []), *notes]) + "\n"


def write_forecast(forecast: Forecast, panel: Panel, request: Request) -> Written:
    """Write the format ``table`` (see `lstm_cli.formats.registry`); notes are in it."""
    return Written(forecast_table(forecast, panel, request.advice, size=request.size, style=request.style), page=True)


def _detail(canvas: _Canvas, forecast: SeriesForecast, series: Series) -> list[str]:
    """Show one series: title, sparkline of the past and the median, and a row per step."""
    panel = canvas.panel
    last = (
        f"last {panel.scale.kind} {value_text(series.counts[-1].item())} on {panel.time_style.write(series.times[-1])}"
    )
    ahead = _what(canvas, forecast)
    title = shorten(forecast.name, canvas.size // 2)
    # The sum of all steps is larger than the count of any step, however the counts go on.
    picture = [] if canvas.measure is Measure.SUM else [_picture(canvas, forecast, canvas.size), ""]
    head, *continuation = wrapped(f"{title}  {panel.frequency.name}; {last}; {ahead}", canvas.size, indent=0)
    return [
        canvas.style.bold(title) + head.removeprefix(title),
        *continuation,
        "",
        *picture,
        *_rows(canvas, forecast),
    ]


def _what(canvas: _Canvas, forecast: SeriesForecast) -> str:
    """Say what is forecast."""
    if canvas.measure is Measure.STEP:
        return f"{amount(canvas.panel.frequency, len(forecast.times))} ahead"
    return f"{OVER_STEPS[canvas.measure]} to {canvas.panel.time_style.write(forecast.times[-1])}"


def _picture(canvas: _Canvas, forecast: SeriesForecast, room: int) -> str:
    """Draw the recent past, a bar, and the median path on one scale."""
    ahead = blocks(forecast.median.tolist(), room // 3)
    past = forecast.recent.tolist()[-(room - len(ahead) - 1) :]
    top = max((value for value in (*past, *ahead) if not math.isnan(value)), default=0.0)
    return sparkline(past, top) + canvas.style.dim("│") + canvas.style.accent(sparkline(ahead, top))


def _rows(canvas: _Canvas, forecast: SeriesForecast) -> list[str]:
    """Write the time, median and intervals of every step, with a fan bar at the end."""
    pairs, single = _choose_pairs(canvas), _choose_single(canvas)
    quantiles = list(zip(*forecast.quantiles.tolist(), strict=True))  # a tuple of steps for each level
    table = [
        [shorten(canvas.panel.columns.time, MAX_NAME), *map(canvas.panel.time_style.write, forecast.times)],
        ["median", *map(canvas.number, forecast.median.tolist())],
        ["mean", *map(canvas.mean, forecast.mean.tolist())],
        *([f"{pair.name} interval", *_ranges(canvas, quantiles[pair.low], quantiles[pair.high])] for pair in pairs),
        *([column_name(canvas.levels[k]), *map(canvas.number, quantiles[k])] for k in single),
    ]
    heading, *lines = columns(list(zip(*table, strict=True)), gap="   ")
    shown = {
        MIDDLE,
        *(canvas.levels[k] for pair in pairs for k in (pair.low, pair.high)),
        *(canvas.levels[k] for k in single),
    }
    hidden = len(set(canvas.levels) - shown)
    footer = [canvas.style.dim(f"{plural(hidden, 'more level')} in CSV")] if hidden else []
    return [*_with_fans(canvas, heading, lines, forecast), *footer]


def _choose_pairs(canvas: _Canvas) -> list[Interval]:
    """Choose the intervals to show as columns, few enough to leave room for the fan."""
    pairs = canvas.pairs
    if len(pairs) <= len(SHARES):
        return pairs
    nearest = {min(pairs, key=lambda pair: abs(pair.share - share)) for share in SHARES}
    return sorted(nearest, key=lambda pair: pair.share)


def _choose_single(canvas: _Canvas) -> list[int]:
    """Choose single levels to show as columns if the levels make no intervals."""
    if canvas.pairs:
        return []
    places = [k for k, level in enumerate(canvas.levels) if level != MIDDLE]  # the median has its own column
    stride = max(1, math.ceil((len(places) - 1) / (MAX_LEVELS - 1)))
    return sorted({*places[::stride], *places[-1:]})


def _ranges(canvas: _Canvas, lows: tuple[float, ...], highs: tuple[float, ...]) -> list[str]:
    """Write intervals below each other, with aligned dashes."""
    low, high = (list(map(canvas.number, values)) for values in (lows, highs))
    sizes = max(map(len, low)), max(map(len, high))
    return [f"{a:>{sizes[0]}} – {b:>{sizes[1]}}" for a, b in zip(low, high, strict=True)]


def _with_fans(canvas: _Canvas, heading: str, lines: list[str], forecast: SeriesForecast) -> list[str]:
    """Append a fan bar to every row, on a scale given in the heading."""
    style, used = canvas.style, max(map(width, (heading, *lines)))
    room = min(canvas.size - used - 3, MAX_FAN)
    if room < MIN_PICTURE or len(canvas.levels) == 1:
        return [style.bold(heading), *lines]
    whole = Interval(0, len(canvas.levels) - 1, 1)
    inner = min(canvas.pairs, key=lambda pair: abs(pair.share - SHARES[0]), default=whole)
    steps = list(zip(forecast.quantiles.tolist(), forecast.median.tolist(), strict=True))
    ends = min(row[0] for row, _ in steps), max(row[-1] for row, _ in steps)
    skewed = ends[1] > MIN_SKEW * max(median for _, median in steps)
    floor = canvas.panel.scale.floor
    on = (lambda value: math.log1p(value / floor)) if skewed else float  # a long upper tail would squeeze the rest
    scale = on(ends[0]), on(ends[1])
    bars = [
        fan_bar(
            (on(row[0]), on(row[-1])), (on(row[inner.low]), on(row[inner.high])), on(median), scale=scale, size=room
        )
        for row, median in steps
    ]
    low, high = canvas.number(ends[0]) + (" (log scale)" if skewed else ""), canvas.number(ends[1])
    return [
        style.bold(f"{cell(heading, used, left=True)}   {low}{cell(high, room - width(low))}"),
        *(f"{cell(line, used, left=True)}   {style.fan(bar)}" for line, bar in zip(lines, bars, strict=True)),
    ]


def _summary(canvas: _Canvas, forecast: Forecast, by_name: dict[str, Series]) -> list[str]:
    """Write a row per series: last count, next and last median, the widest interval at the end, and a picture."""
    panel, every = canvas.panel, _largest(forecast.series)
    outer = canvas.pairs[-1:]
    end = _end(canvas, every[0])
    final = [series.quantiles[-1].tolist() for series in every]
    of_steps = canvas.measure is Measure.STEP
    then = " then" if of_steps else ""
    table = [
        ["series", *(shorten(series.name, MAX_NAME) for series in every)],
        ["last", *(value_text(by_name[series.name].counts[-1].item()) for series in every)],
        *([["next", *(canvas.number(series.median[0]) for series in every)]] if of_steps else []),
        [end, *(canvas.number(series.median[-1]) for series in every)],
        mean := [f"mean{then}", *(canvas.mean(series.mean[-1]) for series in every)],
        *(
            [f"{p.name}{then}", *_ranges(canvas, *zip(*((row[p.low], row[p.high]) for row in final), strict=True))]
            for p in outer
        ),
    ]
    heading, *lines = columns(list(zip(*table, strict=True)))
    picture = 0 if canvas.measure is Measure.SUM else MIN_PICTURE + 2
    if max(map(width, (heading, *lines))) + picture > canvas.size:  # a picture says more than the mean
        table.remove(mean)
        heading, *lines = columns(list(zip(*table, strict=True)))
    count = plural(len(forecast.series), "series", "series")
    subset = "" if len(every) == len(forecast.series) else f" of the {len(every)} with the largest forecasts"
    title = f"{count}, {panel.frequency.name}: medians{subset}; ask for one series to see its intervals"
    return [*wrapped(title, canvas.size, indent=0), "", *_with_pictures(canvas, heading, lines, every)]


def _end(canvas: _Canvas, forecast: SeriesForecast) -> str:
    """Return the heading of the last column."""
    if canvas.measure is Measure.STEP:
        return f"in {amount(canvas.panel.frequency, len(forecast.times))}"
    return "sum" if canvas.measure is Measure.SUM else "highest"


def _largest(every: tuple[SeriesForecast, ...]) -> tuple[SeriesForecast, ...]:
    """Keep as many series as a person may read: those with the largest medians, in the panel's order."""
    if len(every) <= MAX_ROWS:
        return every
    order = sorted(range(len(every)), key=lambda place: -float(every[place].median.sum()))
    return tuple(every[place] for place in sorted(order[:MAX_ROWS]))


def _with_pictures(canvas: _Canvas, heading: str, lines: list[str], every: tuple[SeriesForecast, ...]) -> list[str]:
    """Append a sparkline to the row of each series, if there is room."""
    used = max(map(width, (heading, *lines)))
    room = min(canvas.size - used - 2, MAX_SPARKLINE)
    if room < MIN_PICTURE or canvas.measure is Measure.SUM:
        return [canvas.style.bold(heading), *lines]
    pictures = [_picture(canvas, series, room) for series in every]
    return [
        canvas.style.bold(f"{cell(heading, used, left=True)}  past │ median"),
        *(f"{cell(line, used, left=True)}  {picture}" for line, picture in zip(lines, pictures, strict=True)),
    ]
