"""Runs what the documentation shows: Python blocks of a page, one after another, in one namespace and one folder.

A block fenced as ``python`` runs; the value of its last expression is shown as in a notebook. What it prints and shows is
compared with the block fenced as ``text`` that follows it, by shape: numbers may differ, words, columns and dates may
not. A comment above a block changes that:

``<!-- raises DataError -->``   the block ends in this error, whose message is the text
``<!-- not run -->``            the block is not run
"""

import ast
import contextlib
import io
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from console_blocks import workshop

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
    workshop(folder)
    namespace = {"__name__": "__main__"}
    with contextlib.chdir(folder), pd.option_context("display.width", 110, "display.max_columns", 9):
        outputs = [(block, run_block(block, namespace)) for block in blocks_of(text) if block.mark != "not run"]
    plt.close("all")
    return outputs


def renew_python(page):
    """Run the blocks of a page, and put what they show into the text blocks that follow them."""
    text = page.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        outputs = iter(run_all(text, Path(folder) / "desk"))

        def renewed(match):
            if match["mark"] == "not run":
                return match[0]
            printed = "".join(f"{line.rstrip()}\n" for line in next(outputs)[1].splitlines())
            if match["shown"] is None:
                return match[0]
            start, stop = (match.start("shown") - match.start(), match.end("shown") - match.start())
            return match[0][:start] + printed + match[0][stop:]

        page.write_text(BLOCK.sub(renewed, text), encoding="utf-8")
