"""The options of the commands about hubs: which hub, target, round and team."""

from dataclasses import dataclass
from typing import Annotated, Any, Final

import typer

from lstm_cli.cli.command import Bundle
from lstm_cli.cli.options.declare import TASK, option, switch, value
from lstm_cli.cli.options.shared import Seed
from lstm_cli.hubs.team import Team
from lstm_cli.options import HubFormat

__all__ = ["SUBMISSION", "TEAM", "AsOf", "HubFolder", "SubmissionOptions", "Target", "Vintages"]

READ: Final = "What to read"
WHAT: Final = "What to submit"
WHO: Final = "Team and model"

HubFolder = Annotated[str, typer.Argument(metavar="HUB", help="Folder of a hub.", show_default=False)]
Target = Annotated[
    str | None, option("--target", group=READ, metavar="NAME", help="Target of the hub.  [default: the only one]")
]
AsOf = Annotated[
    str | None, option("--as-of", group=READ, metavar="DATE", help="Values as known on DATE.  [default: latest]")
]
Vintages = Annotated[
    bool, option("--vintages", group=READ, help="All vintages, with a column as_of.", show_default=False)
]
TeamName = Annotated[
    str, option("--team", group=WHO, metavar="TEAM", help="Abbreviation of the team.", show_default=False)
]
Abbreviation = Annotated[
    str, option("--abbr", group=WHO, metavar="MODEL", help="Abbreviation of the model.", show_default=False)
]


def _team(*, contributor: list[str] | None, field: list[str] | None, **others: str) -> Team:
    """Make one record of the options about a team."""
    return Team(contributors=contributor or (), fields=field or (), **others)


TEAM: Final = Bundle(
    {
        "team": (TeamName, ...),
        "abbr": (Abbreviation, ...),
        "team_name": value("--team-name", WHO, "NAME", "Full name of the team.  [default: TEAM]"),
        "model_name": value("--model-name", WHO, "NAME", "Full name of the model.  [default: MODEL]"),
        "contributor": value("--contributor", WHO, "PERSON", "Name <email>, affiliation; may be repeated.", list[str]),
        "license": value("--license", WHO, "NAME", "Licence of the forecasts, e.g. CC-BY-4.0."),
        "field": value("--field", WHO, "NAME=VALUE", "Any other entry of the schema; may be repeated.", list[str]),
    },
    _team,
)


@dataclass(frozen=True, slots=True)
class SubmissionOptions:
    """What a user may ask of a submission; None means the first round after the data, all targets, the hub's folder."""

    team: str
    abbr: str
    reference_date: str | None
    targets: list[str] | None
    into: str | None
    format: HubFormat | None
    as_reported: bool
    seed: int


def _submission_options(*, target: list[str] | None, **others: Any) -> SubmissionOptions:  # noqa: ANN401 - as typer has read them
    """Make one record of the options."""
    return SubmissionOptions(targets=target or None, **others)


SUBMISSION: Final = Bundle(
    {
        "reference_date": value(
            "--reference-date", WHAT, "DATE", "Date of the round.  [default: first after the data]"
        ),
        "target": value("--target", WHAT, "NAME", "Only this target; may be repeated.  [default: all]", list[str]),
        "into": value("--into", WHAT, "FOLDER", "Folder that holds model-output.  [default: HUB]"),
        "format": value("--format", WHAT, "FORMAT", "csv or parquet.  [default: csv if the hub accepts it]", HubFormat),
        "as_reported": switch("--as-reported", TASK, "Do not correct the newest values for revisions."),
        "seed": (Seed, 0),
        "team": (TeamName, ...),
        "abbr": (Abbreviation, ...),
    },
    _submission_options,
)
