"""The standard streams, and whether they are terminals.

Data go to standard output as UTF-8 whatever the locale; messages go to standard error, and a failure to write them never
stops the work.
"""

import errno
import os
import sys
from typing import TextIO

from lstm_cli.errors import STDIN, UsageError
from lstm_cli.formats.text import legible
from lstm_cli.readers.folder import file_source
from lstm_cli.readers.source import Piped, Source

__all__ = ["has_colour", "is_terminal", "read_input", "say", "silence", "write_data", "write_text"]


def read_input(path: str) -> Source:
    """Return a file or, for ``-``, standard input as a source; refuse a terminal, on which no one would type a table."""
    if path != "-":
        return file_source(f"./{path}" if path == STDIN else path)
    if sys.stdin is None:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF), "standard input")
    if sys.stdin.isatty():
        raise UsageError(
            "standard input is a terminal: pipe a file into it, or name a file instead of '-' (-h for help)"
        )
    return Piped(STDIN, sys.stdin.buffer)


def write_data(content: bytes) -> None:
    """Write bytes to standard output."""
    stdout = _stdout()
    try:
        stdout.flush()
        stdout.buffer.write(content)
        stdout.buffer.flush()
    except OSError as error:
        error.filename = "standard output"
        raise


def write_text(text: str) -> None:
    """Write text to standard output in its own encoding, with substitutes for characters that it lacks."""
    encoding = _stdout().encoding or "utf-8"
    write_data(legible(text, encoding).encode(encoding, errors="replace"))


def _stdout() -> TextIO:
    """Return standard output; OSError if the process was started without it."""
    if sys.stdout is None:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF), "standard output")
    return sys.stdout


def say(text: str) -> None:
    """Write lines to standard error; if it is closed, the work goes on."""
    if sys.stderr is None:
        return
    encoding = sys.stderr.encoding or "utf-8"
    try:
        sys.stderr.flush()
        sys.stderr.buffer.write(legible(text.rstrip("\n") + "\n", encoding).encode(encoding, errors="replace"))
        sys.stderr.buffer.flush()
    except OSError:
        silence(sys.stderr)


def silence(stream: TextIO | None) -> None:
    """Redirect a failed stream to the null device, so that the interpreter's last flush cannot fail again."""
    if stream is not None:
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, stream.fileno())
        os.close(nothing)


def is_terminal(stream: TextIO | None) -> bool:
    """Whether the stream is a terminal."""
    return stream is not None and stream.isatty()


def has_colour(stream: TextIO | None, *, no_color: bool = False) -> bool:
    """Whether to use colours: only on terminals, and not with NO_COLOR or --no-color.

    With TERM unset or "dumb", colours are used only if FORCE_COLOR is set.
    """
    if no_color or not is_terminal(stream) or os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or (os.environ.get("TERM") or "dumb") != "dumb"
