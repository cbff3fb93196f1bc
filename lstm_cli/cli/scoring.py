"""Reads the files of `score`: tells forecasts from the truth, and finds the models in them."""

import os
from collections.abc import Sequence

from lstm_cli.api.model_scoring import read_and_score
from lstm_cli.cli.given import Given
from lstm_cli.cli.settings import flag
from lstm_cli.cli.streams import read_input
from lstm_cli.cli.truths import check_no_hub, read_truth
from lstm_cli.errors import DataError, Setting, UsageError
from lstm_cli.evaluation.scored_models import ScoredModels
from lstm_cli.options import READ_DEFAULTS, ReadOptions, ScoreOptions
from lstm_cli.panel.series import Columns, Panel
from lstm_cli.readers.quantiles.layout import Asked
from lstm_cli.readers.quantiles.models import Models, read_models
from lstm_cli.readers.quantiles.reader import holds_observed, holds_quantiles
from lstm_cli.readers.quantiles.sources import find_models
from lstm_cli.readers.source import Source

__all__ = ["score_files"]


def score_files(
    files: Sequence[str], names: Sequence[str], given: Given, *, reading: ReadOptions, options: ScoreOptions
) -> tuple[Panel, ScoredModels]:
    """Read and score models; the last file is the truth, unless it is a file of forecasts with observed counts.

    ``names``: the names of the models in the order of the files; if empty, the files decide; given: the command, for advice.
    """
    if list(files).count("-") > 1:
        raise UsageError("FORECASTS and TRUTH cannot both be standard input: name a file for one of them")
    *forecasts, last = files
    scoring = given.for_tidied(*forecasts)
    truth = _truth(forecasts, last, scoring, options.target)
    if truth is None or not forecasts or holds_observed(truth):
        forecasts, panel = [*files], None
        _check_no_truth(reading)
    else:
        panel = read_truth(truth, reading, scoring, options.target)

    def load(path: str) -> Source:
        return truth if truth is not None and path == last else read_input(path)

    def models(columns: Columns, asked: Asked, observed: str | None) -> Models:
        return read_models(find_models(forecasts, names), load, truth=columns, asked=asked, observed=observed)

    return read_and_score(models, panel, reading=reading, options=options)


def _check_no_truth(reading: ReadOptions) -> None:
    """Refuse options that are for a table of counts alone if the forecasts hold them."""
    for name in ("wide", "delimiter", "encoding"):
        if getattr(reading, name) != getattr(READ_DEFAULTS, name):
            message = f"{flag(Setting(name))} says how to read TRUTH, but there is no TRUTH: the forecasts must hold the counts"
            raise UsageError(message)


def _truth(forecasts: Sequence[str], last: str, scoring: str, target: str | None) -> Source | None:
    """Return the last file as a source; None for a folder of forecasts. A folder of observed counts may follow forecasts."""
    if not os.path.isdir(last):  # noqa: PTH112 - as written
        return read_input(last).again()
    if not forecasts:
        return None
    check_no_hub(last, scoring, target)
    try:
        source = read_input(last)
    except DataError:  # without tables of counts; forecasts have more formats
        return None
    return None if holds_quantiles(source) else source
