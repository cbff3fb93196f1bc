"""The message for more arguments than a command takes: several files are read as one table if they are in a folder."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from lstm_cli.cli.settings import quoted
from lstm_cli.errors import DataError
from lstm_cli.formats.text import printable
from lstm_cli.readers.file_names import stem_of

__all__ = ["extra_message"]

MAX_SHOWN: Final = 3  # of the arguments


def extra_message(command: str, words: Sequence[str], data: str | None, extra: Sequence[str]) -> str:
    """Return what is wrong with a command line that has ``extra`` arguments after DATA.

    ``words``: those after the command. If all are files, the message says how to have them read as one table.
    """
    files = [] if data is None else [data, *extra]
    if not files or not all(map(os.path.isfile, files)):
        return f"Got unexpected extra argument(s) ({_some(extra)})"
    from lstm_cli.readers.folder import FOLDER_ENDINGS, NAMED_ENDINGS  # noqa: PLC0415 - only for this message

    folder = _folder_of(files)
    way = "move them to a folder of their own, and name that to have them read as one table"
    if not any(all(stem_of(file, ends) != file for file in files) for ends in FOLDER_ENDINGS.values()):
        way = f"name one of them, since only files of one kind are read as one table ({NAMED_ENDINGS})"
    elif folder is not None:
        typed = [folder if word == data else word for word in words if word not in extra]
        way = f"name their folder to have them read as one table: {command} {' '.join(map(quoted, typed))}"
    return f"expected one table, got {len(files)} files ({_some(files)}); {way}"


def _folder_of(files: Sequence[str]) -> str | None:
    """Return the folder that holds these files and no other table; None if there is none."""
    from lstm_cli.readers.folder import Folder, file_source  # noqa: PLC0415 - only for this message

    folder = os.path.dirname(files[0]) or "."  # noqa: PTH120 - as the user wrote it
    try:
        source = file_source(folder)
    except (DataError, OSError):
        return None
    held = {Path(file.name).resolve() for file in source.files} if isinstance(source, Folder) else set()
    return folder if held == {Path(file).resolve() for file in files} else None


def _some(names: Sequence[str]) -> str:
    """Return the first few of some arguments."""
    return " ".join([*map(printable, names[:MAX_SHOWN]), *(["…"] if len(names) > MAX_SHOWN else [])])
