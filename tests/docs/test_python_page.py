"""docs/python.md is true: its blocks run in their order, and show what it says."""

import pytest
from console_blocks import shape
from python_blocks import run_all

from lstm_cli import __all__ as public

pytest.importorskip("matplotlib", reason="the extra 'plot' is not installed")


@pytest.fixture(scope="module")
def page(root):
    """Return the page."""
    return root / "docs" / "python.md"


@pytest.mark.slow
def test_blocks_run_and_show_what_the_page_shows(page, tmp_path):
    """Every block of Python runs, and the text below it is what comes out, but for numbers."""
    outputs = run_all(page.read_text(encoding="utf-8"), tmp_path / "desk")
    wrong = [
        f"{page.name}:{block.line}:\n{printed}"
        for block, printed in outputs
        if block.shown is not None and shape(block.shown) != shape(printed)
    ]
    assert len(outputs) > 10
    assert wrong == []


def test_the_page_names_everything(page):
    """Each public name of the package stands on the page."""
    text = page.read_text(encoding="utf-8")
    assert [name for name in public if name not in text and name != "__version__"] == []
