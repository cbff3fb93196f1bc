"""Advice that consists of remedies, each with its words."""

from lstm_cli.errors import Command, Setting, python_setting
from lstm_cli.remedies import Remedies, Remedy

FREQ, TIDY = Setting("freq", "W"), Command("tidy", "d.csv", (Setting("sum", value=True),))


def test_a_condition_and_a_command_end_in_a_colon_and_a_setting_is_part_of_the_sentence():
    """Advice reads as a sentence, whichever remedies it consists of."""
    either = Remedies(Remedy("rows repeat", TIDY, conditional=True), Remedy("gaps are missing", FREQ))
    assert either.text(python_setting) == "if rows repeat: tidy('d.csv', sum=True); gaps are missing with freq='W'"
    assert Remedies(Remedy("rows added up", TIDY)).text(python_setting) == "rows added up: tidy('d.csv', sum=True)"
    assert Remedies(Remedy("it is weekly", FREQ, conditional=True)).text(python_setting) == "if it is weekly: freq='W'"


def test_names_of_a_file_are_no_templates():
    """Braces in the words are written as they are."""
    assert Remedies(Remedy("with '{n}'", TIDY)).text(python_setting) == "with '{n}': tidy('d.csv', sum=True)"
