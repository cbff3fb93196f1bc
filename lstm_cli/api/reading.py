"""How data are to be read: the arguments about columns, dates and steps, checked, as options."""

from lstm_cli.api.arguments import data_kind, shown_value
from lstm_cli.errors import FRAME, Command, Hint, Setting, UsageError
from lstm_cli.options import DataKind, ReadOptions

__all__ = ["reading_options"]


def reading_options(  # noqa: PLR0917 - the order of them all everywhere
    id_col: str | None,
    time_col: str | None,
    target_col: str | None,
    wide: bool | None,
    date_format: str | None,
    freq: str | None,
    kind: DataKind | str | None,
    *,
    delimiter: str | None = None,
    encoding: str = "utf-8",
) -> ReadOptions:
    """Return the options that the arguments of the same names are.

    Raises
    ------
    UsageError
        One of them is of a type that it cannot be.
    """
    if wide not in (None, True, False):
        raise UsageError(f"wide: expected True, False or None, got {shown_value(wide)}")
    return ReadOptions(
        _column("id_col", id_col),
        _column("time_col", time_col),
        _column("target_col", target_col),
        None if wide is None else bool(wide),
        _text("date_format", date_format, "%d/%m/%Y"),
        _step(freq),
        _text("delimiter", delimiter, ";"),
        encoding,
        data_kind(kind),
    )


def _column(name: str, value: object) -> str | None:
    """Return the name of a column, which is a text in every table: of a frame the number 0 is the column ``"0"``."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise UsageError(f"{name}: expected the name of a column, got {shown_value(value)}", hint=_of_several(name, value))


def _of_several(name: str, value: object) -> Hint | None:
    """Return what to do where several columns name a series, or hold a time."""
    setting = {"id_col": "id", "time_col": "time"}.get(name)
    if (
        setting is None
        or not isinstance(value, list | tuple)
        or not value
        or not all(isinstance(one, str) for one in value)
    ):
        return None
    if len(value) == 1:
        return Hint("write {}", Setting(setting, value[0]))
    return Hint("{} makes one of several", Command("tidy", FRAME, (Setting(setting, "+".join(value)),)))


def _text(name: str, value: object, such: str) -> str | None:
    """Return a text, or nothing."""
    if value is None or isinstance(value, str):
        return value
    raise UsageError(f"{name}: expected a text such as {such!r}, got {shown_value(value)}")


def _step(value: object) -> str | None:
    """Return a step of time; what pandas has in its place, as `pandas.offsets.Week`, is told by its own text."""
    text = getattr(value, "freqstr", None)
    if isinstance(text, str):
        raise UsageError(
            f"freq: expected a text, got {shown_value(value)}", hint=Hint("write {}", Setting("freq", text))
        )
    return _text("freq", value, "W-SAT")
