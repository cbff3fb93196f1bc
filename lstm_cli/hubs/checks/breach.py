"""What a file breaks, as records: a rule, how many rows, and the first few of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from lstm_cli.remarks import Plain

__all__ = ["MAX_EXAMPLES", "Breach", "Example", "Report", "by_rule"]

MAX_EXAMPLES: Final = 3  # of a rule; the others are counted


@dataclass(frozen=True, slots=True)
class Example:
    """Where a rule is broken: the line of a row, a column and its value, and what the sentence needs."""

    line: int | None = None
    column: str | None = None
    value: str | None = None
    details: Mapping[str, Plain] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Breach:
    """A rule that is broken ``count`` times, and the first examples."""

    rule: str
    count: int
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """What the check of a file found; ``notes`` are codes of what could not be checked, with what they need."""

    path: str
    rows: int
    round: str | None
    breaches: tuple[Breach, ...]
    notes: tuple[tuple[str, str], ...] = ()

    @property
    def is_fine(self) -> bool:
        """Whether no rule is broken."""
        return not self.breaches


def by_rule(breaches: Iterable[Breach]) -> tuple[Breach, ...]:
    """Join what breaks the same rule, with the first examples of all."""
    joined: dict[str, Breach] = {}
    for breach in breaches:
        before = joined.get(breach.rule, Breach(breach.rule, 0, ()))
        examples = sorted((*before.examples, *breach.examples), key=lambda example: example.line or 0)
        joined[breach.rule] = Breach(breach.rule, before.count + breach.count, tuple(examples[:MAX_EXAMPLES]))
    return tuple(joined.values())
