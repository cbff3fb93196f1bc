"""Remarks: facts worth mentioning that are not errors, as records; `lstm_cli.formats` writes their sentences."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, TypeAlias

__all__ = ["TARGETS", "Plain", "Remark", "first_names"]

Scalar: TypeAlias = str | int | float | bool | None
Plain: TypeAlias = Scalar | tuple[str, ...] | tuple[float, ...]  # what JSON can hold; a tuple becomes a list

MAX_NAMES: Final = 3  # series that a remark names
TARGETS: Final = "of_targets"  # the detail that names the targets which a remark is about


@dataclass(frozen=True, slots=True)
class Remark:
    """One fact: a stable ``code`` such as ``series-end-early``, and the numbers and names that its sentence needs.

    Details are values that JSON can hold; times are written as in the data, and names of series are as they were read.

    Raises
    ------
    TypeError
        A detail is of another type, such as a NumPy scalar.
    """

    code: str
    details: Mapping[str, Plain] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, value in self.details.items():
            if not all(type(part) in {str, int, float, bool, type(None)} for part in _parts(value)):
                raise TypeError(f"detail {name!r} of the remark {self.code!r} is no plain value: {value!r}")

    def to_dict(self) -> dict[str, object]:
        """Return the remark as JSON values; ``from_dict`` reads them back."""
        details = {name: list(value) if isinstance(value, tuple) else value for name, value in self.details.items()}
        return {"code": self.code, "details": details}

    def of_targets(self, names: Sequence[str]) -> "Remark":
        """Return the remark as one about some targets of a hub, which its sentence then names first; unchanged for none."""
        return replace(self, details={**self.details, TARGETS: tuple(names)}) if names else self

    @classmethod
    def from_dict(cls, fields: object) -> "Remark":
        """Return the remark that ``to_dict`` wrote; ValueError if the fields are not those of a remark."""
        match fields:
            case {"code": str(code), "details": dict(details), **extra} if not extra:
                values = {name: tuple(value) if isinstance(value, list) else value for name, value in details.items()}
            case _:
                raise ValueError("a remark has a code and details")
        try:
            return cls(code, values)
        except TypeError as error:
            raise ValueError(str(error)) from None


def _parts(value: object) -> tuple[object, ...]:
    """Return the members of a tuple, or a scalar as a tuple of one."""
    return value if isinstance(value, tuple) else (value,)


def first_names(names: Sequence[str]) -> dict[str, Plain]:
    """Return the details ``names`` (the first few) and ``count`` (how many there are)."""
    return {"names": tuple(names[:MAX_NAMES]), "count": len(names)}
