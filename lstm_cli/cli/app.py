"""The program: its commands, its help and its version."""

from typing import Annotated

import typer

from lstm_cli.cli.commands.backtest import backtest
from lstm_cli.cli.commands.check import check
from lstm_cli.cli.commands.diagnose import diagnose
from lstm_cli.cli.commands.hub.app import hub
from lstm_cli.cli.commands.info import info
from lstm_cli.cli.commands.predict import predict
from lstm_cli.cli.commands.score import score
from lstm_cli.cli.commands.step import step
from lstm_cli.cli.commands.tidy import tidy
from lstm_cli.cli.commands.train import train
from lstm_cli.cli.commands.watch import watch
from lstm_cli.cli.help import add_command, command_group
from lstm_cli.cli.version import version_line

__all__ = ["app"]


def _show_version(wanted: bool) -> None:
    """Print the version."""
    if wanted:
        typer.echo(version_line())
        raise typer.Exit


def root(
    *,
    _version: Annotated[
        bool,
        typer.Option("--version", help="Show the version.", callback=_show_version, is_eager=True, show_default=False),
    ] = False,
) -> None:
    """Forecast series of counts, with calibrated intervals, using an LSTM whose gates you can inspect.

    For example:
      lstm-forecast train cases.csv      train on a CSV; write forecast.lstm
      lstm-forecast predict              forecast what comes next
      lstm-forecast step                 work through one step of an LSTM

    Exit codes:
      0 success, 1 failure, 2 usage, 3 input data, 4 model file, 5 nothing new,
      130 interrupted, 141 closed pipe, 143 terminated
    """


app = command_group(root)
for command in (train, predict, watch, diagnose, backtest, score, check, tidy, info, step):
    add_command(app, command.__name__, command)
app.add_typer(hub, name="hub")
