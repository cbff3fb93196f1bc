"""Which of a hub's targets a user means."""

from collections.abc import Sequence

from lstm_cli.errors import Hint, Setting, UsageError
from lstm_cli.hubs.hub import Hub
from lstm_cli.hubs.tasks import ModelTask, Target
from lstm_cli.problems import closest, shown

__all__ = ["chosen_target", "series_targets"]


def series_targets(hub: Hub) -> list[tuple[Target, ModelTask]]:
    """Return the targets that are series, each with its model task."""
    return [(target, task) for target, task, _ in hub.targets() if target.is_series]


def chosen_target(hub: Hub, name: str | None, held: Sequence[str]) -> tuple[Target, ModelTask]:
    """Return a target by its name, among those that have target data (``held``); None means the only one.

    Raises
    ------
    UsageError
        There is no such target, no data of it, or several to choose from.
    """
    every = {target.name: (target, task) for target, task, _ in hub.targets()}
    names = ", ".join(map(shown, held)) or "none"
    if name is None:
        if len(held) == 1:
            return every[held[0]]
        example = Setting("target", held[0]) if held else Setting("target")
        raise UsageError(
            f"this hub has data for several targets: {names}", hint=Hint("choose one, such as {}", example)
        )
    if name in held:
        return every[name]
    if name in every:
        what = "no target data" if every[name][0].is_series else "no series of its own: it is derived from another"
        raise UsageError(f"{shown(name)} has {what}; there are data for {names}", value=name)
    close = closest(name, held)
    hint = Hint("did you mean {}?", Setting("target", close)) if close else None
    raise UsageError(f"{shown(name)} is not a target of this hub; there are data for {names}", value=name, hint=hint)
