"""``lstm-forecast diagnose``: show what the gates of a model do, how far it remembers, and what it depends on."""
# ruff: noqa: PLC0415 - NumPy loads only when the command runs

from typing import Annotated

from lstm_cli.cli.command import command
from lstm_cli.cli.options import shared
from lstm_cli.cli.options.declare import OUT, TASK, option
from lstm_cli.cli.options.output import TABLES
from lstm_cli.cli.options.reading import READING
from lstm_cli.cli.output import Output
from lstm_cli.cli.reading import check_reading, open_newer, with_model
from lstm_cli.options import Ensemble, ReadOptions

__all__ = ["diagnose"]


@command(reading=READING, output=TABLES)
def diagnose(
    data: shared.DataOrNone = None,
    *,
    model: shared.Model = shared.MODEL_FILE,
    series: Annotated[
        str | None,
        option("--series", group=TASK, metavar="NAME", help="Whose time lines.  [default: the largest]"),
    ] = None,
    unit: Annotated[
        str | None,
        option(
            "--unit",
            group=TASK,
            metavar="UNITS",
            help="Units as 3.5,7.1.  [default: the most active]",
        ),
    ] = None,
    ensemble: Annotated[
        Ensemble | None,
        option(
            "--ensemble",
            group=TASK,
            metavar="NAME",
            help="pretrained or scratch.  [default: the model's first]",
        ),
    ] = None,
    readings: Annotated[
        bool,
        option("--readings", group=OUT, help="CSV of every reading, not of statistics.", show_default=False),
    ] = False,
    plot: Annotated[
        str | None,
        option("--plot", group=OUT, metavar="FILE", help="Draw the time lines: .png, .svg or .pdf."),
    ] = None,
    reading: ReadOptions,
    output: Output,
) -> None:
    """Show what the gates of a model do, and what its forecasts depend on.

    For example:
      lstm-forecast diagnose
      lstm-forecast diagnose newer.csv --series Ohio --plot ohio.png
      lstm-forecast diagnose --series Ohio --format csv -o readings.csv

    The CSV has the statistics of every gate of every unit; with --series,
    --unit or --readings the time lines: every reading of those named, or of all.
    """
    check_reading(data, reading)

    from lstm_cli.api.forecaster import load
    from lstm_cli.cli.diagnosis import compute, deliver, draw, read_wanted
    from lstm_cli.cli.pictures import check_plot
    from lstm_cli.cli.targets import check_output

    wanted = read_wanted(output, series=series, units=unit, readings=readings, ensemble=ensemble)
    sources = [model, *([data] if data else [])]
    check_output(output.path, sources)
    picture = None if plot is None else check_plot(plot, sources, output.path)
    source = open_newer(data)
    trained = load(model).model
    answer = compute(
        trained,
        None if source is None else source.read(reading, trained.panel.reading, then=with_model("diagnose", model)),
        wanted,
        picture=picture is not None,
    )
    if picture is not None:
        draw(answer, picture)
    deliver(answer, wanted, output, path=model)
