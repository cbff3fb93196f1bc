"""Sources of the bytes of a table: a file or bytes, which can be read again, or a pipe, which is read once.

Readers examine the first bytes, then read the rest block by block: a large file is never in memory as a whole.
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
MAX_ADVISED: Final = 20_000_000  # bytes of a refused input that are examined for advice
MAX_WHOLE: Final = 1 << 30  # bytes of a compressed file that are unpacked into memory


class Readable(Protocol):
    """A stream that is read from beginning to end."""

    def read(self, size: int = -1, /) -> bytes:
        """Return the next ``size`` bytes, or fewer at the end."""
        ...


Opener: TypeAlias = Callable[[], AbstractContextManager[Readable]]


class Source(Protocol):
    """The bytes of one input; ``name`` is its name in messages."""

    @property
    def name(self) -> str:
        """The path as the user gave it."""
        ...

    @property
    def is_unpacked(self) -> bool:
        """Whether these bytes were unpacked from a compressed file."""
        ...

    def head(self, size: int) -> bytes:
        """Return the first ``size`` bytes, or all where there are fewer."""
        ...

    def open(self, *, keep: bool = False) -> AbstractContextManager[Readable]:
        """Open the input at its first byte; a pipe can be opened again only if all its readers ``keep`` the bytes."""
        ...

    def again(self) -> "Source":
        """Return the same input in a form that can be opened any number of times; a pipe is read whole."""
        ...

    def seekable(self) -> AbstractContextManager[IO[bytes]]:
        """Open the input as a seekable file; a pipe is read whole, and kept."""
        ...


@dataclass(frozen=True, slots=True)
class Stored:
    """An input that can be opened any number of times; it is not seekable if ``is_unpacked``."""

    name: str
    opener: Opener
    is_unpacked: bool = False

    def head(self, size: int) -> bytes:
        """Return the first bytes."""
        with self.opener() as stream:
            return stream.read(size)

    def open(self, *, keep: bool = False) -> AbstractContextManager[Readable]:
        """Open it at its first byte; ``keep`` makes no difference."""
        del keep
        return self.opener()

    def again(self) -> Source:
        """Return it as it is."""
        return self

    @contextmanager
    def seekable(self) -> Iterator[IO[bytes]]:
        """Open it as a seekable file, in memory if necessary, up to a limit."""
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
    """An input that can be read once, such as standard input; examined bytes are kept."""

    name: str
    stream: Readable
    is_unpacked: bool = False
    kept: bytearray = field(default_factory=bytearray)
    is_spent: bool = False  # whether bytes were read without being kept

    def head(self, size: int) -> bytes:
        """Return the first bytes, and keep them."""
        while len(self.kept) < size and (block := self.stream.read(size - len(self.kept))):
            self.kept += block
        return bytes(self.kept[:size])

    def open(self, *, keep: bool = False) -> AbstractContextManager[Readable]:
        """Read it from its first byte; it can be opened again only with ``keep``."""
        return nullcontext(self.flow(keep=keep))

    def flow(self, *, keep: bool = False) -> "Readable":
        """Return a reader from the first byte on; it need not be closed."""
        if self.is_spent:
            raise ValueError(f"{self.name} has already been read, and cannot be read twice")
        return _Flow(self, keep=keep)

    def again(self) -> Source:
        """Read all of it into memory."""
        with self.open() as flow:
            return Stored(self.name, partial(io.BytesIO, flow.read()), self.is_unpacked)

    @contextmanager
    def seekable(self) -> Iterator[IO[bytes]]:
        """Read all of it into memory, and open that as a file."""
        with self.open(keep=True) as flow:
            while flow.read(BLOCK):
                pass
        yield io.BytesIO(self.kept)

    def take(self, at: int, size: int, *, keep: bool) -> bytes:
        """Return bytes from ``at`` on, a position within the kept bytes or that of the stream."""
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
