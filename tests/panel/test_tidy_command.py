"""The command that tidies a file has the file's own name and columns."""

from lstm_cli.cli.settings import flag
from lstm_cli.errors import FRAME, Hint, Setting
from lstm_cli.options import Absent, ReadOptions
from lstm_cli.panel.tidy_command import STDIN, tidy_pipe


def written(source, reading, **options):
    """Return the command as the command line writes it."""
    template, parts = tidy_pipe(source, reading, Setting("absent", Absent.ZERO), **options)
    return Hint(template, *parts).text(flag)


def test_the_command_names_what_the_reader_used():
    """Columns, formats and separators, quoted for a shell; nothing that is usual."""
    reading = ReadOptions(
        id="my place", time="Day", value="n", date_format="%d/%m/%Y", delimiter=";", encoding="cp1252"
    )
    assert written("a {b}.csv", reading) == (
        "lstm-forecast tidy 'a {b}.csv' --id 'my place' --time Day --value n --date-format %d/%m/%Y --delimiter ';' "
        "--encoding cp1252 --absent zero | lstm-forecast train -"
    )


def test_standard_input_goes_on_as_such_and_a_frame_has_no_command():
    """A pipe is tidied in the pipe; what reads the result may be another command."""
    assert written(STDIN, ReadOptions(time="t"), into="backtest -") == (
        "lstm-forecast tidy - --time t --absent zero | lstm-forecast backtest -"
    )
    assert tidy_pipe(FRAME, ReadOptions(), Setting("cumulative", value=True)) is None
