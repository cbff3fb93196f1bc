"""Progress of long work: on a terminal a bar on standard error that vanishes, elsewhere nothing or plain lines."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from lstm_cli.cli.output import Output
from lstm_cli.cli.streams import has_colour, is_terminal, say
from lstm_cli.formats.text import printable
from lstm_cli.progress import Progress, Report, ignore

__all__ = ["progress"]


@contextmanager
def progress(output: Output, *, few: bool = False) -> Iterator[Report]:
    """Give a callback that shows progress, as the terminal and the options allow.

    ``few``: long steps, shown as a count and the elapsed time; otherwise the remaining time is shown.
    """
    if output.verbose and not output.silent:
        yield _Lines()
    elif output.silent or not is_terminal(sys.stderr) or os.environ.get("TERM", "dumb") in {"", "dumb"}:
        yield ignore
    else:
        with _bar(no_color=output.no_color, few=few) as report:
            yield report


class _Lines:
    """Writes a line whenever another tenth is done, or another kind of work begins."""

    def __init__(self) -> None:
        self.last = ("", -1)

    def __call__(self, state: Progress) -> None:
        tenth = 10 * state.done // max(state.total, 1)
        if (state.message, tenth) != self.last:
            self.last = (state.message, tenth)
            say(f"{printable(state.message)}: {state.done} of {state.total}")


@contextmanager
def _bar(*, no_color: bool, few: bool) -> Iterator[Report]:
    """Draw a bar that vanishes when the work is done."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    colour = has_colour(sys.stderr, no_color=no_color)
    console = Console(
        file=sys.stderr, color_system="auto" if colour else None, markup=False, emoji=False, highlight=False
    )
    parts = (TextColumn("{task.description}", markup=False), BarColumn())
    columns = (MofNCompleteColumn(" of "), TimeElapsedColumn()) if few else (TimeRemainingColumn(),)
    with Bar(*parts, *columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=None)

        def report(state: Progress) -> None:
            bar.update(task, description=printable(state.message), completed=state.done, total=state.total)

        yield report
