"""Write every output, as it is now, into README.md, the pages below docs/ and the notebook, and draw their pictures.

python tests/docs/renew.py [PAGE ...]     (all when left out; the notebook needs nbclient and ipykernel)
"""

import importlib.util
import shutil
import sys
import tempfile
from pathlib import Path

from cli_reference import with_every_command
from console_blocks import IMAGES, ROOT, name_of, pages, pictures_of, renewed, workshop
from python_blocks import renew_python


def renew(page):
    """Renew one page, and those of its pictures that its commands draw."""
    text = page.read_text(encoding="utf-8")
    if name_of(page) == "docs/cli.md":
        text = with_every_command(text)
    if name_of(page) == "docs/python.md":
        renew_python(page)
        return
    with tempfile.TemporaryDirectory() as place:
        folder = workshop(Path(place) / "lstm-forecast")
        page.write_text(renewed(text, folder), encoding="utf-8")
        for name in pictures_of(text):
            if (folder / name).is_file():
                shutil.copyfile(folder / name, IMAGES / name)


def renew_notebook(path):
    """Run a notebook from top to bottom and keep its outputs, without the times at which it ran."""
    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, record_timing=False, resources={"metadata": {"path": path.parent}}).execute()
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
    nbformat.write(notebook, path)


def main(names):
    """Renew the named files, or all."""
    notebooks = sorted((ROOT / "docs").rglob("*.ipynb"))
    for path in [ROOT / name for name in names] or [*pages(), *notebooks]:
        if path.suffix == ".ipynb" and importlib.util.find_spec("nbclient") is None:
            sys.stdout.write(f"{name_of(path)} left as it is: python -m pip install nbclient ipykernel\n")
            continue
        sys.stdout.write(f"{name_of(path)}\n")
        (renew_notebook if path.suffix == ".ipynb" else renew)(path)


if __name__ == "__main__":
    main(sys.argv[1:])
