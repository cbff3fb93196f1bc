"""Remarks: facts worth a word that are no error. A record here; the sentence about it is written in `lstm_cli.formats`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

__all__ = ["Plain", "Remark"]

Plain: TypeAlias = str | int | float | bool | tuple[str, ...] | None  # what JSON can say


@dataclass(frozen=True, slots=True)
class Remark:
    """One fact: a stable ``code`` such as ``series-end-early``, and the numbers and names that its sentence needs.

    Details hold what JSON can say; times are written as the data write them, and names of series are untouched.
    """

    code: str
    details: Mapping[str, Plain] = field(default_factory=dict)
