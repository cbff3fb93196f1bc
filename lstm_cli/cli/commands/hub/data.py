"""``lstm-forecast hub data``: a target's series as the hub has them, for the pipe into `train`."""
# ruff: noqa: PLC0415 - NumPy loads only when the command runs

from pathlib import Path

from lstm_cli.cli.command import command
from lstm_cli.cli.options.hub import AsOf, HubFolder, Target, Vintages
from lstm_cli.cli.options.output import CSV_ONLY
from lstm_cli.cli.output import Output

__all__ = ["hub_data"]


@command(output=CSV_ONLY)
def hub_data(
    hub: HubFolder, *, target: Target = None, as_of: AsOf = None, vintages: Vintages = False, output: Output
) -> None:
    """Print a target's series as long CSV: location, date and count.

    A summary of what was read, and of what was revised since the previous
    vintage, goes to standard error.

    For example:
      lstm-forecast hub data . --target "wk inc flu hosp" | lstm-forecast train -
      lstm-forecast hub data . --as-of 2025-01-11
      lstm-forecast hub data . --vintages -o reports.csv
    """
    from lstm_cli.cli.targets import check_output
    from lstm_cli.formats.hub_data import data_parts, data_text
    from lstm_cli.hubs.hub import open_hub
    from lstm_cli.hubs.target_data import read_target_data
    from lstm_cli.hubs.target_files import FOLDERS
    from lstm_cli.hubs.texts import ENDINGS

    output.style({".csv": "csv"}, person="csv")
    check_output(output.path, [str(Path(hub, place)) for place in FOLDERS], stem="target-data", tables=tuple(ENDINGS))
    data = read_target_data(open_hub(hub), target, as_of=as_of, all_vintages=vintages)
    output.say(data_text(data))
    output.write_parts(data_parts(data))
