"""The arguments of `score`: which are forecasts, which is the truth, and the models in them."""

import os
import shlex
from collections.abc import Sequence
from typing import Final

from lstm_cli.api.contests import hold_contest
from lstm_cli.cli.reading import Input
from lstm_cli.cli.streams import read_input
from lstm_cli.errors import UsageError
from lstm_cli.evaluation.contenders import Contest
from lstm_cli.options import ReadOptions, ScoreOptions
from lstm_cli.panel.series import Columns, Panel
from lstm_cli.readers.quantiles.layout import Asked
from lstm_cli.readers.quantiles.models import Models, read_models
from lstm_cli.readers.quantiles.reader import holds_observed
from lstm_cli.readers.quantiles.sources import find_models
from lstm_cli.readers.source import Source

__all__ = ["hold"]

STDIN: Final = "-"


def _then(forecasts: Sequence[str]) -> str:
    """Return the command that takes the truth once it is tidied: with the same forecasts, unless these are standard input."""
    return "check" if STDIN in forecasts else shlex.join(["score", *forecasts])


def hold(
    files: Sequence[str], names: Sequence[str], *, reading: ReadOptions, options: ScoreOptions
) -> tuple[Panel, Contest]:
    """Read the truth, which is the last file unless that is forecasts that hold the counts that came, and the models.

    ``names``: of the models, in the order of the files; none leaves them to the files.
    """
    if list(files).count(STDIN) > 1:
        raise UsageError("FORECASTS and TRUTH cannot both be standard input: name a file for one of them")
    *forecasts, last = files
    truth = None if os.path.isdir(last) else Input(read_input(last).again())  # noqa: PTH112 - as written
    if truth is None or not forecasts or holds_observed(truth.source):
        forecasts, panel = [*files], None
    else:
        panel = truth.read(reading, then=_then(forecasts))

    def load(path: str) -> Source:
        return truth.source if truth is not None and path == last else read_input(path)

    def models(columns: Columns, asked: Asked, observed: str | None) -> Models:
        return read_models(find_models(forecasts, names), load, truth=columns, asked=asked, observed=observed)

    return hold_contest(models, panel, reading=reading, options=options)
