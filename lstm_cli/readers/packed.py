"""Compressed input: gzip, bzip2, xz, and zip archives of one file, recognised by their first bytes."""

# ruff: noqa: PLC0415 - few inputs are compressed

import re
import shlex
import zlib
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from typing import IO, TYPE_CHECKING, Final, cast

from lstm_cli.errors import DataError, Hint
from lstm_cli.problems import shown
from lstm_cli.readers.decode import is_model
from lstm_cli.readers.source import Piped, Readable, Source, Stored

if TYPE_CHECKING:
    from zipfile import ZipFile, ZipInfo

__all__ = ["WORKBOOK", "unpacked", "zip_members"]

HEAD: Final = 64
STREAMS: Final = {
    "gzip": re.compile(rb"\x1f\x8b"),
    "bzip2": re.compile(rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90)"),  # with content, and without
    "xz": re.compile(rb"\xfd7zXZ\0"),
}
ZIP: Final = re.compile(rb"PK(?:\x03\x04|\x05\x06)")  # with members, and without
WORKBOOK: Final = "xl/workbook.xml"  # a member of every .xlsx
OFFICE: Final = {"mimetype": "an OpenDocument file (.ods)", "xl/workbook.bin": "a binary workbook (.xlsb)"}
HIDDEN: Final = re.compile(r"__MACOSX/|(?:.*/)?\.[^/]*$")  # what systems add to archives
MAX_NAMED: Final = 3  # members that a message lists
MAX_UNPACKED: Final = 1 << 33  # bytes; what unpacks to more is an attack on memory
ENCRYPTED: Final = 1  # flag of a member


def unpacked(source: Source) -> Source:
    """Return a source of the content of a compressed file, or other sources as they are; DataError if it is damaged."""
    if source.is_unpacked:
        return source
    head = source.head(HEAD)
    kind = next((kind for kind, magic in STREAMS.items() if magic.match(head)), None)
    if kind and isinstance(source, Piped):
        stream = _Checked(_decompressor(kind, source.flow()), kind, source.name)
        return Piped(source.name, stream, is_unpacked=True)
    if kind:
        return Stored(source.name, partial(_opened, source, kind), is_unpacked=True)
    if ZIP.match(head) and not is_model(head):
        names = [member.filename for member in zip_members(source)]
        return source if WORKBOOK in names else _only_member(source, names)
    return source


def zip_members(source: Source) -> "list[ZipInfo]":
    """Return the files in a zip archive, none if the source is something else."""
    if not ZIP.match(source.head(HEAD)):
        return []
    with _archive(source) as archive:
        return [member for member in archive.infolist() if not member.filename.endswith("/")]


def _only_member(source: Source, names: list[str]) -> Source:
    """Return the only file in a zip archive."""
    office = next((kind for name, kind in OFFICE.items() if name in names), None)
    if office:
        raise DataError(f"this is {office}: save the sheet as .xlsx or as CSV (UTF-8)", path=source.name)
    files = [name for name in names if not HIDDEN.match(name)]
    if not files:
        raise DataError("an empty zip archive: there is nothing to read", path=source.name)
    if len(files) > 1:
        few = ", ".join(map(shown, files[:MAX_NAMED])) + (", …" if len(files) > MAX_NAMED else "")
        archive = "FILE" if isinstance(source, Piped) else shlex.quote(source.name)
        command = f"unzip -p {archive} {shlex.quote(files[0])} > one.csv"
        message = f"a zip archive of {len(files)} files ({few})"
        raise DataError(
            message, path=source.name, hint=Hint("extract the one that you want, for example with {}", command)
        )
    return Stored(source.name, partial(_member, source, files[0]), is_unpacked=True)


@dataclass(slots=True)
class _Checked:
    """The output of a decompressor, limited in size; errors of the decompressor become a DataError."""

    stream: Readable
    kind: str
    path: str
    count: int = 0

    def read(self, size: int = -1, /) -> bytes:
        """Return the next bytes."""
        import lzma
        from zipfile import BadZipFile

        try:
            block = self.stream.read(size)
        except (EOFError, zlib.error, lzma.LZMAError, BadZipFile, NotImplementedError, ValueError, OSError) as error:
            if isinstance(error, OSError) and error.errno is not None:  # of the system, not of the decompressor
                raise
            raise _damaged(self.kind, error, path=self.path) from None
        self.count += len(block)
        if self.count > MAX_UNPACKED:
            message = f"this {self.kind} file unpacks to over {MAX_UNPACKED >> 30} GiB: unpack it to see what it holds"
            raise DataError(message, path=self.path)
        return block


def _damaged(kind: str, error: Exception, *, path: str) -> DataError:
    """Return the error for a file that cannot be unpacked."""
    return DataError(f"this {kind} file is damaged or incomplete ({error}): fetch it again", path=path)


@contextmanager
def _opened(source: Source, kind: str) -> Iterator[Readable]:
    """Open a compressed source."""
    with source.open() as raw, _decompressor(kind, raw) as stream:
        yield _Checked(stream, kind, source.name)


def _decompressor(kind: str, raw: Readable) -> IO[bytes]:
    """Return a reader of the content of compressed bytes."""
    import bz2
    import gzip
    import lzma

    file = cast("IO[bytes]", raw)
    if kind == "gzip":
        return cast("IO[bytes]", gzip.GzipFile(fileobj=file))
    return bz2.BZ2File(file) if kind == "bzip2" else lzma.LZMAFile(file)


@contextmanager
def _archive(source: Source) -> "Iterator[ZipFile]":
    """Open a zip archive."""
    from zipfile import BadZipFile, ZipFile

    with source.seekable() as file:
        try:
            archive = ZipFile(file)
        except (BadZipFile, NotImplementedError, ValueError) as error:
            raise _damaged("zip", error, path=source.name) from None
        with archive:
            yield archive


@contextmanager
def _member(source: Source, name: str) -> Iterator[Readable]:
    """Open a file in a zip archive."""
    with _archive(source) as archive:
        member = archive.getinfo(name)
        if member.flag_bits & ENCRYPTED:
            raise DataError(f"{shown(name)} in this zip archive needs a password: unpack it first", path=source.name)
        with _open_member(archive, member, source.name) as stream:
            yield _Checked(stream, "zip", source.name)


def _open_member(archive: "ZipFile", member: "ZipInfo", path: str) -> AbstractContextManager[IO[bytes]]:
    """Open a file in a zip archive; DataError if it cannot be unpacked."""
    from zipfile import BadZipFile

    try:
        return archive.open(member)
    except (BadZipFile, NotImplementedError, ValueError) as error:
        raise _damaged("zip", error, path=path) from None
