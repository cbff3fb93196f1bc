"""``lstm-forecast tidy``: turn a file of any usual layout into the long CSV that the other commands read."""
# ruff: noqa: PLC0415 - NumPy loads only when the command runs

from typing import Annotated

import typer

from lstm_cli.cli.command import command
from lstm_cli.cli.given import Given
from lstm_cli.cli.options.output import CSV_ONLY
from lstm_cli.cli.options.tidy import TIDYING
from lstm_cli.cli.output import Output
from lstm_cli.cli.streams import read_input
from lstm_cli.errors import DataError
from lstm_cli.options import TidyOptions

__all__ = ["tidy"]


@command(tidying=TIDYING, output=CSV_ONLY)
def tidy(
    data: Annotated[
        str, typer.Argument(metavar="FILE", help="Table of counts, or - for standard input.", show_default=False)
    ],
    *,
    tidying: TidyOptions,
    output: Output,
    given: Given,
) -> None:
    """Turn a file into the long CSV that the other commands read.

    For example:
      lstm-forecast tidy ILINet.csv --value ILITOTAL | lstm-forecast train -
      lstm-forecast tidy lines.csv --count-rows --id county -o cases.csv
    """
    from lstm_cli.cli.targets import check_output
    from lstm_cli.formats.tidying import csv_parts, tidied_text
    from lstm_cli.tidying.engine import tidy as tidied

    output.style({".csv": "csv"}, person="csv")
    check_output(output.path, [data], stem="tidied")
    try:
        result = tidied(read_input(data), tidying)
    except DataError as error:
        raise given.kept_in(error, "output", "quiet") from None
    output.say(tidied_text(result, size=output.words_size))
    output.write_parts(csv_parts(result))
