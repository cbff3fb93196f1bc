"""Headers of two lines: what the columns are called, and that no row of data is taken for a header."""

import pytest

from lstm_cli.tidying.header_lines import is_second_line

ROWS = [
    f"2023-{month:02d},{place},{10 * month + at},{month}" for month in range(1, 11) for at, place in enumerate("AB")
]


@pytest.mark.parametrize(
    ("header", "names"),
    [
        (["month,place,Cases,Deaths", ",,(n),(n)"], ["Cases (n)", "Deaths (n)"]),
        ([",,Cases,", "month,place,m,f"], None),
        (["month,place,Flu,", ",,Cases,Deaths"], ["Flu Cases", "Flu Deaths"]),
        ([",,Flu,Flu", "month,place,Cases,Deaths"], ["Flu Cases", "Flu Deaths"]),
        (["Table 1,,,", "", "month,place,Flu,Flu", ",,Cases,Deaths"], ["Flu Cases", "Flu Deaths"]),
        ([",,Flu,RSV", "month,place,Cases,Cases"], ["Flu Cases", "RSV Cases"]),
        (["month,place,Cases,", ",,0-4,5-14"], ["Cases 0-4", "Cases 5-14"]),
    ],
)
def test_two_lines_are_one_header(refusal, written, header, names):
    """Groups over names, merged or repeated, and units under names: all counts are read under both names."""
    table = "\n".join([*header, *ROWS, ""])
    if names is None:
        names = ["m", "f"]  # a group of which nothing comes twice is a title
    said = refusal(table)
    assert said[0].endswith(f"several columns may hold the counts: {', '.join(map(repr, names))}")
    lines, changes = written(table, value=names[0])
    assert len(lines) == 1 + len(ROWS)
    assert sum(int(line.rpartition(",")[2]) for line in lines[1:]) == sum(int(row.split(",")[2]) for row in ROWS)
    assert ("header-of-two-lines" in changes) == (names != ["m", "f"])


def test_a_rule_under_the_header_is_no_name(written):
    """The line of dashes of Markdown is left out."""
    lines = [f"| {' | '.join(row.split(',')[:3])} |" for row in ["month,place,cases,x", "---,---,---,x", *ROWS]]
    table, changes = written("\n".join([*lines, ""]))
    assert table[0] == "place,month,cases"
    assert len(table) == 1 + len(ROWS)
    assert "rule-lines" in changes


@pytest.mark.parametrize(
    "first",
    ["2023-01,A,secret", "Week 1 of 2023,A,secret", "Q1 2023,A,n.v.", "1. Januar,A,secret"],
)
def test_a_first_row_without_a_count_is_data(first):
    """A mark in the place of the first count makes no header of it, however the time is written."""
    rows = [first.replace("1", str(at), 1).replace("secret", "7").replace("n.v.", "8").split(",") for at in range(2, 9)]
    assert not is_second_line(first.split(","), rows)


def test_words_above_words_are_data():
    """Without numbers or dates in the rows below there is nothing that tells a line of the header."""
    assert not is_second_line(["A", "x"], [["B", "y"], ["C", "z"], ["D", "x"]])
