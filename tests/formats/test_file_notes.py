"""Of many files each kind of remark is said once, with the file that it is of and how many more there are."""

from lstm_cli.formats.file_notes import file_lines
from lstm_cli.remarks import Remark

NEW = Remark("series-not-in-training", {"names": ("a",), "count": 1, "of": 2})
SHORT = Remark("series-short", {"names": ("b",), "count": 1, "of": 2, "minimum": 8})


def test_each_kind_is_said_once():
    """The first file speaks for the others; a name never reaches the terminal as it is."""
    lines = file_lines([("p0", []), ("p1", [NEW]), ("p2\x1b[2J", [NEW, SHORT]), ("p3", [NEW])], size=200)
    assert lines[0].startswith("note: 1 of 2 series was not in the training data")
    assert lines[1] == "      (in p1 and 2 more files)"
    assert lines[2].startswith("note: 1 of 2 series has fewer than 8 known values")
    assert lines[-1:] == ["      (in p2\\x1b[2J)"]
    assert file_lines([("p0", [])], size=80) == []
