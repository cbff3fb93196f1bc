"""``lstm-forecast backtest``: forecast what has come already, from what was known before, and score it."""
# ruff: noqa: PLC0415 - NumPy loads only when the command runs

import time
from typing import Annotated

import typer

from lstm_cli.cli import options
from lstm_cli.cli.error_boundary import boundary
from lstm_cli.cli.reading import read_data
from lstm_cli.cli.streams import say
from lstm_cli.formats.text import printable
from lstm_cli.options import ReadOptions

__all__ = ["backtest"]


def backtest(
    data: options.Data,
    *,
    horizon: options.Horizon = None,
    cutoffs: Annotated[
        int, typer.Option("--cutoffs", metavar="N", min=1, help="Forecasts are made at so many earlier times.")
    ] = 5,
    step: Annotated[
        int | None,
        typer.Option("--step", metavar="S", min=1, help="Steps from one cutoff to the next; left out: the horizon."),
    ] = None,
    every_refit: Annotated[
        int,
        typer.Option(
            "--every-refit", metavar="N", min=1, help="Train at every Nth cutoff; between, weights stay as they are."
        ),
    ] = 1,
    seed: options.Seed = 0,
    baseline: options.Baseline = options.BaselineName.SEASONAL_NAIVE,
    jobs: Annotated[
        int | None,
        typer.Option("--jobs", "-j", metavar="J", min=1, help="Trainings at once; left out: one on each core."),
    ] = None,
    forecasts: Annotated[
        str | None, typer.Option("--forecasts", metavar="FILE", help="Keep every forecast there, as CSV.")
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on where an interrupted run stopped.", show_default=False)
    ] = False,
    id: options.Id = None,
    time_column: options.Time = None,
    value: options.Value = None,
    wide: options.Wide = None,
    date_format: options.DateFormat = None,
    freq: options.Freq = None,
    delimiter: options.Delimiter = None,
    encoding: options.Encoding = "utf-8",
    format: options.ScoreFormat = None,
    output: options.Output = None,
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
    no_color: options.NoColor = False,
    debug: options.Debug = False,
) -> None:
    """Forecast the past from what was known before it; score that.

    For example:
      lstm-forecast backtest admissions.csv --horizon 4
      lstm-forecast backtest admissions.csv --cutoffs 20 --step 1 --every-refit 5 --forecasts kept.csv

    Finished cutoffs are kept in FILE.partial (backtest.partial without --forecasts) until all are.
    """
    as_json = format is options.TextCsvOrJson.JSON
    with boundary("backtest", as_json=as_json, debug=debug):
        from lstm_cli.atomic import write_atomically
        from lstm_cli.cli.keeping import file_of_forecasts, finish, keeping, working_place
        from lstm_cli.cli.progress import progress
        from lstm_cli.cli.score_delivery import deliver_scores
        from lstm_cli.cli.targets import check_output
        from lstm_cli.evaluation.backtest import forecast_set, plan_backtest
        from lstm_cli.evaluation.report import evaluate
        from lstm_cli.formats.backtest_csv import backtest_csv, plan_data, plan_text
        from lstm_cli.formats.training import panel_data, understood_text
        from lstm_cli.options import BacktestOptions

        started = time.monotonic()
        silent = quiet or as_json
        kept = file_of_forecasts(forecasts, data, output)
        place = None if output in {None, "-"} else check_output(str(output), [data])
        working = working_place(kept, data, output)
        reading = ReadOptions(id, time_column, value, wide, date_format, freq, delimiter, encoding)
        panel = read_data(data, reading)
        plan = plan_backtest(panel, BacktestOptions(horizon, seed, cutoffs, step, every_refit, baseline))
        if not silent:
            say(understood_text(panel))
            say(plan_text(panel, plan, asked=horizon is not None, wanted=cutoffs))
        with keeping(working, panel, plan, resume=resume, quiet=silent) as (work, found):
            with progress(quiet=silent, verbose=verbose, no_color=no_color, few=True) as report:
                finish(panel, plan, work=work, found=found, jobs=jobs, report=report)
            forecast = forecast_set(panel, plan, found)
            scores = evaluate(forecast)  # as `score` does, so that it shows the same table whatever the seed was
            if kept is not None:
                write_atomically(kept, backtest_csv(forecast, panel, plan).encode())
            about = {"data": panel_data(panel), "plan": plan_data(panel, plan)}
            deliver_scores(scores, format, place, command="backtest", about=about, no_color=no_color)
        if not silent:
            said = f"  finished  in {time.monotonic() - started:.1f} s"
            say(said if kept is None else f"{said}; forecasts in {printable(str(kept))}")
