"""Files that a command will write, checked before any work is done."""

import errno
import os
import shlex
import sys
from pathlib import Path
from typing import Final

from lstm_cli.cli.output import names_folder
from lstm_cli.cli.streams import is_terminal
from lstm_cli.errors import Hint, Setting, UsageError
from lstm_cli.readers.extras import require
from lstm_cli.storage.container import may_replace

__all__ = ["check_model_target", "check_output", "check_parquet", "same_place"]

ENDING_OF: Final = {"table": ".txt", "text": ".txt", "hub": ".csv"}  # of formats that are not called as their files end


def check_model_target(name: str) -> None:
    """Accept a path where a model may go: nothing there yet, or an older model; never any other kind of file."""
    path = Path(name)
    if name == "-":
        raise UsageError("--model: a model is a file and cannot go to standard output")
    _check_file_name(name, "--model", ".lstm")
    _check_folder(path)
    if not may_replace(path):
        raise UsageError(f"{name}: is there and is no model file; it stays as it is (choose another name with --model)")
    from lstm_cli.evaluation.checkpoint import is_working_file  # noqa: PLC0415 - only where a model is written

    if is_working_file(path):
        raise UsageError(f"{name}: keeps an unfinished backtest; it stays as it is (choose another name with --model)")


def check_output(
    name: str | None, inputs: list[str], *, option: str = "--output", style: str = "csv", folder: bool = False
) -> None:
    """Accept a path where a result of a style may go: not one of the files that it is made from.

    None is standard output; folder: whether a new or an empty one is accepted, too.
    """
    if name is None:
        return
    path = Path(name)
    if folder and names_folder(name):
        _check_new_folder(name)
    else:
        _check_file_name(name, option, ENDING_OF.get(style, f".{style}"))
    for source in inputs:
        if path.is_file() and Path(source).is_file() and path.samefile(source):
            raise UsageError(f"{name}: {option} would replace a file that the forecast is made from")
    _check_folder(path)


def _check_file_name(name: str, option: str, ending: str) -> None:
    """Refuse a name that is none, or a folder's; what is advised ends as the format asks."""
    if not name:
        raise UsageError(f"{option}: the name is empty; it takes the name of a file")
    if names_folder(name):
        is_there = Path(name).is_dir()
        file = os.path.join(name, "forecast") if is_there else os.path.normpath(name)  # noqa: PTH118 - keeps a ./
        file = file if file.lower().endswith(ending) else f"{file}{ending}"
        setting = Setting(option.removeprefix("--"), file)
        hint = Hint("name a file, as by {}", setting) if option.startswith("--") else Hint(f"{option} goes there")
        raise UsageError("is a folder" if is_there else "ends as the name of a folder", path=name, hint=hint)


def _check_new_folder(name: str) -> None:
    """Refuse a folder with something in it, a file, and the folder that the shell is in."""
    path = Path(name)
    bare = name.rstrip(f"/{os.sep}") or name
    if path.is_file():
        message, bare = f"is a file, and {name} names a folder", str(path)
    elif path.is_dir() and any(path.iterdir()):
        message = "is a folder with files in it, which stay"
    elif path.is_dir() and path.samefile(Path.cwd()):
        message = "is the current folder, which stays"
    else:
        return
    stem = bare if path.name not in {"", ".."} else os.path.join(bare, "forecast")  # noqa: PTH118 - keeps a ./
    # A shell fills in the date, so that the same line works every night.
    other = f"--output {shlex.quote(stem)}-$(date +%F)/"
    hint = Hint("give each run a folder of its own, as by {}", other)
    raise UsageError(message, path=bare if path.is_file() else name, hint=hint)


def same_place(name: str | None, other: str | None) -> bool:
    """Whether two options would write the same file, however it is spelt."""
    if name is None or other is None or "-" in (name, other):
        return name is not None and name == other
    return os.path.realpath(name) == os.path.realpath(other)


def _check_folder(path: Path) -> None:
    """Fail now as writing would fail later."""
    if not path.parent.is_dir():
        code = errno.ENOTDIR if path.parent.exists() else errno.ENOENT
        raise OSError(code, os.strerror(code), str(path.parent))
    places = [path, path.parent] if path.is_dir() else [path if path.exists() else path.parent]
    for place in places:
        if not os.access(place, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(place))


def check_parquet(output: str | None) -> None:
    """Refuse Parquet on a terminal, or where it cannot be written."""
    if output is None and is_terminal(sys.stdout):
        raise UsageError("Parquet is no text for a terminal: name a file with -o forecasts.parquet, or pipe it on")
    require("pyarrow", path=output or "standard output", doing="writing")
