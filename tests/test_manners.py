"""A run touches nothing but the files it was given: no network, no other program, no pickle, no other file."""

import json
import subprocess
import sys

import pytest

pytestmark = pytest.mark.slow

WATCHED = """
import json, os, sys
seen = []

def watch(event, arguments):
    if event == "open":
        path, mode, flags = arguments
        if isinstance(path, (str, bytes)) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            seen.append(["write", os.path.basename(os.fsdecode(path))])
    elif event.split(".")[0] in {"socket", "subprocess", "pickle", "urllib", "http", "ftplib", "smtplib"}:
        seen.append(["event", event])
    elif event in {"os.system", "os.exec", "os.fork", "os.posix_spawn", "os.putenv", "os.remove", "os.rmdir", "os.mkdir"}:
        seen.append(["event", event])

sys.addaudithook(watch)
sys.argv = ["lstm-forecast", *json.loads(sys.argv[1])]
from lstm_cli.__main__ import main
try:
    main()
finally:
    sys.stderr.write("\\n" + json.dumps(seen))
"""
# One BLAS thread is asked for in the process's own environment.
FOLDER = "manners"
FINE = {("event", "os.putenv"), ("write", "null")}


@pytest.fixture(scope="module")
def watched(root, tmp_path_factory):
    """Run the command in a directory of its own; return all that it did to the world outside."""
    folder = tmp_path_factory.mktemp(FOLDER, numbered=False)
    sample = (root / "sample_data" / "school_influenza_1978.csv").read_bytes()

    def run(*arguments):
        command = [sys.executable, "-B", "-c", WATCHED, json.dumps(arguments)]
        done = subprocess.run(command, cwd=folder, input=sample, capture_output=True, check=False, timeout=120)
        assert done.returncode == 0, done.stderr.decode()
        deeds = json.loads(done.stderr.decode().splitlines()[-1])
        return {tuple(deed) for deed in deeds} - FINE, sorted(path.name for path in folder.iterdir())

    run("train", "-")
    return run


def test_training_writes_the_model_and_nothing_else(watched):
    """``train`` opens no connection, starts no program, and leaves one file; a nameless one shows before that it can."""
    deeds, files = watched("train", "-")
    written = deeds - {("event", "os.remove"), ("write", FOLDER)}  # of its own temporary file
    assert {kind for kind, _ in written} == {"write"}
    assert all(name.startswith(".forecast.lstm.") for _, name in written)
    assert files == ["forecast.lstm"]


@pytest.mark.parametrize("arguments", [("predict",), ("predict", "--format", "json"), ("check", "-"), ("step",)])
def test_the_other_commands_write_to_standard_output_alone(watched, arguments):
    """``predict``, ``check`` and ``step`` leave the world as it was; a model is never unpickled."""
    deeds, files = watched(*arguments)
    assert deeds == set()
    assert files == ["forecast.lstm"]
