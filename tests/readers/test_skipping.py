"""Series that cannot be used are left out when asked: the others are what they are without them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lstm_cli.cli.settings import flag
from lstm_cli.errors import DataError
from lstm_cli.options import ReadOptions
from lstm_cli.readers.count_reader import read_panel
from lstm_cli.readers.folder import file_source

FIRST = np.datetime64("2024-01-06")
HEADER = "unique_id,ds,y"


def good(name, step=7, count=12):
    """Return the rows of a series that can be used."""
    return [f"{name},{FIRST + step * place},{10 + place}" for place in range(count)]


def series(name, wrong):
    """Return the rows of a series with one thing wrong."""
    rows = good(name)
    changed = {
        "a bad cell": [*rows[:5], rows[5].replace(",15", ",15 cases"), *rows[6:]],
        "a bad date": [*rows[:5], f"{name},2024-02-31,15", *rows[6:]],
        "a row twice": [*rows, rows[3]],
        "no name": [row.removeprefix(name) for row in rows],
        "another step": good(name, step=1, count=30),
        "off the grid": [*rows[:5], f"{name},{FIRST + 38},15", *rows[6:]],
        "another weekday": [f"{name},{FIRST + 7 * place + 2},{10 + place}" for place in range(12)],
        "a date far away": [*rows, f"{name},{FIRST + 7 * 90_000},15"],
        "another step later": [
            *(f"{name},{FIRST + 7 * place},{10 + place}" for place in range(20)),
            *(f"{name},{FIRST + 7 * (19 + 4 * place)},40" for place in range(1, 10)),
        ],
    }
    return changed[wrong]


KINDS = (
    *("a bad cell", "a bad date", "a row twice", "no name", "another step", "off the grid", "another weekday"),
    *("a date far away", "another step later"),
)


def panel_of(rows, *, skip=True):
    """Read a long table."""
    content = "\n".join([HEADER, *rows, ""]).encode()
    return read_panel(content, name="d.csv", options=ReadOptions(), skip_bad_series=skip)


def facts(panel):
    """Return what a panel holds, without its remarks."""
    return [
        (each.name, each.times.tolist(), each.counts.tolist(), each.observed.tolist()) for each in panel.series
    ], panel.frequency


@pytest.mark.parametrize("wrong", KINDS)
def test_a_series_that_cannot_be_used_is_left_out(wrong):
    """Alone it stops all; left out it is named with the reason, and the others are as in a file without it."""
    rows = [*good("a"), *series("b", wrong), *good("c")]
    with pytest.raises(DataError):
        panel_of(rows, skip=False)
    panel = panel_of(rows)
    assert facts(panel) == facts(panel_of([*good("a"), *good("c")], skip=False))
    (note,) = [note for note in panel.notes if note.code == "series-skipped"]
    assert (note.details["names"], note.details["count"], note.details["of"]) == (
        ("b" if wrong != "no name" else "",),
        1,
        3,
    )
    assert str(note.details["reason"]).startswith("d.csv")


@pytest.mark.parametrize("wrong", KINDS)
@pytest.mark.parametrize("at", [0, 1, 2])
def test_it_does_not_matter_which_series_comes_first(wrong, at):
    """The odd one of three is left out, be it the first, the second or the last."""
    names = "abc"
    rows = [row for place, name in enumerate(names) for row in (series(name, wrong) if place == at else good(name))]
    others = [name for place, name in enumerate(names) if place != at]
    assert facts(panel_of(rows)) == facts(panel_of([row for name in others for row in good(name)], skip=False))


@settings(max_examples=25)
@given(
    st.lists(st.sampled_from(KINDS), max_size=2).flatmap(
        lambda wrong: st.permutations([*wrong, *[""] * (len(wrong) + 1 + (not wrong))])
    )
)
def test_any_of_them_may_be_left_out_together(kinds):
    """Whichever series are wrong in whatever way, if most are not: what is left is the panel of these, and all are counted."""
    names = [f"s{place}" for place in range(len(kinds))]
    rows = [
        row for name, wrong in zip(names, kinds, strict=True) for row in (series(name, wrong) if wrong else good(name))
    ]
    sound = [row for name, wrong in zip(names, kinds, strict=True) if not wrong for row in good(name)]
    panel = panel_of(rows)
    assert facts(panel) == facts(panel_of(sound, skip=False))
    skipped = [note.details["count"] for note in panel.notes if note.code == "series-skipped"]
    nameless = kinds.count("no name")
    assert skipped == ([len(kinds) - kinds.count("") - max(nameless - 1, 0)] if any(kinds) else [])


def test_nothing_is_left_out_unless_something_is_wrong():
    """The panel is the same, and there is no remark."""
    rows = [*good("a"), *good("b")]
    assert panel_of(rows).notes == panel_of(rows, skip=False).notes == ()


@pytest.mark.parametrize(
    "rows", [series("a", "a bad cell"), [*series("a", "a row twice"), *series("b", "a row twice")]]
)
def test_where_none_is_left_the_error_is_the_usual_one(rows):
    """With its lines and its exit code."""
    errors = []
    for skip in (True, False):
        with pytest.raises(DataError) as caught:
            panel_of(rows, skip=skip)
        errors.append((caught.value.lines(flag), caught.value.exit_code))
    assert errors[0] == errors[1]
    assert errors[0][1] == 3


def test_columns_of_a_wide_table_are_left_out():
    """A column with a bad cell is; a date that cannot be read is one of all series."""
    rows = [f"{FIRST + 7 * place},{place},{'x' if place == 3 else place},{2 * place}" for place in range(9)]
    content = "\n".join(["date,a,b,c", *rows, ""])

    def read(text):
        return read_panel(text.encode(), name="d.csv", options=ReadOptions(wide=True), skip_bad_series=True)

    panel = read(content)
    assert [each.name for each in panel.series] == ["a", "c"]
    assert [note.details["names"] for note in panel.notes if note.code == "series-skipped"] == [("b",)]
    with pytest.raises(DataError, match="2024-02-31"):
        read(content.replace("2024-01-13", "2024-02-31"))


def test_a_frame_is_read_so_too():
    """The Python library takes the same setting."""
    import pandas as pd

    import lstm_cli as lf

    rows = [row.split(",") for row in [*good("a"), *series("b", "a bad cell")]]
    frame = pd.DataFrame(rows, columns=HEADER.split(","))
    model = lf.Forecaster(horizon=2).fit(frame, skip_bad_series=True)
    assert [each.name for each in model.panel.series] == ["a"]
    assert model.predict(frame, skip_bad_series=True).series == ("a",)
    folds = model.cross_validation(frame, n_windows=1, refit=False, skip_bad_series=True)
    assert set(folds["unique_id"]) == {"a"}
    with pytest.raises(lf.DataError):
        model.predict(frame)


def test_of_a_folder_the_file_is_named(tmp_path):
    """The line counts over all files; the note says which line of which file it is."""
    for name in "ab":
        rows = "".join(f"2024-01-{day:02d},{'x' if (name, day) == ('b', 9) else day}\n" for day in range(1, 29))
        (tmp_path / f"{name}.csv").write_text(f"date,count\n{rows}")
    (note,) = [
        note for note in read_panel(file_source(tmp_path), skip_bad_series=True).notes if "reason" in note.details
    ]
    assert note.details["names"] == ("b",)
    assert str(note.details["reason"]).endswith(f"got 'x' ({tmp_path / 'b.csv'}:10)")
