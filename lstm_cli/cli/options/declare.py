"""How an option is declared: an annotation, as typer reads it, and a default."""

from typing import Annotated, Any

import typer

__all__ = ["OUT", "READ", "TASK", "Declared", "option", "switch", "value"]

TASK, READ, OUT = "What to compute", "Reading DATA", "Output"  # groups that several commands have

Declared = tuple[Any, Any]  # an annotation and a default


def option(*names: str, group: str, help: str, metavar: str | None = None, **settings: object) -> object:
    """Return an option of a group."""
    return typer.Option(*names, help=help, metavar=metavar, rich_help_panel=group, **settings)  # type: ignore[arg-type]


def value(
    flags: str,
    group: str,
    metavar: str | None,
    help: str,
    kind: Any = str,  # noqa: ANN401 - any type
    *,
    default: object = None,
    **settings: object,
) -> Declared:
    """Declare an option that takes a value of a kind; flags are its names, with spaces between."""
    taken = kind | None if default is None else kind
    return Annotated[taken, option(*flags.split(), group=group, metavar=metavar, help=help, **settings)], default


def switch(flags: str, group: str, help: str, *, default: bool | None = False) -> Declared:
    """Declare an option without a value."""
    taken: Any = bool | None if default is None else bool
    return Annotated[taken, option(*flags.split(), group=group, help=help, show_default=False)], default
