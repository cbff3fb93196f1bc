"""Bytes to text: UTF-8 unless another encoding is named, with clear errors for content that is no CSV at all."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lstm_cli.errors import DataError, Hint, Setting, UsageError
from lstm_cli.problems import shown
from lstm_cli.readers.encodings import USUAL, likely_encodings
from lstm_cli.readers.source import Source

__all__ = ["BLOCK", "MODEL_HEAD", "Top", "is_model", "read_top", "refuse_model", "text_blocks"]

BLOCK: Final = 1 << 17  # bytes at a time: the cells of larger blocks do not fit into the processor's cache
MAX_LINE: Final = 1 << 26  # characters

# A model file is a zip archive whose first member has this name.
MODEL: Final = re.compile(rb"PK\x03\x04.{26}document\.json", re.DOTALL)
MODEL_HEAD: Final = 64  # bytes by which it is recognised
SIGNATURES: Final = (
    (b"\x1f\x8b", "a gzip file inside a compressed one: unpack it twice"),
    (b"PK\x03\x04", "a zip archive inside a compressed file: unpack it twice"),
    (b"\xd0\xcf\x11\xe0", "an old workbook (.xls), or one with a password: save the sheet as .xlsx or as CSV (UTF-8)"),
    (b"\xfd7zXZ", "an xz file inside a compressed one: unpack it twice"),
    (b"\x28\xb5\x2f\xfd", "a zstd file: unpack it first (zstd -dc FILE > FILE.csv)"),
    (b"ARROW1", "an Arrow (Feather) file: write it as Parquet or CSV"),
    (b"%PDF", "a PDF: export the table behind it as CSV"),
    (b"SQLite format 3", "an SQLite database: export a table of it as CSV"),
    (b"\x80\x04\x95", "a pickle of Python: write the table as Parquet or CSV (frame.to_csv)"),
    (b"\x80\x05\x95", "a pickle of Python: write the table as Parquet or CSV (frame.to_csv)"),
    (b"\x89HDF", "an HDF5 file: write the table as Parquet or CSV"),
    (b"RDX", "an R workspace: write the table as CSV (write.csv)"),
    (b"X\n\0\0\0", "an R object (.rds): write the table as CSV (write.csv)"),
    (b"$FL2", "an SPSS file: export the table as CSV"),
    (b"<stata_dta>", "a Stata file (.dta): export the table as CSV"),
    (b"\x89PNG", "a picture: export the table behind it as CSV"),
    (b"{\\rtf", "a text of a word processor (.rtf): save the table as CSV"),
)
TAR: Final = slice(257, 262)  # where a tar archive has its mark
UTF16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
HTML: Final = re.compile(r"\s*<(!doctype|!--|html|head|body|table|\?xml)", re.IGNORECASE)
TABLE: Final = re.compile(r"<table\b", re.IGNORECASE)
JSON: Final = re.compile(r'\s*(\{\s*"|\[\s*[\[{"\d])')


@dataclass(frozen=True, slots=True)
class Top:
    """The beginning of a file as text, without its byte-order mark: whole lines, unless it is the whole file."""

    text: str
    is_whole: bool


def read_top(source: Source, size: int, *, encoding: str) -> Top:
    """Return the text in the first ``size`` bytes of a file; if it is something else, DataError names it."""
    content, path = source.head(size), source.name
    if not content:
        raise DataError("the file is empty (0 bytes); a header and rows are needed", path=path)
    codec = _codec(encoding)
    if codec == "utf-8":
        _check_signature(content, path=path)
    is_whole = len(content) < size
    text = _Decoder(codec, path).decode(content, final=is_whole)
    _check_text(text, path=path, is_whole=is_whole)
    return Top(text if is_whole else text[: text.rfind("\n") + 1], is_whole)


def text_blocks(source: Source, *, encoding: str, size: int = BLOCK, keep: bool = False) -> Iterator[str]:
    """Yield the text of a file from its beginning, without its byte-order mark, in blocks of whole lines.

    ``size``: approximate size of a block in bytes; with ``keep``, a pipe can be read again.
    """
    decoder = _Decoder(_codec(encoding), source.name)
    unfinished: list[str] = []  # the beginning of a line that continues in the next block
    with source.open(keep=keep) as stream:
        while content := stream.read(size):
            text = decoder.decode(content)
            stop = text.rfind("\n") + 1
            if stop:
                yield "".join((*unfinished, text[:stop]))
                unfinished.clear()
            unfinished.append(text[stop:])
            if sum(map(len, unfinished)) > MAX_LINE:
                message = (
                    f"a line of over {MAX_LINE} characters: this is not a table of rows, or its line ends were lost"
                )
                raise DataError(message, path=source.name, line=decoder.lines + 1)
    unfinished.append(decoder.decode(b"", final=True))
    if last := "".join(unfinished):
        yield last


class _Decoder:
    """Decodes a file block by block, and locates bytes that cannot be decoded or are no text."""

    def __init__(self, codec: str, path: str) -> None:
        self.codec = codec
        self.path = path
        self.lines = 0  # line ends so far
        self._decoder = codecs.getincrementaldecoder("utf-8-sig" if codec == "utf-8" else codec)()

    def decode(self, content: bytes, *, final: bool = False) -> str:
        """Return the text of the next bytes."""
        try:
            text = self._decoder.decode(content, final)
        except UnicodeError as error:
            raise self._undecodable(error) from None
        if "\0" in text:
            line = self.lines + text.count("\n", 0, text.index("\0")) + 1
            message = "a NUL byte: the file is binary or damaged; export the table as CSV (UTF-8)"
            raise DataError(message, path=self.path, line=line)
        if not text.isascii():
            self._check_characters(text)
        self.lines += text.count("\n")
        return text

    def _check_characters(self, text: str) -> None:
        """Refuse lone surrogates, which some codecs produce."""
        try:
            text.encode()
        except UnicodeError:
            hint = Hint("name the right encoding with {}", Setting("encoding"))
            raise DataError("the text has unpaired surrogates", path=self.path, hint=hint) from None

    def _undecodable(self, error: UnicodeError) -> DataError:
        """Return the error with the first byte that cannot be decoded, its physical line, and advice."""
        line, value, what = None, None, str(error)
        if isinstance(error, UnicodeDecodeError):
            line = self.lines + error.object.count(b"\n", 0, error.start) + 1
            value = f"0x{error.object[error.start]:02x}"
            what = f"byte {value}"
        if self.codec != "utf-8":
            hint = Hint("name the right encoding with {}", Setting("encoding"))
            return DataError(f"not valid {self.codec} ({what})", path=self.path, line=line, value=value, hint=hint)
        likely = likely_encodings(error.object) if isinstance(error, UnicodeDecodeError) else []
        message = f"not valid UTF-8 ({what})"
        if [guess.name for guess in likely] in ([], [USUAL]):
            hint = Hint("for a file from an older spreadsheet add {}", Setting("encoding", USUAL))
        else:
            message += f": {', '.join(f'{shown(guess.words)} in {guess.name}' for guess in likely)}"
            hint = Hint(
                f"add {' or '.join('{}' for _ in likely)}", *(Setting("encoding", guess.name) for guess in likely)
            )
        return DataError(message, path=self.path, line=line, value=value, hint=hint)


def _codec(encoding: str) -> str:
    """Return Python's name of a text encoding; UsageError if it does not exist."""
    try:
        codec = codecs.lookup(encoding).name
        "".encode(codec)
    except (LookupError, UnicodeError, ValueError):
        raise UsageError(
            f"no text encoding is called {shown(encoding)}",
            value=encoding,
            hint=Hint("{} takes utf-8, utf-16, cp1252, latin-1 and others", Setting("encoding")),
        ) from None
    return "utf-8" if codec == "utf-8-sig" else codec


