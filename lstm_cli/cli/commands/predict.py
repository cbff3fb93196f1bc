"""``lstm-forecast predict``: forecast what comes next, and show what the gates did."""
# ruff: noqa: PLC0415 - NumPy loads only when the command runs

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from lstm_cli.cli import options
from lstm_cli.cli.error_boundary import boundary
from lstm_cli.cli.levels import read_levels
from lstm_cli.cli.reading import check_reading, read_data
from lstm_cli.errors import UsageError
from lstm_cli.options import ReadOptions

__all__ = ["predict"]


class Format(StrEnum):
    """How a forecast is written."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    HUB = "hub"


def predict(
    data: Annotated[
        str | None,
        typer.Argument(
            metavar="DATA",
            show_default=False,
            help="A CSV file (or -) to forecast from; left out: the training data.",
        ),
    ] = None,
    *,
    model: options.Model = "forecast.lstm",
    horizon: Annotated[
        int | None, typer.Option("--horizon", metavar="K", min=1, help="Steps ahead; left out: all the model has.")
    ] = None,
    quantiles: Annotated[
        str | None,
        typer.Option("--quantiles", metavar="LEVELS", help="Quantile levels from 0.01 to 0.99, as 0.1,0.5,0.9."),
    ] = None,
    levels: Annotated[
        str | None, typer.Option("--levels", metavar="PERCENT", help="Central intervals, as 50,95 (the default).")
    ] = None,
    format: Annotated[
        Format | None,
        typer.Option(
            "--format", help="Left out: a table for a terminal, CSV for a pipe. hub: hubverse rows for US hubs."
        ),
    ] = None,
    output: options.Output = None,
    series: Annotated[str | None, typer.Option("--series", metavar="NAME", help="One series only.")] = None,
    gates: Annotated[
        options.GatesName | None,
        typer.Option("--gates", help="stochastic: toss the gates; left out: as the model was trained."),
    ] = None,
    draws: Annotated[
        int | None,
        typer.Option("--draws", metavar="N", min=1, max=10_000, help="Runs with stochastic gates; left out: 200."),
    ] = None,
    target: Annotated[
        str | None, typer.Option("--target", metavar="NAME", help="The target that hub rows name [wk inc flu hosp].")
    ] = None,
    id: options.Id = None,
    time: options.Time = None,
    value: options.Value = None,
    wide: options.Wide = None,
    date_format: options.DateFormat = None,
    freq: options.Freq = None,
    delimiter: options.Delimiter = None,
    encoding: options.Encoding = "utf-8",
    quiet: options.Quiet = False,
    no_color: options.NoColor = False,
    debug: options.Debug = False,
) -> None:
    """Forecast what comes next, and show what the gates of the network did.

    For example:
      lstm-forecast predict --series California
      lstm-forecast predict newer.csv --levels 50,80,95 --format csv -o forecast.csv
    """
    with boundary("predict", as_json=format is Format.JSON, debug=debug):
        wanted = read_levels(quantiles, levels)
        reading = ReadOptions(id, time, value, wide, date_format, freq, delimiter, encoding)
        check_reading(data, reading)
        if target is not None and format is not Format.HUB:
            raise UsageError("--target names the target of hub rows: give it with --format hub")

        from lstm_cli.cli.delivery import Delivery, find_series
        from lstm_cli.cli.targets import check_output
        from lstm_cli.ensemble.model_file import load_model
        from lstm_cli.ensemble.predict import predict as forecast_from
        from lstm_cli.formats.hubverse import HUB_TARGET, check_hub
        from lstm_cli.options import DEFAULT_LEVELS, DRAWS, LEVELS, Gates

        place = None if output in {None, "-"} else check_output(str(output), [model, *([data] if data else [])])
        newer = None if data is None else read_data(data, reading)
        trained = load_model(Path(model))
        panel = trained.panel if newer is None else newer
        reading_of_gates = trained.trained_gates if gates is None else Gates(gates)
        if draws is not None and reading_of_gates is not Gates.STOCHASTIC:
            raise UsageError("--draws is how often stochastic gates are tossed: give it with --gates stochastic")
        if format is Format.HUB:
            check_hub(panel)
        if series is not None:
            find_series([member.name for member in panel.series], series)
        forecast = forecast_from(
            trained,
            panel=newer,
            series=None if series is None else [series],
            horizon=horizon,
            levels=wanted or (LEVELS if format is Format.HUB else DEFAULT_LEVELS),
            gates=reading_of_gates,
            draws=draws or DRAWS,
        )
        delivery = Delivery(panel, place, quiet=quiet, no_color=no_color)
        delivery.deliver(
            forecast,
            None if format is None and output is None else str(format or Format.CSV),
            about={"model": model, "digest": trained.digest, "seed": trained.seed},
            target=target or HUB_TARGET,
        )
