"""``lstm-forecast hub run``: data, forecasts and file in one line, made again when the hub has newer data."""
# ruff: noqa: PLC0415 - NumPy loads only when the command runs

from lstm_cli.cli.command import command
from lstm_cli.cli.options.hub import SUBMITTING, HubFolder, Submitting
from lstm_cli.cli.options.output import PROGRESS
from lstm_cli.cli.output import Output
from lstm_cli.errors import ExitCode

__all__ = ["hub_run"]


@command(asked=SUBMITTING, output=PROGRESS)
def hub_run(hub: HubFolder, *, asked: Submitting, output: Output) -> None:
    """Make the round's submission, if the hub has data that it is not made of.

    As `hub write`, but a file of the round that is newer than the target data
    stays as it is.

    For example:
      git pull && lstm-forecast hub run . --team T --abbr M

    Exit codes: 0 if a file was written, 5 if there were no new data.
    """
    from lstm_cli.api.hub_submission import is_up_to_date
    from lstm_cli.cli.hubs import planned, submit
    from lstm_cli.formats.text import printable

    plan = planned(hub, asked, output)
    if is_up_to_date(plan):
        output.say(f"{printable(str(plan.path))} is there, and the target data are not newer: nothing to do")
        raise SystemExit(ExitCode.NOTHING_NEW)
    submit(plan, asked, output)