def _check_signature(content: bytes, *, path: str) -> None:
    """Refuse files whose first bytes show that they are not UTF-8 text."""
    refuse_model(content, path=path)
    kind = next((kind for magic, kind in SIGNATURES if content.startswith(magic)), None)
    if content[TAR] == b"ustar":
        kind = "a tar archive: take the table out of it (tar -xf FILE)"
    if kind:
        raise DataError(f"this is {kind}", path=path)
    if content.startswith(UTF16):
        raise DataError("this is UTF-16 text, not UTF-8", path=path, hint=_add_encoding("utf-16"))
    if content.count(b"\0") * 3 > len(content):
        message = "every other byte is NUL, as in UTF-16 text"
        first = "be" if content[::2].count(b"\0") > content[1::2].count(b"\0") else "le"  # half of "a" is NUL
        raise DataError(message, path=path, hint=_add_encoding(f"utf-16-{first}"))


def is_model(head: bytes) -> bool:
    """Whether the first bytes of a file are those of a model file."""
    return MODEL.match(head) is not None


def refuse_model(content: bytes, *, path: str) -> None:
    """Refuse a model file in place of data."""
    if is_model(content):
        hint = Hint("predict and diagnose read it with {}", Setting("model"))
        raise DataError("this is a model file, not a table of counts", path=path, hint=hint)


def _add_encoding(name: str) -> Hint:
    return Hint("add {}", Setting("encoding", name))


def _check_text(text: str, *, path: str, is_whole: bool) -> None:
    """Refuse text that is blank, or in a format that is recognised as something other than CSV."""
    if is_whole and not text.strip():
        raise DataError("the file holds only blank lines; a header and rows are needed", path=path)
    if HTML.match(text):
        message = "this is HTML or XML, perhaps an error page saved in place of the data: fetch the CSV again"
        if TABLE.search(text):
            message = "this is a web page with a table: open it in a spreadsheet and save the table as CSV (UTF-8)"
        raise DataError(message, path=path, line=1)
    if JSON.match(text):
        raise DataError("this is JSON, but not in UTF-8: convert it (iconv -f FROM -t UTF-8)", path=path, line=1)
    if "\r" in text and "\n" not in text:
        message = "the lines end in a bare CR, as on old Macintoshes: convert them (tr '\\r' '\\n' < FILE > FILE.csv)"
        raise DataError(message, path=path)
