"""The version of the program and of what it runs on, found without importing any of it."""

import platform

from lstm_cli._version import __version__

__all__ = ["version_line"]


def version_line() -> str:
    """Return the line that ``--version`` prints."""
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415 - every command would wait for it

    try:
        numpy = version("numpy")
    except PackageNotFoundError:
        numpy = "missing"
    return f"lstm-forecast {__version__} (python {platform.python_version()}, numpy {numpy})"
