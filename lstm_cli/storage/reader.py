"""The strict reader of model files: returns arrays and document, or an error with the reason.

It accepts only what the writer writes. It never unpickles, never allocates more than the file holds, and has checked
every byte that matters before it returns.
"""

import io
import json
import math
import re
import struct
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO, Final

import numpy as np

from lstm_cli._arrays import Array
from lstm_cli._temporary import ArrayFile
from lstm_cli.errors import Hint
from lstm_cli.storage import format as form

__all__ = ["Contents", "RefusedError", "read_model"]

# Enough for the directory of 10^4 arrays with names of 300 letters.
MAX_DIRECTORY_BYTES: Final = 4 << 20
IN_MEMORY: Final = 1 << 24  # bytes of an array; larger ones are held in a file
AT_ONCE: Final = 1 << 20  # bytes read at once
NOT_A_MODEL: Final = "not a model file"
NEVER_LOADED: Final = "not a model file; a pickle can run any code and is never loaded"


class RefusedError(Exception):
    """The file looks intact but is no model file of this version; the text says what it is, and the hint what would help."""

    def __init__(self, message: str, hint: Hint | None = None) -> None:
        super().__init__(message)
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Contents:
    """The content of a model file: read-only arrays by name, the document, and the version of the format."""

    arrays: dict[str, Array]
    document: dict[str, Any]
    version: int


def read_model(stream: BinaryIO) -> Contents:
    """Check and read all of a model file.

    Raises
    ------
    RefusedError
        The file is something else, or of a newer version.
    ValueError and others
        The file is damaged: zipfile, json and NumPy raise their own errors.
    """
    size = _file_size(stream)
    head = stream.read(64)
    if not form.starts_as_model(head):
        raise RefusedError(_other_kind(head), form.WRITER)
    _check_end(stream, size)
    with zipfile.ZipFile(stream) as archive:
        members = {member.filename: member for member in archive.infolist()}
        content = _read_document(archive, members[form.MEMBER])
        layout = _layout(content["arrays"])
        _check_directory(archive.infolist(), {form.MEMBER, *(f"{name}.npy" for name in layout)}, size)
        arrays = {name: _read_array(archive, members[f"{name}.npy"], *layout[name]) for name in layout}
    if content["digest"] != form.digest(arrays, content):
        raise ValueError("the digest does not match")
    return Contents(arrays, content["document"], content["format_version"])


def _file_size(stream: BinaryIO) -> int:
    """Return the size of the file; refuse it if it is not seekable, or too large."""
    if not stream.seekable():
        raise RefusedError("a pipe, not a model file; save the model to a file first")
    size = stream.seek(0, io.SEEK_END)
    stream.seek(0)
    if size > form.MAX_BYTES + MAX_DIRECTORY_BYTES:
        raise RefusedError(f"larger than a model file may be ({form.MAX_BYTES >> 30} GB)")
    return size


def _other_kind(head: bytes) -> str:
    """Describe what the file is instead of a model, if that is easily recognised."""
    if not head:
        return "empty, not a model file"
    if re.match(rb"\x80[\x02-\x05]", head):
        return f"a Python pickle, {NEVER_LOADED}"
    # PyTorch writes archive/data.pkl as the first member.
    if head.startswith(b"PK\x03\x04") and b"/data.pkl" in head:
        return f"a PyTorch file (a pickle in a zip), {NEVER_LOADED}"
    return NOT_A_MODEL


def _check_end(stream: BinaryIO, size: int) -> None:
    """Check the end record before zipfile reads a directory of the size that it announces."""
    stream.seek(max(size - 42, 0))
    tail = stream.read(42)
    signature, _, _, directory, start, comment = struct.unpack("<4sIIIIH", tail[-22:])
    is_whole = signature == b"PK\x05\x06" and directory + start + 22 == size and comment == 0
    if not is_whole or directory > MAX_DIRECTORY_BYTES or tail.startswith(b"PK\x06\x07"):
        raise ValueError("its end is missing")


