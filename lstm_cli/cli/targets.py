"""Files that a command will write, checked before any work is done."""

import errno
import os
import sys
from pathlib import Path

from lstm_cli.cli.streams import is_terminal
from lstm_cli.errors import UsageError
from lstm_cli.readers.extras import require
from lstm_cli.storage.container import may_replace

__all__ = ["check_model_target", "check_output", "check_parquet", "same_place"]


def check_model_target(name: str) -> None:
    """Accept a path where a model may go: nothing there yet, or an older model; never any other kind of file."""
    path = Path(name)
    if name == "-":
        raise UsageError("--model: a model is a file and cannot go to standard output")
    if path.is_dir():
        raise UsageError(f"{name}: is a directory; --model takes a file")
    _check_folder(path)
    if not may_replace(path):
        raise UsageError(f"{name}: is there and is no model file; it stays as it is (choose another name with --model)")
    from lstm_cli.evaluation.checkpoint import is_working_file  # noqa: PLC0415 - only where a model is written

    if is_working_file(path):
        raise UsageError(f"{name}: keeps an unfinished backtest; it stays as it is (choose another name with --model)")


def check_output(name: str | None, inputs: list[str], *, option: str = "--output", folder: bool = False) -> None:
    """Accept a path where a result may go: not one of the files that it is made from; None is standard output.

    folder: whether an empty one is accepted, too.
    """
    if name is None:
        return
    path = Path(name)
    if path.is_dir() and not folder:
        raise UsageError(f"{name}: is a directory; {option} takes a file")
    if path.is_dir() and any(path.iterdir()):
        raise UsageError(f"{name}: is a folder with files in it, which stay; {option} takes an empty or a new one")
    for source in inputs:
        if path.is_file() and Path(source).is_file() and path.samefile(source):
            raise UsageError(f"{name}: {option} would replace a file that the forecast is made from")
    _check_folder(path)


def same_place(name: str | None, other: str | None) -> bool:
    """Whether two options would write the same file, however it is spelt."""
    if name is None or other is None or "-" in (name, other):
        return name is not None and name == other
    return os.path.realpath(name) == os.path.realpath(other)


def _check_folder(path: Path) -> None:
    """Fail now as writing would fail later."""
    if not path.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path.parent))
    place = path if path.exists() else path.parent
    if not os.access(place, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(place))


def check_parquet(output: str | None) -> None:
    """Refuse Parquet on a terminal, or where it cannot be written."""
    if output is None and is_terminal(sys.stdout):
        raise UsageError("Parquet is no text for a terminal: name a file with -o forecasts.parquet, or pipe it on")
    require("pyarrow", path=output or "standard output", doing="writing")
