"""Links between the pages lead somewhere, and files that a page names are there."""

import re

import pytest
from console_blocks import ROOT, name_of, pages

LINK = re.compile(r"\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


def prose_of(page):
    """Return the text of a page without its fenced blocks."""
    return FENCE.sub("", page.read_text(encoding="utf-8"))


def anchors_of(page):
    """Return the names by which the headings of a page can be linked."""
    headings = re.findall(r"^#+ (.*)$", prose_of(page), flags=re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def broken(page, links):
    """Return those relative links of a page that lead nowhere."""
    wrong = []
    for link in links:
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and anchor not in anchors_of(target)):
            wrong.append(link)
    return wrong


@pytest.mark.parametrize("page", pages(), ids=name_of)
def test_links_lead_somewhere(page):
    """Every relative link names a file, and a heading of it, that exists."""
    assert broken(page, [link for link in LINK.findall(prose_of(page)) if "://" not in link]) == []


def test_a_broken_link_is_noticed():
    """A link to a file or to a heading that does not exist is broken; one to a heading that exists is not."""
    page = ROOT / "docs" / "README.md"
    wrong = ["nowhere.md", "cli.md#no-such-heading"]
    assert broken(page, [*wrong, "cli.md#exit-codes", "cli.md", "#documentation"]) == wrong


def test_pages_below_docs_link_to_each_other_only():
    """The site is built of docs/ alone: no page there links to a file outside."""
    docs = ROOT / "docs"
    links = [
        (name_of(page), link)
        for page in pages()
        if page.is_relative_to(docs)
        for link in LINK.findall(prose_of(page))
        if "://" not in link and not (page.parent / link.partition("#")[0]).resolve().is_relative_to(docs)
    ]
    assert links == []


@pytest.mark.parametrize("name", ["docs/architecture.md", "CONTRIBUTING.md"])
def test_files_that_are_named_exist(name):
    """Each path between backticks is one of the repository, or of the package."""
    quoted = re.findall(r"`([\w./]+/[\w./]*)`", prose_of(ROOT / name))
    named = [path for path in quoted if not re.search(r"NAME", path)]
    assert len(named) >= 3
    assert [path for path in named if not (ROOT / path).exists() and not (ROOT / "lstm_cli" / path).exists()] == []


def test_every_page_is_listed_in_the_index_and_in_the_site():
    """docs/README.md links to each page, and .mkdocs.yml has each in its navigation."""
    names = {page.name for page in (ROOT / "docs").glob("*.md")} - {"README.md"}
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    site = (ROOT / ".mkdocs.yml").read_text(encoding="utf-8")
    assert {name for name in names if f"({name})" not in index} == set()
    assert {name for name in names if not re.search(rf": {re.escape(name)}$", site, flags=re.MULTILINE)} == set()
