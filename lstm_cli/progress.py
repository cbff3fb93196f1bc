"""Progress of long work: a record passed to a callback, which decides whether to show it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

__all__ = ["Progress", "Report", "ignore"]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a long piece of work is."""

    done: int
    total: int
    message: str


Report: TypeAlias = Callable[[Progress], None]


def ignore(_state: Progress) -> None:
    """Report nothing."""
