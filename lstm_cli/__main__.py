"""The console script ``lstm-forecast``, and ``python -m lstm_cli``."""

import os
import signal
import sys

# One thread for matrix products, whatever the environment sets: these are small, a second thread costs more than it
# brings, and sums would come out otherwise in the last bit. Before NumPy loads.
for _variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_variable] = "1"

from lstm_cli.cli.error_boundary import PROGRAM, boundary  # noqa: E402 - after the environment is set
from lstm_cli.cli.streams import write_data  # noqa: E402 - as above
from lstm_cli.cli.version import version_line  # noqa: E402 - as above
from lstm_cli.errors import ExitCode  # noqa: E402 - as above

__all__ = ["main"]


def main() -> None:
    """Run the command line and leave with its exit code."""
    _occupy_standard_descriptors()
    try:
        _run()
    finally:
        _leave_in_peace()


def _run() -> None:
    """Run the command line; it ends with SystemExit, unless it only tells the version."""
    with boundary(debug="--debug" in sys.argv):
        if sys.argv[1:] == ["--version"]:  # without typer and the commands, which take longer to load than all the rest
            write_data(f"{version_line()}\n".encode())
            return
        from lstm_cli.cli.app import app  # noqa: PLC0415 - Ctrl-C while this loads is caught, too

        try:
            app(prog_name=PROGRAM)
        except SystemExit as leaving:
            if isinstance(leaving.__context__, BrokenPipeError):  # typer leaves with 1 when nobody reads its help
                raise SystemExit(ExitCode.CLOSED_PIPE) from None
            raise


def _leave_in_peace() -> None:
    """Ignore Ctrl-C once the work is done and told: only the interpreter's own clean-up is left, and it would die of it."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_IGN)


def _occupy_standard_descriptors() -> None:
    """Keep the numbers 0, 1 and 2 from being given to a file that is opened later, if the caller closed them."""
    for descriptor in (0, 1, 2):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # the lowest free number


if __name__ == "__main__":
    main()
