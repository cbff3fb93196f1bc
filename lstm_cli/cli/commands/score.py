"""``lstm-forecast score``: score quantile forecasts of any models against observed counts."""
# ruff: noqa: PLC0415 - NumPy loads only when the command runs

from typing import Annotated

import typer

from lstm_cli.cli.command import command
from lstm_cli.cli.options.declare import option
from lstm_cli.cli.options.output import TABLES
from lstm_cli.cli.options.reading import READING_TRUTH
from lstm_cli.cli.output import Output
from lstm_cli.options import By, ReadOptions, ScoreOptions

__all__ = ["score"]

SCORED = "What to score"


@command(reading=READING_TRUTH, output=TABLES)
def score(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FORECASTS... [TRUTH]",
            show_default=False,
            help="Files or folders of quantile forecasts, a model each, and a file of observed counts and their past; "
            "one may be -. Without TRUTH the forecasts hold the counts.",
        ),
    ],
    *,
    model_name: Annotated[
        list[str] | None,
        option("--model-name", group=SCORED, metavar="NAME", help="Of each of FORECASTS.  [default: the file's]"),
    ] = None,
    by: Annotated[By | None, option("--by", group=SCORED, metavar="PART", help="series, step, cutoff or week.")] = None,
    baseline: Annotated[
        str, option("--baseline", group=SCORED, metavar="NAME", help="Or naive, flusight, or a model's name.")
    ] = "seasonal-naive",
    target: Annotated[
        str | None, option("--target", group=SCORED, metavar="NAME", help="Target, where there are several.")
    ] = None,
    interval: Annotated[
        float | None,
        option("--interval", group=SCORED, metavar="PERCENT", help="Interval of columns such as yhat_lower."),
    ] = None,
    first_horizon: Annotated[
        int | None,
        option("--first-horizon", group=SCORED, metavar="H", help="First new horizon.  [default: by the dates]"),
    ] = None,
    cutoff: Annotated[
        str | None,
        option("--cutoff", group=SCORED, metavar="DATE", help="Last date known, where no column says it."),
    ] = None,
    reading: ReadOptions,
    output: Output,
) -> None:
    """Score quantile forecasts, and compare models.

    For example:
      lstm-forecast score forecast.csv admissions.csv
      lstm-forecast score ets.csv prophet.csv ours.csv admissions.csv --by step
      lstm-forecast score model-output/ target-hospital-admissions.csv
      lstm-forecast predict | lstm-forecast score - newer.csv --baseline naive

    FORECASTS are what `predict` and `backtest` write, hub rows, or tables of
    Zoltar, scoringutils, Prophet, Nixtla's libraries, AutoGluon or R.
    """
    from lstm_cli.cli.scores import deliver_comparison, deliver_scores
    from lstm_cli.cli.scoring import hold
    from lstm_cli.cli.targets import check_output
    from lstm_cli.evaluation.report import report_of
    from lstm_cli.formats.alignment import contest_data, contest_text
    from lstm_cli.formats.training import panel_data, understood_text

    style = output.style(person="text")
    check_output(output.path, files)
    asked = ScoreOptions(baseline, target, interval, first_horizon, cutoff)
    panel, contest = hold(files, model_name or [], reading=reading, options=asked)
    output.say(understood_text(panel, size=output.words_size))
    output.say(contest_text(contest, size=output.words_size))
    about = {"data": panel_data(panel), **contest_data(contest)}
    single = len(contest.tables) == 1
    comparison = None if single and by is None else contest.compare(by)
    if comparison is not None and not (single and style != "csv"):
        deliver_comparison(comparison, output, style, about=about)
    else:
        report = report_of(contest.contenders[0].forecasts, contest.contenders[0].scored)
        deliver_scores(report, output, style, about=about, parts=comparison)
