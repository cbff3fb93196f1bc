"""CITATION.cff can be read by what reads such files, and the front page is short."""

import re

from console_blocks import ROOT

import lstm_cli

CITATION = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
# Required by the Citation File Format 1.2.0, https://github.com/citation-file-format/citation-file-format
REQUIRED = {"cff-version", "message", "title", "authors"}


def test_the_citation_names_this_version():
    """The version to cite is that of the package, under its licence."""
    values = dict(re.findall(r"^([a-z-]+): *(.*)$", CITATION, flags=re.MULTILINE))
    assert set(values) >= REQUIRED
    assert values["cff-version"] == "1.2.0"
    assert values["version"] == lstm_cli.__version__
    assert values["license"] == "MIT"


def test_the_front_page_is_short():
    """README.md has at most 150 lines."""
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 150


def test_the_set_up_lines_are_marked():
    """What `.ci/run` reads: each mark stands above a fenced block of one line."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for name in ("first", "tests"):
        (line,) = re.findall(rf"<!-- setup: {name} -->\n```sh\n(.*)\n```", text)
        assert line.startswith("python3 -m venv --without-pip .venv && ")
