"""What tidying did to a table, step by step, so that rows and counts before and after can be reconciled."""

from dataclasses import dataclass, field

from lstm_cli.remarks import Plain, Remark

__all__ = ["Change", "Ledger"]


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a step: its remark, and how it changed the number of rows and the sum of the counts.

    ``rows`` and ``counts`` are after minus before: -3 rows are three dropped rows.
    """

    remark: Remark
    rows: int = 0
    counts: float = 0


@dataclass(slots=True)
class Ledger:
    """The number of rows and the sum of the counts of the file, and the changes of one run in order."""

    rows_in: int = 0
    counts_in: int = 0
    changes: list[Change] = field(default_factory=list)

    def add(self, code: str, *, rows: int = 0, counts: float = 0, **details: Plain) -> None:
        """Enter a change; ``details`` are the facts of its sentence, such as ``names``, ``count`` and ``line``."""
        self.enter(Remark(code, details), rows=rows, counts=counts)

    def enter(self, remark: Remark, *, rows: int = 0, counts: float = 0) -> None:
        """Enter a change by its remark."""
        self.changes.append(Change(remark, rows, counts))
