"""Where the bytes of a table come from: a file or bytes, which can be read again, or a pipe, which is read once.

Readers look at the first bytes, then take the rest block by block, so that a large file is never in memory as a whole.
"""

import io
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import IO, Final, Protocol, TypeAlias, cast

from lstm_cli.errors import DataError

__all__ = ["MAX_ADVISED", "Content", "Opener", "Piped", "Readable", "Source", "Stored", "as_source", "pipe_source"]

BLOCK: Final = 1 << 20
MAX_ADVISED: Final = 20_000_000  # bytes of an input that is looked into when it is refused
MAX_WHOLE: Final = 1 << 30  # bytes of a compressed file that are unpacked into memory


class Readable(Protocol):
    """What can be read from its beginning to its end."""

    def read(self, size: int = -1, /) -> bytes:
        """Return the next ``size`` bytes, or fewer at the end."""
        ...


Opener: TypeAlias = Callable[[], AbstractContextManager[Readable]]


class Source(Protocol):
    """The bytes of one input; ``name`` is what messages call it."""

    @property
    def name(self) -> str:
        """The path as the user gave it."""
        ...

    @property
    def is_unpacked(self) -> bool:
        """Whether these are the bytes that a compressed file holds."""
        ...

    def head(self, size: int) -> bytes:
        """Return the first ``size`` bytes, or all where there are fewer."""
        ...

    def open(self, *, keep: bool = False) -> AbstractContextManager[Readable]:
        """Open the input at its first byte; a pipe can be opened again if all readers before were to ``keep`` its bytes."""
        ...

    def again(self) -> "Source":
        """Return the same input as one that can be opened any number of times; a pipe is read whole."""
        ...

    def seekable(self) -> AbstractContextManager[IO[bytes]]:
        """Open the input as a file in which one can go anywhere; a pipe is read whole, and kept."""
        ...


@dataclass(frozen=True, slots=True)
class Stored:
    """An input that can be opened any number of times; in one that ``is_unpacked`` one cannot go back and forth."""

    name: str
    opener: Opener
    is_unpacked: bool = False

    def head(self, size: int) -> bytes:
        """Return the first bytes."""
        with self.opener() as stream:
            return stream.read(size)

    def open(self, *, keep: bool = False) -> AbstractContextManager[Readable]:
        """Open it at its first byte; ``keep`` is of no concern."""
        del keep
        return self.opener()

    def again(self) -> Source:
        """Return it as it is."""
        return self

    @contextmanager
    def seekable(self) -> Iterator[IO[bytes]]:
        """Open it as a file in which one can go anywhere; what must be in memory for that is limited."""
        with self.opener() as stream:
            if not self.is_unpacked:
                yield cast("IO[bytes]", stream)
                return
            whole = stream.read(MAX_WHOLE + 1)
        if len(whole) > MAX_WHOLE:
            raise DataError(f"unpacks to over {MAX_WHOLE >> 30} GiB: unpack it first", path=self.name)
        yield io.BytesIO(whole)


@dataclass(slots=True)
class Piped:
    """An input that comes once, such as standard input; what was looked at is kept."""

    name: str
    stream: Readable
    is_unpacked: bool = False
    kept: bytearray = field(default_factory=bytearray)
    is_spent: bool = False  # bytes were read that are not kept

    def head(self, size: int) -> bytes:
        """Return the first bytes, which are kept."""
        while len(self.kept) < size and (block := self.stream.read(size - len(self.kept))):
            self.kept += block
        return bytes(self.kept[:size])

    def open(self, *, keep: bool = False) -> AbstractContextManager[Readable]:
        """Read it from its first byte; to ``keep`` the bytes allows to open it again."""
        return nullcontext(self.flow(keep=keep))

    def flow(self, *, keep: bool = False) -> "Readable":
        """Return a reader from the first byte on, which needs no closing."""
        if self.is_spent:
            raise ValueError(f"{self.name} has been read, and comes only once")
        return _Flow(self, keep=keep)

    def again(self) -> Source:
        """Read all of it."""
        with self.open() as flow:
            return Stored(self.name, partial(io.BytesIO, flow.read()), self.is_unpacked)

    @contextmanager
    def seekable(self) -> Iterator[IO[bytes]]:
        """Read all of it, and open that."""
        with self.open(keep=True) as flow:
            while flow.read(BLOCK):
                pass
        yield io.BytesIO(self.kept)

    def take(self, at: int, size: int, *, keep: bool) -> bytes:
        """Return some bytes from ``at`` on, which is within what is kept or where the stream stands."""
        if at < len(self.kept):
            return bytes(self.kept[at : at + size])
        block = self.stream.read(size)
        if keep:
            self.kept += block
        elif block:
            self.is_spent = True
        return block


@dataclass(slots=True)
class _Flow:
    """A reader of a pipe, from its first byte."""

    pipe: Piped
    keep: bool
    at: int = 0

    def read(self, size: int = -1, /) -> bytes:
        """Return the next bytes."""
        if size < 0:
            return b"".join(iter(partial(self.read, BLOCK), b""))
        block = self.pipe.take(self.at, size, keep=self.keep)
        self.at += len(block)
        return block


Content: TypeAlias = bytes | Source


def as_source(content: Content, name: str) -> Source:
    """Return bytes as a source of this name; a source as it is."""
    return Stored(name, partial(io.BytesIO, content)) if isinstance(content, bytes) else content


def pipe_source(path: str | Path) -> Piped:
    """Return the bytes of a named pipe or a device, which are read once."""
    return Piped(str(path), _Descriptor(os.open(path, os.O_RDONLY)))


@dataclass(slots=True)
class _Descriptor:
    """An open pipe, closed at its end."""

    number: int

    def read(self, size: int = -1, /) -> bytes:
        """Return the next bytes; fewer than ``size`` only at the end."""
        parts: list[bytes] = []
        missing = size if size >= 0 else BLOCK
        while self.number >= 0 and missing:
            part = os.read(self.number, missing)
            if not part:
                os.close(self.number)
                self.number = -1
            parts.append(part)
            missing = missing - len(part) if size >= 0 else BLOCK
        return b"".join(parts)
