"""Errors carry what and where as attributes, raw; their lines are escaped and in the words of each front end."""

import pytest

from lstm_cli.cli.settings import flag
from lstm_cli.errors import DataError, Hint, Problem, Setting, UsageError
from lstm_cli.options import ReadOptions
from lstm_cli.panel.frequency_names import parse_frequency
from lstm_cli.problems import Problems, closest, shown
from lstm_cli.readers.count_reader import read_panel


def refused(text, **options):
    """Return the error with which a table is refused."""
    with pytest.raises(DataError) as caught:
        read_panel(text.encode(), name="d.csv", options=ReadOptions(**options))
    return caught.value


def parts(problem):
    """Return the place of a problem."""
    return problem.path, problem.line, problem.column, problem.value


WEEKS = "area,date,cases\nA,2024-01-06,1\nA,2024-01-13,2\n"


def test_a_bad_cell_is_raw_in_attributes_and_escaped_in_the_message():
    """Control characters and long cells are whole in ``value`` and harmless in the line."""
    cell = "\x1b[2J" + "z" * 99
    error = refused(WEEKS + f"A,2024-01-20,{cell}\nA,2024-13-01,3\n")
    assert [parts(problem) for problem in error.problems] == [
        ("d.csv", 4, "cases", cell),
        ("d.csv", 5, "date", "2024-13-01"),
    ]
    assert parts(error) == ("d.csv", 4, "cases", cell)
    assert "\x1b" not in str(error)
    assert "z" * 40 not in str(error)


@pytest.mark.parametrize(
    ("text", "options", "place", "command_line", "python"),
    [
        ("area,datse,y\nA,soon,1\n", {}, (1, None, None), "did you mean --time datse?", "did you mean time_col='datse'?"),
        ("date,a b,c\n2024-01-06,1.5,\n", {"value": "a_b"}, (1, None, "a_b"), "did you mean --value 'a b'?", "did you mean target_col='a b'?"),
        ("date,cases,deaths\n", {}, (1, None, None), "choose one with --value", "choose one with target_col="),
        (WEEKS + "A,2024-01-20,3\nA,2024-01-22,4\n", {}, (5, "date", "2024-01-22"),
         "check that date, or set the step with --freq (W, D, h, MS, …)",
         "check that date, or set the step with freq= (W, D, h, MS, …)"),
        ("date,y\n2024-01-06,1\n", {}, (2, "date", "2024-01-06"),
         "set the step with --freq (W, D, h, MS, …)", "set the step with freq= (W, D, h, MS, …)"),
        ("date,y\n31/12/2023,1\n", {}, (2, "date", "31/12/2023"), "add --date-format %d/%m/%Y", "add date_format='%d/%m/%Y'"),
    ],
)  # fmt: skip
def test_a_hint_is_in_the_words_of_each_front_end(text, options, place, command_line, python):
    """The same error advises an option on the command line and a keyword argument in Python, and says where it is."""
    error = refused(text, **options)
    assert (error.line, error.column, error.value) == place
    assert error.hint.text(flag) == command_line
    assert str(error.hint) == python
    assert error.lines(flag)[-1].endswith(command_line)
    assert str(error).endswith(python)


def test_duplicates_carry_line_column_and_time():
    """A time that comes twice is located by its second row."""
    error = refused(WEEKS + "A,2024-01-06,1\n")
    assert parts(error) == ("d.csv", 4, "date", "2024-01-06")


@pytest.mark.parametrize("name", ["cas\x1b[2Jes", "c" * 200])
def test_a_name_that_cannot_be_typed_is_not_proposed(name):
    """A hint is there to be copied: control characters and very long names are not repeated in it."""
    error = refused(f"date,area,{name}\n2024-01-06,A,many\n")
    assert error.hint.text(flag) == "name it with --value"
    assert name not in str(error)


def test_a_value_in_a_hint_is_quoted_for_the_shell():
    """What the command line proposes can be pasted, even where braces, quotes or blanks are in a name."""
    hint = Hint("did you mean {}?", Setting("value", "a 'b' {c}"))
    assert hint.text(flag) == """did you mean --value 'a '"'"'b'"'"' {c}'?"""
    assert hint.text(lambda setting: f"{setting.name}={setting.value}") == "did you mean value=a 'b' {c}?"


def test_a_usage_error_keeps_the_value():
    """A wrong option is in ``value`` as it was given."""
    with pytest.raises(UsageError) as caught:
        parse_frequency("fortnight\n")
    assert caught.value.value == "fortnight\n"
    assert str(caught.value).startswith("'fortnight\\n' is not a time step; freq= takes ")


def test_problems_are_kept_in_the_order_of_the_file_and_counted():
    """The first five by line and column stay, whatever order they are found in; the rest are a number."""
    problems = Problems("d.csv")
    for position in (1, 0):
        problem_list = [Problem(f"at {line}.{position}", "d.csv", line) for line in (9, 3, 7, 5, 1, 2)]
        problems.add(problem_list, total=10, position=position)
    with pytest.raises(DataError) as caught:
        problems.raise_if_any(advice=Hint("think"))
    assert [problem.message for problem in caught.value.problems] == ["at 1.0", "at 1.1", "at 2.0", "at 2.1", "at 3.0"]
    assert caught.value.lines(flag)[-2:] == ("d.csv: … and 15 more", "d.csv: think")
    assert [entry.line for entry in caught.value.entries] == [1, 1, 2, 2, 3, None, None]


def test_no_problem_is_no_error():
    """An empty collection raises nothing."""
    Problems("d.csv").raise_if_any(advice=Hint("unused"))


def test_what_a_message_repeats_is_quoted_escaped_and_short():
    """Forty characters at most, on one line."""
    assert shown("a\nb") == "'a\\nb'"
    assert len(shown("x" * 10_000)) <= 40


def test_the_closest_name_is_found_whatever_its_case():
    """The same letters in another case win over a likeness in the right case."""
    assert closest("NEW YORK", ["New Pork", "New York"]) == "New York"
    assert closest("zzz", ["New York"]) is None
