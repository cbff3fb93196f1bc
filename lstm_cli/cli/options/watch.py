"""The options of `watch`: which counts are watched, and which of them are alarms."""

from dataclasses import dataclass
from typing import Final

from lstm_cli.cli.command import Bundle
from lstm_cli.cli.options.declare import OUT, TASK, switch, value

__all__ = ["WATCHING", "WatchOptions"]


@dataclass(frozen=True, slots=True)
class WatchOptions:
    """What a user may ask of the watch over new counts."""

    steps: int = 1
    level: str = "99"
    every: bool = False


USUAL: Final = WatchOptions()


WATCHING: Final = Bundle(
    {
        "steps": value("--steps", TASK, "N", "Newest steps to watch.", int, default=USUAL.steps, min=1),
        "level": value(
            "--level", TASK, "PERCENT", "Interval outside of which a count is an alarm.", default=USUAL.level
        ),
        "every": switch("--all", OUT, "Write all watched counts, not only alarms."),
    },
    WatchOptions,
)
