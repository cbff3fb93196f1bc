"""``lstm-forecast predict``: forecast what comes next, and show what the gates did."""
# ruff: noqa: PLC0415 - NumPy loads only when the command runs

from lstm_cli.cli.command import command
from lstm_cli.cli.given import Given
from lstm_cli.cli.joint import chosen_style, deliver_joint, summed, written_in_parts
from lstm_cli.cli.options.output import FORECAST
from lstm_cli.cli.options.predict import PREDICTING, PredictOptions
from lstm_cli.cli.options.reading import READING
from lstm_cli.cli.options.shared import MODEL_FILE, DataOrNone, Jobs, Model, Scheduler, SkipBadSeries
from lstm_cli.cli.output import Output
from lstm_cli.cli.reading import check_no_labels, check_reading, load_and_read
from lstm_cli.options import ReadOptions

__all__ = ["predict"]


@command(asked=PREDICTING, reading=READING, output=FORECAST)
def predict(
    data: DataOrNone = None,
    *,
    model: Model = MODEL_FILE,
    asked: PredictOptions,
    jobs: Jobs = None,
    scheduler: Scheduler = None,
    skip_bad_series: SkipBadSeries = False,
    reading: ReadOptions,
    output: Output,
    given: Given,
) -> None:
    """Forecast what comes next, and show what the gates did.

    For example:
      lstm-forecast predict --series California --plot california.png
      lstm-forecast predict newer.csv --levels 50,80,95 -o forecast.csv
    """
    check_reading(data, reading, skip_bad_series=skip_bad_series)
    if data is None:
        check_no_labels(asked.labels, model, given)
    asked.check()
    levels, style = asked.quantile_levels(), chosen_style(asked, output)
    if asked.each_file:
        from lstm_cli.cli.each_file import EachFile, predict_each_file

        wanted = EachFile(asked, reading, skip_bad_series, jobs, scheduler, given)
        predict_each_file(data, model, wanted, output, style=style)
        return
    in_parts = written_in_parts(style, asked, jobs=jobs, scheduler=scheduler)

    from lstm_cli.cli.forecasts import advice_for, arguments_for, deliver, deliver_parts, request_for, say_clock
    from lstm_cli.cli.pictures import check_files, draw
    from lstm_cli.cli.targets import check_output
    from lstm_cli.formats.registry import IN_FOLDERS
    from lstm_cli.parallel.executors import usual_jobs

    folder = in_parts and style == IN_FOLDERS
    picture = check_files(output.path, asked.plot, inputs=(model, data), style=style, folder=folder)
    forecaster, newer = load_and_read(model, data, reading, given, skip_bad_series=skip_bad_series, labels=asked.labels)
    check_output(output.path, [forecaster.panel.source], style=style, folder=folder)
    panel = forecaster.panel if newer is None else newer
    arguments = arguments_for(asked, panel, levels=levels, style=style)
    advice = advice_for(forecaster, newer, model, given)
    if in_parts:
        request = request_for(forecaster, output, advice, style=style, path=model, asked=asked)
        workers = usual_jobs(jobs, scheduler)
        made = forecaster.predict_parts(newer, jobs=workers, scheduler=scheduler, **arguments)
        deliver_parts(made, panel, output, request)
        return
    forecast = summed(forecaster.predict(newer, **arguments), asked)
    if not deliver_joint(forecast, asked, output, style=style, advice=advice):
        request = request_for(forecaster, output, advice, style=style, path=model, asked=asked)
        deliver(forecast, output, request, show_gates=asked.show_gates)
    if picture is not None:
        draw(forecast, picture)
    say_clock(output, forecast.last_time, forecast.panel)
