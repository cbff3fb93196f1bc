"""The command that installs a missing library works in every kind of environment."""

import shlex
import subprocess
import venv

import pytest

from lstm_cli._installing import install_command

PRINT = "from lstm_cli._installing import install_command; print(install_command('nothing>=1'))"


def installed_by(command):
    """Return what the pip of a command sees in the environment that it installs into, with ``list`` in place of ``install``."""
    words = shlex.split(command)
    assert words[-2:] == ["install", "nothing>=1"]
    done = subprocess.run([*words[:-2], "list"], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    return {line.split()[0] for line in done.stdout.splitlines()[2:]}


@pytest.mark.slow
def test_it_installs_into_the_environment_that_runs_the_program():
    """Its pip sees the libraries that run this test, whatever the shell has activated."""
    assert {"numpy", "pytest"} <= installed_by(install_command("nothing>=1"))


@pytest.mark.slow
@pytest.mark.parametrize("with_pip", [True, False])
def test_an_environment_needs_no_pip_of_its_own(tmp_path, with_pip, root):
    """As that of the README, which has none; another has its own."""
    if with_pip:
        pytest.importorskip("ensurepip", reason="this Python has no pip to give")
    venv.create(tmp_path / "e", with_pip=with_pip, symlinks=True)
    asked = [tmp_path / "e" / "bin" / "python", "-c", PRINT]
    done = subprocess.run(asked, cwd=root, capture_output=True, text=True, check=True, timeout=60)
    assert ("pip" in installed_by(done.stdout)) == with_pip
    assert str(tmp_path / "e") in done.stdout
