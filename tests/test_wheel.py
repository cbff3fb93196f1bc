"""What a user installs: the package, its metadata, and nothing of the workshop."""

import subprocess
import sys
import zipfile
from email.parser import HeaderParser

import pytest

import lstm_cli

DATA_SUFFIXES = {".py", ".json"}  # .json: the schema of the JSON output
INFORMATION = f"lstm_cli-{lstm_cli.__version__}.dist-info"


@pytest.fixture(scope="module")
def wheel(root, tmp_path_factory):
    """Build the wheel with the build back end alone, without the network."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    (path,) = folder.iterdir()
    with zipfile.ZipFile(path) as archive:
        yield archive


def test_it_holds_the_package_and_nothing_else(wheel, root):
    """Every source file is in the wheel, and no test, sample or tool of the workshop."""
    names = set(wheel.namelist())
    package = {name for name in names if not name.startswith(f"{INFORMATION}/")}
    sources = {str(path.relative_to(root)) for path in (root / "lstm_cli").rglob("*") if path.suffix in DATA_SUFFIXES}
    assert package == sources
    assert names - package == {
        f"{INFORMATION}/{name}" for name in ("METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE")
    }


def test_it_brings_the_command(wheel):
    """Installing gives ``lstm-forecast``."""
    text = wheel.read(f"{INFORMATION}/entry_points.txt").decode()
    assert text.split() == ["[console_scripts]", "lstm-forecast", "=", "lstm_cli.__main__:main"]


def test_it_needs_four_libraries(wheel):
    """Users install NumPy, pandas, rich and typer; whatever else there is belongs to an extra."""
    metadata = HeaderParser().parsestr(wheel.read(f"{INFORMATION}/METADATA").decode())
    needs = [need for need in metadata.get_all("Requires-Dist", []) if "extra ==" not in need]
    assert sorted(need.split("<")[0].split(">")[0].strip() for need in needs) == ["numpy", "pandas", "rich", "typer"]
    assert metadata["Name"] == "lstm-cli"
    assert metadata["License-Expression"] == "MIT"
    assert metadata["Requires-Python"] == ">=3.11"
    assert metadata["Version"] == lstm_cli.__version__
