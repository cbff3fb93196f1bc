"""The finished cutoffs of a backtest, kept in a working file so that an interrupted backtest can be resumed.

The file is a container like a model file: it is complete after every write, and checked when it is read.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from lstm_cli._arrays import Array
from lstm_cli._version import __version__
from lstm_cli.atomic import write_atomically
from lstm_cli.errors import Hint, ModelFileError, Setting, UsageError
from lstm_cli.evaluation.backtest import CutoffForecasts, Plan
from lstm_cli.options import DataKind
from lstm_cli.panel.series import Panel
from lstm_cli.storage.container import content_digest, encode, read_arrays

__all__ = ["WorkingFile", "is_working_file", "open_working_file"]

KIND: Final = "backtest"
NOTHING: Final = -1.0  # stands for NaN, which the container refuses; counts and scales are never below 0
PARTS: Final = ("quantiles", "baseline", "scale")
RENAMED: Final = {"every_refit": "refit_every"}  # terms whose settings have another name
BY_ROW: Final = ("series", "slot", "value", "vintage")  # fields of vintages that go into the digest


@dataclass(frozen=True, slots=True)
class WorkingFile:
    """The file for the finished cutoffs of one backtest, which its ``terms`` identify.

    Without a path nothing is kept: the backtest runs all the same but cannot be resumed.
    """

    path: Path | None
    terms: Mapping[str, Any]

    def write(self, finished: Mapping[int, CutoffForecasts]) -> None:
        """Replace the file with one of these cutoffs."""
        if self.path is None:
            return
        arrays: dict[str, Array] = {
            f"{cutoff}/{part}": np.nan_to_num(getattr(forecasts, part), nan=NOTHING)
            for cutoff, forecasts in finished.items()
            for part in PARTS
        }
        document = {"kind": KIND, "terms": dict(self.terms), "finished": sorted(finished)}
        write_atomically(self.path, encode(arrays, document))

    def remove(self) -> None:
        """Remove the file, if there is one."""
        if self.path is not None:
            self.path.unlink(missing_ok=True)


def open_working_file(
    path: Path, panel: Panel, plan: Plan, *, resume: bool, optional: bool = False
) -> tuple[WorkingFile, dict[int, CutoffForecasts]]:
    """Return the working file and the cutoffs that it keeps; a new file, still empty, is created at once.

    optional: go on without a file if the path cannot be written to.

    Raises
    ------
    UsageError
        The file exists and ``resume`` is False, or it belongs to another backtest, or it is not a working file.
    """
    work = WorkingFile(path, _terms(panel, plan))
    if not path.exists():
        return _started(work, {}, optional=optional), {}
    arrays, document = _read(path)
    finished = document["finished"]
    if not resume:
        raise UsageError(
            f"holds {len(finished)} of {len(document['terms']['cutoffs'])} cutoffs of a backtest that was interrupted "
            "or is still running",
            path=str(path),
            hint=Hint("add {} to continue it, or remove the file", Setting("resume", value=True)),
        )
    differences = _differences(document["terms"], work.terms)
    if differences is not None:
        hint = Hint(f"ask for the same as it did ({differences.template}), or remove the file", *differences.parts)
        raise UsageError("holds cutoffs of another backtest", path=str(path), hint=hint)
    kept = {cutoff: _cutoff(arrays, cutoff) for cutoff in finished}
    return _started(work, kept, optional=optional), kept


def _started(work: WorkingFile, kept: Mapping[int, CutoffForecasts], *, optional: bool) -> WorkingFile:
    """Write what is kept so far, to find out now whether the path can be written to."""
    try:
        work.write(kept)
    except OSError:
        if not optional:
            raise
        return WorkingFile(None, work.terms)
    return work


def is_working_file(path: Path) -> bool:
    """Whether a path is a file of finished cutoffs."""
    try:
        return path.is_file() and read_arrays(path)[1].get("kind") == KIND
    except ModelFileError:
        return False


def _terms(panel: Panel, plan: Plan) -> dict[str, Any]:
    """Return everything that the numbers of a backtest depend on."""
    slots = [series.start + np.flatnonzero(series.observed) for series in panel.series]
    known = [series.counts[series.observed] for series in panel.series]
    times = [series.times.astype("datetime64[s]").astype(np.int64) for series in panel.series]
    arrays = {"slots": np.concatenate(slots), "counts": np.concatenate(known), "times": np.concatenate(times)}
    about: dict[str, Any] = {
        "names": [series.name for series in panel.series],
        "sizes": [len(counts) for counts in known],
    }
    if panel.scale.kind is not DataKind.COUNT:
        about["kind"] = str(panel.scale.kind)
    if plan.vintages is not None:
        arrays |= {f"vintages/{name}": getattr(plan.vintages, name) for name in BY_ROW}
        arrays["vintages/as_of"] = plan.vintages.as_of.astype(np.int64)
    return {
        "version": __version__,
        "data": content_digest(arrays, about | {"frequency": panel.frequency.to_dict()}),
        "cutoffs": list(plan.cutoffs),
        "horizon": plan.horizon,
        "every_refit": plan.every_refit,
        "seed": plan.seed,
        "baseline": plan.baseline,
        **({"as_reported": True} if plan.as_reported else {}),
    }


def _differences(kept: Mapping[str, Any], wanted: Mapping[str, Any]) -> Hint | None:
    """Return the settings to change in order to resume the kept backtest; None if its terms agree with those wanted."""
    if kept.get("version") != wanted["version"]:
        return Hint("version {}", str(kept.get("version")))
    parts: list[Setting | str] = [] if kept["data"] == wanted["data"] else ["the same data"]
    names = ("horizon", "every_refit", "seed", "baseline")
    parts += [Setting(RENAMED.get(name, name), kept[name]) for name in names if kept[name] != wanted[name]]
    if kept.get("as_reported") != wanted.get("as_reported"):
        parts.append(Setting("as_reported", value=True) if "as_reported" in kept else "newest values corrected")
    if not parts and kept["cutoffs"] != wanted["cutoffs"]:
        return Hint("the same {} and {}", Setting("cutoffs"), Setting("step"))
    return Hint(", ".join("{}" for _ in parts), *parts) if parts else None


def _read(path: Path) -> tuple[dict[str, Array], dict[str, Any]]:
    """Read a working file; refuse any other file."""
    hint = Hint("move it elsewhere")
    try:
        arrays, document = read_arrays(path)
    except ModelFileError as error:
        raise UsageError("is not a file of finished cutoffs, or is damaged", path=str(path), hint=hint) from error
    if document.get("kind") != KIND:
        raise UsageError("is not a file of finished cutoffs", path=str(path), hint=hint)
    return arrays, document


def _cutoff(arrays: Mapping[str, Array], cutoff: int) -> CutoffForecasts:
    """Return one kept cutoff."""
    parts = {part: arrays[f"{cutoff}/{part}"].astype(float) for part in PARTS}
    for values in parts.values():
        values[values == NOTHING] = np.nan
    return CutoffForecasts(cutoff, **parts)
