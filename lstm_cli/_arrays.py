"""Names of the array types in signatures; shapes are given in docstrings."""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = ["Array", "Arrays", "Bools", "Datetimes", "Floats", "Ints", "Values"]

Floats: TypeAlias = NDArray[np.float64]
Values: TypeAlias = NDArray[np.signedinteger[Any] | np.float64]  # counts, or rates and proportions
Ints: TypeAlias = NDArray[np.signedinteger[Any]]  # int64, or int32 where rows are many: mind products
Bools: TypeAlias = NDArray[np.bool_]
Datetimes: TypeAlias = NDArray[np.datetime64]
Array: TypeAlias = NDArray[Any]  # float32, float64 or, in gradient checks, complex128
Arrays: TypeAlias = dict[str, Array]
