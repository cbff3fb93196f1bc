"""``lstm-forecast hub write``: forecast what a round asks for, and write the checked file of a submission."""
# ruff: noqa: PLC0415 - NumPy loads only when the command runs

from lstm_cli.cli.command import command
from lstm_cli.cli.options.hub import SUBMISSION, HubFolder, SubmissionOptions
from lstm_cli.cli.options.output import PROGRESS
from lstm_cli.cli.output import Output

__all__ = ["hub_write"]


@command(asked=SUBMISSION, output=PROGRESS)
def hub_write(hub: HubFolder, *, asked: SubmissionOptions, output: Output) -> None:
    """Forecast a round, and write the submission file.

    The file is model-output/TEAM-MODEL/DATE-TEAM-MODEL.csv, with the targets, horizons, levels and locations of the hub's tasks.json.
    It is written only if it passes every rule of `hub check`; its path goes to
    standard output.

    For example:
      lstm-forecast hub write . --team T --abbr M
      lstm-forecast hub write . --team T --abbr M --reference-date 2025-01-11
    """
    from lstm_cli.cli.hubs import planned, submit

    submit(planned(hub, asked, output), asked, output)
