"""A table as the file has it: every cell as text, and the line of every row."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lstm_cli._arrays import Array, Bools, Ints

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Sheet", "sheet_of"]


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows of text under a header; each step of tidying takes a sheet and returns another.

    ``frame`` holds a column of ``str`` objects for each column of the file, without blanks around the cells; the names
    are unique, and an unnamed column is called ``column 3``. ``lines`` (int64, one per row) are physical lines, from 1.
    """

    path: str
    frame: "pd.DataFrame"
    lines: Ints
    delimiter: str = ""  # of formats that have one

    @property
    def names(self) -> list[str]:
        """The columns, in the order of the file."""
        return [str(name) for name in self.frame.columns]

    def __len__(self) -> int:
        return len(self.lines)

    def where(self, kept: Bools) -> "Sheet":
        """Return the sheet of the selected rows."""
        frame = self.frame.loc[kept].reset_index(drop=True)
        return Sheet(self.path, frame, self.lines[kept], self.delimiter)


def sheet_of(path: str, cells: Array, names: Sequence[str], lines: Ints, delimiter: str = "") -> Sheet:
    """Return the sheet of an array of texts (rows, columns) and unique names."""
    import pandas as pd

    return Sheet(path, pd.DataFrame(cells, columns=list(names), dtype=object), lines, delimiter)
