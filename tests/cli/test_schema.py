"""The JSON Schema that ships with the program, and the little of JSON Schema that it uses."""

import json

import pytest

from lstm_cli.cli.settings import flag
from lstm_cli.errors import Command, Hint, Problem, Setting
from lstm_cli.formats.json_envelope import failure

PROBLEMS = [
    Problem("no count 'a\\n'", "x.csv", 2, "y", "a\n", Hint("name it with {}", Setting("value"))),
    Problem("wrong"),
]
ERROR = json.loads(failure("train", "data", PROBLEMS, write=flag))["errors"][0]


def test_an_error_is_as_the_schema_says(conforms):
    """An error has no data and says what kind it is, with or without a place."""
    conforms(json.loads(failure("train", "data", PROBLEMS, write=flag)))


def test_the_parts_of_an_error_are_in_json():
    """Beside the whole line stand path, line, column, value and hint as they are, or null."""
    placed, bare = json.loads(failure("train", "data", PROBLEMS, write=flag))["errors"]
    assert placed == {
        "code": "data",
        "message": "x.csv:2: no count 'a\\n'; name it with --value",
        "path": "x.csv",
        "line": 2,
        "column": "y",
        "value": "a\n",
        "hint": "name it with --value",
        "command": None,
    }
    nothing = dict.fromkeys(("path", "line", "column", "value", "hint", "command"))
    assert bare == {"code": "data", "message": "wrong"} | nothing


def test_the_command_of_an_error_can_be_run():
    """One that is only named, as what writes model files, is no command to run."""
    named, whole = (Problem("x", hint=Hint("{} helps", Command("train", source))) for source in ("", "a.csv"))
    errors = json.loads(failure("info", "model", [named, whole], write=flag))["errors"]
    assert [error["command"] for error in errors] == [None, "lstm-forecast train a.csv"]


@pytest.mark.parametrize(
    "change",
    [
        {"schema_version": 2},
        {"status": "fine"},
        {"data": {}},
        {"errors": [ERROR | {"code": "other"}]},
        {"errors": [ERROR | {"line": "2"}]},
        {"errors": [ERROR | {"line": 0}]},
        {"errors": [{"code": "data", "message": "x"}]},
        {"more": 1},
    ],
)
def test_the_check_itself_notices(conforms, change):
    """A document that differs from the schema does not pass."""
    with pytest.raises(AssertionError):
        conforms(json.loads(failure("train", "data", PROBLEMS, write=flag)) | change)
