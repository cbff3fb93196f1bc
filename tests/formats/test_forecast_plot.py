"""Forecasts as fan charts: what is drawn is what was forecast, for any panel and any name."""

import dataclasses
import io
import itertools
import subprocess
import sys

import numpy as np
import pytest

from lstm_cli.errors import UsageError
from lstm_cli.formats.date_ticks import date_ticks
from lstm_cli.formats.fan_axes import TINTS, count_text, past_steps
from lstm_cli.formats.forecast_plot import fan_axes, fan_chart, fan_chart_file
from lstm_cli.formats.levels import intervals
from lstm_cli.panel.frequency import Frequency

pytest.importorskip("matplotlib", reason="the extra 'plot' is not installed")

pytestmark = pytest.mark.slow  # to import matplotlib and to draw

HOUR, DAY = 3600, 86_400
HOSTILE = ("$x_1$", "[red]", "\x1b[2J", "村 インフルエンザ", "a" * 10**5, "<b>&amp;", "\ufffe\uffff", "", " ")


def artists(axes):
    """Return the artists of a chart that a legend names, by their names."""
    return dict(zip(*reversed(axes.get_legend_handles_labels()), strict=True))


def corners(area):
    """Return the distinct (time, count) corners of a filled band."""
    (path,) = area.get_paths()
    return {(round(float(x), 6), float(y)) for x, y in path.vertices}


def numbers(times):
    """Return times as the days that matplotlib counts."""
    return [float(time) / DAY for time in times.astype("datetime64[s]").astype(np.int64)]


def luminance(colour):
    """Return the relative luminance of an sRGB colour (WCAG 2)."""
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return float(np.dot(linear, (0.2126, 0.7152, 0.0722)))


def replaced(forecast, panel, counts, *, observed=None, quantiles=None):
    """Give the one series of a panel other counts, and its forecast other quantiles."""
    (series,), (ahead,) = panel.series, forecast.series
    counts = np.asarray(counts, np.int64)
    known = np.ones(len(counts), np.bool_) if observed is None else np.asarray(observed)
    times = series.times[-len(counts) :]
    series = dataclasses.replace(series, times=times, counts=counts, observed=known)
    recent = np.where(known, counts.astype(float), np.nan)
    ahead = dataclasses.replace(ahead, recent=recent, quantiles=ahead.quantiles if quantiles is None else quantiles)
    return dataclasses.replace(forecast, series=(ahead,)), dataclasses.replace(panel, series=(series,))


def labels_of(axes):
    """Return the texts of the time axis."""
    return [label.get_text() for label in axes.get_xticklabels()]


def test_the_lines_are_the_counts_and_the_median(make):
    """The past is the panel's counts, and the median runs from the last of them through the forecast."""
    forecast, panel = make(("A",), steps=3)
    named = artists(fan_chart(forecast, panel).axes[0])
    past, median = named["observed"], named["median forecast"]
    assert past.get_ydata().tolist() == panel.series[0].counts.tolist()
    assert past.get_xdata().astype("datetime64[s]").tolist() == panel.series[0].times.tolist()
    assert median.get_ydata().tolist() == [110, *forecast.series[0].median]
    assert median.get_xdata()[1:].astype("datetime64[s]").tolist() == forecast.series[0].times.tolist()


def test_the_bands_are_the_quantiles(make):
    """Each band has the forecast's own numbers as corners, and parts from the last known count."""
    forecast, panel = make(("A",), steps=3)
    named = artists(fan_chart(forecast, panel).axes[0])
    only = forecast.series[0]
    start = (numbers(panel.series[0].times[-1:])[0], 110.0)
    for name, low, high in (("50 % interval", 1, 3), ("95 % interval", 0, 4)):
        expected = {start}
        for column in (low, high):
            expected |= set(zip(numbers(only.times), only.quantiles[:, column].tolist(), strict=True))
        assert corners(named[name]) == expected


def test_tints_differ_in_lightness():
    """From the paper inwards, each tint is so much darker that it prints apart in grey."""
    paper, outer, inner = 1.0, luminance(TINTS[0.95]), luminance(TINTS[0.5])
    ratios = [(paper + 0.05) / (outer + 0.05), (outer + 0.05) / (inner + 0.05)]
    assert ratios[0] > 1.25
    assert ratios[1] > 1.5


