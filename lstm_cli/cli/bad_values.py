"""Messages for values that options cannot take: what is valid and what was given, in plain words, not a validator's."""

from typing import Final

import typer

from lstm_cli.problems import shown

__all__ = ["plain_message"]

NOT_A_NUMBER: Final = {"int_parsing": "a whole number", "int_from_float": "a whole number", "float_parsing": "a number"}


def plain_message(error: typer.BadParameter) -> str:
    """Return what is wrong in plain words; other messages than pydantic's are returned as they are."""
    errors = getattr(error.__cause__, "errors", None)
    if errors is None:
        return error.message
    first = errors()[0]
    kind, bounds, given = first["type"], first.get("ctx", {}), shown(str(first["input"]))
    if kind in NOT_A_NUMBER:
        return f"expected {NOT_A_NUMBER[kind]}, got {given}"
    if "ge" in bounds:
        return f"expected a number from {bounds['ge']}, got {given}"
    if "le" in bounds:
        return f"expected a number up to {bounds['le']}, got {given}"
    return str(first["msg"]).removeprefix("Value error, ")
