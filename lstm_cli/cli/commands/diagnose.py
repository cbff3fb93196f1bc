"""``lstm-forecast diagnose``: show what the gates of a model do, how far it remembers, and what it depends on."""
# ruff: noqa: PLC0415 - NumPy loads only when the command runs

from pathlib import Path
from typing import Annotated

import typer

from lstm_cli.cli import options
from lstm_cli.cli.error_boundary import boundary
from lstm_cli.cli.reading import check_reading, read_data
from lstm_cli.options import ReadOptions

__all__ = ["diagnose"]


def diagnose(
    data: Annotated[
        str | None,
        typer.Argument(
            metavar="DATA",
            show_default=False,
            help="A CSV file (or -) that the model reads; left out: the training data.",
        ),
    ] = None,
    *,
    model: options.Model = "forecast.lstm",
    series: Annotated[
        str | None,
        typer.Option("--series", metavar="NAME", help="Whose time lines; left out: the largest (in CSV: all)."),
    ] = None,
    unit: Annotated[
        str | None,
        typer.Option(
            "--unit",
            metavar="UNITS",
            help="Time lines of these, member.unit as 3.5,7.1; left out: whose forget gates vary most (in CSV: all).",
        ),
    ] = None,
    plot: Annotated[
        str | None,
        typer.Option("--plot", metavar="FILE", help="Also draw the time lines into a .png, .svg or .pdf."),
    ] = None,
    format: options.ScoreFormat = None,
    output: options.Output = None,
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
    """Show what the gates of a model do, and what its forecasts depend on.

    For example:
      lstm-forecast diagnose
      lstm-forecast diagnose newer.csv --series Ohio --unit 1.2,8.4 --plot ohio.png
      lstm-forecast diagnose --series Ohio --format csv -o readings.csv

    The CSV has a row for every series, time, member, unit and gate; it is written series by series.
    """
    with boundary("diagnose", as_json=format is options.TextCsvOrJson.JSON, debug=debug):
        reading = ReadOptions(id, time, value, wide, date_format, freq, delimiter, encoding)
        check_reading(data, reading)

        from lstm_cli.cli.diagnosis_delivery import Request, check_plot, deliver, read_units
        from lstm_cli.cli.targets import check_output
        from lstm_cli.diagnostics.diagnose import start_diagnosis
        from lstm_cli.ensemble.model_file import load_model

        units = read_units(unit)
        sources = [model, *([data] if data else [])]
        place = None if output in {None, "-"} else check_output(str(output), sources)
        picture = None if plot is None else check_plot(plot, sources, output)
        panel = None if data is None else read_data(data, reading)
        trained = load_model(Path(model))
        prepared = start_diagnosis(trained, panel)
        deliver(prepared, Request(format, place, picture, series, units, model, quiet=quiet, no_color=no_color))