def _read_document(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> dict[str, Any]:
    """Read document.json; the version is checked first, so that a newer file is not reported as damaged."""
    if member.compress_type != zipfile.ZIP_STORED or member.file_size > form.MAX_DOCUMENT_BYTES:
        raise ValueError("the document is compressed or too large")
    raw = archive.read(member)
    form.check_depth(raw)
    content = json.loads(raw)
    if content["format"] != form.FORMAT:
        raise RefusedError(NOT_A_MODEL, form.WRITER)
    version = content["format_version"]
    if type(version) is int and version > form.VERSIONS[-1]:
        raise RefusedError(
            f"written by a newer lstm-forecast (model format {version}, this one reads {form.VERSIONS[-1]}): upgrade it"
        )
    # Canonical JSON also rules out repeated keys, NaN and infinity.
    is_known = type(version) is int and version in form.VERSIONS and content.keys() == form.KEYS
    if not is_known or form.canonical(content) != raw:
        raise ValueError("the document is not what this version writes")
    if not isinstance(content["document"], dict):
        raise TypeError("the document is not an object")
    return dict(content)


def _layout(entries: Mapping[str, Any]) -> dict[str, tuple[str, tuple[int, ...]]]:
    """Return the dtype and shape of every array that the document announces."""
    layout = {}
    for name, entry in entries.items():
        dtype, shape = entry["dtype"], tuple(entry["shape"])
        if not form.NAME.fullmatch(name) or dtype not in form.DTYPES or entry.keys() != {"dtype", "shape"}:
            raise ValueError(f"array {name!r} cannot be in a model file")
        sizes_are_good = all(type(size) is int and 0 <= size <= form.MAX_BYTES for size in shape)
        if not sizes_are_good or len(shape) > form.MAX_DIMENSIONS:
            raise ValueError(f"array {name!r} has an impossible shape")
        layout[name] = (dtype, shape)
    return layout


def _check_directory(members: list[zipfile.ZipInfo], expected: set[str], size: int) -> None:
    """Check that the zip holds the expected members, each once and stored, and not a byte more."""
    if sorted(member.filename for member in members) != sorted(expected):
        raise ValueError("its members are not those that the document announces")
    if any(member.compress_type != zipfile.ZIP_STORED or member.flag_bits for member in members):
        raise ValueError("a member is compressed or encrypted")
    # Local header 30, directory entry 46, end record 22 bytes; the name is in both.
    if size != 22 + sum(76 + 2 * len(member.filename) + member.file_size for member in members):
        raise ValueError("there is more or less in it than its members")


def _read_array(archive: zipfile.ZipFile, member: zipfile.ZipInfo, dtype: str, shape: tuple[int, ...]) -> Array:
    """Read one array, whose header and size must be those announced; reading to the end checks the CRC.

    A large array is copied to a temporary file, where the model file may be replaced meanwhile without harm.
    """
    header = form.npy_header(dtype, shape)
    if member.file_size != len(header) + math.prod(shape) * np.dtype(dtype).itemsize:
        raise ValueError(f"{member.filename} does not have the announced size")
    blocks = _blocks(archive, member, header, dtype)
    if member.file_size <= IN_MEMORY:
        array = np.concatenate([np.empty(0, dtype), *blocks]).reshape(shape)
        array.flags.writeable = False
        return array
    file = ArrayFile()
    for block in blocks:
        file.write(block)
    return file.array(np.dtype(dtype)).reshape(shape)


def _blocks(archive: zipfile.ZipFile, member: zipfile.ZipInfo, header: bytes, dtype: str) -> Iterator[Array]:
    """Yield the values of an array block by block."""
    with archive.open(member) as stream:
        if stream.read(len(header)) != header:
            raise ValueError(f"{member.filename} does not have the announced header")
        while raw := stream.read(AT_ONCE):
            block = np.frombuffer(raw, dtype)
            if block.dtype.kind == "f" and not np.isfinite(block).all():
                raise ValueError(f"{member.filename} holds values that are not finite")
            if block.dtype.kind == "b" and block.view(np.uint8).max(initial=0) > 1:
                raise ValueError(f"{member.filename} holds truth values that are neither 0 nor 1")
            yield block
