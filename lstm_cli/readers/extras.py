"""Checks for libraries that some formats need but the package does not install."""

import importlib.util
from typing import Final

from lstm_cli._installing import needs
from lstm_cli.errors import UsageError

__all__ = ["require"]

# By module: the format that needs it, and the requirement to install, as in the extras of pyproject.toml.
NEEDED: Final = {"pyarrow": ("Parquet", "pyarrow>=18"), "openpyxl": ("a workbook (.xlsx)", "openpyxl>=3.1.2")}


def require(module: str, *, path: str, doing: str = "reading") -> None:
    """Refuse a file that needs a library that is not installed, with the command to install it."""
    if importlib.util.find_spec(module) is None:
        what, requirement = NEEDED[module]
        raise UsageError(needs(f"{doing} {what}", module, requirement), path=path)
