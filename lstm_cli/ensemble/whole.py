"""A panel of any size, of which only a few series at a time are laid out as a history."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from lstm_cli._arrays import Ints
from lstm_cli.anchors.anchor_set import AnchorSet
from lstm_cli.features.histories import stretches
from lstm_cli.features.history import History, history_of
from lstm_cli.features.revisions import Revisions
from lstm_cli.panel.packed import release_values
from lstm_cli.panel.series import Panel

__all__ = ["Whole"]


@dataclass(frozen=True, slots=True)
class Whole:
    """A panel of N series, and what a model knows about them.

    steps: of the longest series, the width of every history; place (N,): the row of each series in the training panel, -1 if
    it is not there; anchors, changed: of the training panel, and whether any of its counts ever changed; revisions: for
    correcting values up to the newest slot, None to keep them as reported.
    """

    panel: Panel
    horizon: int
    steps: int
    place: Ints
    anchors: AnchorSet
    changed: bool
    revisions: Revisions | None = None
    newest: int = 0

    def __len__(self) -> int:
        return len(self.panel)

    def history(self, rows: Ints, *, calendar: bool = True) -> History:
        """Return the history of some series, as wide as that of all; without a calendar, all phases are 0."""
        history = history_of(self.panel, self.horizon, rows=rows, steps=self.steps, calendar=calendar)
        return history if self.revisions is None else self.revisions.corrected(history, self.newest)

    def anchors_of(self, rows: Ints) -> AnchorSet:
        """Return the anchors of some series, typical ones for series that the model was not trained on."""
        return self.anchors.of_series(self.place[rows])

    def part(self, rows: Ints) -> "Whole":
        """Return some of the series, read as among all, to be sent to a worker."""
        panel = replace(self.panel, series=tuple(self.panel.series[row] for row in rows.tolist()), labels={})
        return replace(self, panel=panel, place=np.arange(len(rows)), anchors=self.anchors_of(rows))

    def times(self, rows: Ints) -> Ints:
        """Return the seconds since 1970 of every step of some series, (n, T), 0 before they begin."""
        times = np.zeros((len(rows), self.steps), np.int64)
        for here, row in zip(times, rows.tolist(), strict=True):
            series = self.panel.series[row]
            here[self.steps - len(series) :] = series.times.astype("datetime64[s]").astype(np.int64)
        return times

    def stretches(self) -> Iterator[Ints]:
        """Yield the rows of all series, a few at a time."""
        for rows in stretches(np.arange(len(self)), self.steps):
            yield rows
            release_values(self.panel.series)
