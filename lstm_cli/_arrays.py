"""Array types for signatures (docstrings give the shapes), and equality for dataclasses that hold arrays."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any, ClassVar, TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = ["Array", "Arrays", "Bools", "ByValue", "Datetimes", "Floats", "Ints", "Values"]

Floats: TypeAlias = NDArray[np.float64]
Values: TypeAlias = NDArray[np.signedinteger[Any] | np.float64]  # counts, or rates and proportions
Ints: TypeAlias = NDArray[np.signedinteger[Any]]  # int64, or int32 where rows are many: mind products
Bools: TypeAlias = NDArray[np.bool_]
Datetimes: TypeAlias = NDArray[np.datetime64]
Array: TypeAlias = NDArray[Any]  # float32, float64 or, in gradient checks, complex128
Arrays: TypeAlias = dict[str, Array]


class ByValue:
    """Base of dataclasses that hold arrays: two are equal if their types and the contents of their fields are.

    The ``__eq__`` that dataclasses generate fails on arrays, because comparing arrays gives an array.
    """

    __slots__ = ()
    __hash__: ClassVar[None]  # type: ignore[assignment]  # as for every mutable container with __eq__

    def __eq__(self, other: object) -> bool:
        return _same(self, other) if isinstance(other, type(self)) else NotImplemented


def _same(one: object, other: object) -> bool:
    """Whether two values have equal contents: arrays by dtype, shape and entries (NaN equals NaN), records by field."""
    if type(one) is not type(other):
        return False
    if isinstance(one, np.ndarray) and isinstance(other, np.ndarray):
        equal_nan = one.dtype.kind in "fcmM"
        return one.dtype == other.dtype and np.array_equal(one, other, equal_nan=equal_nan)
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
    if isinstance(one, tuple | list) and isinstance(other, tuple | list):
        return len(one) == len(other) and all(map(_same, one, other))
    if is_dataclass(one):
        names = [field.name for field in fields(one) if field.compare]
        return all(_same(getattr(one, name), getattr(other, name)) for name in names)
    return bool(one == other) or (one != one and other != other)  # noqa: PLR0124 - NaN
