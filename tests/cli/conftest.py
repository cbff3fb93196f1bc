"""The installed command, run as a user runs it: in a directory of its own, with a fixed environment."""

import datetime as dt
import functools
import json
import math
import os
import re
import select
import subprocess
import sys
import time
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import pytest
from kernels import KERNELS

SCRIPT = Path(sys.executable).with_name("lstm-forecast")
# Every test here starts the command once or more, half a second each: by default only these files do.
QUICK = {"test_check.py", "test_terminal.py"}
PROGRAM = [str(SCRIPT)] if SCRIPT.exists() else [sys.executable, "-m", "lstm_cli"]


def pytest_collection_modifyitems(items):
    """Mark the tests of the command as slow."""
    for item in items:
        if item.path.parent == Path(__file__).parent and item.path.name not in QUICK:
            item.add_marker(pytest.mark.slow)


def environment(**changes):
    """Return a small, fixed environment in which warnings are errors."""
    base = {"PATH": os.environ["PATH"], "COLUMNS": "100", "TERM": "dumb", "LANG": "C.UTF-8", "PYTHONWARNINGS": "error"}
    if "COVERAGE_PROCESS_CONFIG" in os.environ:
        base["COVERAGE_PROCESS_CONFIG"] = os.environ["COVERAGE_PROCESS_CONFIG"]
    return base | KERNELS | changes


# All that asks rich or typer for colour, and all that forbids it; neither may matter in a pipe.
COLOURS = (
    {"FORCE_COLOR": "1", "GITHUB_ACTIONS": "true", "PY_COLORS": "1", "TTY_COMPATIBLE": "1", "TERM": "xterm-256color"},
    {"NO_COLOR": "1", "TERM": "xterm-256color"},
)


@pytest.fixture(params=COLOURS, ids=["forced", "forbidden"])
def colours(request):
    """Variables about colour."""
    return request.param


@dataclass(frozen=True)
class Result:
    """How a run ended."""

    arguments: tuple
    cwd: Path
    code: int
    out: bytes
    err: str

    @property
    def text(self):
        """Standard output as text."""
        return self.out.decode("utf-8")

    def ended(self, code=0):
        """Assert the exit code, showing all there is to see; and that nobody ever sees a traceback."""
        assert self.code == code, f"expected exit code {code}:\n{self}"
        assert "Traceback" not in self.err, str(self)
        return self

    def __str__(self):
        command = " ".join(self.arguments)
        return f"$ {command}\ncwd: {self.cwd}\nstatus: {self.code}\nstdout: {self.out!r}\nstderr:\n{self.err}"


def run_in(folder, *arguments, stdin=b"", env=None, timeout=120, **options):
    """Run ``lstm-forecast`` to its end."""
    arguments = tuple(map(str, arguments))
    options = {"cwd": folder, "input": stdin, "capture_output": True} | options
    done = subprocess.run(
        [*PROGRAM, *arguments], env=environment(**(env or {})), timeout=timeout, check=False, **options
    )
    return Result(arguments, folder, done.returncode, done.stdout or b"", (done.stderr or b"").decode("utf-8"))


@pytest.fixture
def shell(tmp_path):
    """Return a function that runs a line as it is typed, in the test's folder, with the installed program on the path."""

    def run(line, *, stdin=b""):
        path = f"{SCRIPT.parent}{os.pathsep}{os.environ['PATH']}"
        options = {"cwd": tmp_path, "input": stdin, "capture_output": True, "timeout": 120}
        return subprocess.run(line, shell=True, check=False, env=environment(PATH=path), **options)  # noqa: S602 - as users type it

    return run


@pytest.fixture(scope="session")
def run_command():
    """Give `run_in`."""
    return run_in


@pytest.fixture
def cli(tmp_path):
    """Run ``lstm-forecast`` with arguments in a temporary directory."""
    return functools.partial(run_in, tmp_path)


def weekly_table(places=("Coast", "Hills", "Plain"), weeks=80):
    """Write weekly counts that end on Saturdays: a yearly wave, higher from place to place, with a gap."""
    lines = ["location,week_ending,cases,population"]
    for k, place in enumerate(places):
        for week in range(weeks):
            day = dt.date(2022, 1, 8) + dt.timedelta(weeks=week)
            count = round((k + 1) * (30 + 25 * math.sin(2 * math.pi * (week + 3 * k) / 52)) + (7 * week + k) % 5)
            lines.append(f"{place},{day},{'' if (place, week) == ('Hills', 30) else count},1000")
    return "\n".join(lines) + "\n"


@dataclass(frozen=True)
class Trained:
    """One small model for all tests, the table that it comes from, and how training went."""

    model: Path
    table: Path
    result: Result


@pytest.fixture(scope="session")
def trained(tmp_path_factory):
    """Train once a session; nobody may change these files."""
    folder = tmp_path_factory.mktemp("trained")
    (folder / "cases.csv").write_text(weekly_table())
    result = run_in(folder, "train", "cases.csv", "--horizon", "4", "--model", "cases.lstm").ended()
    return Trained(folder / "cases.lstm", folder / "cases.csv", result)


