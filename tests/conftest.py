"""What every test may use: where the repository is, and the package as syntax trees."""

import ast
import signal
from dataclasses import dataclass
from pathlib import Path

import hypothesis
import pytest

# A busy machine is no bug in the code under test; and the same run twice looks at the same examples.
hypothesis.settings.register_profile("steady", deadline=None, derandomize=True, print_blob=True)
hypothesis.settings.load_profile("steady")

# Whoever runs the tests in the background may ignore signals, and an ignored signal stays so in every process started.
for number, usual in (
    (signal.SIGINT, signal.default_int_handler),
    (signal.SIGTERM, signal.SIG_DFL),
    (signal.SIGHUP, signal.SIG_DFL),
):
    if signal.getsignal(number) is signal.SIG_IGN:
        signal.signal(number, usual)

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Module:
    """One source file of the package."""

    name: str
    path: Path
    source: str
    tree: ast.Module

    def at(self, node):
        """Where ``node`` stands, as an editor understands it."""
        return f"{self.path.relative_to(ROOT)}:{node.lineno}"


def _module(path):
    parts = path.relative_to(ROOT).with_suffix("").parts
    source = path.read_text(encoding="utf-8")
    return Module(".".join(part for part in parts if part != "__init__"), path, source, ast.parse(source))


@pytest.fixture(scope="session")
def root():
    """Return the directory of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def modules():
    """Return all modules of the package, parsed."""
    return tuple(_module(path) for path in sorted((ROOT / "lstm_cli").rglob("*.py")))
