"""Write the output of every Python block, as it is now, into a page."""

import importlib.util
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def renew_python(page):
    """Run the blocks of a page, and put what they show into the text blocks that follow them."""
    place = importlib.util.spec_from_file_location("blocks", Path(__file__).with_name("conftest.py"))
    blocks = importlib.util.module_from_spec(place)
    sys.modules["blocks"] = blocks
    place.loader.exec_module(blocks)
    text = page.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        outputs = iter(blocks.run_all(text, Path(folder) / "desk"))

        def renewed(match):
            if match["mark"] == "not run":
                return match[0]
            printed = "".join(f"{line.rstrip()}\n" for line in next(outputs)[1].splitlines())
            if match["shown"] is None:
                return match[0]
            start, stop = (match.start("shown") - match.start(), match.end("shown") - match.start())
            return match[0][:start] + printed + match[0][stop:]

        page.write_text(blocks.BLOCK.sub(renewed, text), encoding="utf-8")
