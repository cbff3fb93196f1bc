"""The JSON Schema that ships with the program, and the little of JSON Schema that it uses."""

import json

import pytest

from lstm_cli.formats.json_envelope import failure


def test_an_error_is_as_the_schema_says(conforms):
    """An error has no data and says what kind it is."""
    conforms(json.loads(failure("train", "data", ["x.csv:1: wrong"])))


@pytest.mark.parametrize(
    "change",
    [
        {"schema_version": 2},
        {"status": "fine"},
        {"data": {}},
        {"errors": [{"code": "other", "message": "x"}]},
        {"errors": [{"code": "data"}]},
        {"more": 1},
    ],
)
def test_the_check_itself_notices(conforms, change):
    """A document that differs from the schema does not pass."""
    with pytest.raises(AssertionError):
        conforms(json.loads(failure("train", "data", ["x.csv:1: wrong"])) | change)
