"""Checks the line numbers that options name."""

from lstm_cli.errors import Hint, Setting, UsageError
from lstm_cli.tidying.job import Job

__all__ = ["check_lines"]


def check_lines(job: Job, count: int) -> None:
    """Refuse a line to leave out that lies beyond the end of the file; UsageError."""
    beyond = [number for number in job.options.without_lines if number > count]
    if beyond:
        hint = Hint(f"{{}} takes lines from 1 to {count}", Setting("without_lines"))
        raise UsageError(f"there is no line {beyond[0]}", path=job.path, value=str(beyond[0]), hint=hint)
