"""Who submits; free of NumPy, for the command line."""

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Team"]


@dataclass(frozen=True, slots=True)
class Team:
    """What a team says about itself and its model; ``fields`` are further entries of the hub's schema."""

    team: str
    abbr: str
    team_name: str | None = None
    model_name: str | None = None
    contributors: Sequence[str] = ()  # as Jane Doe <jane@example.org>, Institute
    license: str | None = None
    fields: Sequence[str] = ()  # as NAME=VALUE
