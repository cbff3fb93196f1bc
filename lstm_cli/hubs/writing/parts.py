"""A submission: its rows by target and output type, what is left out, and the state of the file that is there already."""

from dataclasses import dataclass
from pathlib import Path

from lstm_cli.hubs.rounds import RoundDate
from lstm_cli.hubs.tasks import Target
from lstm_cli.remarks import Remark

__all__ = ["ExistingFile", "LeftOut", "Part", "Row", "Submission"]

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


@dataclass(frozen=True, slots=True)
class ExistingFile:
    """The state of an existing submission.

    is_older: the file is older than the target data. broken: a sentence for each rule that it breaks. lacking: the targets
    without a row. corrected: the targets whose known values are corrected for revisions, though wanted as reported.
    uncorrected: the targets whose known values are as reported, though they would be corrected now. others: the targets
    with rows that are not wanted, which a new file will not have.
    """

    is_older: bool = False
    broken: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()
    corrected: tuple[str, ...] = ()
    uncorrected: tuple[str, ...] = ()
    others: tuple[str, ...] = ()

    @property
    def is_current(self) -> bool:
        """Whether the file can stay as it is."""
        return not (self.is_older or self.broken or self.lacking or self.corrected or self.uncorrected)