@pytest.fixture
def start(tmp_path):
    """Start the command with streams of the test's own; ``shell`` is a redirection that a shell makes first."""

    def begin(*arguments, shell=None, **options):
        command = [*PROGRAM, *map(str, arguments)]
        if shell is not None:
            command = ["sh", "-c", f'exec "$@" {shell}', "sh", *command]
        return subprocess.Popen(command, cwd=tmp_path, env=environment(), **options)

    return begin


@pytest.fixture
def terminal(tmp_path):
    """Run the command with all three streams on a terminal; return the exit code and what was seen."""
    return lambda arguments, **options: in_terminal(arguments, tmp_path, **options)


def in_terminal(arguments, cwd, *, keys=b"", timeout=60, **changes):
    """Run the command with all three streams on a terminal; return the exit code and what was seen."""
    import pty  # POSIX alone has it

    our_end, child_end = pty.openpty()
    changes = {"TERM": "xterm-256color", "LINES": "40"} | changes
    process = subprocess.Popen(
        [*PROGRAM, *map(str, arguments)],
        cwd=cwd,
        env=environment(**changes),
        stdin=child_end,
        stdout=child_end,
        stderr=child_end,
    )
    os.close(child_end)
    if keys:
        os.write(our_end, keys)
    seen = b""
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline:
        if not select.select([our_end], [], [], 0.2)[0]:
            if process.poll() is not None:
                break
            continue
        try:
            part = os.read(our_end, 65_536)
        except OSError:  # Linux says so when the other side is closed
            break
        if not part:
            break
        seen += part
    code = process.wait(timeout=10)
    os.close(our_end)
    return code, seen.decode("utf-8", errors="replace").replace("\r\n", "\n")


TYPES = {"object": dict, "array": list, "string": str, "number": (int, float), "integer": int, "boolean": bool}
KNOWN = {"type", "required", "properties", "patternProperties", "items", "enum", "const", "minimum", "maximum", "oneOf"}
WORDS = {"$ref", "$schema", "$defs", "title", "description"}


@pytest.fixture(scope="session")
def conforms():
    """Assert that a document is as the JSON Schema in the package says, and has no key that it does not describe."""
    schema = json.loads(files("lstm_cli.formats").joinpath("output.schema.json").read_text("utf-8"))
    return Schema(schema).check


class Schema:
    """As much of JSON Schema as the package uses; keys that are not described are errors here."""

    def __init__(self, root):
        self.root = root

    def check(self, value, rule=None, path="output"):
        """Assert that a value is as a rule says."""
        rule = self.root if rule is None else rule
        if "$ref" in rule:
            rule = rule | self.root["$defs"][rule["$ref"].removeprefix("#/$defs/")]
        assert set(rule) <= KNOWN | WORDS, f"{path}: this check does not know {set(rule) - KNOWN - WORDS}"
        self.check_scalar(value, rule, path)
        for place, entry in enumerate(value if isinstance(value, list) else []):
            self.check(entry, rule.get("items", {}), f"{path}[{place}]")
        if isinstance(value, dict) and rule.get("type") == "object":
            self.check_object(value, rule, path)
        if "oneOf" in rule:
            self.check_one_of(value, rule["oneOf"], path)

    def check_scalar(self, value, rule, path):
        """Assert type, value and range."""
        wanted = rule.get("type", [])
        wanted = [wanted] if isinstance(wanted, str) else wanted
        assert not wanted or any(is_a(value, name) for name in wanted), f"{path}: {value!r} is no {wanted}"
        assert value in rule.get("enum", [value]), f"{path}: {value!r} is none of {rule.get('enum')}"
        assert value == rule.get("const", value), f"{path}: {value!r} is not {rule.get('const')!r}"
        if is_a(value, "number"):
            assert rule.get("minimum", value) <= value <= rule.get("maximum", value), f"{path}: {value}"

    def check_object(self, value, rule, path):
        """Assert that all required keys are there, and each key is as described."""
        missing = set(rule.get("required", [])) - set(value)
        assert not missing, f"{path}: lacks {missing}"
        for key, entry in value.items():
            rules = [
                subrule for pattern, subrule in rule.get("patternProperties", {}).items() if re.search(pattern, key)
            ]
            rules += [rule["properties"][key]] if key in rule.get("properties", {}) else []
            assert rules, f"{path}: {key!r} is not described"
            for subrule in rules:
                self.check(entry, subrule, f"{path}.{key}")

    def check_one_of(self, value, options, path):
        """Assert that one alternative alone has the constants of the value, and that it holds."""
        fitting = [
            option["properties"]
            for option in options
            if all(value[key] == rule["const"] for key, rule in option["properties"].items() if "const" in rule)
        ]
        assert len(fitting) == 1, f"{path}: {len(fitting)} alternatives"
        for key, rule in fitting[0].items():
            self.check(value[key], rule, f"{path}.{key}")


def is_a(value, name):
    """Whether a value has a type of JSON Schema."""
    if name == "null" or value is None:
        return name == "null" and value is None
    return isinstance(value, TYPES[name]) and (name == "boolean" or not isinstance(value, bool))
