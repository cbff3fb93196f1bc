"""``lstm-forecast hub check``: every rule that a file of model output can break, before the pull request."""
# ruff: noqa: PLC0415 - NumPy loads only when the command runs

from pathlib import Path
from typing import Annotated

import typer

from lstm_cli.cli.command import command
from lstm_cli.cli.options.hub import HubFolder
from lstm_cli.cli.options.output import REPORT
from lstm_cli.cli.output import Output
from lstm_cli.errors import ExitCode

__all__ = ["hub_check"]

Submission = Annotated[str, typer.Argument(metavar="FILE", help="Model output: CSV or Parquet.", show_default=False)]


@command(output=REPORT)
def hub_check(file: Submission, hub: HubFolder, *, output: Output) -> None:
    """Check a file of model output against every rule of its hub.

    Prints a line, with the value found, for each of the first rows that break a
    rule, or one line if all is well. The file may be from any team.

    For example:
      lstm-forecast hub check model-output/T-M/2025-01-11-T-M.csv .

    Exit codes: 0 if the hub would accept the file, 3 if not.
    """
    from lstm_cli.formats.hub_check import report_data, report_text
    from lstm_cli.formats.json_envelope import success
    from lstm_cli.hubs.checks.engine import check_file
    from lstm_cli.hubs.hub import open_hub

    report = check_file(open_hub(hub), Path(file))
    if output.as_json:
        output.write(success("hub check", report_data(report)))
    elif not (output.silent and report.is_fine):
        output.write_page(report_text(report))
    if not report.is_fine:
        raise SystemExit(ExitCode.DATA)
