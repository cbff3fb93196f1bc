"""Columns of Nixtla's libraries, several models side by side: ``AutoETS``, ``AutoETS-lo-95``, ``AutoETS-hi-95``.

statsforecast, mlforecast and TimeGPT write intervals in per cent; neuralforecast also ``NHITS-median`` and
``NHITS_ql0.5``, as Darts writes ``name_q0.5``.
"""

import re
from typing import Final

from lstm_cli.options import MIDDLE
from lstm_cli.readers.quantiles.layout import Asked, ColumnPlan, Layout, LevelColumns, Names, ends_of

__all__ = ["NIXTLA"]

END: Final = re.compile(r"(.+)-(lo|hi)-(\d{1,2}(?:\.\d+)?)", re.ASCII)
LEVEL: Final = re.compile(r"(.+)[_-]ql?(0?\.\d+)", re.ASCII)
PER_CENT: Final = re.compile(r"(.+)-q-(\d{1,2}(?:\.\d+)?)", re.ASCII)
MEDIAN: Final = re.compile(r"(.+)-median")


def _plan(names: Names, _asked: Asked) -> ColumnPlan | None:
    """Find the columns of each model."""
    columns = LevelColumns(names)
    for at, name in names:
        if (match := END.fullmatch(name)) and float(match[3]) > 0:
            columns.add(at, ends_of(float(match[3]))[match[2] == "hi"], match[1])
        elif (match := LEVEL.fullmatch(name)) and 0 < float(match[2]) < 1:
            columns.add(at, float(match[2]), match[1])
        elif (match := PER_CENT.fullmatch(name)) and float(match[2]) > 0:
            columns.add(at, float(match[2]) / 100, match[1])
        elif match := MEDIAN.fullmatch(name):
            columns.add(at, MIDDLE, match[1])
    for at, name in names:
        if name in columns.found:
            columns.add_median(at, name)
    return columns.plan()


NIXTLA: Final = Layout("columns of each model", "MODEL-lo-95, MODEL-hi-95", _plan)
