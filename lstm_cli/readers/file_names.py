"""Names of files: the ending of a table, the name without it, the date in a name, and the name as text."""

import os
import re
from collections.abc import Sequence
from typing import Final

__all__ = ["DATE", "ENDINGS", "PACKED", "SERIES", "as_text", "stem_of"]

ENDINGS: Final = (".csv", ".tsv", ".txt", ".parquet", ".jsonl", ".ndjson", ".xlsx")
PACKED: Final = (".gz", ".bz2", ".xz", ".zst", ".zip")
SERIES: Final = "series"  # the column of names of series that are names of files
DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}|\d{4}_\d{2}_\d{2}|\d{8}", re.ASCII)


def stem_of(name: str, endings: Sequence[str] = ENDINGS) -> str:
    """Return the name of a file without the ending of a table, also of a compressed one; other names as they are.

    >>> stem_of("router.csv.gz"), stem_of("notes.md")
    ('router', 'notes.md')
    """
    plain = name
    for ending in PACKED:
        plain = plain[: -len(ending)] if plain.lower().endswith(ending) else plain
    for ending in endings:
        if plain.lower().endswith(ending):
            return plain[: -len(ending)]
    return name


def as_text(name: str) -> str:
    r"""Return a name of a file as text that can be written anywhere: bytes that are not UTF-8 are escaped.

    >>> as_text("Z\udcfcrich"), as_text("Zürich")
    ('Z\\xfcrich', 'Zürich')
    """
    return os.fsencode(name).decode("utf-8", "backslashreplace")
