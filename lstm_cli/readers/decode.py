"""Bytes to text: UTF-8 unless another encoding is named, and plain words for what is no CSV at all."""

import codecs
import re
from typing import Final

from lstm_cli.errors import DataError, Hint, Setting, UsageError
from lstm_cli.problems import refuse

__all__ = ["decode", "refuse_model"]

# A model file is a zip archive whose first member has this name.
MODEL: Final = re.compile(rb"PK\x03\x04.{26}document\.json", re.DOTALL)
SIGNATURES: Final = (
    (b"\x1f\x8b", "a gzip file: unpack it first (gzip -dc FILE > FILE.csv)"),
    (b"PK\x03\x04", "a zip archive or a workbook (.xlsx): unpack it, or save the sheet as CSV (UTF-8)"),
    (b"\xd0\xcf\x11\xe0", "an old workbook (.xls): save the sheet as CSV (UTF-8)"),
    (b"PAR1", "a Parquet file: write it as CSV first"),
    (b"BZh", "a bzip2 file: unpack it first (bzip2 -dc FILE > FILE.csv)"),
    (b"\xfd7zXZ", "an xz file: unpack it first (xz -dc FILE > FILE.csv)"),
    (b"\x28\xb5\x2f\xfd", "a zstd file: unpack it first (zstd -dc FILE > FILE.csv)"),
    (b"%PDF", "a PDF: export the table behind it as CSV"),
    (b"SQLite format 3", "an SQLite database: export a table of it as CSV"),
)
UTF16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
HTML: Final = re.compile(r"\s*<(!doctype|!--|html|head|body|table|\?xml)", re.IGNORECASE)
JSON: Final = re.compile(r'\s*(\{\s*"|\[\s*[\[{"\d])')


def decode(content: bytes, *, name: str, encoding: str) -> str:
    """Return the text of the file without its byte-order mark; DataError names what it is instead of a CSV."""
    if not content:
        raise refuse(name, "the file is empty (0 bytes); a header and rows are needed")
    codec = _codec(encoding)
    if codec == "utf-8":
        _check_signature(content, name=name)
    try:
        text = content.decode("utf-8-sig" if codec == "utf-8" else codec)
    except UnicodeError as error:
        raise refuse(name, _undecodable(error, codec), _line(content, error)) from None
    _check_text(text, name=name)
    return text


def _codec(encoding: str) -> str:
    """Return Python's name of a text encoding; UsageError when there is none such."""
    try:
        codec = codecs.lookup(encoding).name
        "".encode(codec)
    except (LookupError, UnicodeError, ValueError):
        raise UsageError(
            f"no text encoding is called {encoding!r}; utf-8, utf-16, cp1252 and latin-1 are some"
        ) from None
    return "utf-8" if codec == "utf-8-sig" else codec


def _check_signature(content: bytes, *, name: str) -> None:
    """Refuse files whose first bytes say that they are no text in UTF-8."""
    refuse_model(content, name=name)
    kind = next((kind for magic, kind in SIGNATURES if content.startswith(magic)), None)
    if kind:
        raise refuse(name, f"this is {kind}")
    if content.startswith(UTF16):
        raise refuse(name, "this is UTF-16 text, not UTF-8: add --encoding utf-16")
    if content.count(b"\0") * 3 > len(content):
        raise refuse(name, "every other byte is NUL, as in UTF-16 text: add --encoding utf-16-le")


def refuse_model(content: bytes, *, name: str) -> None:
    """Refuse a model file in the place of data."""
    if MODEL.match(content):
        raise DataError(
            "this is a model that `lstm-forecast train` wrote, not counts",
            path=name,
            hint=Hint("predict and diagnose take it by {}", Setting("model")),
        )


def _undecodable(error: UnicodeError, codec: str) -> str:
    """Say what the first byte is that is no text, and what to try."""
    found = f"byte 0x{error.object[error.start]:02x}" if isinstance(error, UnicodeDecodeError) else str(error)
    if codec == "utf-8":
        return f"not valid UTF-8 ({found}); for a file from an older spreadsheet add --encoding cp1252"
    return f"not valid {codec} ({found}); name the right one with --encoding"


def _line(content: bytes, error: UnicodeError) -> int | None:
    """Return the physical line of the first undecodable byte."""
    return content.count(b"\n", 0, error.start) + 1 if isinstance(error, UnicodeDecodeError) else None


def _check_text(text: str, *, name: str) -> None:
    """Refuse text without lines, with NUL bytes, or in a format that is known not to be CSV."""
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise refuse(name, "a NUL byte: the file is binary or damaged; export the table as CSV (UTF-8)", line)
    if not text.strip():
        raise refuse(name, "the file holds only blank lines; a header and rows are needed")
    if HTML.match(text):
        raise refuse(
            name, "this is HTML or XML, perhaps an error page saved in place of the data: fetch the CSV again", 1
        )
    if JSON.match(text):
        raise refuse(name, "this is JSON: write it as CSV first, a header and one row a count", 1)
    if "\r" in text and "\n" not in text:
        raise refuse(
            name, "the lines end in bare CR, as on old Macintoshes: convert them (tr '\\r' '\\n' < FILE > FILE.csv)"
        )
    try:
        text.encode()
    except UnicodeError:
        raise refuse(name, "the text holds half characters (lone surrogates); name the right --encoding") from None
