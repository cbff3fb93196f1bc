"""Write the notes of results for people."""

from collections.abc import Iterable

from lstm_cli.api.arguments import listed, shown_value
from lstm_cli.errors import FRAME, UsageError, python_setting
from lstm_cli.formats.sentences import sentences as written
from lstm_cli.formats.ways_out import Advice
from lstm_cli.options import READ_DEFAULTS
from lstm_cli.remarks import Remark

__all__ = ["sentences"]


def sentences(notes: Iterable[Remark] | Remark) -> list[str]:
    """Write notes as the sentences that the commands print, with what helps as an argument of Python.

    Parameters
    ----------
    notes
        The ``notes`` of a panel, a forecast, scores or any other result, or one of them. Each has a stable ``code`` and
        ``details``, for programs.

    Returns
    -------
    list of str
        A sentence for each note, in their order.

    Raises
    ------
    UsageError
        Something is not a note.
    """
    known = listed(notes)
    if not all(isinstance(note, Remark) for note in known):
        raise UsageError(f"notes: expected the notes of a result, got {shown_value(notes)}")
    return written(known, Advice(python_setting, FRAME, READ_DEFAULTS))
