"""Hubverse model output of any team, with a row per quantile; rows of other output types are left out."""

from typing import Final

from lstm_cli.errors import DataError
from lstm_cli.problems import shown
from lstm_cli.readers.column_names import list_names
from lstm_cli.readers.quantiles.layout import Asked, Layout, Names, RowPlan

__all__ = ["HUBVERSE"]

LEVEL: Final = "output_type_id"  # a name that no other layout has


def _plan(names: Names, _asked: Asked) -> RowPlan | None:
    """Find the columns; if the column of levels exists, the others must, too."""
    level = names.one(LEVEL)
    if level is None:
        return None
    value, kind = names.one("value"), names.one("output_type")
    if value is None or kind is None:
        missing = [name for name, at in (("output_type", kind), ("value", value)) if at is None]
        lacks = f"hub rows without the column{'s' if len(missing) > 1 else ''} {', '.join(map(shown, missing))}"
        message = f"{lacks}, found {list_names(names.header.names)}"
        raise DataError(message, path=names.source, line=names.header.line, column=missing[0])
    return RowPlan(level, value, kind)


HUBVERSE: Final = Layout("hub rows", "output_type, output_type_id, value", _plan, strict=True)
