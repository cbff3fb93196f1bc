"""Leaves out series that cannot be used, if the options ask for it, so that the others can be read."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from lstm_cli.errors import DataError, python_setting
from lstm_cli.panel.assemble import LaidOut, laid_out
from lstm_cli.panel.odd_series import odd_series
from lstm_cli.panel.rows import Origin
from lstm_cli.readers.cells import Cells
from lstm_cli.readers.row_groups import row_groups
from lstm_cli.remarks import Remark, first_names

__all__ = ["Skipped", "reason_of"]


def reason_of(error: DataError) -> str:
    """Return the first problem of an error without its advice."""
    return replace(error.problems[0], hint=None).text(python_setting)


@dataclass(slots=True)
class Skipped:
    """The series left out so far, and what was wrong with the first."""

    wanted: bool  # if false, every error is raised
    located: Callable[[DataError], DataError] | None = None  # returns an error with its place in a file of a folder
    names: list[str] = field(default_factory=list)
    reason: str = ""

    def take(self, error: DataError, series: Sequence[str], left: int) -> None:
        """Leave out some of the ``left`` series because of an error; raise it, as theirs, if none would be left."""
        if not self.wanted or not series or len(series) >= left:
            error.series = series
            raise error
        self.names += series
        self.reason = self.reason or reason_of(self.located(error) if self.located else error)

    def laid_out(self, cells: Cells, origin: Origin) -> LaidOut:
        """Put the rows of all usable series on a time line."""
        while True:
            rows = row_groups(cells)
            try:
                return laid_out(rows, self._noted(len(rows.names), origin))
            except DataError as error:
                if not self.wanted:
                    raise
                bad = error.series or odd_series(rows, origin)
                self.take(error, bad, len(rows.names))
                cells = cells.without(bad)

    def _noted(self, left: int, origin: Origin) -> Origin:
        """Return the origin with a remark on the series left out, beside those ``left``."""
        if not self.names:
            return origin
        details = {**first_names(self.names), "of": left + len(self.names), "reason": self.reason}
        return replace(origin, notes=(*origin.notes, Remark("series-skipped", details)))
