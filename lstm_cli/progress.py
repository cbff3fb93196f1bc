"""Progress of long work: a record that is passed to a callback, which decides whether to show it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

__all__ = ["Progress", "Report", "ignore"]


@dataclass(frozen=True, slots=True)
class Progress:
    """How much of a long piece of work is done."""

    done: int
    total: int
    message: str


Report: TypeAlias = Callable[[Progress], None]


def ignore(_state: Progress) -> None:
    """Report nothing."""
