"""Makes a zip of stored members part by part, with the bytes that `zipfile` writes, for targets that cannot seek.

For such targets `zipfile` writes sizes after each member instead of before it, which readers of model files refuse.

APPNOTE.TXT of PKWARE, 4.3: a local header and the content of each member, then the directory, then its end.
"""

import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

__all__ = ["Member", "archived"]


@dataclass(frozen=True, slots=True)
class Member:
    """A member: its name, and a function that yields its content each time it is called."""

    name: str
    parts: Callable[[], Iterator[bytes]]


def archived(members: Iterable[Member]) -> Iterator[bytes]:
    """Yield the archive; the content of each member is read twice."""
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
    """Return the content of both headers, which does not depend on the day and the system."""
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
    """Return the entry of the directory: versions, flags, method, time, CRC, sizes, lengths, attributes and offset."""
    name, day = entry.filename.encode("ascii"), (1 << 5) | 1  # 1980-01-01
    fields = (entry.create_version, entry.create_system, entry.extract_version, 0, 0, zipfile.ZIP_STORED, 0, day)
    sizes = (entry.CRC, entry.compress_size, entry.file_size, len(name), 0, 0, 0, 0, entry.external_attr, offset)
    return struct.pack("<4s4B4H3L5H2L", b"PK\x01\x02", *fields, *sizes) + name
