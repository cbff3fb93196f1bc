"""A Dask cluster on this machine, as somebody would start one: a scheduler and two workers, each a process."""

import json
import subprocess
import sys
import time

__all__ = ["Cluster", "until"]


def until(true, *, seconds=90):
    """Wait for something to be true, and return it."""
    deadline = time.monotonic() + seconds
    while not (value := true()):
        assert time.monotonic() < deadline, "nothing happened"
        time.sleep(0.02)
    return value


class Cluster:
    """A scheduler and two workers, each a process."""

    def __init__(self, folder, threads=1):
        self.folder = folder
        self.scheduler = self.start("scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", "s.json")
        until(lambda: (folder / "s.json").exists() and (folder / "s.json").read_text().endswith("}"))
        self.address = json.loads((folder / "s.json").read_text())["address"]
        self.workers = [self.start("worker", self.address, "--nthreads", str(threads), "--no-nanny") for _ in range(2)]

    def start(self, kind, *arguments):
        """Start a part of it, with its words in a file."""
        command = [sys.executable, "-m", "dask", kind, *arguments, "--no-dashboard"]
        with (self.folder / f"{kind}.log").open("ab") as log:
            return subprocess.Popen(command, cwd=self.folder, stdout=log, stderr=log)

    def ask(self, question):
        """Ask the scheduler, by a program of its own: the client starts threads that tests would hear of."""
        program = f"from distributed import Client\nwith Client({self.address!r}) as c: print({question})"
        return subprocess.run(
            [sys.executable, "-c", program], capture_output=True, check=True, text=True
        ).stdout.strip()

    def stop(self):
        """End all of it."""
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait()
