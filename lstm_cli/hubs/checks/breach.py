"""What is wrong with a file, as records: the rule, how many rows break it, and the first few of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from lstm_cli.remarks import Plain

__all__ = ["MAX_EXAMPLES", "MAX_LISTED", "Breach", "Example", "Report", "by_rule"]

MAX_EXAMPLES: Final = 3  # of a rule; the others are counted
MAX_LISTED: Final = 8  # values or ids that a message lists


@dataclass(frozen=True, slots=True)
class Example:
    """Where a rule is broken: the line of a row, a column and its value, and what the message needs beside them."""

    line: int | None = None
    column: str | None = None
    value: str | None = None
    details: Mapping[str, Plain] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Breach:
    """A rule, how many times it is broken, and the first examples."""

    rule: str
    count: int
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """The result of checking a file.

    notes: what could not be checked: a code, and the text that its message needs.
    """

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
    """Join the breaches of the same rule, and keep the first examples."""
    joined: dict[str, Breach] = {}
    for breach in breaches:
        before = joined.get(breach.rule, Breach(breach.rule, 0, ()))
        examples = sorted((*before.examples, *breach.examples), key=lambda example: example.line or 0)
        joined[breach.rule] = Breach(breach.rule, before.count + breach.count, tuple(examples[:MAX_EXAMPLES]))
    return tuple(joined.values())
