"""``lstm-forecast check``: read a table as `train` would, and report what is in it."""
# ruff: noqa: PLC0415 - NumPy loads only when the command runs

from lstm_cli.cli import options
from lstm_cli.cli.error_boundary import boundary
from lstm_cli.cli.reading import read_data
from lstm_cli.cli.streams import write_data, write_text
from lstm_cli.formats import json_envelope as envelope
from lstm_cli.options import ReadOptions

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
        from lstm_cli.ensemble.train import check_length
        from lstm_cli.formats.description import audit_data, audit_text
        from lstm_cli.panel.describe import audit

        reading = ReadOptions(id, time, value, wide, date_format, freq, delimiter, encoding)
        panel = read_data(data, reading)
        facts = audit(panel)
        if not quiet and not as_json:
            write_text(audit_text(facts))
        check_length(panel)
        if as_json:
            write_data(envelope.success("check", audit_data(facts)).encode())
