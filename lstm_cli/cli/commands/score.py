"""``lstm-forecast score``: score quantile forecasts of any model against observed counts."""
# ruff: noqa: PLC0415 - NumPy loads only when the command runs

from typing import Annotated

import typer

from lstm_cli.cli import options
from lstm_cli.cli.command import command
from lstm_cli.cli.output import Output
from lstm_cli.cli.reading import read_data
from lstm_cli.cli.streams import read_input
from lstm_cli.errors import UsageError
from lstm_cli.options import Baseline, ReadOptions

__all__ = ["score"]


@command(reading=options.READING_TRUTH, output=options.TABLES)
def score(
    forecasts: Annotated[
        str,
        typer.Argument(metavar="FORECASTS", show_default=False, help="Table of quantiles or hub rows, or -."),
    ],
    truth: Annotated[
        str,
        typer.Argument(metavar="TRUTH", show_default=False, help="Table of observed counts and their past, or -."),
    ],
    *,
    baseline: options.Baseline = Baseline.SEASONAL_NAIVE,
    target: Annotated[
        str | None, options.option("--target", group=options.TASK, metavar="NAME", help="Target of hub rows.")
    ] = None,
    reading: ReadOptions,
    output: Output,
) -> None:
    """Score quantile forecasts against observed counts.

    For example:
      lstm-forecast score forecast.csv admissions.csv
      lstm-forecast score 2024-01-06-team-model.csv target-hospital-admissions.csv
      lstm-forecast predict | lstm-forecast score - newer.csv --baseline naive

    FORECASTS has the columns that `predict` writes (and `cutoff`, the last date
    known, where dates are forecast more than once), or hub rows.
    """
    if forecasts == truth == "-":
        raise UsageError("FORECASTS and TRUTH cannot both be standard input: name a file for one of them")

    from lstm_cli.cli.scores import deliver_scores
    from lstm_cli.cli.targets import check_output
    from lstm_cli.evaluation.alignment import match
    from lstm_cli.evaluation.report import evaluate
    from lstm_cli.formats.alignment import matched_data, matched_text
    from lstm_cli.formats.training import panel_data, understood_text
    from lstm_cli.readers.quantile_reader import read_quantiles

    style = output.style(person="text")
    check_output(output.path, [forecasts, truth])
    panel = read_data(truth, reading, then="check")
    table = read_quantiles(
        read_input(forecasts),
        truth=panel.columns,
        date_format=reading.date_format,
        target=target,
    )
    matched = match(table, panel, baseline=baseline)
    report = evaluate(matched.forecasts)
    output.say(understood_text(panel, size=output.words_size))
    output.say(matched_text(table, matched, size=output.words_size))
    about = {"data": panel_data(panel), "forecasts": matched_data(table, matched)}
    deliver_scores(report, output, style, about=about)
