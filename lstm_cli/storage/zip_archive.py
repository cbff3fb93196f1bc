"""A zip of stored members, made part by part: the bytes that `zipfile` writes, for a target that cannot be gone back in.

`zipfile` itself writes to such targets, but with sizes after each member instead of before it, which readers of model
files refuse.

APPNOTE.TXT of PKWARE, 4.3: a local header and its content for each member, then the directory, then its end.
"""

import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

__all__ = ["Member", "archived"]


@dataclass(frozen=True, slots=True)
class Member:
    """A member by its name, and what yields its content, as often as it is asked to."""

    name: str
    parts: Callable[[], Iterator[bytes]]


def archived(members: Iterable[Member]) -> Iterator[bytes]:
    """Yield the archive; the content of each member is gone through twice."""
    directory, offset = [], 0
    for member in members:
        entry = _entry(member)
        header = entry.FileHeader(zip64=False)
        yield header
        yield from member.parts()
        directory.append(_directory_entry(entry, offset))
        offset += len(header) + entry.file_size
    yield from directory
    size = sum(map(len, directory))
    yield struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, len(directory), len(directory), size, offset, 0)


def _entry(member: Member) -> zipfile.ZipInfo:
    """Return what both headers say, which is the same on every day and system."""
    entry = zipfile.ZipInfo(member.name, date_time=(1980, 1, 1, 0, 0, 0))
    entry.create_system = 3
    entry.external_attr = 0o644 << 16
    entry.CRC = 0
    for part in member.parts():
        entry.CRC = zlib.crc32(part, entry.CRC)
        entry.file_size += len(part)
    entry.compress_size = entry.file_size
    return entry


def _directory_entry(entry: zipfile.ZipInfo, offset: int) -> bytes:
    """Return the entry of the directory: versions, flags, method, time, CRC, sizes, lengths, attributes and place."""
    name, day = entry.filename.encode("ascii"), (1 << 5) | 1  # 1980-01-01
    fields = (entry.create_version, entry.create_system, entry.extract_version, 0, 0, zipfile.ZIP_STORED, 0, day)
    sizes = (entry.CRC, entry.compress_size, entry.file_size, len(name), 0, 0, 0, 0, entry.external_attr, offset)
    return struct.pack("<4s4B4H3L5H2L", b"PK\x01\x02", *fields, *sizes) + name
