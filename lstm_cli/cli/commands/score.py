"""``lstm-forecast score``: score quantile forecasts of any models against observed counts."""
# ruff: noqa: PLC0415 - NumPy loads only when the command runs

from lstm_cli.cli.command import command
from lstm_cli.cli.given import Given
from lstm_cli.cli.options.output import TABLES
from lstm_cli.cli.options.reading import READING_TRUTH
from lstm_cli.cli.options.score import SCORING, Files, ModelNames, Parts
from lstm_cli.cli.output import Output
from lstm_cli.options import ReadOptions, ScoreOptions

__all__ = ["score"]


@command(asked=SCORING, reading=READING_TRUTH, output=TABLES)
def score(
    files: Files,
    *,
    model_name: ModelNames = None,
    by: Parts = None,
    asked: ScoreOptions,
    reading: ReadOptions,
    output: Output,
    given: Given,
) -> None:
    """Score quantile forecasts, and compare models.

    For example:
      lstm-forecast score forecast.csv admissions.csv
      lstm-forecast score ets.csv prophet.csv ours.csv admissions.csv --by step
      lstm-forecast score model-output/ target-hospital-admissions.csv
      lstm-forecast predict | lstm-forecast score - newer.csv --baseline naive

    FORECASTS are files that `predict` or `backtest` wrote, hub rows, or tables
    from Zoltar, scoringutils, Prophet, Nixtla's libraries, AutoGluon or R.
    """
    from lstm_cli.cli.scores import deliver_comparison, deliver_scores
    from lstm_cli.cli.scoring import score_files
    from lstm_cli.cli.targets import check_output
    from lstm_cli.evaluation.report import report_of
    from lstm_cli.formats.scored_tables import tables_data, tables_text
    from lstm_cli.formats.training import panel_data, understood_text
    from lstm_cli.readers.file_names import ENDINGS, PACKED

    style = output.style(person="text")
    check_output(output.path, files, style=style, stem="scores", tables=(*ENDINGS, *PACKED))
    panel, scored = score_files(files, model_name or [], given, reading=reading, options=asked)
    output.say(understood_text(panel, size=output.words_size))
    output.say(tables_text(scored, size=output.words_size))
    about = {"data": panel_data(panel), **tables_data(scored)}
    single = len(scored.tables) == 1
    comparison = None if single and by is None else scored.compare(by)
    if comparison is not None and (style == "csv" or not single):
        deliver_comparison(comparison, output, style, about=about)
    else:
        report = report_of(scored.models[0].forecasts, scored.models[0].scored)
        deliver_scores(report, output, style, about=about, parts=comparison)
