"""A column that is different in every row names no series."""

import pytest

ROWS = [f"{4711 + place},2024-01-{place + 1:02},{place}" for place in range(10)]


def test_row_numbers_called_id_are_ignored(read):
    """All rows are one series, and a remark says so."""
    panel = read("\n".join(["id,date,cases", *ROWS, ""]))
    assert [(each.name, len(each)) for each in panel.series] == [("cases", 10)]
    assert (panel.columns.id, panel.columns.ignored) == (None, ("id",))
    assert [(note.code, dict(note.details)) for note in panel.notes] == [
        ("column-differs-in-every-row", {"name": "id"})
    ]


def test_one_that_is_asked_for_is_refused(complaint):
    """With the way out."""
    lines = complaint("\n".join(["number,date,cases", *ROWS, ""]), id="number")
    assert lines == [
        "d.csv: column 'number' differs in every row, so it cannot name series; leave out --id number: all rows are one series"
    ]


def test_where_times_repeat_another_column_must_name_the_series(read, complaint):
    """Two rows a day are of two series: another column is found that names them, and the one asked for is refused."""
    rows = [f"{place},{town},2024-01-{place // 2 + 1:02},{place}" for place, town in enumerate(["N", "S"] * 6)]
    table = "\n".join(["id,town,date,cases", *rows, ""])
    assert [each.name for each in read(table).series] == ["N", "S"]
    assert complaint(table, id="id") == [
        "d.csv: column 'id' differs in every row, so it cannot name series; name another column with --id: 'town', …"
    ]


@pytest.mark.parametrize("names", ["aabbccddee", "abcdefghhh"])
def test_names_that_come_again_are_names(read, names):
    """If only a few do."""
    rows = [f"{name},2024-01-{place + 1:02},{place}" for place, name in enumerate(names)]
    assert {each.name for each in read("\n".join(["id,date,cases", *rows, ""]), freq="D").series} == set(names)
