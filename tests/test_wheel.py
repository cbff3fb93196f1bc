"""What a user installs: the package, its metadata, and nothing of the workshop."""

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from email.parser import HeaderParser
from pathlib import Path

import pytest

import lstm_cli

DATA_SUFFIXES = {".npz", ".py", ".json", ".typed"}  # .json: the schema of the JSON output
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


def test_it_needs_five_libraries(wheel):
    """Users install NumPy, pandas, rich, threadpoolctl and typer; whatever else there is belongs to an extra."""
    metadata = HeaderParser().parsestr(wheel.read(f"{INFORMATION}/METADATA").decode())
    needs = [need for need in metadata.get_all("Requires-Dist", []) if "extra ==" not in need]
    names = sorted(need.split("<")[0].split(">")[0].strip() for need in needs)
    assert names == ["numpy", "pandas", "rich", "threadpoolctl", "typer"]
    assert metadata["Name"] == "lstm-cli"
    assert metadata["License-Expression"] == "MIT"
    assert metadata["Requires-Python"] == ">=3.11"
    assert metadata["Version"] == lstm_cli.__version__


STRANGER = '''
"""What somebody writes who knows the package from its documentation alone."""

import sys

import pandas as pd

import lstm_cli as lf


def forecast(path: str) -> pd.DataFrame:
    model: lf.Forecaster = lf.Forecaster(horizon=2, seed=3).fit(lf.read_csv(path))
    result: lf.Forecast = model.predict(levels=[50, 95])
    levels: tuple[float, ...] = result.levels
    scores: lf.Scores = lf.score(model.predict(model.panel.to_frame().iloc[:-2]), model.panel)
    wis: float = scores.overall["wis"]
    model.save(sys.argv[2])
    try:
        lf.load(sys.argv[2]).predict(quantiles=[0.5], series="nowhere")
    except lf.UsageError as error:
        print(error, levels, wis > 0)
    return result.to_frame()


print(lf.__file__, lf.__version__)
print(forecast(sys.argv[1]))
'''


@pytest.fixture
def installed(wheel, tmp_path):
    """Return the Python of a new environment: the wheel, and after it the libraries of this environment."""
    home = tmp_path / "venv"
    venv.create(home, with_pip=False)
    (packages,) = home.glob("lib/python*/site-packages") if os.name == "posix" else [home / "Lib" / "site-packages"]
    wheel.extractall(packages)
    # A path file adds their folder, and not the path files in it: the editable install stays out.
    (packages / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return home / ("bin" if os.name == "posix" else "Scripts") / "python"


def run(*command, cwd):
    """Run a command without any variable of this environment that Python heeds."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False, timeout=300)


@pytest.mark.slow
def test_a_stranger_uses_it(installed, tmp_path, root):
    """From the installed wheel alone, a script written after the documentation runs, and strict mypy accepts its types."""
    (tmp_path / "stranger.py").write_text(STRANGER, encoding="utf-8")
    data = root / "sample_data" / "school_influenza_1978.csv"
    (tmp_path / "school.csv").write_text(data.read_text(encoding="utf-8").replace("in_bed", "cases"), encoding="utf-8")
    done = run(installed, "stranger.py", "school.csv", "model.lstm", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    place, version = done.stdout.splitlines()[0].rsplit(" ", 1)
    assert Path(place).is_relative_to(tmp_path)
    assert version == lstm_cli.__version__
    assert "no series is called 'nowhere'" in done.stdout
    assert "1978-02-05" in done.stdout


@pytest.mark.slow
def test_its_types_reach_a_stranger(installed, tmp_path):
    """Strict mypy reads the types of the installed wheel: it accepts the script, and refuses a wrong argument in it."""
    pytest.importorskip("mypy", reason="the extra 'dev' is not installed")
    mypy = (sys.executable, "-m", "mypy", "--strict", f"--python-executable={installed}", "--cache-dir=cache")
    (tmp_path / "stranger.py").write_text(STRANGER, encoding="utf-8")
    good = run(*mypy, "stranger.py", cwd=tmp_path)
    assert good.stdout.startswith("Success"), good.stdout
    (tmp_path / "stranger.py").write_text(STRANGER.replace("horizon=2", 'horizon="2"'), encoding="utf-8")
    bad = run(*mypy, "stranger.py", cwd=tmp_path)
    assert 'incompatible type "str"; expected "int | None"' in bad.stdout
