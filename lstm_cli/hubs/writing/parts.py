"""The parts of a submission: its rows by target and output type, and what is left out."""

from dataclasses import dataclass
from pathlib import Path

from lstm_cli.hubs.rounds import RoundDate
from lstm_cli.hubs.tasks import Target
from lstm_cli.remarks import Remark

__all__ = ["LeftOut", "Part", "Row", "Submission"]

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """The rows of one target and output type; ``without`` names locations whose forecasts cannot give this output type."""

    target: Target
    output: str
    is_required: bool
    rows: tuple[Row, ...]
    without: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A target, or one of its output types, that has no rows, and why: a code, and the names that its message needs."""

    target: str
    output: str | None
    reason: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Submission:
    """The content of a submission that keeps the hub's rules, and what a user should know about it."""

    path: Path
    chosen: RoundDate
    content: bytes
    parts: tuple[Part, ...]
    left_out: tuple[LeftOut, ...]
    notes: tuple[Remark, ...]
    lacks_metadata: bool
