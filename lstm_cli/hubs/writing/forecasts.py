"""What the rows of a submission are made of: the forecast of one location, as quantiles, sample paths or probabilities."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from lstm_cli._arrays import Floats

__all__ = ["LocationForecast"]


@dataclass(frozen=True, slots=True)
class LocationForecast:
    """The forecast of a target at one location, for each of K times.

    location: a name, an abbreviation or a code of the hub. further: values of other task ids, such as an age group. ends:
    the days at which the steps end (``target_end_date``), (None,) for a target of a whole season. quantiles: (K, L) at
    ``levels``. samples: (N, K), a row a path. probabilities: by category, (K,) each. What is None cannot be written.
    """

    location: str
    ends: tuple[date | None, ...]
    levels: tuple[float, ...] = ()
    quantiles: Floats | None = None
    samples: Floats | None = None
    probabilities: Mapping[str, Floats] = field(default_factory=dict)
    further: Mapping[str, str] = field(default_factory=dict)