def test_the_inner_band_lies_on_the_outer_and_the_lines_on_both(make):
    """Nothing hides what is narrower."""
    named = artists(fan_chart(*make(("A",))).axes[0])
    order = [named[name].get_zorder() for name in ("95 % interval", "50 % interval", "median forecast", "observed")]
    assert order == sorted(set(order))


def test_the_picture_in_grey_has_both_tints(make):
    """A PNG that is printed in grey still holds two greys, one for each band, far apart."""
    image = pytest.importorskip("PIL.Image")
    grey = image.open(io.BytesIO(fan_chart_file(*make(("A",), steps=4), kind="png"))).convert("L")
    found = {level for count, level in grey.getcolors() if count > 300}
    for tint in TINTS.values():
        rgb = [int(tint[k : k + 2], 16) for k in (1, 3, 5)]
        expected = round(float(np.dot(rgb, (0.299, 0.587, 0.114))))
        assert found & {expected - 1, expected, expected + 1}


@pytest.mark.parametrize(
    ("levels", "names"),
    [
        ((0.1, 0.5, 0.9), ["80 % interval"]),
        ((0.05, 0.1, 0.5, 0.9, 0.95), ["80 % interval", "90 % interval"]),
        ((0.01, 0.02, 0.5, 0.98, 0.99), ["96 % interval", "98 % interval"]),
        ((0.4, 0.45, 0.5, 0.55, 0.6), ["10 % interval", "20 % interval"]),
        ((0.025, 0.1, 0.25, 0.75, 0.9, 0.975), ["50 % interval", "95 % interval"]),
        ((0.5,), []),
        ((0.2, 0.5, 0.9), ["0.2 quantile", "0.9 quantile"]),
        ((0.9,), ["0.9 quantile"]),
    ],
)
def test_only_intervals_that_were_forecast_are_drawn_and_truly_named(make, levels, names):
    """Without 50 and 95 %, the nearest pairs of levels are drawn under their own names, nothing between them."""
    forecast, panel = make(("A",), levels=levels)
    named = artists(fan_chart(forecast, panel).axes[0])
    assert list(named) == ["observed", "median forecast", *names]
    for pair in intervals(levels):
        if f"{pair.name} interval" in named:
            drawn = {count for _, count in corners(named[f"{pair.name} interval"])}
            assert drawn == {110.0, *forecast.series[0].quantiles[:, [pair.low, pair.high]].ravel().tolist()}


def test_one_legend_a_figure_in_reading_order(make):
    """What lines and tints mean is written once, outside the charts."""
    figure = fan_chart(*make(tuple("ABCDE")))
    assert all(axes.get_legend() is None for axes in figure.axes)
    (legend,) = figure.legends
    texts = [text.get_text() for text in legend.get_texts()]
    assert texts == ["observed", "median forecast", "50 % interval", "95 % interval"]


def test_gaps_stay_open_and_lone_counts_are_dots(make):
    """A missing count breaks the line, and every known count of a short series has a dot."""
    known = np.ones(12, np.bool_)
    known[[3, 5]] = False
    axes = fan_chart(*replaced(*make(("A",)), np.arange(12), observed=known)).axes[0]
    assert np.isnan(artists(axes)["observed"].get_ydata()).tolist() == (~known).tolist()
    dots = next(line for line in axes.lines if line.get_marker() == "o")
    assert dots.get_ydata().tolist() == np.arange(12)[known].tolist()


def test_a_long_past_is_cut_to_a_stretch_that_tells_its_shape(make):
    """Four horizons are shown, or a whole season, or what is asked for."""
    forecast, panel = make(("A",), steps=2)
    assert len(artists(fan_chart(forecast, panel, past=5).axes[0])["observed"].get_ydata()) == 5
    assert past_steps(panel, 2) == 16
    assert past_steps(panel, 13) == 53
    assert past_steps(panel, 500) == 500
    assert past_steps(dataclasses.replace(panel, frequency=Frequency(months=1)), 18) == 72


def test_a_huge_interval_is_cut_off_and_says_so(make):
    """The counts stay readable when the outer interval ends a thousand times higher, and its end is labelled."""
    quantiles = np.array([[0.0, 90, 110, 130, 123_456], [0.0, 90, 110, 130, 99_999]])
    axes = fan_chart(*replaced(*make(("A",)), np.arange(12) * 10, quantiles=quantiles)).axes[0]
    assert axes.get_ylim()[1] == 260
    assert [text.get_text() for text in axes.texts] == ["↑ 95 % up to 123,456"]


