"""``lstm-forecast predict``: forecast what comes next, and show what the gates did."""
# ruff: noqa: PLC0415 - NumPy loads only when the command runs

from typing import Annotated

from lstm_cli.api.levels import quantile_levels
from lstm_cli.cli.command import command
from lstm_cli.cli.options import shared
from lstm_cli.cli.options.declare import OUT, TASK, option
from lstm_cli.cli.options.output import FORECAST
from lstm_cli.cli.options.reading import READING
from lstm_cli.cli.output import Output
from lstm_cli.cli.reading import check_reading, open_newer, with_model
from lstm_cli.errors import UsageError
from lstm_cli.formats.registry import endings
from lstm_cli.options import LEVELS, Ended, Gates, ReadOptions

__all__ = ["predict"]


@command(reading=READING, output=FORECAST)
def predict(
    data: shared.DataOrNone = None,
    *,
    model: shared.Model = shared.MODEL_FILE,
    horizon: Annotated[
        int | None,
        option("--horizon", group=TASK, metavar="K", min=1, help="Steps ahead.  [default: the model's]"),
    ] = None,
    levels: Annotated[
        str | None,
        option("--levels", group=TASK, metavar="PERCENT", help="Central intervals.  [default: 50,95]"),
    ] = None,
    quantiles: Annotated[
        str | None,
        option("--quantiles", group=TASK, metavar="LEVELS", help="Quantile levels, as 0.1,0.5,0.9."),
    ] = None,
    series: Annotated[
        list[str] | None,
        option("--series", group=TASK, metavar="NAME", help="Only this series; may be repeated.  [default: all]"),
    ] = None,
    gates: Annotated[
        Gates | None,
        option("--gates", group=TASK, metavar="HOW", help="expected or stochastic.  [default: as trained]"),
    ] = None,
    draws: Annotated[
        int | None,
        option("--draws", group=TASK, metavar="N", min=1, max=10_000, help="Runs of sampled gates.  [default: 200]"),
    ] = None,
    plot: Annotated[
        str | None, option("--plot", group=OUT, metavar="FILE", help="Draw a fan chart: .png, .svg or .pdf.")
    ] = None,
    show_gates: Annotated[
        bool, option("--show-gates", group=OUT, help="Gate statistics on stderr.", show_default=False)
    ] = False,
    target: Annotated[
        str | None,
        option("--target", group=OUT, metavar="NAME", help="Target of hub rows.  [default: wk inc flu hosp]"),
    ] = None,
    ended: Annotated[
        Ended, option("--ended", group=TASK, metavar="HOW", help="omit or keep series that ended long ago.")
    ] = Ended.OMIT,
    skip_bad_series: shared.SkipBadSeries = False,
    reading: ReadOptions,
    output: Output,
) -> None:
    """Forecast what comes next, and show what the gates of the network did.

    For example:
      lstm-forecast predict --series California --plot california.png
      lstm-forecast predict newer.csv --levels 50,80,95 -o forecast.csv
    """
    check_reading(data, reading, skip_bad_series=skip_bad_series)
    wanted = quantile_levels(
        None if quantiles is None else quantiles.split(","), None if levels is None else levels.split(",")
    )
    style = output.style(endings(), person="table")
    if target is not None and style != "hub":
        raise UsageError("--target names the target of hub rows: give it with --format hub")

    from lstm_cli.api.forecaster import load
    from lstm_cli.cli.forecasts import chosen_series, deliver, request_for, stale_note
    from lstm_cli.cli.pictures import check_plot
    from lstm_cli.cli.targets import check_output

    sources = [model, *([data] if data else [])]
    check_output(output.path, sources)
    picture = None if plot is None else check_plot(plot, sources, output.path)
    if style in {"png", "svg", "pdf"}:
        check_plot(str(output.path), sources, None)
    source = open_newer(data)
    forecaster = load(model)
    before, then = forecaster.panel.reading, with_model("predict", model)
    newer = None if source is None else source.read(reading, before, then=then, skip_bad_series=skip_bad_series)
    forecast = forecaster.predict(
        newer,
        horizon=horizon,
        quantiles=LEVELS if wanted is None and style == "hub" else wanted,
        series=chosen_series(series, forecaster.panel if newer is None else newer),
        gates=gates,
        draws=draws,
        ended=ended,
    )
    request = request_for(forecast, forecaster, output, style=style, path=model, target=target)
    deliver(forecast, output, request, show_gates=show_gates)
    if picture is not None:
        from lstm_cli.cli.pictures import draw

        draw(forecast, picture)
    output.say(stale_note(forecast))
