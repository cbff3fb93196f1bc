"""A forecast hub for Python: its data, checks of files for it, and files made for it."""

# ruff: noqa: PLC0415 - pandas loads only where there is something to read

from pathlib import Path
from typing import TYPE_CHECKING

from lstm_cli.hubs.hub import open_hub
from lstm_cli.hubs.target_data import read_target_data

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Hub"]


class Hub:
    """A hub's folder, as ``git clone`` makes it.

    Parameters
    ----------
    folder
        The folder that has ``hub-config/tasks.json``.

    Raises
    ------
    UsageError
        It is no hub.
    DataError
        Its configuration cannot be understood.
    """

    def __init__(self, folder: str | Path) -> None:
        self.record = open_hub(folder)

    @property
    def name(self) -> str:
        """What the hub is called."""
        return self.record.name

    @property
    def targets(self) -> tuple[str, ...]:
        """Names of all targets."""
        return tuple(target.name for target, _, _ in self.record.targets())

    def data(self, target: str | None = None, *, as_of: str | None = None) -> "pd.DataFrame":
        """Return the series of a target: ``location``, ``date``, and ``count`` or, of other targets, ``value``.

        Parameters
        ----------
        target
            Its name; None where only one has data.
        as_of
            The day whose state is wanted, ``"2025-01-04"``; None for the newest.

        Raises
        ------
        UsageError
            There is no such target, or nothing was known then.
        DataError
            The target data cannot be read.
        """
        import pandas as pd

        from lstm_cli.formats.hub_data import value_name
        from lstm_cli.panel.frames import frame_times

        data = read_target_data(self.record, target, as_of=as_of)
        numbers = data.values  # noqa: PD011 - no frame
        whole = bool((numbers == numbers.round()).all())
        times = frame_times(data.dates.astype("datetime64[s]"))
        return pd.DataFrame(
            {"location": data.location, "date": times, value_name(data): numbers.astype("int64") if whole else numbers}
        )

    def __repr__(self) -> str:
        return f"Hub({self.name!r}, {len(self.targets)} targets)"
