"""Pictures in docs/images: what kind they are, how they are made, and that they can be understood without being seen.

That the commands draw what is shown is tested where they run, in `test_console_blocks`.
"""

import re

import pytest
from console_blocks import IMAGES, ROOT, commands_of, looks, name_of, pages, pictures_of

MAX_BYTES = 100_000
README = ROOT / "README.md"


@pytest.mark.parametrize(
    "page", [page for page in pages() if pictures_of(page.read_text(encoding="utf-8"))], ids=name_of
)
def test_pictures_are_there(page):
    """Every picture that a page shows is a picture of the kind that its name says."""
    for name in pictures_of(page.read_text(encoding="utf-8")):
        kind, *extent = looks(IMAGES / name)[0]
        assert (f".{kind}", len(extent)) == ((IMAGES / name).suffix, 2)


def test_the_front_page_says_how_its_pictures_are_made():
    """The commands of the front page draw all its pictures; a forecast and gates are among them."""
    text = README.read_text(encoding="utf-8")
    names = [name for command in commands_of(README) for name in re.findall(r"--plot (\S+)", command.command)]
    assert sorted(names) == sorted(pictures_of(text)) == ["forecast.svg", "gates.png"]


def test_pictures_are_light():
    """A page with its pictures loads quickly."""
    assert {
        picture.name: picture.stat().st_size for picture in IMAGES.iterdir() if picture.stat().st_size > MAX_BYTES
    } == {}


def test_every_picture_is_shown_with_words_for_those_who_cannot_see_it():
    """Each file of docs/images is on a page, and every picture on a page has an alternative text."""
    images = [
        match for page in pages() for match in re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", page.read_text(encoding="utf-8"))
    ]
    assert {path.rpartition("/")[2] for _, path in images} == {picture.name for picture in IMAGES.iterdir()}
    assert [path for text, path in images if len(text) < 20] == []
