"""Prose within a number of columns: no line is wider, and nothing is lost."""

from hypothesis import given
from hypothesis import strategies as st

from lstm_cli.formats.text import width
from lstm_cli.formats.wrapping import labelled, listed, wrapped

WORDS = st.lists(st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=9), min_size=1, max_size=40)


@given(WORDS, st.integers(26, 140))
def test_wrapped_lines_fit_and_lose_nothing(words, size):
    """No line is wider than asked, and joined again the lines are the sentence."""
    text = " ".join(words)
    for lines in (wrapped(text, size), labelled("note  ", text, size), listed([text], "note  ", size=size)):
        assert max(map(width, lines)) <= size
        assert " ".join(" ".join(lines).split()) in {text, f"note {text}"}


def test_wrapping_keeps_figures_whole_and_breaks_what_no_line_holds():
    """A per cent sign stays with its number; a path longer than a line goes on in the next one, nothing of it lost."""
    assert wrapped("the interval covered 50 % of them", 23) == ["  the interval covered", "    50 % of them"]
    assert wrapped("in /a/long/path/to/a/file.csv of 東京東京東京", 16) == [
        "  in",
        "    /a/long/path",
        "    /to/a/file.c",
        "    sv of",
        "    東京東京東京",
    ]


def test_however_wide_the_page_sentences_have_a_hundred_columns():
    """Nobody reads lines of 200 characters."""
    assert max(map(width, wrapped("word " * 100, 200))) <= 100


def test_of_many_notes_a_few_are_shown():
    """The rest is counted, and no option is named: the caller may not have one."""
    lines = listed([f"note {k}" for k in range(20)], "  note  ")
    assert lines == [*(f"  note  note {k}" for k in range(8)), "  note  and 12 more; JSON has all"]
