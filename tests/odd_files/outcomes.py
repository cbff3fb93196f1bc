"""What the command makes of each odd file: its report or refusal, and what the commands do that a refusal advises.

python tests/odd_files/outcomes.py     writes expected.txt anew, and the table of docs/odd-file-list.md
"""

import os
import re
import shlex
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from typer.testing import CliRunner

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PAGE = ROOT / "docs" / "odd-file-list.md"
EXPORTS = ROOT / "docs" / "odd-files.md"
EXPECTED = HERE / "expected.txt"
HEADING = "== "
COMMAND = re.compile(r": (lstm-forecast .*)$")
TABLE = re.compile(r"(<!-- files -->).*?(<!-- end of files -->)", re.DOTALL)
BAR = "\\|"
TIDY = "lstm-forecast tidy "  # how the ways out of a warning begin
MAX_ROWS = 3  # of a tidied table that are kept
WIDTH = "80"


def odd_files():
    """Return the files, in the order of their names."""
    return sorted(path for path in HERE.iterdir() if path.suffix in {".csv", ".tsv"})


@dataclass(frozen=True)
class Outcome:
    """What became of a file: the lines of its check, and of each command that these advise, by the command."""

    name: str
    code: int
    lines: tuple
    commands: dict

    @property
    def text(self):
        """The whole as it is kept."""
        parts = [f"{HEADING}{self.name}", f"$ lstm-forecast check {shlex.quote(self.name)}", *self.lines]
        for command, lines in self.commands.items():
            parts += [f"$ {command}", *lines]
        return "\n".join(parts) + "\n"


@contextmanager
def workplace():
    """Work in the folder of the files, on a page of fixed width."""
    before, columns = Path.cwd(), os.environ.get("COLUMNS")
    os.chdir(HERE)
    os.environ["COLUMNS"] = WIDTH
    try:
        yield
    finally:
        os.chdir(before)
        os.environ.pop("COLUMNS")
        if columns is not None:
            os.environ["COLUMNS"] = columns


def run(line, stdin=None):
    """Run one command of a pipe in this process: its exit code, standard output and standard error."""
    from lstm_cli.cli.app import app

    done = CliRunner().invoke(app, shlex.split(line)[1:], input=stdin, prog_name="lstm-forecast")
    return done.exit_code, done.stdout, done.stderr


def outcome(path):
    """Return what becomes of a file."""
    with workplace():
        code, out, err = run(f"lstm-forecast check {shlex.quote(path.name)}")
        lines = (*_trimmed(err), *_trimmed(out))
        advised = dict.fromkeys(match[1] for line in err.splitlines() if (match := COMMAND.search(line)))
        advised |= dict.fromkeys(line.strip() for line in out.splitlines() if line.strip().startswith(TIDY))
        return Outcome(path.name, code, lines, {command: effect(command) for command in advised})


def effect(command):
    """Return what a command does, with check in the place of what learns or forecasts."""
    first, *others = command.split(" | ")
    code, out, err = run(re.sub(r"^lstm-forecast (train|check)\b", "lstm-forecast check", first))
    lines = [*_trimmed(err), *_trimmed(out)] if not others else [*_trimmed(err), *out.splitlines()[: MAX_ROWS + 1]]
    if others:
        code, out, err = run("lstm-forecast check -", stdin=out)
        lines += [*_trimmed(err), *_title(out)]
    return (*lines, f"exit code {code}")


def _trimmed(text):
    """Return the lines of an output; of a report no more than its head."""
    lines = text.rstrip("\n").splitlines()
    series = next((at for at, line in enumerate(lines) if line.startswith("series ")), len(lines))
    return lines[:series] + ([f"… {len(lines) - series} lines …", lines[-1]] if series < len(lines) else [])


def _title(report):
    """Return the first paragraph of a report, up to the names of columns."""
    lines = report.splitlines()
    return lines[: next((at for at, line in enumerate(lines) if line.startswith("  columns")), len(lines))]


def expected():
    """Return what is kept for each file, by its name."""
    parts = EXPECTED.read_text(encoding="utf-8").split(f"\n{HEADING}") if EXPECTED.exists() else []
    texts = [part.removeprefix(HEADING).rstrip("\n") for part in parts if part.strip()]
    return {text.partition("\n")[0]: f"{HEADING}{text}\n" for text in texts}


def descriptions():
    """Return what each file is, by its name, in the order of the README."""
    rows = re.findall(r"^\| (\S+\.[ct]sv) \| (.*) \|$", (HERE / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    return dict(rows)


def result(text):
    """Return the result of a file for the table: what it loads as, the command that loads it, or why it is refused."""
    lines = text.splitlines()
    errors = [line.partition("error: ")[2] for line in lines if line.startswith("lstm-forecast: error: ")]
    if not errors:
        title, *said = _paragraphs(lines[2:])
        return "; ".join([f"loads: {_cell(title.partition(': ')[2])}", *map(_cell, said)])
    ways = [(line.rpartition(": lstm-forecast ")[0], match[1]) for line in errors if (match := COMMAND.search(line))]
    if not ways:
        return f"refused: {_cell(errors[0].partition(': ')[2])}"
    words, command = ways[0]
    chosen = [_cell(words.partition(": ")[2])] if not words.endswith("this works") else []
    others = [f"{len(ways) - 1} more"] if len(ways) > 1 else []
    return f"`{command.replace('|', BAR)}`" + (f" ({'; '.join(chosen + others)})" if chosen or others else "")


def _paragraphs(report):
    """Return the title of a report, and its warnings and notes, a line each."""
    found = [""]
    for line in report:
        label, text = line[:14].strip(), line[14:]
        if line[:1] != " " and found[0]:
            break
        if line[:2] == "  " and label in {"warning", "note"}:
            found.append(f"{label}: {text}")
        elif len(found) > 1 and not label:
            found[-1] += f" {text}"
        elif (
            len(found) == 1 and label not in {"columns", "counts", "gaps", "duplicates"} and not found[0].endswith("\n")
        ):
            found[0] = f"{found[0]} {line.strip()}".strip()
        else:
            found[0] = found[0].rstrip("\n") + "\n"
    return [entry.strip() for entry in found]


def _cell(text):
    """Write a text as a cell of a table of Markdown."""
    return text.replace("\\", "\\\\").replace("|", BAR).replace("<", "&lt;").replace("*", "\\*").replace("_", "\\_")


def table(kept):
    """Return the table of all files."""
    rows = [f"| {name} | {what} | {result(kept[name])} |" for name, what in descriptions().items()]
    return "\n".join(["| file | what it is | what becomes of it |", "|---|---|---|", *rows])


def with_table(page, kept):
    """Return the page with its table anew."""
    return TABLE.sub(lambda match: f"{match[1]}\n{table(kept)}\n{match[2]}", page)


def main():
    """Write everything anew."""
    outcomes = [outcome(path) for path in odd_files()]
    EXPECTED.write_text("\n".join(each.text for each in outcomes), encoding="utf-8")
    PAGE.write_text(with_table(PAGE.read_text(encoding="utf-8"), expected()), encoding="utf-8")
    sys.stdout.write(f"{len(outcomes)} files\n")


if __name__ == "__main__":
    main()
