"""The last step of `backtest` and `score`: the scores in the chosen format, to the chosen place."""

from collections.abc import Mapping
from typing import Any

from lstm_cli.cli.output import Output
from lstm_cli.evaluation.report import ScoreReport
from lstm_cli.formats.json_envelope import success
from lstm_cli.formats.scores import scores_data, scores_rows, scores_text

__all__ = ["deliver_scores"]


def deliver_scores(report: ScoreReport, output: Output, style: str, *, about: Mapping[str, Any]) -> None:
    """Write the scores as text, csv or json; ``about`` is added to the JSON data."""
    if style == "json":
        output.write(success(output.command, {**about, "scores": scores_data(report)}))
    elif style == "csv":
        output.write(scores_rows(report))
    else:
        page = output.page()
        output.write_page(scores_text(report, size=page.size, style=page.style))
