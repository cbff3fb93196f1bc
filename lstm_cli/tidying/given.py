"""Given options that prevent a file from being read: commands without them, each of them tried."""

from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from typing import Any, Final

from lstm_cli.errors import Hint
from lstm_cli.options import ReadOptions
from lstm_cli.panel.commands import reading_command
from lstm_cli.tidying.ways import Reading, Way, tried, way_to

__all__ = ["ways_without"]

USUAL: Final = ReadOptions()
LAYOUT: Final = ("wide",)  # tidying would assume that layout and misread every cell


def ways_without(reading: Reading, *, first: bool) -> Iterator[Way]:
    """Yield a way for each given option without which the file can be read; if there is none, one without all of them.

    With ``first``, only options to drop before tidying is tried: all of them if a model is to use the data, else the
    layout. The user may have meant the others: they are dropped only if nothing else helps.
    """
    given = [
        entry.name for entry in fields(USUAL) if getattr(reading.options, entry.name) != getattr(USUAL, entry.name)
    ]
    told = given if reading.check is not None or not first else [name for name in given if name in LAYOUT]
    ways = [way for name in told if (way := _way_without((name,), reading)) is not None]
    if not ways and not first and len(given) > 1:
        ways = [way for way in [_way_without(given, reading)] if way is not None]
    yield from ways


def _way_without(names: Sequence[str], reading: Reading) -> Way | None:
    """Return the way that leaves out some given options, if it works."""
    usual: dict[str, Any] = {name: getattr(USUAL, name) for name in names}
    options = replace(reading.options, **usual)
    panel = tried(reading.panel, options)
    if panel is None:
        return None
    given: dict[str, Any] = {name: getattr(reading.options, name) for name in names}
    settings = reading_command("", "", replace(USUAL, **given)).settings
    way = way_to("", reading_command(reading.then, reading.name, options), panel, reading)
    return replace(way, hint=Hint(f"without {' '.join(['{}'] * len(settings))}: {{}}", *settings, *way.hint.parts))
