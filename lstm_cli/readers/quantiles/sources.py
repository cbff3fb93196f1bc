"""Finds the files of each model among files and folders that a user names.

Each file is a model with the name of the file. Folders are searched for tables. Files named by a date and a name, as in
hubs (``2024-01-06-team-model.csv``), are rounds of one model with that name, and so are files named by a date alone in
a folder with the model's name.
"""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from lstm_cli.errors import DataError, Hint, Setting, UsageError
from lstm_cli.readers.file_names import DATE, ENDINGS, as_text, stem_of

__all__ = ["ModelFiles", "find_models"]

STDIN: Final = "-"


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """The files of one model and its name; ``named``: whether the user chose the name."""

    name: str
    files: tuple[str, ...]
    named: bool = False


def find_models(arguments: Sequence[str], names: Sequence[str] = ()) -> list[ModelFiles]:
    """Return the models in some files and folders, in order; ``names``: one for each argument, or none.

    Raises
    ------
    UsageError
        There are more or fewer names than arguments, or two models have the same name.
    DataError
        A folder holds no table.
    """
    if names and len(names) != len(arguments):
        few = f"{len(names)} name{'s' if len(names) > 1 else ''} for {len(arguments)} files or folders of forecasts"
        hint = Hint("give {} once for each, in the same order", Setting("model_name"))
        raise UsageError(few, hint=hint)
    every = [_files(argument) for argument in arguments]
    if names:
        _check_unique(names)
        return [ModelFiles(name, files, named=True) for name, files in zip(names, every, strict=True)]
    rounds: dict[tuple[str, str], list[str]] = {}
    for file in (file for files in every for file in files):
        name, is_round = _name_of(file)
        kept = rounds.setdefault((name, "" if is_round else os.path.realpath(file)), [])
        if file in kept or (kept and not is_round):
            raise UsageError("is named twice", path=file)
        kept.append(file)
    shared = [name for name, _ in rounds]
    return [
        ModelFiles(name if shared.count(name) == 1 else _longer(files[0], name), tuple(files))
        for (name, _), files in rounds.items()
    ]


def _files(argument: str) -> tuple[str, ...]:
    """Return a file, or the tables in a folder and its subfolders."""
    if argument == STDIN or not os.path.isdir(argument):  # noqa: PTH112 - names stay as the user wrote them
        return (argument,)
    found = tuple(_tables(argument))
    if not found:
        message = f"the folder holds no table: looked for files that end in {', '.join(ENDINGS)}"
        raise DataError(message, path=argument)
    return found


def _tables(folder: str) -> Iterator[str]:
    """Yield the tables in a folder and its subfolders, sorted by name, except hidden files."""
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if not name.startswith(".") and stem_of(name) != name:
                yield str(Path(place) / name)


def _name_of(file: str) -> tuple[str, bool]:
    """Return the name of a file's model, and whether the file may be one of its rounds."""
    if file == STDIN:
        return "stdin", False
    path = Path(as_text(file))
    stem, folder = stem_of(path.name), path.resolve().parent.name
    rest = DATE.sub("", stem, count=1)
    if rest != stem and (rest := rest.strip("-_. ").replace("--", "-")):
        return rest, True
    if rest != stem or stem.endswith(f"-{folder}"):  # the round in the name need not be a date
        return folder, True
    return stem, False


def _longer(file: str, name: str) -> str:
    """Return the name of a model with the folder of its file, for a name that two files have."""
    return f"{Path(as_text(file)).resolve().parent.name}/{name}"


def _check_unique(names: Sequence[str]) -> None:
    """Refuse a name that is empty or repeated."""
    for at, name in enumerate(names):
        if not name.strip() or name in names[:at]:
            message = "the name of a model is empty" if not name.strip() else f"two models are named {name!r}"
            raise UsageError(message, value=name, hint=Hint("each needs a {} of its own", Setting("model_name")))