def test_an_interval_that_fits_is_shown_whole(make):
    """Nothing is cut off, and no note added, up to five times the rest."""
    quantiles = np.array([[0.0, 90, 110, 130, 600], [0.0, 90, 110, 130, 500]])
    axes = fan_chart(*replaced(*make(("A",)), np.arange(12) * 10, quantiles=quantiles)).axes[0]
    assert axes.get_ylim()[1] > 600
    assert list(axes.texts) == []


@pytest.mark.parametrize("counts", [[0] * 12, [7] * 12, [5], [0], [1, 2, 1, 0, 3, 1, 2, 4], [10**17] * 3])
def test_tiny_and_flat_series_can_be_drawn(make, counts):
    """All zeros, a constant, one point, eight points and astronomic counts give pictures from 0 on."""
    quantiles = np.full((2, 5), float(counts[-1]))
    given = replaced(*make(("A",)), counts, quantiles=quantiles)
    axes = fan_chart(*given).axes[0]
    low, high = axes.get_ylim()
    assert -0.05 * high <= low <= 0
    assert axes.spines["bottom"].get_position() == ("data", 0)
    assert fan_chart_file(*given, kind="png").startswith(b"\x89PNG")


def test_counts_are_written_with_thousands_separators():
    """Millions stay readable, and small counts whole."""
    assert [count_text(value) for value in (0, 3.0, 1500, 2_500_000)] == ["0", "3", "1,500", "2,500,000"]
    assert [count_text(value) for value in (2.5e7, 1.2e18)] == ["25 M", "1.2e+18"]


@pytest.mark.parametrize(("kind", "start"), [("png", b"\x89PNG"), ("svg", b"<?xml"), ("pdf", b"%PDF")])
def test_the_same_forecast_gives_the_same_bytes(make, kind, start):
    """A file is of its kind, and twice the same, whatever the user's own settings and the names of series."""
    import matplotlib as mpl

    given = make(HOSTILE)
    found = fan_chart_file(*given, kind=kind)
    with mpl.rc_context({"axes.facecolor": "black", "font.size": 30, "lines.linewidth": 9, "svg.hashsalt": None}):
        assert fan_chart_file(*given, kind=kind) == found
    assert found.startswith(start)


def test_names_are_text_and_nothing_else(make):
    """Formulas, markup, control characters and what XML refuses are shown, not obeyed, in names and columns."""
    from xml.etree import ElementTree as ET

    forecast, panel = make(HOSTILE)
    panel = dataclasses.replace(panel, columns=dataclasses.replace(panel.columns, value="$y^2$ \x07"))
    svg = fan_chart_file(forecast, panel, kind="svg").decode()
    texts = "".join(ET.fromstring(svg).itertext())  # noqa: S314 - our own
    for shown in ("$x_1$", "[red]", "\\x1b[2J", "村 インフルエンザ", "<b>&amp;", "aaa…", "$y^2$ \\x07"):
        assert shown in texts
    assert "\x1b" not in svg
    assert "a" * 100 not in svg


