"""``lstm-forecast hub metadata``: the YAML that a hub wants beside the files of a model."""
# ruff: noqa: PLC0415 - nothing loads before the command runs

from lstm_cli.cli.command import command
from lstm_cli.cli.options.hub import TEAM, HubFolder
from lstm_cli.cli.options.output import YAML_ONLY
from lstm_cli.cli.output import Output
from lstm_cli.hubs.team import Team

__all__ = ["hub_metadata"]


@command(team=TEAM, output=YAML_ONLY)
def hub_metadata(hub: HubFolder, *, team: Team, output: Output) -> None:
    """Write a model's metadata file by the hub's schema.

    An error names the entries that the schema requires and only you can give.

    For example:
      lstm-forecast hub metadata . --team T --abbr M --license CC-BY-4.0
        --contributor "Jane Doe <jane@example.org>, Institute"
        -o model-metadata/T-M.yml
    """
    from lstm_cli.cli.targets import check_output
    from lstm_cli.hubs.hub import open_hub
    from lstm_cli.hubs.metadata import metadata_yaml

    output.style({".yml": "yaml", ".yaml": "yaml"}, person="yaml", program="yaml")
    check_output(output.path, [], style="yaml", stem="metadata")
    output.write(metadata_yaml(open_hub(hub), team))
