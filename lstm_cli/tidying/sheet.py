"""A table as it stands in a file: every cell as text, and the line of every row."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray

from lstm_cli._arrays import Bools, Ints

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Sheet", "sheet_of"]


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows of text under a header; steps of tidying take a sheet and give another.

    ``frame`` holds a column of ``str`` objects for each column of the file, without blanks around the cells; the names
    are unique, and a column without one is called ``column 3``. ``lines`` (int64, one a row) are physical lines, from 1.
    """

    path: str
    frame: "pd.DataFrame"
    lines: Ints
    delimiter: str = ""  # between cells, where the format has one

    @property
    def names(self) -> list[str]:
        """The columns, in the order of the file."""
        return [str(name) for name in self.frame.columns]

    def __len__(self) -> int:
        return len(self.lines)

    def where(self, kept: Bools) -> "Sheet":
        """Return the sheet of some rows."""
        frame = self.frame.loc[kept].reset_index(drop=True)
        return Sheet(self.path, frame, self.lines[kept], self.delimiter)


def sheet_of(path: str, cells: NDArray[Any], names: Sequence[str], lines: Ints, delimiter: str = "") -> Sheet:
    """Return the sheet of an array of texts, a row a row and a column a column, and unique names."""
    import pandas as pd

    return Sheet(path, pd.DataFrame(cells, columns=list(names), dtype=object), lines, delimiter)
