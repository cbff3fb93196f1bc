"""The last step of `backtest` and `score`: write the scores in the chosen format to the chosen place."""

from collections.abc import Mapping
from typing import Any

from lstm_cli.cli.output import Output
from lstm_cli.evaluation.comparison import Comparison
from lstm_cli.evaluation.report import ScoreReport
from lstm_cli.formats.comparison import comparison_csv, comparison_data, comparison_text, parts_lines
from lstm_cli.formats.json_envelope import success
from lstm_cli.formats.scores import scores_csv, scores_data, scores_text

__all__ = ["deliver_comparison", "deliver_scores"]


def deliver_scores(
    report: ScoreReport, output: Output, style: str, *, about: Mapping[str, Any], parts: Comparison | None = None
) -> None:
    """Write the scores of one model as text, csv or json; ``about`` is added to the JSON data.

    ``parts``: the same by what was asked for, shown in the place of steps and series, and added to the JSON data.
    """
    if style == "json":
        added = {} if parts is None else {"comparison": comparison_data(parts)}
        output.write(success(output.command, {**about, "scores": scores_data(report), **added}))
    elif style == "csv":
        output.write(scores_csv(report))
    else:
        page = output.page()
        table = None if parts is None else parts_lines(parts, size=page.size, style=page.style)
        output.write_page(scores_text(report, size=page.size, style=page.style, parts=table))


def deliver_comparison(comparison: Comparison, output: Output, style: str, *, about: Mapping[str, Any]) -> None:
    """Write a comparison of models as text, csv or json; ``about`` is added to the JSON data."""
    if style == "json":
        output.write(success(output.command, {**about, "comparison": comparison_data(comparison)}))
    elif style == "csv":
        output.write(comparison_csv(comparison))
    else:
        page = output.page()
        output.write_page(comparison_text(comparison, size=page.size, style=page.style))
