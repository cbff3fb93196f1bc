"""The model file: encodes named arrays and a JSON document as bytes, and reads them back from a path.

`lstm_cli.storage.format` describes the container. NumPy can open it, nothing is pickled, and equal content gives equal
bytes.
"""

import json
import math
import stat
import struct
import zipfile
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final

import numpy as np

from lstm_cli._arrays import Array
from lstm_cli.errors import ModelFileError
from lstm_cli.storage import format as form
from lstm_cli.storage.pieces import Pieces, Stored, blocks_of
from lstm_cli.storage.reader import Contents, RefusedError, read_model
from lstm_cli.storage.zip_archive import Member, archived

__all__ = ["content_digest", "encode", "encoded", "is_model_file", "may_replace", "read_arrays", "read_contents"]

AT_ONCE: Final = 1 << 17  # values converted to bytes at once, to bound memory
# Errors of zipfile, json and NumPy on damage (RuntimeError: the flag "encrypted", or recursion that is too deep).
DAMAGE: Final = (
    *(ArithmeticError, AttributeError, EOFError, LookupError, OSError, RuntimeError, TypeError, ValueError),
    *(struct.error, zipfile.BadZipFile),
)


def encode(arrays: Mapping[str, Stored], document: Mapping[str, object]) -> bytes:
    """Return the bytes of a model file, all at once; see `encoded`."""
    return b"".join(encoded(arrays, document))


def encoded(arrays: Mapping[str, Stored], document: Mapping[str, object]) -> Iterator[bytes]:
    """Return the bytes of a model file, part by part; equal arguments give equal bytes.

    Parameters
    ----------
    arrays
        float32, float64, integers of 8 to 64 bits or bool, of any shape and memory layout; floats are finite.
        Names are words of letters, digits, ``_``, ``-`` and ``.``, joined by ``/``.
    document
        A JSON object without NaN or infinity, at most 30 levels deep.

    Raises
    ------
    ValueError, TypeError
        The arguments cannot be represented in a model file.
    ModelFileError
        There is too much for a model file.
    """
    plain = _plain_arrays(arrays)
    content = _content(plain, document)
    raw = form.canonical(content | {"digest": form.digest(plain, content)})
    form.check_depth(raw)
    size = sum(math.prod(array.shape) * array.dtype.itemsize for array in plain.values())
    if len(raw) > form.MAX_DOCUMENT_BYTES or len(raw) + size > form.MAX_BYTES:
        raise ModelFileError(f"the model is larger than a model file may be ({form.MAX_BYTES >> 30} GB)")
    members = [Member(f"{name}.npy", partial(_npy, array)) for name, array in plain.items()]
    return archived([Member(form.MEMBER, lambda: iter([raw])), *members])


def _npy(array: Stored) -> Iterator[bytes]:
    """Yield the bytes of an npy file, block by block."""
    yield form.npy_header(array.dtype.str, array.shape)
    for block in blocks_of(array):
        flat = block.reshape(-1)
        for first in range(0, len(flat), AT_ONCE):
            yield flat[first : first + AT_ONCE].tobytes()


def content_digest(arrays: Mapping[str, Stored], document: Mapping[str, object]) -> str:
    """Return the SHA-256 of names, shapes, dtypes, values and document, in hexadecimal, independent of the format's version.

    The digest in a file covers the version, too.
    """
    plain = _plain_arrays(arrays)
    content = _content(plain, document)
    return form.digest(plain, {key: content[key] for key in ("arrays", "document")})


def read_arrays(path: Path) -> tuple[dict[str, Array], dict[str, Any]]:
    """Return the arrays and document that `encode` was given; see `read_contents`."""
    contents = read_contents(path)
    return contents.arrays, contents.document


def read_contents(path: Path) -> Contents:
    """Read a file that `encode` made; the arrays are read-only.

    Raises
    ------
    ModelFileError
        In every case: one line with the path and what is wrong.
    """
    try:
        _check_kind(path)
        with path.open("rb") as stream:
            return read_model(stream)
    except RefusedError as error:
        raise ModelFileError(str(error), path=str(path), hint=error.hint) from error
    except FileNotFoundError as error:
        raise ModelFileError("no such model file", path=str(path), hint=form.WRITER) from error
    except IsADirectoryError as error:
        raise ModelFileError("a directory, not a model file", path=str(path)) from error
    except MemoryError as error:
        raise ModelFileError("there is not enough memory to read the model", path=str(path)) from error
    except DAMAGE as error:
        if isinstance(error, OSError) and error.strerror:
            raise ModelFileError(error.strerror, path=error.filename or str(path)) from error
        reason = ascii(str(error) or type(error).__name__)[1:-1][:120]
        raise ModelFileError(f"the model file is damaged ({reason}); train it again", path=str(path)) from error


def _check_kind(path: Path) -> None:
    """Refuse devices and pipes; opening a pipe would wait for a writer."""
    mode = path.stat().st_mode
    if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
        kind = "a pipe" if stat.S_ISFIFO(mode) else "a device or socket"
        raise RefusedError(f"{kind}, not a model file; save the model to a file first")


def is_model_file(path: Path) -> bool:
    """Whether a regular file starts as every model file does; only its first bytes are read."""
    if not path.is_file():
        return False
    with path.open("rb") as stream:
        return form.starts_as_model(stream.read(64))


def may_replace(path: Path) -> bool:
    """Whether writing a model to a path overwrites at most a model: it has no file, an empty one, a model, a pipe or device."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return True
    if stat.S_ISREG(status.st_mode):
        return status.st_size == 0 or is_model_file(path)
    return not stat.S_ISDIR(status.st_mode)


def _plain_arrays(arrays: Mapping[str, Stored]) -> dict[str, Stored]:
    """Return the arrays sorted by name, in stored form."""
    return {name: _plain_array(name, arrays[name]) for name in sorted(arrays)}


def _plain_array(name: str, array: Stored) -> Stored:
    """Return the array in little-endian C order, if a model file can hold it; pieces are checked as they are read."""
    dtype = array.dtype.newbyteorder("<").str
    if not form.NAME.fullmatch(name):
        raise ValueError(f"array name {name!r}: not words joined by '/'")
    if dtype not in form.DTYPES:
        raise TypeError(f"array {name!r}: dtype {array.dtype} is none of {', '.join(form.DTYPES)}")
    if array.ndim > form.MAX_DIMENSIONS:
        raise ValueError(f"array {name!r}: more than {form.MAX_DIMENSIONS} dimensions")
    if isinstance(array, Pieces):
        blocks = array.blocks
        return Pieces(np.dtype(dtype), array.shape, lambda: (_plain_block(name, dtype, block) for block in blocks()))
    return _plain_block(name, dtype, np.asarray(array))


def _plain_block(name: str, dtype: str, block: Array) -> Array:
    """Return a block of an array in stored form."""
    if block.dtype.kind == "f" and not np.isfinite(block).all():
        raise ValueError(f"array {name!r}: not all values are finite")
    return block.astype(dtype, order="C", copy=False)


def _content(arrays: Mapping[str, Stored], document: Mapping[str, object]) -> dict[str, Any]:
    """Return the content of document.json except the digest."""
    layout = {name: {"dtype": array.dtype.str, "shape": list(array.shape)} for name, array in arrays.items()}
    # A round trip through JSON turns numeric keys into text before they are sorted.
    plain = json.loads(json.dumps(dict(document), allow_nan=False))
    return {"format": form.FORMAT, "format_version": form.VERSION, "arrays": layout, "document": plain}
