"""Check the arguments about columns, dates and steps, and return them as options for reading data."""

from collections.abc import Sequence
from numbers import Integral

from lstm_cli.api.arguments import listed, optional, optional_choice, shown_value, text_of, yes_or_no
from lstm_cli.errors import FRAME, Command, Hint, Setting, UsageError
from lstm_cli.options import DataKind, ReadOptions

__all__ = ["column_name", "label_columns", "reading_options"]


def reading_options(  # noqa: PLR0917 - every caller passes all of them in this order
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
    """Return the arguments as one record.

    Raises
    ------
    UsageError
        One of them has the wrong type.
    """
    return ReadOptions(
        optional(column_name, "id_col", id_col),
        optional(column_name, "time_col", time_col),
        optional(column_name, "target_col", target_col),
        optional(yes_or_no, "wide", wide),
        _text("date_format", date_format, "%d/%m/%Y"),
        _step(freq),
        _text("delimiter", delimiter, ";"),
        text_of("encoding", encoding),
        optional_choice("kind", DataKind, kind),
    )


def column_name(name: str, value: object) -> str:
    """Return the name of a column as text: in a frame the column 0 is called ``"0"``."""
    if isinstance(value, str):
        return value
    if not isinstance(value, bool) and isinstance(value, Integral):
        return str(value)
    raise UsageError(f"{name}: expected the name of a column, got {shown_value(value)}", hint=_of_several(name, value))


def label_columns(labels: Sequence[str] | str | None) -> list[str]:
    """Return the names of columns of labels; None is no column."""
    return [] if labels is None else [column_name("labels", label) for label in listed(labels)]


def _of_several(name: str, value: object) -> Hint | None:
    """Return advice for several columns that name a series or hold a time together."""
    setting = {"id_col": "id", "time_col": "time"}.get(name)
    if setting is None or not isinstance(value, list | tuple) or not value:
        return None
    if not all(isinstance(column, str) for column in value):
        return None
    if len(value) == 1:
        return Hint("write {}", Setting(setting, value[0]))
    return Hint("{} makes one of several", Command("tidy", FRAME, (Setting(setting, "+".join(value)),)))


def _text(name: str, value: object, such: str) -> str | None:
    """Return text or None; UsageError for anything else, with an example."""
    if value is None or isinstance(value, str):
        return value
    raise UsageError(f"{name}: expected a text such as {such!r}, got {shown_value(value)}")


def _step(value: object) -> str | None:
    """Return a time step as text; the error for a pandas offset, such as `pandas.offsets.Week`, advises its text."""
    text = getattr(value, "freqstr", None)
    if isinstance(text, str):
        raise UsageError(
            f"freq: expected a text, got {shown_value(value)}", hint=Hint("write {}", Setting("freq", text))
        )
    return _text("freq", value, "W-SAT")
