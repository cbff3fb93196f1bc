"""The task of each row of a table of forecasts: series, time, model, and what is known about its origin."""

import re
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from lstm_cli._arrays import Array, Bools, Datetimes, Floats, Ints
from lstm_cli.errors import DataError, Hint, Setting
from lstm_cli.panel.series import TimeStyle
from lstm_cli.problems import shown
from lstm_cli.readers.column_names import list_names
from lstm_cli.readers.quantiles.keys import Keys
from lstm_cli.readers.quantiles.sheet import Sheet, parse_numbers

__all__ = ["NothingAskedError", "Tasks", "described", "of_target", "read_tasks"]

MAX_HORIZON: Final = 10_000
UNIT: Final = r"(?:wk|week|day|d|w|mo|month|quarter|qtr|yr|year|hour|h|step)s?"
AHEAD: Final = re.compile(rf"([+-]?\d+) ({UNIT}) ahead (.+)", re.ASCII | re.IGNORECASE)  # targets of Zoltar
HORIZON: Final = re.compile(rf"([+-]?\d+(?:\.0+)?) ?{UNIT}", re.ASCII | re.IGNORECASE)  # "1 wk"


@dataclass(frozen=True, slots=True)
class Tasks:
    """The tasks of R rows: arrays of shape (R,), None if there is no such column."""

    names: tuple[str, ...]
    series: Ints  # index into names
    times: Datetimes
    style: TimeStyle
    models: tuple[str, ...]
    model: Ints  # index into models
    cutoffs: Datetimes | None = None
    origins: Datetimes | None = None
    horizons: Ints | None = None
    origin_name: str | None = None

    def only(self, rows: Ints | Bools) -> "Tasks":
        """Return some of the rows."""
        parts = ("series", "times", "model", "cutoffs", "origins", "horizons")
        arrays = {part: array[rows] for part in parts if (array := getattr(self, part)) is not None}
        return replace(self, **arrays)

    @property
    def keys(self) -> list[Array]:
        """The arrays of shape (R,) that together identify a forecast."""
        parts = (self.model, self.series, self.times, self.cutoffs, self.origins, self.horizons)
        return [part for part in parts if part is not None]


def read_tasks(sheet: Sheet, keys: Keys, *, date_format: str | None) -> Tasks:
    """Read the columns; problems of their cells are collected in the sheet."""
    times, style = sheet.times(keys.time, date_format)
    names, series = sheet.names(keys.id)
    models, model = sheet.names(keys.model, what="the name of a model")
    cutoffs, origins = (None if at is None else sheet.times(at, date_format)[0] for at in (keys.cutoff, keys.origin))
    horizons = None if keys.horizon is None else _horizons(sheet, keys.horizon)
    origin_name = None if keys.origin is None else sheet.header.names[keys.origin]
    return Tasks(names, series, times, style, models, model, cutoffs, origins, horizons, origin_name)


def described(series: str, time: str) -> str:
    """Return what a message calls a forecast; ``series`` is "" if the file has no column of names."""
    return f"series {shown(series)}, {time}" if series else time


def _horizons(sheet: Sheet, position: int) -> Ints:
    """Read a column of horizons: whole numbers of steps, perhaps with a unit."""
    texts = [text.strip() for text in sheet.columns[position].texts]
    numbers: Floats = parse_numbers([match[1] if (match := HORIZON.fullmatch(text)) else text for text in texts])
    bad = (numbers != np.rint(numbers)) | ~(np.abs(numbers) < MAX_HORIZON)
    sheet.expect(position, bad, "a whole number of steps")
    return np.asarray(sheet.of(position, np.where(bad, 0, numbers)), np.int64)


class NothingAskedError(DataError):
    """A table of forecasts has none of the requested kind: no quantiles, or not the target."""


def of_target(sheet: Sheet, keys: Keys, target: str | None) -> tuple[Sheet, Keys]:
    """Keep the rows of the named target, or of the only one.

    A target such as ``1 wk ahead inc death`` names a horizon, which becomes a column if there is none.
    """
    if keys.target is None:
        return sheet, keys
    sheet, keys = _without_horizon(sheet, keys, keys.target)
    position = keys.target or 0
    column, present = sheet.columns[position], sheet.present(position)
    if target is None and len(present) > 1:
        message = f"quantiles of several targets: {list_names(present)}"
        hint = Hint("choose one with {}", Setting("target", present[0]))
        raise DataError(message, path=sheet.source, column=column.name, hint=hint)
    if target is not None and target not in present:
        message = f"no quantiles of the target {shown(target)}"
        hint = Hint("{} takes one of {}", Setting("target"), list_names(present))
        raise NothingAskedError(message, path=sheet.source, column=column.name, value=target, hint=hint)
    wanted = np.array([target is None or text.strip() == target for text in column.texts])
    return sheet.only(wanted[column.codes]), keys


def _without_horizon(sheet: Sheet, keys: Keys, position: int) -> tuple[Sheet, Keys]:
    """Return the sheet with target names without their horizons, and the horizons as a further column."""
    column = sheet.columns[position]
    used = set(np.unique(column.codes).tolist())
    matches = [AHEAD.fullmatch(text.strip()) for text in column.texts]
    if not all(matches[code] for code in used):
        return sheet, keys
    several = len({match[2].casefold() for code in used if (match := matches[code])}) > 1
    names = ["" if not match else f"{match[2]} ahead {match[3]}" if several else match[3] for match in matches]
    renamed = sheet.with_texts(position, names)
    if keys.horizon is not None:
        return renamed, keys
    horizons = replace(column, texts=[match[1] if match else "0" for match in matches], position=len(sheet.columns))
    return replace(renamed, columns=[*renamed.columns, horizons]), replace(keys, horizon=len(sheet.columns))
