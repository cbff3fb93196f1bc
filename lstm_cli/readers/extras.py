"""Libraries that some formats need and that are not installed with the package."""

import importlib.util
from typing import Final

from lstm_cli.errors import UsageError

__all__ = ["require"]

# By module: the format that it is for, and what to install; the extras in pyproject.toml are the same.
NEEDED: Final = {"pyarrow": ("Parquet", "pyarrow>=18"), "openpyxl": ("a workbook (.xlsx)", "openpyxl>=3.1.2")}


def require(module: str, *, path: str, doing: str = "reading") -> None:
    """Refuse a file that needs a library which is not installed, with the command that installs it."""
    if importlib.util.find_spec(module) is None:
        what, requirement = NEEDED[module]
        message = f"{doing} {what} needs {module}; this installs it: python -m pip install '{requirement}'"
        raise UsageError(message, path=path)
