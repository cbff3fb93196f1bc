"""``lstm-forecast score``: score anybody's quantile forecasts by the counts that came."""
# ruff: noqa: PLC0415 - NumPy loads only when the command runs

from typing import Annotated

import typer

from lstm_cli.cli import options
from lstm_cli.cli.error_boundary import boundary
from lstm_cli.cli.reading import read_data
from lstm_cli.cli.streams import read_input, say, source_name
from lstm_cli.errors import UsageError
from lstm_cli.options import ReadOptions

__all__ = ["score"]


def score(
    forecasts: Annotated[
        str,
        typer.Argument(
            metavar="FORECASTS",
            show_default=False,
            help="A CSV file of quantiles (columns q0.025, …, or hub rows), or - for standard input.",
        ),
    ],
    truth: Annotated[
        str,
        typer.Argument(
            metavar="TRUTH", show_default=False, help="A CSV file of the counts that came and of their past, or -."
        ),
    ],
    *,
    baseline: options.Baseline = options.BaselineName.SEASONAL_NAIVE,
    target: Annotated[
        str | None, typer.Option("--target", metavar="NAME", help="Which target of hub rows, where there are several.")
    ] = None,
    id: options.Id = None,
    time: options.Time = None,
    value: options.Value = None,
    wide: options.Wide = None,
    date_format: options.DateFormat = None,
    freq: options.Freq = None,
    delimiter: options.Delimiter = None,
    encoding: Annotated[str, typer.Option("--encoding", metavar="NAME", help="The text encoding of TRUTH.")] = "utf-8",
    format: options.ScoreFormat = None,
    output: options.Output = None,
    quiet: options.Quiet = False,
    no_color: options.NoColor = False,
    debug: options.Debug = False,
) -> None:
    """Score anybody's quantile forecasts by the counts that came.

    For example:
      lstm-forecast score forecast.csv admissions.csv
      lstm-forecast score hub/2024-01-06-team-model.csv target-hospital-admissions.csv
      lstm-forecast predict | lstm-forecast score - newer.csv --baseline naive

    FORECASTS has a row a series and date, with the columns that `predict` writes (and, for several forecasts of one
    date, `cutoff`: the last date known to each); or it has hub rows. Options about columns and dates are for TRUTH.
    """
    with boundary("score", as_json=format is options.TextCsvOrJson.JSON, debug=debug):
        if forecasts == truth == "-":
            raise UsageError("FORECASTS and TRUTH cannot both be standard input: name a file for one of them")

        from lstm_cli.cli.score_delivery import deliver_scores
        from lstm_cli.cli.targets import check_output
        from lstm_cli.evaluation.alignment import match
        from lstm_cli.evaluation.report import evaluate
        from lstm_cli.formats.alignment import matched_data, matched_text
        from lstm_cli.formats.training import panel_data, understood_text
        from lstm_cli.readers.quantile_reader import read_quantiles

        place = None if output in {None, "-"} else check_output(str(output), [forecasts, truth])
        reading = ReadOptions(id, time, value, wide, date_format, freq, delimiter, encoding)
        panel = read_data(truth, reading)
        table = read_quantiles(
            read_input(forecasts),
            name=source_name(forecasts),
            truth=panel.columns,
            date_format=date_format,
            target=target,
        )
        matched = match(table, panel, baseline=baseline)
        report = evaluate(matched.forecasts)
        if not quiet:
            say(understood_text(panel))
            say(matched_text(table, matched))
        about = {"data": panel_data(panel), "forecasts": matched_data(table, matched)}
        deliver_scores(report, format, place, command="score", about=about, no_color=no_color)
