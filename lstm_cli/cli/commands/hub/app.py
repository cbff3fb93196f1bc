"""``lstm-forecast hub``: the commands about forecast hubs, from target data to a checked submission."""

from lstm_cli.cli.commands.hub.check import hub_check
from lstm_cli.cli.commands.hub.data import hub_data
from lstm_cli.cli.commands.hub.metadata import hub_metadata
from lstm_cli.cli.commands.hub.run import hub_run
from lstm_cli.cli.commands.hub.write import hub_write
from lstm_cli.cli.help import add_command, command_group

__all__ = ["hub"]


def about() -> None:
    """Submit to a forecast hub: data, checks, whole rounds.

    HUB is the folder of a hub: a clone of its repository.

    For example:
      lstm-forecast hub data covid19-forecast-hub --target "wk inc covid hosp"
      lstm-forecast hub run covid19-forecast-hub --team TEAM --abbr MODEL
      lstm-forecast hub check FILE covid19-forecast-hub
    """


hub = command_group(about)
for command in (hub_data, hub_write, hub_run, hub_check, hub_metadata):
    add_command(hub, command.__name__.removeprefix("hub_"), command)
