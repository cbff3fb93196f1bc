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
from lstm_cli.cli.help import WIDTH, CommandGroup, GroupedCommand, help_text
from lstm_cli.cli.version import version_line

__all__ = ["app"]

# Plain help and plain errors: rich markup would eat the brackets of "[0, 1]" and put colours into pipes.
app = typer.Typer(
    cls=CommandGroup,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": WIDTH},
)


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


app.callback(help=help_text(root))(root)
for command in (train, predict, watch, diagnose, backtest, score, check, tidy, info, step):
    app.command(help=help_text(command), cls=GroupedCommand)(command)
app.add_typer(hub, name="hub")
