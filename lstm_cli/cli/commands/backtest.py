"""``lstm-forecast backtest``: forecast the past from what was known before it, and score the forecasts."""
# ruff: noqa: PLC0415 - NumPy loads only when the command runs

import time

from lstm_cli.cli.command import command
from lstm_cli.cli.given import Given
from lstm_cli.cli.options.backtest import PLANNING, Forecasts, Resume
from lstm_cli.cli.options.output import SCORES
from lstm_cli.cli.options.reading import READING
from lstm_cli.cli.options.shared import DataOrNewest, Jobs, Scheduler, SkipBadSeries, Vintages
from lstm_cli.cli.output import Output
from lstm_cli.cli.reading import check_both, read_both
from lstm_cli.cli.settings import advice_on
from lstm_cli.formats.text import printable
from lstm_cli.options import BacktestOptions, ReadOptions

__all__ = ["backtest"]


@command(asked=PLANNING, reading=READING, output=SCORES)
def backtest(
    data: DataOrNewest = None,
    *,
    asked: BacktestOptions,
    jobs: Jobs = None,
    scheduler: Scheduler = None,
    forecasts: Forecasts = None,
    resume: Resume = False,
    skip_bad_series: SkipBadSeries = False,
    vintages: Vintages = None,
    reading: ReadOptions,
    output: Output,
    given: Given,
) -> None:
    """Forecast the past from earlier data alone, and score it.

    For example:
      lstm-forecast backtest admissions.csv --horizon 4
      lstm-forecast backtest admissions.csv --cutoffs 20 --forecasts kept.csv
      lstm-forecast backtest --vintages reports.csv --step 1

    Finished cutoffs are kept in FILE.partial (backtest.partial without
    --forecasts) until the run is complete.
    """
    check_both(data, vintages, skip_bad_series=skip_bad_series)
    from lstm_cli.atomic import write_atomically
    from lstm_cli.cli.progress import progress
    from lstm_cli.cli.resuming import finish, keeping, places
    from lstm_cli.cli.scores import deliver_scores
    from lstm_cli.evaluation.backtest import forecast_set, plan_backtest
    from lstm_cli.evaluation.report import evaluate
    from lstm_cli.formats.backtest_csv import backtest_csv, backtest_parquet, plan_data, plan_text
    from lstm_cli.formats.training import panel_data, understood_text

    started = time.monotonic()
    style = output.style(person="text")
    kept, working = places(forecasts, [name for name in (data, vintages) if name], output.path, style=style)
    panel, states = read_both(data, vintages, reading, given, skip_bad_series=skip_bad_series)
    plan = plan_backtest(panel, asked, states)
    advice = advice_on(panel, given.for_tidied())
    output.say(understood_text(panel, advice, size=output.words_size))
    output.say(plan_text(panel, plan, asked=asked.horizon is not None, wanted=asked.cutoffs, size=output.words_size))
    with keeping(working, panel, plan, resume=resume, quiet=output.silent) as (work, finished):
        with progress(output, few=True) as report:
            finish(panel, plan, work=work, finished=finished, jobs=jobs, scheduler=scheduler, report=report)
        forecast = forecast_set(panel, plan, finished)
        scores = evaluate(forecast)  # as `score` does, so that both show the same table
        if kept is not None:
            as_parquet = kept.suffix.lower() == ".parquet"
            content = (backtest_parquet if as_parquet else backtest_csv)(forecast, panel, plan)
            write_atomically(kept, content)
        deliver_scores(scores, output, style, about={"data": panel_data(panel, advice), "plan": plan_data(panel, plan)})
    place = "" if kept is None else f"; forecasts in {printable(str(kept))}"
    output.say(f"  finished  in {time.monotonic() - started:.1f} s{place}")
