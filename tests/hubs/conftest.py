"""The small hub, read."""

import json

import pytest
import small_hub

from lstm_cli.hubs.hub import open_hub


@pytest.fixture
def folder(tmp_path):
    """Write the small hub."""
    return small_hub.make_hub(tmp_path / "hub")


@pytest.fixture
def hub(folder):
    """Return the small hub."""
    return open_hub(folder)


@pytest.fixture
def changed(folder):
    """Return a function that changes the hub's tasks.json, and returns the hub as it is read then."""

    def change(edit):
        path = folder / "hub-config" / "tasks.json"
        tasks = json.loads(path.read_text())
        edit(tasks)
        path.write_text(json.dumps(tasks, indent=1))
        return open_hub(folder)

    return change
