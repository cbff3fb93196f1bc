"""A forecast hub for Python: read its data, check files for it, and write files for it."""

# ruff: noqa: PLC0415 - pandas loads only when there is something to read

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal, overload

from lstm_cli.api.arguments import called, day_of, optional, path_of, text_of, whole_number, yes_or_no
from lstm_cli.api.hub_report import HubReport
from lstm_cli.formats.text import plural
from lstm_cli.hubs.hub import open_hub
from lstm_cli.hubs.target_data import read_target_data
from lstm_cli.options import HubFormat
from lstm_cli.progress import Report as ProgressReport
from lstm_cli.progress import ignore

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Hub"]


class Hub:
    """A forecast hub in a local folder, such as ``git clone`` creates.

    Parameters
    ----------
    folder
        The folder with ``hub-config/tasks.json``; a relative one is that of the folder that is current now.

    Raises
    ------
    UsageError
        The folder is not a hub.
    DataError
        The hub's configuration cannot be read.
    """

    def __init__(self, folder: str | Path) -> None:
        self.record = open_hub(path_of("folder", folder))

    @property
    def name(self) -> str:
        """The name of the hub."""
        return self.record.name

    @property
    def targets(self) -> tuple[str, ...]:
        """The names of all targets."""
        return tuple(target.name for target, _, _ in self.record.targets())

    def data(
        self, target: str | None = None, *, as_of: str | date | None = None, vintages: bool = False
    ) -> "pd.DataFrame":
        """Return the series of a target as a frame: ``location``, ``date``, and ``count`` (``value`` if it is no count).

        Further task ids in the data, such as an age group, become columns after the location.

        Parameters
        ----------
        target
            The name of the target; None if only one has data.
        as_of
            Return what was known on this day, such as ``"2025-01-04"``; None for the newest state.
        vintages
            Return all that was published by then, with a column ``as_of``, as `Forecaster.fit` takes it; NaN withdraws.

        Raises
        ------
        UsageError
            There is no such target, nothing was known on that day, or there are no vintages.
        DataError
            The target data cannot be read.
        """
        from lstm_cli.formats.hub_data import data_frame

        data = read_target_data(
            self.record,
            optional(text_of, "target", target),
            as_of=optional(day_of, "as_of", as_of),
            all_vintages=yes_or_no("vintages", vintages),
        )
        return data_frame(data)

    def check(self, file: str | Path) -> HubReport:
        """Check a file of model output against every rule of the hub, as before a pull request.

        Parameters
        ----------
        file
            A CSV or Parquet file; its path and metadata are checked too if it is in the hub's folder of submissions.

        Returns
        -------
        HubReport
            ``passes``, and ``to_frame()`` with the first rows that break each rule.

        Raises
        ------
        OSError, UsageError
            The file cannot be opened, or is a folder.
        """
        from lstm_cli.hubs.checks.engine import check_file

        return HubReport(check_file(self.record, path_of("file", file)))

    def metadata(
        self,
        team: str,
        abbr: str,
        *,
        team_name: str | None = None,
        model_name: str | None = None,
        contributors: Sequence[str] = (),
        license: str | None = None,  # noqa: A002 - as the hubs call it
        fields: Mapping[str, str] | Sequence[str] | None = None,
    ) -> str:
        """Return a model's metadata as YAML that the hub's schema accepts.

        Parameters
        ----------
        team, abbr
            The abbreviations of the team and the model.
        team_name, model_name
            Their names; None takes the abbreviations.
        contributors
            Each as ``"Jane Doe <jane@example.org>, Institute"``.
        license
            The license of the forecasts, such as ``"CC-BY-4.0"``.
        fields
            Other entries of the schema by name, or texts such as ``"designated_model=true"``.

        Raises
        ------
        UsageError
            An entry that the schema requires is missing, or an entry is not valid.
        """
        from lstm_cli.api.hub_arguments import team_of
        from lstm_cli.hubs.metadata import metadata_yaml

        names = (team_name, model_name)
        who = team_of(team, abbr, names=names, contributors=contributors, license_=license, fields=fields)
        return metadata_yaml(self.record, who)

    @overload
    def write(
        self,
        team: str,
        abbr: str,
        *,
        reference_date: str | date | None = None,
        targets: str | Sequence[str] | None = None,
        folder: str | Path | None = None,
        format: HubFormat | str | None = None,
        as_reported: bool = False,
        seed: int = 0,
        if_new: Literal[False] = False,
        progress: ProgressReport = ignore,
    ) -> Path: ...

    @overload
    def write(
        self,
        team: str,
        abbr: str,
        *,
        reference_date: str | date | None = None,
        targets: str | Sequence[str] | None = None,
        folder: str | Path | None = None,
        format: HubFormat | str | None = None,
        as_reported: bool = False,
        seed: int = 0,
        if_new: bool,
        progress: ProgressReport = ignore,
    ) -> Path | None: ...

    def write(
        self,
        team: str,
        abbr: str,
        *,
        reference_date: str | date | None = None,
        targets: str | Sequence[str] | None = None,
        folder: str | Path | None = None,
        format: HubFormat | str | None = None,  # noqa: A002 - as the command calls it
        as_reported: bool = False,
        seed: int = 0,
        if_new: bool = False,
        progress: ProgressReport = ignore,
    ) -> Path | None:
        """Forecast a round and write ``model-output/TEAM-MODEL/DATE-TEAM-MODEL.csv``, as `lstm-forecast hub write` does.

        Parameters
        ----------
        team, abbr
            The abbreviations of the team and the model.
        reference_date
            The id of the round; None for the first after the data.
        targets
            Names of targets; None for all that can be forecast.
        folder
            The folder in which ``model-output`` is created; None for the hub's folder.
        format
            ``"csv"`` or ``"parquet"`` (needs pyarrow); None for CSV if the hub accepts it.
        as_reported
            Keep the newest values as reported, instead of correcting them as the vintages of the target data teach.
        seed
            As in `Forecaster`.
        if_new
            Write only if the file does not exist, is older than the target data, lacks a target, breaks a rule or was made
            with another ``as_reported``, as `lstm-forecast hub run` does.
        progress
            As in `Forecaster.fit`.

        Returns
        -------
        Path or None
            The file that was written; None if ``if_new`` and the existing file is up to date.

        Raises
        ------
        UsageError
            An abbreviation, a target or the round cannot be used, or no target can be forecast.
        DataError
            The target data cannot be read or learned from, or the rows would break a rule of the hub.
        """
        from lstm_cli.api.hub_arguments import planned_submission
        from lstm_cli.api.hub_submission import existing_file, make_submission, write_submission

        plan = planned_submission(
            self.record,
            team,
            abbr,
            reference_date=reference_date,
            targets=targets,
            folder=folder,
            file_format=format,
            as_reported=as_reported,
        )
        number, report = whole_number("seed", seed, minimum=0), called("progress", progress)
        if yes_or_no("if_new", if_new) and (existing := existing_file(plan)) is not None and existing.is_current:
            return None
        write_submission(make_submission(plan, seed=number, progress=report))
        return plan.path

    def __repr__(self) -> str:
        return f"Hub({self.name!r}, {plural(len(self.targets), 'target')})"