def test_no_name_runs_into_the_next_chart(make):
    """The widest letters are cut short of the neighbour, and short names stay whole."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    figure = fan_chart(*make(("W" * 200, "x", "M" * 50, "California")))
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    first, second = (axes.get_title(loc="left") for axes in figure.axes[:2])
    assert first.endswith("W…")
    assert second == "x"
    right = [axes.title.axes._left_title.get_window_extent().x1 for axes in figure.axes]
    assert right[0] < figure.axes[1].get_window_extent().x0
    assert max(right) <= figure.bbox.x1


def test_a_large_panel_shows_its_largest_series_and_says_so(make):
    """Of 40 series the 20 with the largest counts are drawn, in their order, and the figure says which."""
    figure = fan_chart(*make(tuple(f"s{k:02}" for k in range(40))))
    assert [axes.get_title(loc="left") for axes in figure.axes] == [f"s{k:02}" for k in range(20, 40)]
    assert figure.get_suptitle().replace("\n", " ") == "20 of 40 series: the largest by their recent counts"
    assert fan_chart(*make(("A", "B"))).get_suptitle() == ""


def test_a_picture_of_many_series_is_light(make):
    """Twenty charts take less than 300 kB as PNG."""
    assert len(fan_chart_file(*make(tuple(f"s{k}" for k in range(20)), steps=6), kind="png")) < 300_000


def test_small_multiples_share_their_dates(make):
    """One time axis serves all, labelled below the lowest chart of each column; counts have axes of their own."""
    figure = fan_chart(*make(tuple("ABCDE"), behind={"B": 1}))
    assert len({axes.get_xlim() for axes in figure.axes}) == 1
    assert len({axes.get_ylim() for axes in figure.axes}) > 1
    shown = [axes.xaxis.get_major_ticks()[0].label1.get_visible() for axes in figure.axes]
    assert shown == [False, False, True, True, True]


def test_series_that_end_years_apart_have_their_own_dates(make):
    """A series that stopped long ago does not press all others flat, and the figure says so."""
    forecast, panel = make(("A", "B"))
    ago = np.timedelta64(3650, "D").astype("timedelta64[s]")
    old = dataclasses.replace(panel.series[0], times=panel.series[0].times - ago)
    ahead = dataclasses.replace(forecast.series[0], times=forecast.series[0].times - ago)
    figure = fan_chart(
        dataclasses.replace(forecast, series=(ahead, forecast.series[1])),
        dataclasses.replace(panel, series=(old, panel.series[1])),
    )
    assert figure.get_suptitle() == "each on its own dates"
    assert all(axes.get_xlim()[1] - axes.get_xlim()[0] < 200 for axes in figure.axes)


@pytest.mark.parametrize(
    ("frequency", "first", "steps", "room", "labels"),
    [
        (Frequency(months=1, month_end=True), "2023-01-31", 18, 110, ["Jan 2023", "Mar 2023", "May 2023"]),
        (Frequency(months=1, day=1), "2023-01-01", 18, 30, ["Jan\n2023", "May\n2023", "Sep\n2023"]),
        (Frequency(months=3, day=1), "2023-01-01", 8, 110, ["2023 Q1", "2023 Q2", "2023 Q3"]),
        (Frequency(months=3, month_end=True), "2022-03-31", 8, 30, ["Q1\n2022", "Q3\n2022", "Q1\n2023"]),
        (Frequency(months=12, day=1), "1821-01-01", 100, 110, ["1830", "1840", "1850"]),
        (Frequency(seconds=7 * DAY, weekday=5), "2023-12-23", 5, 110, ["23 Dec\n2023", "30 Dec", "6 Jan\n2024"]),
        (Frequency(seconds=7 * DAY, weekday=5), "2023-01-07", 60, 110, ["Mar\n2023", "May", "Jul"]),
        (Frequency(seconds=DAY), "2024-01-01", 28, 40, ["1 Jan\n2024", "8 Jan", "15 Jan"]),
        (Frequency(seconds=HOUR), "2024-01-01T20:00", 9, 110, ["20:00\n1 Jan\n2024", "21:00", "22:00"]),
        (Frequency(seconds=HOUR), "2024-01-01T20:00", 48, 60, ["00:00\n2 Jan\n2024", "06:00", "12:00"]),
        (Frequency(seconds=900), "2024-02-28T23:30", 8, 110, ["23:30\n28 Feb\n2024", "23:45", "00:00\n29 Feb"]),
    ],
)
def test_dates_are_written_in_the_unit_of_the_data(frequency, first, steps, room, labels):
    """Months, quarters, years, days and hours are named as such, with the day and the year where they change."""
    times = frequency.after(np.datetime64(first, "s"), np.arange(steps + 1))
    ticks = date_ticks(times[0], times[-1], frequency, anchor=times[-1], room=room)
    assert [tick.label for tick in ticks][:3] == labels
    assert all(times[0] <= tick.at <= times[-1] for tick in ticks)
    if frequency.months:
        assert {tick.at for tick in ticks} <= set(times)


@pytest.mark.parametrize("room", [1, 15, 30, 110])
@pytest.mark.parametrize("steps", [1, 2, 7, 50, 400, 3000])
@pytest.mark.parametrize(
    "frequency",
    [
        *(Frequency(seconds=seconds) for seconds in (1, 60, 900, HOUR, 5 * HOUR, DAY, 3 * DAY, 7 * DAY, 14 * DAY)),
        *(Frequency(months=months) for months in (1, 2, 3, 5, 6, 12, 24)),
    ],
)
def test_dates_never_overlap(frequency, steps, room):
    """Labels fit into the width there is, and there is at least one."""
    times = frequency.after(np.datetime64("1899-11-05T22:15", "s"), np.arange(steps + 1))
    ticks = date_ticks(times[0], times[-1], frequency, anchor=times[0], room=room)
    wide = max(len(line) for tick in ticks for line in tick.label.split("\n"))
    assert 1 <= len(ticks) <= max(room / wide, 1)
    assert all(a.at < b.at for a, b in itertools.pairwise(ticks))


@pytest.mark.parametrize("start", ["0987-03-01", "1821-01-01", "8990-01-01"])
def test_years_long_past_or_far_ahead_can_be_drawn(make, start):
    """The time axis knows years that a timestamp of nanoseconds does not."""
    forecast, panel = make(("A",), frequency=Frequency(months=12))
    shift = np.datetime64(start, "s") - panel.series[0].times[0]
    series = dataclasses.replace(panel.series[0], times=panel.series[0].times + shift)
    ahead = dataclasses.replace(forecast.series[0], times=forecast.series[0].times + shift)
    given = dataclasses.replace(forecast, series=(ahead,)), dataclasses.replace(panel, series=(series,))
    assert all(abs(int(text) - int(start[:4])) < 15 for text in labels_of(fan_chart(*given).axes[0]))
    assert fan_chart_file(*given, kind="png").startswith(b"\x89PNG")


def test_named_series_only(make):
    """Names choose what is drawn; an unknown name or none is refused."""
    forecast, panel = make(("A", "B", "C"))
    titles = [axes.get_title(loc="left") for axes in fan_chart(forecast, panel, series=["C", "A"]).axes]
    assert titles == ["A", "C"]
    assert len(fan_chart(forecast, panel, series=["B"]).axes) == 1
    with pytest.raises(UsageError, match="no forecast of 'D' to draw"):
        fan_chart(forecast, panel, series=["A", "D"])
    with pytest.raises(UsageError, match="no series to draw"):
        fan_chart(forecast, panel, series=[])


def test_axes_of_the_users(make):
    """A series can be drawn on given axes, which come back with a legend."""
    from matplotlib.figure import Figure

    forecast, panel = make(("A", "B"))
    axes = Figure().subplots()
    assert fan_axes(axes, forecast, panel, series="B") is axes
    assert artists(axes)["observed"].get_ydata().tolist() == panel.series[1].counts.tolist()
    assert axes.get_legend() is not None


def test_a_figure_of_the_users(make):
    """An empty figure that is given, one of pyplot's say, is drawn on and comes back."""
    from matplotlib.figure import Figure

    figure = Figure()
    assert fan_chart(*make(), figure=figure) is figure
    assert len(figure.axes) == 2


