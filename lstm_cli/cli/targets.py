"""Files that a command will write, checked before any work is done."""

import os
import sys
from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import Final

from lstm_cli.atomic import check_writable
from lstm_cli.cli.settings import free_name, quoted
from lstm_cli.cli.streams import is_terminal
from lstm_cli.errors import Hint, Setting, UsageError
from lstm_cli.formats.text import printable
from lstm_cli.readers.extras import require
from lstm_cli.readers.file_names import PACKED
from lstm_cli.readers.folder import FOLDER_ENDINGS
from lstm_cli.storage.container import may_replace
from lstm_cli.storage.folder import as_file_name, names_folder

__all__ = ["check_model_target", "check_output", "check_parquet", "same_place"]

ENDING_OF: Final = {"table": ".txt", "text": ".txt", "hub": ".csv"}  # where it differs from the name of the format
OF_FOLDERS: Final = (*chain(*FOLDER_ENDINGS.values()), *PACKED)  # files that are read from a folder given as DATA


def check_model_target(name: str) -> None:
    """Check the path of a new model: it must be free, or hold an older model, but no other kind of file."""
    path = Path(name)
    if name == "-":
        raise UsageError("--model: a model is a file and cannot go to standard output")
    _check_file_name(name, "--model", ".lstm", stem="model")
    check_writable(path)
    if not may_replace(path):
        raise UsageError(
            f"{name}: exists and is not a model file; it is not replaced (choose another name with --model)"
        )
    from lstm_cli.evaluation.checkpoint import is_working_file  # noqa: PLC0415 - only where a model is written

    if is_working_file(path):
        raise UsageError(f"{name}: holds an unfinished backtest; it is not replaced (choose another name with --model)")


def check_output(
    name: str | None,
    inputs: Sequence[str],
    *,
    option: str = "--output",
    style: str = "csv",
    stem: str = "forecast",
    folder: bool = False,
    tables: tuple[str, ...] = OF_FOLDERS,
) -> None:
    """Check the path of a result: neither a file that it is made from, nor a table in a folder that is read.

    None is standard output; stem: a name for the file, where a folder is named instead; folder: whether a new or an empty
    one is accepted, too; tables: how files end that are read of a folder among the inputs.
    """
    if name is None:
        return
    path = Path(name)
    to_folder = folder and names_folder(name)
    if to_folder:
        _check_new_folder(name)
    else:
        _check_file_name(name, option, ENDING_OF.get(style, f".{style}"), stem=stem)
    for source in inputs:
        if path.is_file() and Path(source).is_file() and path.samefile(source):
            raise UsageError(f"{name}: {option} would overwrite a file that is read")
        if (to_folder or name.lower().endswith(tables)) and _is_within(path, source):
            raise UsageError(
                f"{option} would write into the folder {printable(source)}, all of whose tables are read",
                path=name,
                hint=Hint(
                    "name a place beside it, for example with {}",
                    Setting(option.removeprefix("--"), _beside(name, source)),
                ),
            )
    check_writable(path)


def _check_file_name(name: str, option: str, ending: str, *, stem: str) -> None:
    """Refuse the name of a folder; the hint names a file with the ending of the format."""
    if names_folder(name):
        reason, file = as_file_name(name, ending, stem)
        setting = Setting(option.removeprefix("--"), file)
        hint = (
            Hint("name a file, for example with {}", setting)
            if option.startswith("--")
            else Hint(f"{option} goes there")
        )
        raise UsageError(reason, path=name, hint=hint)


def _is_within(path: Path, folder: str) -> bool:
    """Whether a path lies in a folder, however both are spelt."""
    return Path(folder).is_dir() and Path(os.path.realpath(folder)) in Path(os.path.realpath(path)).parents


def _beside(name: str, folder: str) -> str:
    """Return a free name for a file beside a folder."""
    path = Path(os.path.normpath(Path(folder, os.pardir, Path(name).name)))
    free = free_name(str(path.with_name(path.stem)), path.suffix)
    return f"{free}/" if names_folder(name) else free


def _check_new_folder(name: str) -> None:
    """Refuse a folder with something in it, a file, and the folder that the shell is in."""
    path = Path(name)
    bare = name.rstrip(f"/{os.sep}") or name
    if path.is_file():
        message, bare = f"is a file, but {name} names a folder", str(path)
    elif path.is_dir() and any(path.iterdir()):
        message = "is a folder that is not empty; it is not replaced"
    elif path.is_dir() and path.samefile(Path.cwd()):
        message = "is the current folder; it is not replaced"
    else:
        return
    stem = bare if path.name not in {"", ".."} else os.path.join(bare, "forecast")  # noqa: PTH118 - keeps a ./
    # A shell fills in the date, so that the same line works every night.
    other = f"--output {quoted(stem)}-$(date +%F)/"
    hint = Hint("give each run a folder of its own, for example with {}", other)
    raise UsageError(message, path=bare if path.is_file() else name, hint=hint)


def same_place(name: str | None, other: str | None) -> bool:
    """Whether two options name the same file, however it is spelt."""
    if name is None or other is None or "-" in (name, other):
        return name is not None and name == other
    return os.path.realpath(name) == os.path.realpath(other)


def check_parquet(output: str | None) -> None:
    """Refuse Parquet on a terminal, or if pyarrow is not installed."""
    if output is None and is_terminal(sys.stdout):
        raise UsageError("Parquet is binary, not for a terminal: name a file with -o forecasts.parquet, or use a pipe")
    require("pyarrow", path=output or "standard output", doing="writing")
