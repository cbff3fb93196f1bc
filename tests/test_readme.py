"""The README is true: every command in it runs, and what it shows is what comes out.

A block fenced as ``console`` carries a mark on the line above it:

``<!-- run -->``            the output is compared as it is (help texts, tables, messages)
``<!-- run: shape -->``     numbers and pictures may differ, dates may not: another processor sums in another
                            order; forecasts in CSV are compared with a wide tolerance
``<!-- run: exit 3 -->``    as ``run``, and the last command ends with this code

All commands run in the order of the README, in one copy of the samples. ``python tests/test_readme.py``
writes the output of the program as it is now into the README.
"""

import csv
import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from lstm_cli.errors import ExitCode

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
BLOCK = re.compile(r"^(?:<!-- (?P<mark>run[^>]*) -->\n)?```console\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
NUMBER = re.compile(r"(?<![\d-])[-−+<]?\d+(?:\.\d+)?(?:e[-+]?\d+)?(?![\d-])")  # but no part of a date
PICTURE = re.compile(r"[▁▂▃▄▅▆▇█░▒▓─━●│]+(?: +[▁▂▃▄▅▆▇█░▒▓─━●│]+)*")


@dataclass(frozen=True)
class Command:
    """One ``$`` line of the README and the output printed below it."""

    line: int
    command: str
    shown: str
    mark: str
    code: int


def commands(text):
    """Return all commands of a README in their order."""
    found = []
    for block in BLOCK.finditer(text):
        mark = block["mark"] or ""
        code = re.search(r"exit (\d+)", mark)
        parts = re.split(r"^\$ ", block["body"], flags=re.MULTILINE)[1:]
        for number, part in enumerate(parts, start=1):
            command, _, shown = part.partition("\n")
            line = text.count("\n", 0, block.start("body") + block["body"].index(f"$ {command}\n")) + 1
            found.append(Command(line, command, shown, mark, int(code[1]) if code and number == len(parts) else 0))
    return found


def run(command, folder):
    """Run one command line as a shell does, in a fixed environment; return exit code and all that it printed."""
    environment = {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}", "HOME": str(folder)}
    environment |= {name: value for name, value in os.environ.items() if name.startswith("OPENBLAS")}
    environment |= {"COLUMNS": "100", "TERM": "dumb", "LANG": "C.UTF-8"}
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
    lines = (PICTURE.sub("~", NUMBER.sub("#", line)) for line in text.splitlines())
    return [re.sub(r"\s+", " ", line).strip() for line in lines]


def forecasts(text):
    """Return the quantiles of a forecast in CSV, row by row; nothing if the text is something else."""
    rows = list(csv.reader(text.splitlines()))
    places = [place for place, name in enumerate(rows[0] if rows else []) if re.fullmatch(r"q0\.\d+", name)]
    return [[float(row[place]) for place in places] for row in rows[1:] if places]


def workshop(folder):
    """Give a folder the files that a reader of the README has."""
    shutil.copytree(ROOT / "sample_data", folder / "sample_data")
    return folder


def as_it_is(text, folder):
    """Return a README with the output of every command as it is now."""
    shown = iter([f"$ {command.command}\n{run(command.command, folder)[1]}" for command in commands(text)])

    def rewritten(block):
        count = len(re.findall(r"^\$ ", block["body"], flags=re.MULTILINE))
        return block[0].replace(block["body"], "".join(next(shown) for _ in range(count)))

    return BLOCK.sub(rewritten, text)


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """Run all commands of the README once; they build upon each other."""
    folder = workshop(tmp_path_factory.mktemp("readme") / "lstm-forecast")
    return [(command, *run(command.command, folder)) for command in commands(README.read_text(encoding="utf-8"))]


def test_every_command_ends_as_it_says(results):
    """Each command of the README works, or fails with the exit code that is announced."""
    wrong = [f"README.md:{c.line}: $ {c.command}\nexit {code}\n{out}" for c, code, out in results if code != c.code]
    assert wrong == []


def test_the_output_is_what_the_program_prints(results):
    """What the README shows below a command is what the command prints."""
    for command, _, printed in results:
        look = shape if "shape" in command.mark else str.splitlines
        where = f"README.md:{command.line}: $ {command.command}\n(renew with: python tests/test_readme.py)"
        assert look(command.shown) == look(printed), where


def test_forecasts_are_about_those_shown(results):
    """Forecasts shown as CSV are close to those that come out here, and their quantiles ascend."""
    seen = 0
    for command, _, printed in results:
        shown, found = forecasts(command.shown), forecasts(printed)
        assert len(shown) == len(found)
        for one, other in zip(shown, found, strict=True):
            assert one == pytest.approx(other, rel=0.25, abs=3), f"README.md:{command.line}: $ {command.command}"
            assert other == sorted(other)
            seen += 1
    assert seen > 0


def test_every_block_is_marked():
    """No block of commands escapes these tests."""
    unmarked = [command.line for command in commands(README.read_text(encoding="utf-8")) if not command.mark]
    assert unmarked == []


def test_every_command_of_the_program_is_explained():
    """The help of each command stands in the README."""
    shown = {command.command for command in commands(README.read_text(encoding="utf-8"))}
    assert {
        f"lstm-forecast {name} --help"
        for name in ("train", "predict", "diagnose", "backtest", "score", "check", "step")
    } <= shown


def test_every_exit_code_is_in_the_readme():
    """The table of exit codes has each code, with no other code in it."""
    text = README.read_text(encoding="utf-8")
    section = text[text.index("## Exit codes") :].partition("\n## ")[0]
    assert [int(code) for code in re.findall(r"^\| (\d+) \|", section, flags=re.MULTILINE)] == sorted(ExitCode)


def test_links_lead_somewhere():
    """Every relative link in the README names a file or a heading that exists."""
    text = README.read_text(encoding="utf-8")
    headings = {
        re.sub(r"[^\w -]", "", heading.lower()).strip().replace(" ", "-")
        for heading in re.findall(r"^#+ (.*)$", text, flags=re.MULTILINE)
    }
    links = [link for link in re.findall(r"\]\(([^)]+)\)", text) if "://" not in link]
    assert [link for link in links if link.startswith("#") and link[1:] not in headings] == []
    assert [link for link in links if not link.startswith("#") and not (ROOT / link).exists()] == []


def test_shapes_forget_numbers_and_keep_words():
    """The comparison by shape sees another word or column, and not another number or bar."""
    assert shape("Ohio  12.5  <1 %  ▁▂▅█  up") == shape("Ohio 7 2 % ▂▂▂▂▂ up")
    assert shape("Ohio  12.5  up") != shape("Ohio  12.5  down")
    assert shape("with --debug on") != shape("with - on")
    assert shape("Ohio,2024-05-04,1,2.5") == shape("Ohio,2024-05-04,10,3")
    assert shape("Ohio,2024-05-04,1,2.5") != shape("Ohio,2024-05-04,1")
    assert shape("Ohio,2024-05-04,1") != shape("Ohio,2024-05-11,1")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        README.write_text(as_it_is(README.read_text(encoding="utf-8"), workshop(Path(place) / "w")), encoding="utf-8")
