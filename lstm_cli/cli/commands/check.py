"""``lstm-forecast check``: read a table as `train` would, and report what is in it."""
# ruff: noqa: PLC0415 - NumPy loads only when the command runs

from lstm_cli.cli.command import command
from lstm_cli.cli.options import shared
from lstm_cli.cli.options.output import REPORT
from lstm_cli.cli.options.reading import READING
from lstm_cli.cli.output import Output
from lstm_cli.cli.reading import read_data
from lstm_cli.cli.settings import advice_on, flag
from lstm_cli.options import ReadOptions

__all__ = ["check"]


@command(reading=READING, output=REPORT)
def check(data: shared.Data, *, reading: ReadOptions, output: Output) -> None:
    """Read a table and report what is in it, without training.

    The last line is a command that you can run: it names the columns found.

    For example:
      lstm-forecast check admissions.csv
      lstm-forecast check cases.csv --time day --value n --date-format %d/%m/%Y

    Exit codes: 0 if `train` would accept the table, 3 if not.
    """
    from lstm_cli.api.data import describe
    from lstm_cli.formats.description import audit_data, audit_text
    from lstm_cli.formats.json_envelope import success
    from lstm_cli.formats.text import printable
    from lstm_cli.panel.commands import training_command
    from lstm_cli.panel.length import check_length

    panel = read_data(data, reading)
    facts, advice = describe(panel), advice_on(panel)
    next_step = printable(flag(training_command(panel)))
    if not output.silent:
        output.write_page(audit_text(facts, advice, size=output.page().size))
    check_length(panel)
    if output.as_json:
        output.write(success("check", audit_data(facts, advice) | {"command": next_step}))
    elif not output.silent:
        output.write_page(f"\n{next_step}\n")
