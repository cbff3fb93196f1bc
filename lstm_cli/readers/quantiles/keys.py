"""Finds the columns that identify a forecast: series, time, origin, horizon, model, target."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Final

from lstm_cli.errors import DataError, Hint
from lstm_cli.panel.series import Columns
from lstm_cli.problems import shown
from lstm_cli.readers.column_errors import no_time_column
from lstm_cli.readers.column_names import ID_NAMES, TIME_NAMES
from lstm_cli.readers.columns import find_keys
from lstm_cli.readers.name_words import plain_name
from lstm_cli.readers.quantiles.layout import Names
from lstm_cli.readers.table import Header

__all__ = ["Keys", "find_task_columns", "named_by_truth"]

TIMES: Final = ("target_end_date", "target_date")  # before the usual names, because hubs have other dates, too
IDS: Final = ("location",)
MODELS: Final = ("model", "model_id", "model_name", "team_model", "forecaster")
CUTOFFS: Final = ("cutoff", "cutoff_date")
ORIGINS: Final = (
    *("reference_date", "origin_date", "forecast_date", "timezero", "issue_date", "origin", "forecast_made"),
    *("forecast_origin", "forecast_issue_date", "creation_date", "run_date", "made_on"),
)
HORIZONS: Final = ("horizon", "h", "lead", "lead_time", "step", "steps_ahead", "weeks_ahead", "days_ahead")
TARGETS: Final = ("target", "target_type", "target_variable")
OBSERVED: Final = ("observed", "true_value", "y", "y_true", "actual", "actuals", "observation", "truth")


@dataclass(frozen=True, slots=True)
class Keys:
    """Positions of the columns."""

    time: int
    id: int | None
    model: int | None = None
    cutoff: int | None = None  # the last time known
    origin: int | None = None  # when the forecast was made
    horizon: int | None = None
    target: int | None = None
    observed: int | None = None  # the observed counts


def named_by_truth(header: Header, truth: Columns) -> dict[str, int]:
    """Return the columns with the names of the truth's columns, by role.

    Our own files begin with the cutoff, if there is one, then id and time, whatever their names: of several columns with
    one name, such as `q0.5`, the first is meant, and of two called `cutoff` the second.
    """
    found: dict[str, int] = {}
    for role, name in (("id", truth.id), ("time", truth.time)):
        places = [at for at, other in enumerate(header.names) if name and other == name and at not in found.values()]
        if places:
            found[role] = places[-1 if plain_name(name or "") in CUTOFFS else 0]
    return found


def find_task_columns(names: Names, truth: Columns, used: AbstractSet[int], observed: str | None) -> Keys:
    """Find the columns, first by the names of the truth; ``used`` hold quantiles, ``observed`` names a column of counts.

    DataError if no column holds times, or several may hold times or names.
    """
    rest = replace(names, taken=names.taken | used)
    roles = {
        "model": rest.one(*MODELS),
        "cutoff": rest.one(*CUTOFFS),
        "origin": rest.one(*ORIGINS),
        "horizon": rest.one(*HORIZONS),
        "target": rest.one(*TARGETS),
        "observed": rest.one(*((plain_name(observed),) if observed else ()), *OBSERVED),
    }
    free = replace(rest, taken=rest.taken | {at for at in roles.values() if at is not None})
    named = named_by_truth(names.header, truth)
    time, identity = named.get("time"), named.get("id")
    time = free.one(*TIMES) if time is None else time
    identity = free.one(*IDS) if identity is None else identity
    if time is None or identity is None:
        try:
            time, identity = _by_usual_names(free, time, identity)
        except DataError as error:
            raise _as_the_truth_does(error, truth.time if time is None else truth.id) from None
    return Keys(time, identity, **roles)


def _by_usual_names(free: Names, time: int | None, identity: int | None) -> tuple[int, int | None]:
    """Find missing columns by usual names; if none names times, a first column without a name holds them."""
    known = (() if time is None else TIME_NAMES) + (() if identity is None else ID_NAMES)
    left = [(at, name) for at, name in free if not any(plain_name(name) in rank for rank in known)]
    if time is None and left and left[0] == (0, "") and not _has(left, TIME_NAMES):
        time = 0
    if time is not None:
        if identity is not None or not _has(left, ID_NAMES):
            return time, identity
        left = [(at, name) for at, name in left if not any(plain_name(name) in rank for rank in TIME_NAMES)]
        left.append((time, "ds"))
    elif not _has(left, TIME_NAMES):
        raise no_time_column(free.header, path=free.source)
    header = replace(free.header, names=tuple(name for _, name in left))
    at, named = find_keys(header, path=free.source)
    found = None if named is None else left[named][0]
    return left[at][0], found if identity is None else identity


def _as_the_truth_does(error: DataError, name: str | None) -> DataError:
    """Return the error with the advice to use the truth's column name: options only say how to read the truth."""
    if not name:
        return error
    return DataError(replace(error.problems[0], hint=Hint("name it {}, as in the truth", shown(name))), path=error.path)


def _has(columns: list[tuple[int, str]], ranks: tuple[frozenset[str], ...]) -> bool:
    """Whether a column has one of these usual names."""
    return any(plain_name(name) in rank for _, name in columns for rank in ranks)
