"""Given options that prevent a file from being read: commands without them, each of them tried."""

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any, Final

from lstm_cli.errors import Hint
from lstm_cli.options import READ_DEFAULTS
from lstm_cli.panel.commands import reading_command
from lstm_cli.tidying.ways import ReadRequest, Way, tried, way_to

__all__ = ["ways_without"]

LAYOUT: Final = ("wide",)  # tidying would assume that layout and misread every cell


def ways_without(request: ReadRequest, *, first: bool) -> list[Way]:
    """Return a way for each given option without which the file can be read; if there is none, one without all of them.

    With ``first``, only options to drop before tidying is tried: all of them if a model is to use the data, else the
    layout. The user may have meant the others: they are dropped only if nothing else helps.
    """
    names = [entry.name for entry in fields(READ_DEFAULTS)]
    given = [name for name in names if getattr(request.options, name) != getattr(READ_DEFAULTS, name)]
    told = given if request.check is not None or not first else [name for name in given if name in LAYOUT]
    ways = [way for name in told if (way := _way_without((name,), request)) is not None]
    if not ways and not first and len(given) > 1 and (way := _way_without(given, request)) is not None:
        return [way]
    return ways


def _way_without(names: Sequence[str], request: ReadRequest) -> Way | None:
    """Return the way that leaves out some given options, if it works."""
    usual: dict[str, Any] = {name: getattr(READ_DEFAULTS, name) for name in names}
    options = replace(request.options, **usual)
    panel = tried(request.panel, options)
    if panel is None:
        return None
    given: dict[str, Any] = {name: getattr(request.options, name) for name in names}
    settings = reading_command("", "", replace(READ_DEFAULTS, **given)).settings
    way = way_to("", reading_command(request.then, request.name, options), panel, request)
    return replace(way, hint=Hint(f"without {' '.join(['{}'] * len(settings))}: {{}}", *settings, *way.hint.parts))
