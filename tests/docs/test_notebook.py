"""The notebook works: its cells run from top to bottom, and the outputs that are stored in it are whole and light.

The code cells run in one namespace, without a kernel: CI then needs no Jupyter. The outputs are renewed with
``python tests/docs/renew.py docs/notebooks/first_forecast.ipynb``, which needs nbclient and ipykernel.
"""

import json

import pytest
from console_blocks import shape
from python_blocks import run_code

MAX_BYTES = 300_000


@pytest.fixture(scope="module")
def path(root):
    """Return where the notebook is."""
    return root / "docs" / "notebooks" / "first_forecast.ipynb"


@pytest.fixture(scope="module")
def code(path):
    """Return the code cells of the notebook."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [cell for cell in cells if cell["cell_type"] == "code"]


def plain(cell):
    """Return what a cell shows as text: what it prints, then the value of its last expression."""
    texts = [output.get("text") or output["data"].get("text/plain", []) for output in cell["outputs"]]
    return "".join("".join(text).rstrip("\n") + "\n" for text in texts if not "".join(text).startswith("<Figure"))


def test_the_outputs_are_stored(path, code):
    """The notebook shows its results to whoever only reads it: no cell without a run, no error, at least one picture."""
    assert [cell["execution_count"] for cell in code] == list(range(1, len(code) + 1))
    kinds = [output["output_type"] for cell in code for output in cell["outputs"]]
    assert "error" not in kinds
    assert not any(output.get("name") == "stderr" for cell in code for output in cell["outputs"])
    assert sum("image/png" in output.get("data", {}) for cell in code for output in cell["outputs"]) >= 1
    assert sum(bool(cell["outputs"]) for cell in code) >= len(code) - 1
    assert path.stat().st_size < MAX_BYTES


def test_nothing_of_the_machine_is_in_it(path):
    """No path of the machine that ran it is stored."""
    text = path.read_text(encoding="utf-8")
    assert [word for word in ("/tmp", "/home", "/root", "/work", "site-packages") if word in text] == []  # noqa: S108


@pytest.mark.slow
def test_the_cells_run(path, code, monkeypatch):
    """Every cell runs in its order in the notebook's folder, and shows what is stored, but for numbers."""
    mpl = pytest.importorskip("matplotlib", reason="the extra 'plot' is not installed")
    from matplotlib import pyplot as plt

    mpl.use("Agg")
    monkeypatch.chdir(path.parent)
    namespace = {"__name__": "__main__"}
    for cell in code:
        assert shape(run_code("".join(cell["source"]), namespace)) == shape(plain(cell)), "".join(cell["source"])
    assert plt.get_fignums() != []
    plt.close("all")
