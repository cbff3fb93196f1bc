"""docs/architecture.md shows the package as it is."""

import re
import tomllib

from console_blocks import ROOT

PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")


def block(mark):
    """Return the lines of the fenced block below a mark."""
    return re.search(rf"<!-- {mark} -->\n```text\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)[1].splitlines()


def test_the_tree_has_every_folder_and_module_of_the_package():
    """Each folder and each module at the top of the package has its line, with a few words."""
    first, *lines = block("tree")
    entries = dict(line.split(maxsplit=1) for line in lines)
    there = {
        path.name + "/" * path.is_dir()
        for path in (ROOT / "lstm_cli").iterdir()
        if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    assert first == "lstm_cli/"
    assert set(entries) == there
    assert min(map(len, entries.values())) > 10


def test_the_layers_are_those_that_are_checked():
    """The rows of the page are the layers of import-linter's contract."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    (layers,) = [contract["layers"] for contract in contracts if contract["type"] == "layers"]
    assert block("layers") == [layer.replace("lstm_cli.", "") for layer in layers]
