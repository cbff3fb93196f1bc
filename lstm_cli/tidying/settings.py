"""The options of tidying as settings of a command, and as options of the readers; and back."""

from collections.abc import Iterable
from dataclasses import fields, replace
from enum import StrEnum
from typing import Any, Final

from lstm_cli.errors import Setting
from lstm_cli.options import READ_DEFAULTS, Absent, Negative, ReadOptions, TidyOptions, Week, WeekDate

__all__ = ["CHOICES", "option_of", "options_of", "read_options", "settings_of", "tidy_options"]

DEFAULTS: Final = TidyOptions()
NAMES: Final = {"from_date": "from"}  # settings whose field has another name
FIELDS: Final = {name: field for field, name in NAMES.items()}
JOINED: Final = frozenset({"id", "time"})  # settings whose several names are written as one value: a+b
CHOICES: Final[dict[str, type[StrEnum]]] = {
    "week": Week,
    "week_date": WeekDate,
    "negative": Negative,
    "absent": Absent,
}
SHARED: Final = ("value", "wide", "date_format", "freq", "delimiter")  # the same in both records


def settings_of(options: TidyOptions) -> tuple[Setting, ...]:
    """Return the settings that set these options.

    >>> settings_of(TidyOptions(time=("Year", "Week"), where=(("sex", "F"),), sum=True))
    (Setting(name='time', value='Year+Week'), Setting(name='where', value=('sex=F',)), Setting(name='sum', value=True))
    """
    changed = {entry.name: getattr(options, entry.name) for entry in fields(options)}
    return tuple(
        Setting(NAMES.get(name, name), _written(name, value))
        for name, value in changed.items()
        if value != getattr(DEFAULTS, name)
    )


def _written(name: str, value: Any) -> str | int | tuple[str, ...]:  # noqa: ANN401 - values of any option
    """Return the value of an option as that of a setting."""
    if name in JOINED:
        return "+".join(value)
    if name == "where":
        return tuple(f"{column}={text}" for column, text in value)
    if name == "without_lines":
        return ",".join(map(str, value))
    if name == "missing":
        return tuple(map(str, value)) if any("," in text for text in value) else ",".join(value)
    return value if isinstance(value, bool | int) else str(value)


def options_of(settings: Iterable[Setting]) -> TidyOptions:
    """Return the options that some settings set.

    >>> options_of((Setting("time", "day"), Setting("absent", "zero"))) == TidyOptions(time=("day",), absent=Absent.ZERO)
    True
    >>> options_of([Setting("where", ("sex=F", "age=5=6"))]).where
    (('sex', 'F'), ('age', '5=6'))
    """
    changed: dict[str, Any] = {}
    for setting in settings:
        changed |= option_of(setting)
    return replace(DEFAULTS, **changed)


def option_of(setting: Setting) -> dict[str, Any]:
    """Return a setting as a field of the options and its value."""
    name = FIELDS.get(setting.name, setting.name)
    if name in JOINED:
        return {name: (setting.value,)}
    if name == "where" and isinstance(setting.value, tuple):
        return {name: tuple(str(text).partition("=")[::2] for text in setting.value)}
    return {name: CHOICES[name](str(setting.value)) if name in CHOICES else setting.value}


def tidy_options(options: ReadOptions) -> TidyOptions:
    """Return the options of tidying that mean what these options of readers mean."""
    shared: dict[str, Any] = {name: getattr(options, name) for name in SHARED}
    identity, time = (() if column is None else (column,) for column in (options.id, options.time))
    encoding = None if options.encoding == READ_DEFAULTS.encoding else options.encoding
    return TidyOptions(**shared, id=identity, time=time, encoding=encoding)


def read_options(options: TidyOptions) -> ReadOptions | None:
    """Return the options of readers that mean the same, or None where readers lack one of them."""
    shared: dict[str, Any] = {name: getattr(options, name) for name in SHARED}
    identity, time = (next(iter(columns), None) for columns in (options.id, options.time))
    plain = ReadOptions(**shared, id=identity, time=time, encoding=options.encoding or READ_DEFAULTS.encoding)
    return plain if tidy_options(plain) == options else None