def test_settings_come_back(make):
    """Drawing leaves matplotlib's settings as they were."""
    import matplotlib as mpl

    names = set(mpl.rcParams) - {"backend"}  # which looking at resolves
    before = {name: mpl.rcParams[name] for name in names}
    fan_chart_file(*make(), kind="svg")
    assert {name: mpl.rcParams[name] for name in names} == before


def test_neither_import_nor_drawing_loads_pyplot():
    """The module imports without matplotlib, and draws without pyplot, which has windows and global state."""
    program = (
        "import sys, numpy as np, lstm_cli.formats.forecast_plot as plot\n"
        "print('matplotlib' in sys.modules)\n"
        "from lstm_cli.readers.count_reader import read_panel\n"
        "from lstm_cli.ensemble.results import Forecast, SeriesForecast\n"
        "panel = read_panel(b'date,n\\n2024-01-01,1\\n2024-01-02,2\\n2024-01-03,3\\n', name='n.csv')\n"
        "ahead = panel.frequency.after(panel.series[0].times[-1], [1])\n"
        "median = np.array([3.0])\n"
        "one = SeriesForecast(panel.series[0].name, ahead, median[:, None], median, median, median, None)\n"
        "for kind in ('png', 'svg', 'pdf'):\n"
        "    plot.fan_chart_file(Forecast((0.5,), (one,), None, 1), panel, kind=kind)\n"
        "print('matplotlib.pyplot' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert done.stdout.split() == ["False", "False"]


def test_a_forecast_of_some_series_of_a_panel(make):
    """Series that were not forecast are not drawn, and need not be known to the forecast."""
    forecast, panel = make(("A", "B"))
    only = dataclasses.replace(forecast, series=forecast.series[1:])
    assert [axes.get_title(loc="left") for axes in fan_chart(only, panel).axes] == ["B"]
