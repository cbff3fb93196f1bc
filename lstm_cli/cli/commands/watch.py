"""``lstm-forecast watch``: find new counts that the forecast did not expect."""
# ruff: noqa: PLC0415 - NumPy loads only when the command runs

from lstm_cli.cli.command import command
from lstm_cli.cli.given import Given
from lstm_cli.cli.options.output import TABLES
from lstm_cli.cli.options.reading import READING
from lstm_cli.cli.options.shared import MODEL_FILE, Data, Jobs, Model, Scheduler, SkipBadSeries
from lstm_cli.cli.options.watch import WATCHING, WatchOptions
from lstm_cli.cli.output import Output
from lstm_cli.cli.reading import load_and_read
from lstm_cli.cli.settings import advice_on
from lstm_cli.options import ReadOptions

__all__ = ["watch"]


@command(asked=WATCHING, reading=READING, output=TABLES)
def watch(
    data: Data,
    *,
    model: Model = MODEL_FILE,
    asked: WatchOptions,
    jobs: Jobs = None,
    scheduler: Scheduler = None,
    skip_bad_series: SkipBadSeries = False,
    reading: ReadOptions,
    output: Output,
    given: Given,
) -> None:
    """Find new counts that the forecast did not expect.

    For example:
      lstm-forecast watch counters.csv
      lstm-forecast watch counters.csv --steps 7 --level 99.9 -o alarms.csv

    DATA end with the counts to watch. Each is compared with the forecast of a
    model that was trained before them, from the counts before them.
    """
    from lstm_cli.api.watching import watch as compare
    from lstm_cli.cli.forecasts import say_remarks
    from lstm_cli.cli.targets import check_output
    from lstm_cli.formats.json_envelope import success
    from lstm_cli.formats.watch import summary_text, watch_csv, watch_data, watch_text
    from lstm_cli.parallel.executors import usual_jobs

    style = output.style(person="text")
    check_output(output.path, [model, data], style=style, stem="alarms")
    forecaster, newer = load_and_read(model, data, reading, given, skip_bad_series=skip_bad_series)
    panel = forecaster.panel if newer is None else newer
    workers = usual_jobs(jobs, scheduler)
    made = compare(forecaster, panel, steps=asked.steps, level=asked.level, jobs=workers, scheduler=scheduler)
    report, advice = made.record, advice_on(panel, given.for_tidied(), trained=forecaster.panel)
    if style == "json":
        output.write(success("watch", watch_data(report, advice, every=asked.every)))
    elif style == "csv":
        output.write(watch_csv(report, every=asked.every))
        if report.alarms:  # otherwise there is nothing to say, as for a job that mails whatever is said
            output.say(summary_text(report, size=output.words_size))
    else:
        page = output.page()
        output.write_page(watch_text(report, every=asked.every, size=page.size, style=page.style))
    say_remarks(output, report.notes, advice)
