"""``lstm-forecast info``: show what is in a model file."""
# ruff: noqa: PLC0415 - NumPy loads only when the command runs

from typing import Annotated

import typer

from lstm_cli.cli.command import command
from lstm_cli.cli.options import shared
from lstm_cli.cli.options.output import REPORT
from lstm_cli.cli.output import Output

__all__ = ["info"]


@command(output=REPORT)
def info(
    model: Annotated[
        str,
        typer.Argument(metavar="[MODEL]", help="Model file.  [default: forecast.lstm]", show_default=False),
    ] = shared.MODEL_FILE,
    *,
    output: Output,
) -> None:
    """Show what is in a model file: data, networks, scores.

    For example:
      lstm-forecast info
      lstm-forecast info cases.lstm --format json
    """
    from lstm_cli.api.information import info as info_of
    from lstm_cli.formats.json_envelope import success
    from lstm_cli.formats.model_info import info_data, info_text

    facts = info_of(model)
    if output.as_json:
        output.write(success("info", {"model": model} | info_data(facts)))
    else:
        output.write_page(info_text(facts, model, size=output.page().size))
