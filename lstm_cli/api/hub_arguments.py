"""Arguments of `Hub`, checked and converted into the records that hubs use."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from lstm_cli.api.arguments import day_of, listed, optional, optional_choice, path_of, text_of, yes_or_no
from lstm_cli.api.hub_plan import Plan, plan_submission
from lstm_cli.hubs.hub import Hub
from lstm_cli.hubs.team import Team
from lstm_cli.options import HubFormat

__all__ = ["planned_submission", "team_of"]


def team_of(
    team: str,
    abbr: str,
    *,
    names: tuple[str | None, str | None],
    contributors: Sequence[str],
    license_: str | None,
    fields: Mapping[str, str] | Sequence[str] | None,
) -> Team:
    """Return the record of a team; UsageError if an argument is not a text."""
    given = [] if fields is None else listed(fields)
    if isinstance(fields, Mapping):
        given = [f"{name}={value}" for name, value in fields.items()]
    return Team(
        text_of("team", team),
        text_of("abbr", abbr),
        optional(text_of, "team_name", names[0]),
        optional(text_of, "model_name", names[1]),
        [text_of("contributors", person) for person in listed(contributors)],
        optional(text_of, "license", license_),
        [text_of("fields", field) for field in given],
    )


def planned_submission(
    hub: Hub,
    team: str,
    abbr: str,
    *,
    reference_date: str | date | None,
    targets: str | Sequence[str] | None,
    folder: str | Path | None,
    file_format: HubFormat | str | None,
    as_reported: bool,
) -> Plan:
    """Plan a submission as `plan_submission` does; UsageError if an argument has the wrong type."""
    return plan_submission(
        hub,
        text_of("team", team),
        text_of("abbr", abbr),
        round_id=optional(day_of, "reference_date", reference_date),
        targets=None if targets is None else [text_of("targets", name) for name in listed(targets)],
        folder=optional(path_of, "folder", folder),
        file_format=optional_choice("format", HubFormat, file_format),
        as_reported=yes_or_no("as_reported", as_reported),
    )
