"""Runs what the documentation shows: Python blocks of a page, one after another, in one namespace and one folder.

A block fenced as ``python`` runs; the value of its last expression is shown as in a notebook. What it prints and shows is
compared with the block fenced as ``text`` that follows it, by shape: numbers may differ, words, columns and dates may
not. A comment above a block changes that:

``<!-- raises DataError -->``   the block ends in this error, whose message is the text
``<!-- not run -->``            the block is not run
"""

import ast
import contextlib
import importlib.util
import io
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(
    r"^(?:<!-- (?P<mark>raises \w+|not run) -->\n)?```python\n(?P<code>.*?)^```\n(?:\n?```text\n(?P<shown>.*?)^```\n)?",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class Block:
    """A block of Python on a page, and the output shown below it (None if there is none)."""

    line: int
    code: str
    shown: str | None
    mark: str


def blocks_of(text):
    """Return the Python blocks of a page in their order."""
    return [
        Block(text.count("\n", 0, match.start("code")) + 1, match["code"], match["shown"], match["mark"] or "")
        for match in BLOCK.finditer(text)
    ]


def run_code(code, namespace):
    """Run some code, and return what it prints and the value of its last expression, as a notebook shows them."""
    tree = ast.parse(code)
    last = ast.Expression(tree.body.pop().value) if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(compile(tree, "<docs>", "exec"), namespace)  # noqa: S102 - the documentation of this very repository
        value = None if last is None else eval(compile(last, "<docs>", "eval"), namespace)  # noqa: S307
    return printed.getvalue() + ("" if value is None else f"{value!r}\n")


def run_block(block, namespace):
    """Run a block, and return what it shows, or the error that it is to end in."""
    if not block.mark:
        return run_code(block.code, namespace)
    name = block.mark.removeprefix("raises ")
    with pytest.raises(Exception) as caught:  # noqa: PT011 - its type is compared by name
        run_code(block.code, namespace)
    assert caught.typename == name, f"expected {name}: {block.code}"
    return f"{name}: {caught.value}\n"


def run_all(text, folder):
    """Run a page in a new folder with the samples, and return its blocks, each with what it printed."""
    import matplotlib as mpl
    import pandas as pd
    from matplotlib import pyplot as plt

    mpl.use("Agg")
    shutil.copytree(ROOT / "sample_data", folder / "sample_data")
    namespace = {"__name__": "__main__"}
    with contextlib.chdir(folder), pd.option_context("display.width", 110, "display.max_columns", 9):
        outputs = [(block, run_block(block, namespace)) for block in blocks_of(text) if block.mark != "not run"]
    plt.close("all")
    return outputs


@pytest.fixture(scope="session", name="run_code")
def give_run_code():
    """Return `run_code`."""
    return run_code


@pytest.fixture(scope="session")
def run_page():
    """Return `run_all`."""
    return run_all


@pytest.fixture(scope="session")
def shape():
    """Return the comparison by shape that the README is tested with."""
    place = importlib.util.spec_from_file_location("readme", ROOT / "tests" / "test_readme.py")
    module = importlib.util.module_from_spec(place)
    place.loader.exec_module(module)
    return module.shape
