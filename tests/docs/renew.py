"""Write the output of every command, as it is now, into README.md and the pages below docs/, and draw their pictures.

python tests/docs/renew.py [PAGE ...]     (all pages when left out)
"""

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


if __name__ == "__main__":
    for chosen in [ROOT / name for name in sys.argv[1:]] or pages():
        sys.stdout.write(f"{name_of(chosen)}\n")
        renew(chosen)
