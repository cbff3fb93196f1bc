"""Words and columns: safe, aligned, legible."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_cli.formats.text import cell, columns, legible, printable, shorten, width


@pytest.mark.parametrize(
    ("raw", "safe"),
    [
        ("\x1b[2J", r"\x1b[2J"),
        ("\x9b31m", r"\x9b31m"),
        ("a\nb\r\tc\x00", r"a\nb\r\tc\x00"),
        ("\u202eevil", r"\u202eevil"),
        ("a\u200bb\ufeff", r"a\u200bb\ufeff"),
        ("\udcff", r"\udcff"),
        ("[/red] :smile: =cmd() ../../x", "[/red] :smile: =cmd() ../../x"),
        ("Île-de-France 東京", "Île-de-France 東京"),
    ],
)
def test_what_acts_on_a_terminal_is_escaped_and_the_rest_kept(raw, safe):
    """Control, bidi, zero-width and surrogate characters are spelled out; letters and brackets stay."""
    assert printable(raw) == safe


@given(st.text(st.characters(exclude_categories=[])))
def test_printable_leaves_nothing_that_acts(text):
    """No character of a category that acts on a terminal survives, and a second pass changes nothing."""
    safe = printable(text)
    assert not {unicodedata.category(c) for c in safe} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert printable(safe) == safe


@given(st.text(max_size=60), st.integers(1, 30))
def test_shortened_text_fits(text, limit):
    """A shortened text is never wider than asked."""
    assert width(shorten(text, limit)) <= limit


def test_a_name_of_any_length_is_shortened_at_once():
    """A hundred thousand characters cost no more than a few."""
    assert shorten("x" * 100_000, 5) == "xxxx…"


def test_columns_align_by_what_the_terminal_shows():
    """Wide characters count two columns, combining ones none."""
    lines = columns([["a", "1"], ["東京", "22"], ["e\u0301", "333"]])
    assert lines == ["a       1", "東京   22", "e\u0301     333"]
    assert {width(line) for line in lines} == {9}
    assert cell("x", 3) == "  x"


@pytest.mark.parametrize(
    ("encoding", "shown"), [("ascii", "_# | 1-2 o"), ("cp1252", "_# | 1–2 o"), ("utf-8", "▁█ │ 1–2 ●")]
)
def test_every_encoding_gets_the_best_it_can_show(encoding, shown):
    """Only what an encoding lacks is replaced, one character for one."""
    text = legible("▁█ │ 1–2 ●", encoding)
    assert text == shown
    text.encode(encoding)
