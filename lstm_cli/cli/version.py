"""The version, and what it runs on: told without loading any of it."""

import platform
from importlib.metadata import PackageNotFoundError, version

from lstm_cli._version import __version__

__all__ = ["version_line"]


def version_line() -> str:
    """Return the line that ``--version`` prints."""
    try:
        numpy = version("numpy")
    except PackageNotFoundError:
        numpy = "missing"
    return f"lstm-forecast {__version__} (python {platform.python_version()}, numpy {numpy})"
