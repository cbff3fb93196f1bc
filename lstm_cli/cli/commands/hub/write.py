"""``lstm-forecast hub write``: forecast what a round asks for, and write the checked file of a submission."""
# ruff: noqa: PLC0415 - NumPy loads only when the command runs

from lstm_cli.cli.command import command
from lstm_cli.cli.options.hub import SUBMITTING, HubFolder, Submitting
from lstm_cli.cli.options.output import PROGRESS
from lstm_cli.cli.output import Output

__all__ = ["hub_write"]


@command(asked=SUBMITTING, output=PROGRESS)
def hub_write(hub: HubFolder, *, asked: Submitting, output: Output) -> None:
    """Forecast a round, and write the file of a submission.

    It is model-output/TEAM-MODEL/DATE-TEAM-MODEL.csv. Targets, horizons, levels and locations are those of the hub's tasks.json.
    The file appears when it has passed the rules of `hub check`; its path goes
    to standard output.

    For example:
      lstm-forecast hub write . --team T --abbr M
      lstm-forecast hub write . --team T --abbr M --reference-date 2025-01-11
    """
    from lstm_cli.cli.hubs import planned, submit

    submit(planned(hub, asked, output), asked, output)
