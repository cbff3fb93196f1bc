"""The installed command, run as a user runs it: in a directory of its own, with a fixed environment."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

SCRIPT = Path(sys.executable).with_name("lstm-forecast")
PROGRAM = [str(SCRIPT)] if SCRIPT.exists() else [sys.executable, "-m", "lstm_cli"]


def environment(**changes):
    """Return a small, fixed environment in which warnings are errors."""
    base = {"PATH": os.environ["PATH"], "COLUMNS": "100", "TERM": "dumb", "LANG": "C.UTF-8", "PYTHONWARNINGS": "error"}
    if "COVERAGE_PROCESS_CONFIG" in os.environ:
        base["COVERAGE_PROCESS_CONFIG"] = os.environ["COVERAGE_PROCESS_CONFIG"]
    return base | changes


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


@pytest.fixture
def cli(tmp_path):
    """Run ``lstm-forecast`` with arguments in a temporary directory."""

    def run(*arguments, stdin=b"", env=None, timeout=120, **options):
        arguments = tuple(map(str, arguments))
        options = {"cwd": tmp_path, "input": stdin, "capture_output": True} | options
        done = subprocess.run(
            [*PROGRAM, *arguments], env=environment(**(env or {})), timeout=timeout, check=False, **options
        )
        return Result(arguments, tmp_path, done.returncode, done.stdout or b"", (done.stderr or b"").decode("utf-8"))

    return run
