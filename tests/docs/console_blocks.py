"""Commands in Markdown: found, run as a reader runs them, and their output compared with what the page shows.

A block fenced as ``console`` carries a mark on the line above it:

``<!-- run -->``            the output is compared as it is (help texts, messages)
``<!-- run: shape -->``     numbers, digests and pictures may differ, dates may not: another processor sums in another
                            order; forecasts in CSV are compared with a wide tolerance
``<!-- run: exit 3 -->``    as ``run``, and the last command ends with this code

All commands of a page run in its order, in one folder of its own that holds a copy of the samples.
"""

import csv
import os
import re
import shutil
import struct
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

ROOT = Path(__file__).resolve().parents[2]
IMAGES = ROOT / "docs" / "images"
BLOCK = re.compile(r"^(?:<!-- (?P<mark>run[^>]*) -->\n)?```console\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
NUMBER = re.compile(r"(?<![\d-])[-−+<>]?\d+(?:,\d{3})*(?:\.\d+)?(?:e[-+]?\d+)?(?![\d-])")  # but no part of a date
DIGEST = re.compile(r"\b[0-9a-f]{64}\b")
PICTURE = re.compile(r"[▁▂▃▄▅▆▇█░▒▓─━●│]+(?: +[▁▂▃▄▅▆▇█░▒▓─━●│]+)*")
DURATION = re.compile(r"\bin \d+\.\d s\b")
SVG = "{http://www.w3.org/2000/svg}"
IMAGE = re.compile(r"!\[[^\]]*\]\(([^)]*images/[^)]+)\)")
RENEW = "renew with: python tests/docs/renew.py"


def pages():
    """Return every Markdown file for readers: README.md, CONTRIBUTING.md and all below docs/."""
    return [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


def name_of(page):
    """Return how a page is called in messages and names of tests."""
    return page.relative_to(ROOT).as_posix()


@dataclass(frozen=True)
class Command:
    """One ``$`` line of a page and the output shown below it."""

    page: str
    line: int
    command: str
    shown: str
    mark: str
    code: int

    def __str__(self):
        return f"{self.page}:{self.line}: $ {self.command}"


def commands(text, page=""):
    """Return all commands of a page in their order."""
    result = []
    for block in BLOCK.finditer(text):
        mark = block["mark"] or ""
        code = re.search(r"exit (\d+)", mark)
        parts = re.split(r"^\$ ", block["body"], flags=re.MULTILINE)[1:]
        for number, part in enumerate(parts, start=1):
            command, _, shown = part.partition("\n")
            line = text.count("\n", 0, block.start("body") + block["body"].index(f"$ {command}\n")) + 1
            last = code and number == len(parts)
            result.append(Command(page, line, command, shown, mark, int(code[1]) if last else 0))
    return result


def commands_of(page):
    """Return all commands of a Markdown file."""
    return commands(page.read_text(encoding="utf-8"), name_of(page))


def pictures_of(text):
    """Return the names of the pictures of docs/images that a page shows."""
    return [path.rpartition("/")[2] for path in IMAGE.findall(text)]


def workshop(folder):
    """Give a folder the files that a reader has."""
    shutil.copytree(ROOT / "sample_data", folder / "sample_data")
    return folder


def run(command, folder):
    """Run one command line as a shell does, in a fixed environment; return exit code and all that it printed."""
    environment = {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}", "HOME": str(folder)}
    environment |= {name: value for name, value in os.environ.items() if name.startswith(("OPENBLAS", "COVERAGE"))}
    environment |= {"COLUMNS": "80", "TERM": "dumb", "LANG": "C.UTF-8"}
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=300,
        check=False,
    )
    return done.returncode, done.stdout.decode()


def shape(text):
    """Return a text with its numbers, pictures and column widths taken out."""
    lines = (PICTURE.sub("~", NUMBER.sub("#", DIGEST.sub("#", line))) for line in text.splitlines())
    return [re.sub(r"\s+", " ", line).strip() for line in lines]


def forecasts(text):
    """Return the quantiles of a forecast in CSV, row by row; nothing if the text is something else."""
    rows = list(csv.reader(text.splitlines()))
    places = [place for place, name in enumerate(rows[0] if rows else []) if re.fullmatch(r"q0\.\d+", name)]
    return [[float(row[place]) for place in places] for row in rows[1:] if places]


def looks(path):
    """Return what a picture looks like to a program: kind and size, and the texts of an SVG in their order."""
    content = path.read_bytes()
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return ("png", *struct.unpack(">II", content[16:24])), ()
    root = ET.fromstring(content)  # noqa: S314 - a picture of this repository
    texts = (" ".join("".join(node.itertext()).split()) for node in root.iter(f"{SVG}text"))
    return ("svg", root.attrib["width"], root.attrib["height"]), tuple(texts)


def renewed(text, folder):
    """Return a page with the output of every command as it is now, but for durations, which tell of the machine."""
    results = ((command, run(command.command, folder)[1]) for command in commands(text))
    shown = iter([f"$ {command.command}\n{with_durations(printed, command.shown)}" for command, printed in results])

    def rewritten(block):
        count = len(re.findall(r"^\$ ", block["body"], flags=re.MULTILINE))
        return block[0].replace(block["body"], "".join(next(shown) for _ in range(count)))

    return BLOCK.sub(rewritten, text)


def with_durations(printed, shown):
    """Return an output with the durations that were shown before, as far as there are as many."""
    before = iter(DURATION.findall(shown))
    return DURATION.sub(lambda now: next(before, now[0]), printed)
