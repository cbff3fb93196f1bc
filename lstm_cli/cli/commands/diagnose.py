"""``lstm-forecast diagnose``: show what the gates of a model do, how long it remembers, and what forecasts depend on."""
# ruff: noqa: PLC0415 - NumPy loads only when the command runs

from lstm_cli.cli.command import command
from lstm_cli.cli.given import Given
from lstm_cli.cli.options.diagnose import DIAGNOSING, DiagnoseOptions
from lstm_cli.cli.options.output import TABLES
from lstm_cli.cli.options.reading import READING
from lstm_cli.cli.options.shared import MODEL_FILE, DataOrNone, Model
from lstm_cli.cli.output import Output
from lstm_cli.cli.reading import check_reading, load_and_read
from lstm_cli.options import ReadOptions

__all__ = ["diagnose"]


@command(asked=DIAGNOSING, reading=READING, output=TABLES)
def diagnose(
    data: DataOrNone = None,
    *,
    model: Model = MODEL_FILE,
    asked: DiagnoseOptions,
    reading: ReadOptions,
    output: Output,
    given: Given,
) -> None:
    """Show what the gates do, and what the forecasts depend on.

    For example:
      lstm-forecast diagnose
      lstm-forecast diagnose newer.csv --series Ohio --plot ohio.png
      lstm-forecast diagnose --series Ohio --format csv -o readings.csv

    The CSV has the statistics of every gate of every unit. With --series, --unit
    or --readings it has every reading instead, of those named or of all.
    """
    check_reading(data, reading)

    from lstm_cli.cli.diagnosis import compute, deliver, draw, read_wanted
    from lstm_cli.cli.pictures import check_files
    from lstm_cli.cli.targets import check_output

    wanted = read_wanted(asked, output)
    picture = check_files(output.path, asked.plot, inputs=(model, data), style=wanted.style, stem="gates")
    forecaster, newer = load_and_read(model, data, reading, given)
    check_output(output.path, [forecaster.panel.source], style=wanted.style, stem="gates")
    answer = compute(forecaster.model, newer, wanted, picture=picture is not None)
    if picture is not None:
        draw(answer, picture)
    deliver(answer, wanted, output, path=model)
