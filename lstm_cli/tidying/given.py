"""Options that were given and are in the way: commands without one of them, each of them tried."""

from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from typing import Any, Final

from lstm_cli.errors import Hint
from lstm_cli.options import ReadOptions
from lstm_cli.panel.commands import reading_command
from lstm_cli.tidying.ways import Reading, Way, tried, way_to

__all__ = ["ways_without"]

USUAL: Final = ReadOptions()
LAYOUT: Final = ("wide",)  # tidying would take the other layout at its word, and every cell with it


def ways_without(reading: Reading, *, first: bool) -> Iterator[Way]:
    """Yield a way for each option that was given, without which the file is read as it is; or without all, if one does not do.

    ``first`` are those to be told before any tidying: whatever a model then takes, and the layout. The others may be what the
    user means, and are told where nothing else helps.
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
    """Return the way that leaves out some of the options that were given, if it is one."""
    usual: dict[str, Any] = {name: getattr(USUAL, name) for name in names}
    options = replace(reading.options, **usual)
    panel = tried(reading.panel, options)
    if panel is None:
        return None
    given: dict[str, Any] = {name: getattr(reading.options, name) for name in names}
    settings = reading_command("", "", replace(USUAL, **given)).settings
    way = way_to("", reading_command(reading.then, reading.name, options), panel, reading)
    return replace(way, hint=Hint(f"without {' '.join(['{}'] * len(settings))}: {{}}", *settings, *way.hint.parts))
