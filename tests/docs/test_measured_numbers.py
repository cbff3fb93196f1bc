"""Numbers about accuracy and time are measured: what a page claims stands in CHANGELOG.md under "Measured"."""

import re

import pytest
from console_blocks import ROOT

NUMBER = re.compile(r"(?<![\w.-])\d+(?:,\d{3})*(?:\.\d+)?(?:-\d\d)?(?:st|[nr]d|th)?(?![\d-])")
CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
MEASURED = CHANGELOG.partition("### Measured\n")[2].partition("\n### ")[0].partition("\n## ")[0]


def rows(text):
    """Return the rows of all tables, as tuples of cells."""
    lines = (line for line in text.splitlines() if line.startswith("|") and not set(line) <= set("|-: "))
    return [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines]


def claims(name):
    """Return what a page claims to be measured: from its mark to the next heading of the same page's top level."""
    text = (ROOT / name).read_text(encoding="utf-8").partition("<!-- measured -->\n")[2]
    return text.partition("\n## ")[0]


@pytest.mark.parametrize("name", ["README.md", "docs/how-it-works.md"])
def test_claims_are_those_of_the_changelog(name):
    """Each table row and each number in the text of a page is in CHANGELOG.md, where its command and date stand."""
    text = claims(name)
    assert len(rows(text)) > 5
    assert set(rows(text)) <= set(rows(MEASURED))
    assert set(NUMBER.findall(text)) <= set(NUMBER.findall(MEASURED)) | {"2,000"}, name


def test_limits_name_measured_numbers():
    """What the front page says of short histories is measured, too."""
    limits = (ROOT / "README.md").read_text(encoding="utf-8").partition("## What it cannot do")[2]
    (short,) = [item for item in limits.split("\n- ") if "Short histories" in item]
    assert {"0.767", "0.865"} <= set(NUMBER.findall(short)) <= set(NUMBER.findall(MEASURED)) | {"8"}


def test_numbers_are_found():
    """The comparison sees decimals, places, thousands and seasons, and no part of a name."""
    assert NUMBER.findall("0.569, 2nd of 29 in 2023-24: 10,000 × q0.5 in `x-3`") == [
        "0.569",
        "2nd",
        "29",
        "2023-24",
        "10,000",
    ]
