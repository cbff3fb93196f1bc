"""What tidying did to a table, step by step: so that the counts that went in and those that come out add up."""

from dataclasses import dataclass, field

from lstm_cli.remarks import Plain, Remark

__all__ = ["Change", "Ledger"]


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that a step did: its remark, and by how much it changed the number of rows and the sum of the counts.

    ``rows`` and ``counts`` are after minus before; -3 rows are three that were dropped.
    """

    remark: Remark
    rows: int = 0
    counts: float = 0


@dataclass(slots=True)
class Ledger:
    """The rows and the sum of counts that came in, and the changes of one run, in the order in which they were made."""

    rows_in: int = 0
    counts_in: int = 0
    changes: list[Change] = field(default_factory=list)

    def add(self, code: str, *, rows: int = 0, counts: float = 0, **details: Plain) -> None:
        """Enter a change; the details are what its sentence needs, such as ``names``, ``count`` and ``line``."""
        self.enter(Remark(code, details), rows=rows, counts=counts)

    def enter(self, remark: Remark, *, rows: int = 0, counts: float = 0) -> None:
        """Enter a change by its remark."""
        self.changes.append(Change(remark, rows, counts))
