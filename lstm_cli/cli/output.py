"""Where a result goes and in which format, decided before any work, for every command."""

import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from lstm_cli.atomic import write_atomically
from lstm_cli.cli.page import LARGEST, Page, page, words_size
from lstm_cli.cli.streams import is_terminal, say, write_data, write_text
from lstm_cli.errors import UsageError
from lstm_cli.formats.text import printable
from lstm_cli.storage.folder import names_folder, write_folder

__all__ = ["ENDINGS", "Output", "format_of_ending"]

ENDINGS: Final = {".csv": "csv", ".json": "json", ".txt": "text"}  # with their formats
# Endings of formats that are not written, unless a command lists them: CSV under such a name would mislead programs.
FOREIGN: Final = frozenset({
    *(".parquet", ".feather", ".xlsx", ".xls", ".ods", ".json", ".jsonl", ".ndjson", ".yaml", ".yml", ".xml"),
    *(".npz", ".npy", ".pkl", ".pickle", ".rds", ".dta", ".sqlite", ".db", ".gz", ".zip", ".xz", ".bz2", ".zst"),
    *(".html", ".htm", ".docx", ".md", ".tex", ".txt"),
    *(".jpg", ".jpeg", ".gif", ".tif", ".tiff", ".png", ".svg", ".pdf"),
})  # fmt: skip


def format_of_ending(name: str, endings: Mapping[str, str]) -> str | None:
    """Return the format of a file's ending; None if it has none of its own.

    Raises
    ------
    UsageError
        The ending is that of a format that the command does not write.
    """
    ending = Path(name).suffix.lower()
    if ending in FOREIGN and ending not in endings:
        raise UsageError(f"{name}: cannot write {ending} files, expected one of {', '.join(endings)}")
    return endings.get(ending)


@dataclass(frozen=True, slots=True)
class Output:
    """The format (None: chosen by file or terminal), the file (None: standard output), and how much goes to stderr."""

    command: str
    format: str | None = None
    path: str | None = None  # as the user wrote it
    quiet: bool = False
    verbose: bool = False
    no_color: bool = False

    @property
    def as_json(self) -> bool:
        """Whether errors are also written to standard output as JSON."""
        return self.format == "json"

    @property
    def silent(self) -> bool:
        """Whether messages to standard error are suppressed."""
        return self.quiet or self.as_json

    @property
    def to_person(self) -> bool:
        """Whether the result goes to a terminal."""
        return self.path is None and is_terminal(sys.stdout)

    def style(
        self, endings: Mapping[str, str] = ENDINGS, *, person: str, program: str = "csv", folder: str | None = None
    ) -> str:
        """Return the format to write: that of --format, else that of the file's ending, else by terminal or pipe.

        folder: the format if the path names a folder; None if the command writes no folders.

        Raises
        ------
        UsageError
            The ending of the file and the format asked for are not the same, or nothing writes such files.
        """
        by_ending = None if self.path is None else format_of_ending(self.path, endings)
        if self.format is not None and by_ending is not None and by_ending != self.format:
            clash = self.format == "hub" and by_ending == "csv"  # hub rows are CSV
            if not clash:
                raise UsageError(f"{self.path}: its ending says {by_ending}, but --format says {self.format}")
        if folder is not None and self.to_folder:
            program = folder
        return self.format or by_ending or (person if self.to_person else program)

    @property
    def to_folder(self) -> bool:
        """Whether the path names a folder."""
        return self.path is not None and names_folder(self.path)

    @property
    def words_size(self) -> int:
        """The width of sentences on standard error."""
        return words_size(sys.stderr)

    def page(self, *, largest: int = LARGEST) -> Page:
        """Return the page for people; its width is fixed if the format was named or the page goes to a file."""
        return page(asked=not self.to_person or self.format is not None, no_color=self.no_color, largest=largest)

    def say(self, text: str) -> None:
        """Write text to standard error, unless messages are suppressed."""
        if not self.silent and text:
            say(text)

    def write(self, content: str | bytes) -> None:
        """Write data, text as UTF-8."""
        self.write_parts([content])

    def write_parts(self, parts: Iterable[str | bytes]) -> None:
        """Write data part by part as they are computed; a file is written as a whole or not at all.

        Control characters are escaped on a terminal; files and pipes get every byte.
        """
        if self.to_person:
            parts = (_harmless(part) if isinstance(part, str) else part for part in parts)
        data = (part.encode() if isinstance(part, str) else part for part in parts)
        if self.path is not None:
            write_atomically(Path(self.path), data)
            return
        for part in data:
            write_data(part)

    def write_files(self, files: Iterable[tuple[str, bytes]]) -> None:
        """Write a folder of files; it appears with all of them or not at all."""
        write_folder(Path(str(self.path)), files)

    def write_page(self, text: str) -> None:
        """Write a page for people; standard output gets it in its own encoding."""
        if self.path is None:
            write_text(text)
        else:
            self.write(text)


def _harmless(text: str) -> str:
    """Return data with control characters escaped, except ends of lines."""
    return "\n".join(map(printable, text.split("\n")))
