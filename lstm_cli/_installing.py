"""What to type if a library is missing that only some work needs: a command for the environment that runs the program."""

import importlib.util
import shlex
import sys

__all__ = ["install_command", "needs"]


def needs(doing: str, library: str, requirement: str) -> str:
    """Return the message that some work needs a library, with the command that installs it."""
    return f"{doing} needs {library}; this installs it: {install_command(requirement)}"


def install_command(requirement: str) -> str:
    """Return the command that installs a requirement beside this package, whichever environment the shell has activated.

    Where that has no pip of its own, as after ``python -m venv --without-pip``, the pip of the Python that made it is used.
    """
    if importlib.util.find_spec("pip") is not None:
        return shlex.join([sys.executable, "-m", "pip", "install", requirement])
    python = getattr(sys, "_base_executable", None) or "python3"
    return shlex.join([python, "-m", "pip", "--python", sys.prefix, "install", requirement])
