"""``lstm-forecast hub run``: data, forecasts and file in one line, made again when the hub has newer data."""
# ruff: noqa: PLC0415 - NumPy loads only when the command runs

from lstm_cli.cli.command import command
from lstm_cli.cli.options.hub import SUBMISSION, HubFolder, SubmissionOptions
from lstm_cli.cli.options.output import PROGRESS
from lstm_cli.cli.output import Output
from lstm_cli.errors import ExitCode

__all__ = ["hub_run"]


@command(asked=SUBMISSION, output=PROGRESS)
def hub_run(hub: HubFolder, *, asked: SubmissionOptions, output: Output) -> None:
    """Write the round's submission, if the hub has newer data.

    Like `hub write`, but leaves the round's file alone if it is newer than the
    target data, has all targets, passes `hub check`, and treats revisions as
    this command would. A different --seed alone does not write it again.

    For example:
      git pull && lstm-forecast hub run . --team T --abbr M

    Exit codes: 0 if a file was written, 5 if there was nothing to do.
    """
    from lstm_cli.api.hub_submission import existing_file
    from lstm_cli.cli.hubs import planned, submit
    from lstm_cli.formats.hub_submission import standing_text

    plan = planned(hub, asked, output)
    existing = existing_file(plan)
    if existing is not None:
        output.say(standing_text(str(plan.path), existing))
        if existing.is_current:
            raise SystemExit(ExitCode.NOTHING_NEW)
    submit(plan, asked, output)
