"""The command that tidies a file has the file's own name and columns."""

from lstm_cli.cli.settings import flag
from lstm_cli.errors import FRAME, STDIN, Command, Setting, python_setting
from lstm_cli.options import Absent, ReadOptions
from lstm_cli.panel.commands import reading_command, tidy_command


def written(source, reading, **options):
    """Return the command as the command line writes it."""
    return flag(tidy_command(source, reading, Setting("absent", Absent.ZERO), **options))


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
    assert written(STDIN, ReadOptions(time="t"), then="backtest") == (
        "lstm-forecast tidy - --time t --absent zero | lstm-forecast backtest -"
    )
    call = tidy_command(FRAME, ReadOptions(value="n"), Setting("cumulative", value=True))
    assert python_setting(call) == "tidy(df, target_col='n', cumulative=True)"


def test_the_layout_is_named_where_it_was_asked_for():
    """Both commands know --wide; what tidy writes is long anyway."""
    assert written("a.csv", ReadOptions(wide=True)).startswith("lstm-forecast tidy a.csv --wide --absent zero |")
    assert written("a.csv", ReadOptions(wide=False)).startswith("lstm-forecast tidy a.csv --absent zero |")
    assert reading_command("check", "a.csv", ReadOptions(time="t", wide=False)) == Command(
        "check", "a.csv", (Setting("time", "t"), Setting("long", value=True))
    )
