"""The pages are true: every command in them runs, and what they show is what comes out."""

import pytest
from console_blocks import (
    IMAGES,
    RENEW,
    commands,
    commands_of,
    forecasts,
    looks,
    name_of,
    pages,
    pictures_of,
    renewed,
    run,
    shape,
    workshop,
)

PAGES = [page for page in pages() if commands_of(page)]


@pytest.mark.parametrize(
    "page",
    [pytest.param(page, id=name_of(page), marks=pytest.mark.slow) for page in PAGES],
)
def test_commands_print_what_a_page_shows(page, tmp_path):
    """Each command of a page ends with the announced exit code and prints what stands below it."""
    folder = workshop(tmp_path / "lstm-forecast")
    for command in commands_of(page):
        code, printed = run(command.command, folder)
        assert code == command.code, f"{command}\nexit {code}\n{printed}"
        look = shape if "shape" in command.mark else str.splitlines
        assert look(command.shown) == look(printed), f"{command}\n({RENEW})"
        assert_close(forecasts(command.shown), forecasts(printed), command)
    for name in pictures_of(page.read_text(encoding="utf-8")):
        if (folder / name).exists():
            assert looks(folder / name) == looks(IMAGES / name), f"{name_of(page)}: {name} ({RENEW})"


def assert_close(shown, printed, command):
    """Check that quantiles shown are near those printed, and that they ascend."""
    assert len(shown) == len(printed), command
    for row, other in zip(shown, printed, strict=True):
        assert row == pytest.approx(other, rel=0.25, abs=3), f"{command}\n({RENEW})"
        assert other == sorted(other), command


def test_every_block_is_marked():
    """No block of commands escapes these tests."""
    assert [str(command) for page in PAGES for command in commands_of(page) if not command.mark] == []


def test_pages_show_forecasts_in_csv():
    """The comparison of quantiles has quantiles to compare."""
    rows = {name_of(page): sum(len(forecasts(command.shown)) for command in commands_of(page)) for page in PAGES}
    assert sum(rows.values()) > 20, rows


def test_shapes_forget_numbers_and_keep_words():
    """The comparison by shape sees another word or column, and not another number or bar."""
    assert shape("Ohio  12.5  <1 %  ▁▂▅█  up") == shape("Ohio 7 2 % ▂▂▂▂▂ up")
    assert shape("Ohio  12.5  up") != shape("Ohio  12.5  down")
    assert shape(f"digest {'0a' * 32}") == shape(f"digest {'f7' * 32}")
    assert shape("with --debug on") != shape("with - on")
    assert shape("Ohio,2024-05-04,1,2.5") == shape("Ohio,2024-05-04,10,3")
    assert shape("Ohio,2024-05-04,1,2.5") != shape("Ohio,2024-05-04,1")
    assert shape("Ohio,2024-05-04,1") != shape("Ohio,2024-05-11,1")


def test_commands_are_parsed_with_their_output_line_and_code():
    """A block with two commands gives two, each with its own output; the exit code is that of the last."""
    text = "Words\n\n<!-- run: exit 3 -->\n```console\n$ first\none\ntwo\n$ second\n```\n"
    first, second = commands(text, "page.md")
    assert (first.command, first.shown, first.code, str(first)) == ("first", "one\ntwo\n", 0, "page.md:5: $ first")
    assert (second.command, second.shown, second.code, second.line) == ("second", "", 3, 8)


def test_a_renewed_page_shows_what_is_printed_now(tmp_path):
    """Outputs are replaced and words around them stay; a duration stays as it was measured on a machine at rest."""
    text = "Words\n\n<!-- run -->\n```console\n$ echo new in 9.9 s\nold in 3.2 s\n$ echo 2\n```\nmore $ words\n"
    wanted = text.replace("old in", "new in").replace("$ echo 2\n", "$ echo 2\n2\n")
    assert renewed(text, tmp_path) == wanted
