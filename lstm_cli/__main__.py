"""The console script ``lstm-forecast``, and ``python -m lstm_cli``."""

import os
import sys

# One thread for matrix products, whatever the environment says: the products are so small that a second thread costs more
# than it saves, and it would change the last bit of sums. This must happen before NumPy loads.
for _variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_variable] = "1"

try:
    import signal

    from lstm_cli.cli.error_boundary import PROGRAM, boundary
    from lstm_cli.cli.streams import write_data
    from lstm_cli.cli.version import version_line
    from lstm_cli.errors import ExitCode
except KeyboardInterrupt:  # before there is a boundary
    os._exit(130)

__all__ = ["main"]


def main() -> None:
    """Run the command line and leave with its exit code."""
    _occupy_standard_descriptors()
    try:
        _run()
    finally:
        _ignore_interrupts()


def _run() -> None:
    """Run the command line; it ends with SystemExit unless it only prints the version."""
    with boundary(debug="--debug" in sys.argv):
        if sys.argv[1:] == ["--version"]:  # typer and the commands take longer to load than everything else
            write_data(f"{version_line()}\n".encode())
            return
        from lstm_cli.cli.app import app  # noqa: PLC0415 - inside the boundary, which catches Ctrl-C while this loads

        try:
            app(prog_name=PROGRAM)
        except SystemExit as leaving:
            # Typer exits with 1 when the reader of its help is gone.
            if isinstance(leaving.__context__, BrokenPipeError):
                raise SystemExit(ExitCode.CLOSED_PIPE) from None
            raise


def _ignore_interrupts() -> None:
    """Ignore Ctrl-C once the work is done: only the interpreter's clean-up is left, and Ctrl-C would break that."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_IGN)


def _occupy_standard_descriptors() -> None:
    """If the caller closed descriptor 0, 1 or 2, occupy it, so that no file opened later gets its number."""
    for descriptor in (0, 1, 2):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # the lowest free number


if __name__ == "__main__":
    main()
