"""``lstm-forecast check``: read a table as `train` would, and report what is in it."""
# ruff: noqa: PLC0415 - NumPy loads only when the command runs

from typing import TYPE_CHECKING

from lstm_cli.cli import options
from lstm_cli.cli.boundary import boundary
from lstm_cli.cli.streams import read_input, source_name, write_data, write_text
from lstm_cli.errors import DataError
from lstm_cli.rendering import envelope

if TYPE_CHECKING:
    from lstm_cli.data import Audit

__all__ = ["check"]


def check(
    data: options.Data,
    *,
    id: options.Id = None,
    time: options.Time = None,
    value: options.Value = None,
    wide: options.Wide = None,
    date_format: options.DateFormat = None,
    freq: options.Freq = None,
    delimiter: options.Delimiter = None,
    encoding: options.Encoding = "utf-8",
    format: options.ReportFormat = options.TextOrJson.TEXT,
    quiet: options.Quiet = False,
    debug: options.Debug = False,
) -> None:
    """Read a table and report what is in it; train nothing.

    For example:
      lstm-forecast check admissions.csv
      lstm-forecast check cases.csv --time day --value n --date-format %d/%m/%Y

    Exit codes:
      0 if `train` would take the table, 3 if not
    """
    as_json = format is options.TextOrJson.JSON
    with boundary("check", as_json=as_json, debug=debug):
        from lstm_cli.data import ReadOptions, audit, read_panel
        from lstm_cli.rendering.audit import audit_data, audit_text

        reading = ReadOptions(id, time, value, wide, date_format, freq, delimiter, encoding)
        facts = audit(read_panel(read_input(data), name=source_name(data), options=reading))
        if not quiet and not as_json:
            write_text(audit_text(facts))
        _refuse_short(facts)
        if as_json:
            write_data(envelope.success("check", audit_data(facts)).encode())


def _refuse_short(facts: "Audit") -> None:
    """Refuse what `train` refuses: a panel without one series that is long enough."""
    from lstm_cli.forecasting.api import LEAST_POINTS

    known = max(series.known for series in facts.series)
    if known < LEAST_POINTS:
        raise DataError(
            f"{facts.source}: no series has {LEAST_POINTS} known counts, which training takes at least (the most is {known})"
        )
