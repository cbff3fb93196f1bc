"""What the writer and the reader of model files share: names, limits, canonical JSON, npy headers, the digest.

The container is an ``.npz`` that NumPy can open: a zip of stored members with time stamp zero, first ``document.json``
and then ``<name>.npy`` for every array, so that equal content is equal bytes.

``document.json`` is canonical JSON with the keys ``format``, ``format_version``, ``arrays`` (name to dtype and shape),
``document`` (what the caller gave) and ``digest``, the SHA-256 of everything else and the arrays.
"""

import hashlib
import itertools
import json
import re
import struct
from collections.abc import Mapping
from typing import Final

from lstm_cli.errors import Command, Hint
from lstm_cli.storage.pieces import Stored, blocks_of

__all__ = [
    "DTYPES",
    "FORMAT",
    "KEYS",
    "MAX_BYTES",
    "MAX_DIMENSIONS",
    "MAX_DOCUMENT_BYTES",
    "MEMBER",
    "NAME",
    "PACKED",
    "VERSION",
    "VERSIONS",
    "canonical",
    "check_depth",
    "digest",
    "npy_header",
    "starts_as_model",
]

FORMAT: Final = "lstm-forecast model"
WRITER: Final = Hint("`{}` writes one", Command("train", ""))
VERSION: Final = 7  # of written files
PACKED: Final = 7  # the first version with packed series
# Versions that can be read; they differ in the content of `document` and in the arrays, which the caller interprets.
VERSIONS: Final = (1, 2, 3, 4, 5, 6, 7)
MEMBER: Final = "document.json"
DTYPES: Final = ("<f4", "<f8", "<i8", "<i4", "<i2", "|i1", "|b1")
KEYS: Final = {"arrays", "digest", "document", "format", "format_version"}
# A panel of 10^6 series of 200 counts fits, and the names of that many series. A zip without extensions has at most 4 GB.
MAX_BYTES: Final = 2 << 30
MAX_DOCUMENT_BYTES: Final = 32 << 20
MAX_DEPTH: Final = 32
MAX_DIMENSIONS: Final = 8
# No leading dot and no empty part, so that no tool unpacks a member outside its folder.
NAME: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*(/[A-Za-z0-9_][A-Za-z0-9_.-]*)*")
# Every model file starts with a stored member of 1980-01-01 called document.json; its CRC and sizes are in between.
START: Final = b"PK\x03\x04" + struct.pack("<HHHHH", 20, 0, 0, 0, 0x21)
START_OF_DOCUMENT: Final = struct.pack("<HH", len(MEMBER), 0) + MEMBER.encode() + b'{"arrays":{'
# Strings (the last may be cut off) and runs without brackets; possessive, so that the time is linear in the length.
NO_BRACKETS: Final = re.compile(rb'"(?:[^"\\]++|\\.)*+\\?"?|[^][{}"]++', re.DOTALL)


def starts_as_model(head: bytes) -> bool:
    """Whether the first 64 bytes of a file are those of a model file of any version."""
    return head.startswith(START) and head[26:].startswith(START_OF_DOCUMENT)


def canonical(content: object) -> bytes:
    """Return canonical JSON, in which equal content is equal bytes."""
    return json.dumps(content, sort_keys=True, allow_nan=False, separators=(",", ":")).encode("ascii")


def check_depth(raw: bytes) -> None:
    """Refuse JSON that is nested so deeply that a parser could run out of stack."""
    steps = (1 if bracket in b"[{" else -1 for bracket in NO_BRACKETS.sub(b"", raw))
    if max(itertools.accumulate(steps), default=0) > MAX_DEPTH:
        raise ValueError(f"the document is nested more than {MAX_DEPTH} deep")


def digest(arrays: Mapping[str, Stored], content: Mapping[str, object]) -> str:
    """Hash the document, which fixes names, dtypes and shapes, and then every array in the order of names."""
    state = hashlib.sha256(canonical({key: value for key, value in content.items() if key != "digest"}))
    for name in sorted(arrays):
        for block in blocks_of(arrays[name]):
            state.update(block.data)
    return state.hexdigest()


def npy_header(dtype: str, shape: tuple[int, ...]) -> bytes:
    """Return the npy header, format 1.0: made here so that its bytes do not depend on the version of NumPy."""
    text = f"{{'descr': '{dtype}', 'fortran_order': False, 'shape': {shape!r}, }}"
    text += " " * (-(len(text) + 11) % 64) + "\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text.encode("ascii")
