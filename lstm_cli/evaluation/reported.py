"""The cutoffs of a backtest with vintages: which there are, the counts known at each, and the revisions known by then."""

from collections.abc import Sequence
from itertools import islice

from lstm_cli.errors import DataError, Hint, Setting
from lstm_cli.features.revisions import Revisions, learn_revisions
from lstm_cli.options import MIN_POINTS
from lstm_cli.panel.floor import measured_scale
from lstm_cli.panel.length import is_long_enough
from lstm_cli.panel.slicing import time_line
from lstm_cli.panel.vintages import State, Vintages

__all__ = ["known_states", "reported_cutoffs", "revisions_then"]


def reported_cutoffs(vintages: Vintages, cutoffs: range, most: int) -> tuple[int, ...]:
    """Return the first ``most`` cutoffs that are the newest slot of a vintage and have enough counts to learn from.

    Raises
    ------
    DataError
        There is none.
    """
    by_cutoff = vintages.reporting()
    reported = (cutoff for cutoff in cutoffs if cutoff in by_cutoff)
    chosen = tuple(islice((at for at in reported if is_long_enough(vintages.state(by_cutoff[at], at).panel)), most))
    if not chosen:
        style, line = vintages.newest.time_style, time_line(vintages.newest)
        first, last = (style.write(line[at]) for at in (cutoffs[-1], cutoffs[0]))
        message = (
            f"no vintage is the first report of a cutoff from {first} to {last} "
            f"with {MIN_POINTS} known counts of a series before it"
        )
        hint = Hint("{} tries every step as a cutoff", Setting("step", 1)) if cutoffs.step != -1 else None
        raise DataError(message, path=vintages.source, hint=hint)
    return chosen


def known_states(vintages: Vintages, cutoffs: Sequence[int]) -> tuple[State, ...]:
    """Return what was known in the first report of each cutoff."""
    by_cutoff = vintages.reporting()
    return tuple(vintages.state(by_cutoff[cutoff], cutoff) for cutoff in cutoffs)


def revisions_then(vintages: Vintages, cutoff: int, state: State) -> Revisions | None:
    """Return how values are revised, as far as it was known at a cutoff."""
    return learn_revisions(vintages, measured_scale(state.panel), cutoff=cutoff)
